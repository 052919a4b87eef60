import { maskMessage, type SessionState } from "@httpd-lint/config";
import { type JsonDiagnostic, jsonReport, type Paint } from "@httpd-lint/diagnostics";
import { aligned, wrapped } from "./layout.ts";
import { lineOf, type Place, placeOf, type Scope, sectionName } from "./places.ts";
import { cookieText, type EffectiveSetting, type UrlFacts } from "./url.ts";

/** How the text is made for a terminal. */
export interface Look {
  readonly paint: Paint;
  readonly width: number;
  readonly nameOf: (file: string) => string;
}

/** Paths are relative to the folder of the main file, which `server` names as the user may. */
type ServerLook = Look & { readonly server: string };

type Finding = Omit<JsonDiagnostic, "fixes"> & {
  readonly fixes?: readonly { readonly title: string; readonly safe: boolean }[];
};

type SourceOf = (file: string) => string | undefined;

/** `--format json` */
export function urlData(facts: UrlFacts, sourceOf: SourceOf): unknown {
  const { url, config, state, scopes, possibleScopes, settings, notes } = facts;
  const { virtualHost } = config;
  return {
    url: maskMessage(url),
    server: {
      virtualHost:
        virtualHost === undefined
          ? null
          : { name: virtualHost.name ?? null, file: virtualHost.node.frame.file.path, line: lineOf(virtualHost.node) },
      file: config.file ?? null,
      proxied: config.proxied,
      htaccess: config.htaccess.map(({ mainFile }) => mainFile),
    },
    scope: scopes.map(({ name }) => name),
    sections: scopes,
    possibleSections: possibleScopes,
    settings: Object.fromEntries(settings.map(({ name, ...setting }) => [name, setting])),
    session: {
      enabled: isEnabled(state),
      included: state.isIncluded ?? null,
      storage: state.storage ?? null,
      encrypted: state.isEncrypted ?? null,
      cipher: state.isEncrypted === true ? state.cipher : null,
      maxAge: state.maxAge,
      expiryUpdateInterval: state.expiryUpdateInterval,
      inEnvironment: state.isInEnvironment,
      failure: state.failure ?? null,
    },
    setCookie: state.setCookie.map(({ header, name, attributes, by, from, isCertain }) => ({
      name,
      attributes,
      header,
      by,
      from: from.map(placeOf),
      certain: isCertain,
    })),
    findings: findingsOf(facts, sourceOf),
    notes,
  };
}

/** Without the edits of fixes, which may hold a passphrase: they are for `check --format json` to apply. */
function findingsOf({ findings }: UrlFacts, sourceOf: SourceOf): readonly Finding[] {
  return jsonReport(findings, sourceOf).diagnostics.map(({ fixes, message, ...finding }) => ({
    ...finding,
    message: maskMessage(message),
    ...(fixes === undefined ? {} : { fixes: fixes.map(({ title, safe }) => ({ title, safe })) }),
  }));
}

function isEnabled({ isOn, isIncluded }: SessionState): boolean {
  return isOn && isIncluded !== false;
}

/** The page about a URL: who answers, the session, its cookie, where each setting comes from, findings. */
export function urlText(facts: UrlFacts, sourceOf: SourceOf, look: ServerLook): string {
  const { paint, width } = look;
  const parts = [
    [paint("place", maskMessage(facts.url)), ...answerLines(facts, look)],
    [paint("place", "Session"), ...sessionLines(facts)],
    cookieLines(facts, look),
    settingLines(facts.settings, look),
    findingLines(facts, sourceOf, look),
    facts.notes.map((note) => wrapped(`${paint("note", "note:")} ${note}`, width, "").replaceAll("\n", "\n  ")),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function answerLines({ config, scopes, possibleScopes }: UrlFacts, look: ServerLook): string[] {
  const { virtualHost, file, proxied, target } = config;
  const host =
    virtualHost === undefined
      ? "the main server"
      : `${virtualHost.name ?? "a virtual host without name"}, ${sectionName(virtualHost.node)}`;
  const backend = target.backend === undefined ? "another server" : maskMessage(target.backend);
  const goal = proxied ? `handed to ${backend}` : (file ?? "not known");
  const rows: string[][] = [
    ["server", look.server],
    ["answered by", host],
    ["file", goal],
    ...scopeRows("sections", scopes, look),
    ...scopeRows("may apply", possibleScopes, look),
  ];
  return aligned(rows, "  ");
}

function scopeRows(title: string, scopes: readonly Scope[], { nameOf }: Look): string[][] {
  return scopes.map(({ name, file, line }, at) => [
    at === 0 ? title : "",
    `${name} ${line === null && name !== ".htaccess" ? "" : `(${nameOf(file)}${line === null ? "" : `:${line}`})`}`.trimEnd(),
  ]);
}

const STORAGE = {
  cookie: "the cookie itself",
  "database cookie": "a database, by a cookie with its number",
  "database user": "a database, by user name",
} as const;

const FAILURES: Readonly<Record<NonNullable<SessionState["failure"]>, string>> = {
  "no storage": "never: nothing is there to keep it",
  "no database": "never: no database is set up (DBDriver)",
  "no statement": "never: SQL statements for it are missing (DBDPrepareSQL)",
  expired: "never: SessionMaxAge is negative, so it is over before it is written",
  "unknown cipher": "never: mod_session_crypto does not know the cipher",
};

function sessionLines({ state, settings }: UrlFacts): string[] {
  const { isOn, isIncluded, storage, isEncrypted, failure, maxAge } = state;
  if (!isOn) {
    const session = settings.find(({ name }) => name.toLowerCase() === "session");
    const isAsked = session?.value?.toLowerCase() === "on";
    const why = isAsked
      ? "mod_session is not loaded"
      : session === undefined
        ? "nothing switches it on here"
        : "Session is not On here";
    return aligned([["on", `no: ${why}`]], "  ");
  }
  const on = isIncluded === false ? "not for this path (SessionInclude, SessionExclude)" : "yes";
  const encrypted =
    isEncrypted === undefined
      ? "depends on the key file, which cannot be read"
      : isEncrypted
        ? `yes, ${state.cipher}`
        : "no";
  const rows = [
    ["on", on],
    ["kept in", storage === undefined ? "nothing" : STORAGE[storage]],
    ...(failure === undefined ? [] : [["saved", FAILURES[failure]]]),
    ["encrypted", encrypted],
    ["max age", maxAge === 0 ? "no limit" : `${maxAge} seconds${inWords(maxAge)} without use`],
    ...(state.isInEnvironment ? [["shown to", "the application, as HTTP_SESSION (SessionEnv)"]] : []),
    ...(state.header === undefined
      ? []
      : [["written by", `responses with the header ${state.header} (SessionHeader)`]]),
  ];
  return aligned(rows, "  ");
}

function inWords(seconds: number): string {
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const) {
    const count = seconds / size;
    if (Number.isInteger(count) && count > 0) return ` (${count} ${unit}${count === 1 ? "" : "s"})`;
  }
  return "";
}

function cookieLines({ state }: UrlFacts, { paint, nameOf }: Look): string[] {
  return state.setCookie.flatMap((cookie) => {
    const places = cookie.from.map((node) => `${node.name} ${at(placeOf(node), nameOf)}`);
    const from = [cookie.by, ...places].join(", ");
    return [
      paint("place", cookieText(cookie)),
      `  from ${from}`,
      ...(cookie.isCertain
        ? []
        : [`  ${paint("note", "may differ: something changes it that depends on the request")}`]),
    ];
  });
}

function at({ file, line }: Pick<Place, "file" | "line">, nameOf: Look["nameOf"]): string {
  return `${nameOf(file)}:${line}`;
}

/** Longer values are cut: the place tells where to read them. */
const LONGEST_VALUE = 50;

function settingLines(settings: readonly EffectiveSetting[], { paint, nameOf }: Look): string[] {
  if (settings.length === 0) return [];
  const rows = settings.flatMap(({ name, setBy, overrode, possible, lostTo }) => {
    const before = overrode.map((place) => `${cut(place.value)} at ${at(place, nameOf)}`);
    const lost = lostTo === null ? [] : [`lost to ${lostTo.directive} at ${at(lostTo, nameOf)}`];
    const set = setBy.map((place) => ["", cut(place.value), at(place, nameOf), ""]);
    const [first = ["", lostTo === null ? "not set for certain" : "not set", "", ""], ...more] = set;
    const maybe = possible.map((place) => ["", `maybe ${cut(place.value)}`, at(place, nameOf), ""]);
    return [[name, ...first.slice(1, 3), [...before, ...lost].join(", ")], ...more, ...maybe];
  });
  const [head = "", ...lines] = aligned([["setting", "value", "set at", "overrode"], ...rows], "");
  return [paint("place", head), ...lines];
}

function cut(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value;
}

function findingLines(facts: UrlFacts, sourceOf: SourceOf, { paint, width, nameOf }: Look): string[] {
  if (facts.findings.length === 0) return [];
  const lines = findingsOf(facts, sourceOf).flatMap(({ severity, code, message, file, line }) => {
    const place = file === undefined ? "" : `${nameOf(file)}:${line ?? 1}: `;
    return [`${paint(severity, severity)} ${paint("code", code)}`, wrapped(`${place}${message}`, width, "  ")];
  });
  return [paint("place", "Findings"), ...lines];
}
