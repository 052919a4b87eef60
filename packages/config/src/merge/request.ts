import { isFailure } from "../host.ts";
import { stateOf } from "../read/read-config.ts";
import type { ReadState } from "../read/state.ts";
import type { ConfigTree } from "../tree.ts";
import type { Machine, VirtualHost, VirtualHostAddress } from "../vhosts/model.ts";
import { virtualHosts } from "../vhosts/virtual-hosts.ts";
import { answeredBy } from "./directory.ts";
import { type Answer, type EffectiveConfig, effectiveConfig, spreadable } from "./effective.ts";
import { type HtaccessReader, htaccessReader } from "./htaccess.ts";
import { redirectedBefore, redirectedBySection } from "./redirects.ts";
import type { Target } from "./target.ts";
import { fileOf, type Located, rewritesBySection } from "./translate.ts";

/** A request as a client makes it. */
export interface Request {
  /** `http` or `https`. */
  readonly scheme: string;
  /** Of the Host header, without port, in any case. */
  readonly hostName: string;
  readonly port: number;
  /** The path as sent, percent-encoded, with its query. */
  readonly path: string;
  /** `GET` without it. */
  readonly method?: string | undefined;
  /** The local address of the connection; without it every address may be meant. */
  readonly address?: string | undefined;
}

/** The request's server, file and settings. */
export interface RequestConfig extends EffectiveConfig {
  /** Undefined: the main server answers. */
  readonly virtualHost: VirtualHost | undefined;
  /** Absolute path of the file that is looked for; undefined when it cannot be told, or another server is asked. */
  readonly file: string | undefined;
  readonly proxied: boolean;
  /**
   * Undefined when it cannot be told: rewriting decides, or the folder for the URL is not on this host, so that every
   * folder of the path is taken as there.
   */
  readonly answer: Answer | undefined;
  /** The .htaccess files that count, with what is in them. */
  readonly htaccess: readonly ConfigTree[];
}

/**
 * The settings for a request: which server answers, which file it asks for, which sections apply and what .htaccess
 * files say. Nothing is requested from anyone: files are looked at through the host that the tree was read from.
 *
 * @param tree best without errors
 */
export function requestConfig(tree: ConfigTree, request: Request, machine: Machine = {}): RequestConfig {
  const virtualHost = answeringHost(tree, request, machine);
  const [, query = ""] = /\?([^#]*)/.exec(request.path) ?? [];
  const reader = htaccessReader(tree, virtualHost?.node);
  const asked = configOf(tree, request, virtualHost, reader, { path: decodedPath(request.path), query });
  let left = MOST_LOOKUPS;
  return answeredBy(asked, (name, from) => {
    if (left-- === 0) return { ...from, answer: undefined };
    const whole = query === "" ? name : `${name}?${query}`;
    const [path = "", ...more] = whole.split("?");
    const looked = { path: decodedPath(path), query: more.join("?"), from };
    // What is looked up is asked for with GET.
    return configOf(tree, { ...request, method: "GET" }, virtualHost, reader, looked);
  });
}

/** More files than this are not looked for: index files that are folders themselves could lead to millions. */
const MOST_LOOKUPS = 100;

interface Place {
  /** Decoded. */
  readonly path: string;
  readonly query: string;
  /** In the course of what this is looked up. */
  readonly from?: RequestConfig;
}

function configOf(
  tree: ConfigTree,
  request: Request,
  virtualHost: VirtualHost | undefined,
  reader: HtaccessReader,
  { path, query, from }: Place,
): RequestConfig {
  const located = fileOf(tree, virtualHost?.node, path);
  const asked: Target = {
    host: virtualHost?.node,
    path,
    // Slashes at its beginning are one already when the request has been read (`ap_parse_uri`).
    sentPath: request.path.split(/[?#]/)[0]?.replace(/^\/{2,}/, "/"),
    variables: { ...variablesOf(request, path), QUERY_STRING: query },
  };
  if (located.file !== undefined) {
    const unmapped = spreadable(effectiveConfig(tree, { ...asked, endsAt: "location" }));
    const answer = redirectedBefore(unmapped.layers, path);
    if (answer === "unknown") return { ...mapped(tree, asked, located, reader, from), virtualHost, answer: undefined };
    if (answer !== undefined) return { ...unmapped, ...UNMAPPED, virtualHost, answer, endsIn: "mapping" };
  }
  return { ...mapped(tree, asked, located, reader, from), virtualHost };
}

const UNMAPPED = { file: undefined, proxied: false, htaccess: [] } as const;

function mapped(
  tree: ConfigTree,
  asked: Target,
  { file, base, proxied, backend }: Located,
  reader: HtaccessReader,
  from: RequestConfig | undefined,
): Omit<RequestConfig, "virtualHost"> {
  const found = file === undefined ? undefined : existing(stateOf(tree), file, base);
  const isBeside =
    found?.isWholePath === true && from?.file !== undefined && folderOf(found.file) === folderOf(from.file);
  const target: Target = {
    ...asked,
    file: found?.file,
    folders: found?.folders,
    isWholePath: !isBeside && found?.isWholePath,
    mergedBefore: from?.layers,
    walkedAs: isBeside ? (from.target.walkedAs ?? from.file) : undefined,
    proxied,
    backend,
    variables: { ...asked.variables, REQUEST_FILENAME: found?.file, SCRIPT_FILENAME: found?.file },
  };
  const htaccess: ConfigTree[] = [];
  let hasRefused = false;
  const merged = effectiveConfig(tree, target, (folder, before) => {
    const found = reader(folder, before);
    if (found === undefined) return undefined;
    htaccess.push(found.tree);
    hasRefused ||= found.isRefused();
    return found.section;
  });
  const config = spreadable(merged);
  if (hasRefused) {
    const ofServer = spreadable(effectiveConfig(tree, { ...asked, endsAt: "server" }));
    return { ...ofServer, file: found?.file, proxied, htaccess, answer: "error", endsIn: "mapping" };
  }
  const redirected = redirectedBySection(config.layers, asked.path ?? "/");
  const rest = { ...config, file: found?.file, proxied, htaccess };
  if (redirected === "unknown" || rewritesBySection(config.layers)) return { ...rest, answer: undefined };
  if (redirected === undefined) return { ...rest, answer: proxied ? "backend" : found?.answer };
  return { ...rest, answer: redirected, endsIn: "fixups" };
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/"));
}

/** As `effectiveConfig`, with the .htaccess files on the way to the target's file. */
export function withHtaccess(tree: ConfigTree, target: Target): EffectiveConfig {
  const reader = htaccessReader(tree, target.host);
  return effectiveConfig(tree, target, (folder, before) => reader(folder, before)?.section);
}

/** `ap_update_vhost_from_headers`: by address and port first, then by name; the first host of an address is its default. */
function answeringHost(tree: ConfigTree, request: Request, machine: Machine): VirtualHost | undefined {
  const { addresses } = virtualHosts(tree, machine);
  const chain =
    addresses.find((one) => one.port === request.port && isForAddress(one, request)) ??
    addresses.find((one) => one.port === 0 && isForAddress(one, request)) ??
    addresses.find((one) => one.port === request.port && one.address === "*") ??
    addresses.find((one) => one.port === 0 && one.address === "*");
  if (chain === undefined) return undefined;
  const name = request.hostName.toLowerCase().replace(/\.$/, "");
  // A wildcard port and a port of its own share an address's list of names.
  const named = chain.names.filter(({ port }) => port === 0 || port === request.port);
  const exact = named.find(({ host }) => isNamed(host, name));
  const wild = named.find(({ host }) => host.wildAliases.some((alias) => wildMatch(alias.toLowerCase(), name)));
  return (firstOf(named, exact, wild) ?? { host: chain.defaultServer }).host;
}

/** Hosts are asked one after the other, each for all of its names. */
function firstOf<T>(list: readonly T[], one: T | undefined, other: T | undefined): T | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return list.indexOf(one) <= list.indexOf(other) ? one : other;
}

function isForAddress({ address }: VirtualHostAddress, request: Request): boolean {
  return (
    address !== "*" && (request.address === undefined ? false : address.replace(/^\[|\]$/g, "") === request.address)
  );
}

function isNamed(host: VirtualHost, name: string): boolean {
  return host.name?.toLowerCase() === name || host.aliases.some((alias) => alias.toLowerCase() === name);
}

/** `ap_strcasecmp_match`: any number of characters, dots included, for a star. */
function wildMatch(pattern: string, name: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s").test(name);
}

/** `ap_unescape_url`, and `/../`, `/./` and double slashes taken out (`ap_normalize_path`, MergeSlashes On). */
function decodedPath(sent: string): string {
  const [path = "/"] = sent.split(/[?#]/);
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // What is no UTF-8 stays as it was sent.
  }
  const parts: string[] = [];
  for (const part of decoded.replace(/\/{2,}/g, "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const joined = parts.join("/");
  return joined.startsWith("/") ? joined : `/${joined}`;
}

interface Existing {
  readonly file: string;
  readonly isWholePath: boolean;
  readonly folders: readonly string[] | undefined;
  readonly answer: Answer | undefined;
}

/**
 * How far the path leads on the disk: the rest behind a file is PATH_INFO, and what is not there is no folder.
 *
 * @param base where the files for the URL lie: when it is not here, they are on another machine
 */
function existing(state: ReadState, wanted: string, base: string): Existing {
  if (isFailure(state.host.typeOf(state.relocated(base)))) {
    return { file: wanted, folders: undefined, isWholePath: false, answer: undefined };
  }
  const parts = wanted.split("/").filter((part) => part !== "");
  const folders = ["/"];
  let path = "";
  for (const [at, part] of parts.entries()) {
    path += `/${part}`;
    const type = state.host.typeOf(state.relocated(path));
    const isLast = at === parts.length - 1 && !wanted.endsWith("/");
    if (type !== "directory") {
      const isFile = type === "file";
      return { file: path, folders, isWholePath: isLast && isFile, answer: isFile ? "file" : "nothing" };
    }
    folders.push(path);
  }
  return { file: wanted.endsWith("/") ? `${path}/` : path, folders, isWholePath: false, answer: "folder" };
}

function variablesOf(request: Request, path: string): Record<string, string | undefined> {
  const isStandard = request.port === (request.scheme === "https" ? 443 : 80);
  return {
    REQUEST_URI: path,
    THE_REQUEST: undefined,
    HTTP_HOST: isStandard ? request.hostName : `${request.hostName}:${request.port}`,
    SERVER_PORT: String(request.port),
    HTTPS: request.scheme === "https" ? "on" : "off",
    REQUEST_SCHEME: request.scheme,
    REQUEST_METHOD: request.method ?? "GET",
  };
}
