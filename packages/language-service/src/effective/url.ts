import {
  type ConfigNode,
  type ConfigTree,
  type CookieLine,
  type RequestConfig,
  requestConfig,
  type SessionState,
  type Setting,
  sessionState,
  virtualHosts,
  wordsOf,
} from "@httpd-lint/config";
import type { Diagnostic } from "@httpd-lint/diagnostics";
import { type LintOptions, lint } from "@httpd-lint/lint";
import { type Place, placeOf, type Scope, scopeOf, shownArguments } from "./places.ts";
import type { RequestProblem } from "./problem.ts";

/** One directive's setting for a request. */
export interface EffectiveSetting {
  readonly name: string;
  /** Null: an earlier one was put aside, or only sections that may apply have it. */
  readonly value: string | null;
  /** The last of `setBy`. */
  readonly setAt: { readonly file: string; readonly line: number } | null;
  /** Several where httpd adds them up. */
  readonly setBy: readonly Place[];
  readonly overrode: readonly Place[];
  /** What may change it, in sections of which it is not known whether they apply. */
  readonly possible: readonly Place[];
  readonly lostTo: Place | null;
}

/** What is known of a URL. */
export interface UrlFacts {
  readonly url: string;
  readonly config: RequestConfig;
  readonly state: SessionState;
  readonly scopes: readonly Scope[];
  readonly possibleScopes: readonly Scope[];
  readonly settings: readonly EffectiveSetting[];
  readonly findings: readonly Diagnostic[];
  /** What the answer rests on that may be otherwise. */
  readonly notes: readonly string[];
}

/** A request as far as it chooses settings. */
export interface UrlRequest {
  readonly url: string;
  /** `ADDRESS:PORT` of the connection as the server sees it, when given. */
  readonly vhost: string | undefined;
  readonly scheme: string;
  readonly hostName: string;
  readonly port: number;
  readonly path: string;
  readonly address?: string;
}

/**
 * The request that a URL means, and the connection it comes by.
 *
 * @param vhost `ADDRESS:PORT` of the connection as the server sees it; `*` for any address
 * @returns a problem for what is no request
 */
export function requestOf(url: string, vhost: string | undefined): UrlRequest | RequestProblem {
  const match = /^(https?):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d*))?(?=[/?#]|$)([^#]*)/i.exec(url);
  const [, scheme = "", hostName = "", port = "", path = ""] = match ?? [];
  if (hostName === "") {
    const bare = url.replace(/^[a-z]*:\/\//i, "");
    const meant = /^[\w.-]+\.[a-z]+(?::\d+)?(?:\/|$)/i.test(bare)
      ? bare
      : `HOST${bare.startsWith("/") ? bare : "/PATH"}`;
    const problem = "needs scheme and host, because they choose the virtual host";
    return { subject: "url", problem, example: `https://${meant}` };
  }
  const target = {
    url,
    vhost,
    scheme: scheme.toLowerCase(),
    hostName: hostName.toLowerCase(),
    port: Number(port === "" ? (scheme.toLowerCase() === "https" ? 443 : 80) : port),
    path: path === "" ? "/" : path.startsWith("?") ? `/${path}` : path,
  };
  if (vhost === undefined) return target;
  const connection = connectionOf(vhost);
  return "problem" in connection ? connection : { ...target, ...connection };
}

function connectionOf(vhost: string): Pick<UrlRequest, "port" | "address"> | RequestProblem {
  const [, address = "", port = ""] = /^(?:(\[[^\]]+\]|[^:]*):)?(\d+)$/.exec(vhost) ?? [];
  if (port === "") {
    const problem = `is address and port as <VirtualHost> has them, e.g. *:443, not '${vhost}'`;
    return { subject: "vhost", problem };
  }
  const isAny = address === "" || address === "*" || address === "_default_";
  return { port: Number(port), ...(isAny ? {} : { address: address.replace(/^\[|\]$/g, "") }) };
}

/** Everything about sessions that holds for a request. */
export function explainUrl(tree: ConfigTree, request: UrlRequest, options: LintOptions): UrlFacts {
  const config = requestConfig(tree, request);
  const state = sessionState(config);
  const settings = sessionSettings(config, state);
  return {
    url: request.url,
    config,
    state,
    scopes: config.layers.filter(({ isCertain }) => isCertain).map(({ section }) => scopeOf(section, tree)),
    possibleScopes: config.layers.filter(({ isCertain }) => !isCertain).map(({ section }) => scopeOf(section, tree)),
    settings: settings.map(settingData),
    findings: touching(tree, config, settings, options),
    notes: notesOf(tree, config, request),
  };
}

/** Directives of the modules that make up a session and its cookie. */
const OWN = /^(?:session(?:$|[a-z])|authform|cookie(?:tracking|name|expires|domain|style|samesite|secure|httponly)$)/;
const DATABASE = /^dbd(?:driver|params)$/;

function sessionSettings(config: RequestConfig, { storage }: SessionState): readonly Setting[] {
  const usesDatabase = storage?.startsWith("database") === true;
  return config.settings().flatMap((setting) => {
    const key = setting.name.toLowerCase();
    if (OWN.test(key) || (usesDatabase && DATABASE.test(key))) return [setting];
    if (key === "header" || key === "requestheader") return cookieHeaders(setting, key);
    return (key === "authtype" || key === "sethandler") && isOfForms(setting) ? [setting] : [];
  });
}

function isOfForms({ setBy, possible }: Setting): boolean {
  return [...setBy, ...possible].some((node) => /^form/i.test(wordsOf(node)[0] ?? ""));
}

/** Of Header and RequestHeader only those count here that are about cookies. */
function cookieHeaders(setting: Setting, key: string): readonly Setting[] {
  const pattern = key === "header" ? /^set-cookie2?:?$/i : /^cookie2?:?$/i;
  const isAbout = (node: ConfigNode): boolean =>
    wordsOf(node)
      .slice(0, 3)
      .some((word) => pattern.test(word));
  const setBy = setting.setBy.filter(isAbout);
  const possible = setting.possible.filter(isAbout);
  return setBy.length + possible.length === 0 ? [] : [{ ...setting, setBy, possible, overrode: [] }];
}

function settingData({ name, setBy, overrode, possible, lostTo }: Setting): EffectiveSetting {
  const last = setBy.at(-1);
  const at = last === undefined ? undefined : placeOf(last);
  return {
    name,
    value: at === undefined ? null : setBy.map(shownArguments).join(", "),
    setAt: at === undefined ? null : { file: at.file, line: at.line },
    setBy: setBy.map(placeOf),
    overrode: overrode.map(placeOf),
    possible: possible.map(placeOf),
    lostTo: lostTo === undefined ? null : placeOf(lostTo),
  };
}

/** Findings about directives that count here. */
function touching(
  tree: ConfigTree,
  config: RequestConfig,
  settings: readonly Setting[],
  options: LintOptions,
): readonly Diagnostic[] {
  const nodes = settings.flatMap(({ setBy, possible }) => [...setBy, ...possible]);
  const all = [
    ...lint(tree, options),
    ...config.htaccess.flatMap((htaccess) => lint(htaccess, { ...options, partial: true })),
  ];
  return all.filter(({ location, related = [] }) =>
    [location, ...related.map((place) => place.location)].some(
      (place) =>
        place !== undefined &&
        nodes.some(
          ({ frame, line }) => frame.file.path === place.file && line.start <= place.start && place.start < line.end,
        ),
    ),
  );
}

function notesOf(tree: ConfigTree, config: RequestConfig, { port, vhost }: UrlRequest): string[] {
  const notes: string[] = [];
  const { addresses } = virtualHosts(tree);
  if (config.virtualHost === undefined && addresses.length > 0) {
    const given = vhost === undefined ? `port ${port}` : vhost;
    const all = [...new Set(addresses.map(({ address, port }) => `${address}:${port === 0 ? "*" : port}`))];
    notes.push(
      `No virtual host is for ${given}, so the main server answers (there are ${all.slice(0, 5).join(", ")}${all.length > 5 ? ", ..." : ""}; --vhost chooses one).`,
    );
  }
  if (config.file === undefined && !config.proxied) {
    notes.push(
      "Which file this is cannot be told: sections for directories and files, and .htaccess files, are left open.",
    );
  }
  return notes;
}

/** A cookie line without its value, which nobody knows beforehand. */
export function cookieText({ header, name, attributes }: CookieLine): string {
  return `${header}: ${name}=...${attributes === "" ? "" : `;${attributes}`}`;
}
