import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import { nameOf } from "@httpd-lint/grammar";
import { skippedDirectives } from "../model/false-bodies.ts";
import { foundOnce } from "../model/memory.ts";
import type { Scope } from "../model/scope.ts";
import type { RuleContext, RuleOption } from "../rule.ts";
import { offloadHint } from "./tls-offload.ts";

/** What a server speaks with browsers; `unknown` when something in front of it may have taken TLS off. */
export type Transport = "tls" | "plain" | "unknown";

/** Option of the rules that say what is wrong with a session over plain HTTP. */
export const tlsOffload: RuleOption = {
  description: "A load balancer in front of this server speaks TLS with browsers.",
  schema: { type: "boolean" },
  default: false,
};

/** @param host the main server or a virtual host */
export function transportOf(context: RuleContext, host: Scope): Transport {
  const known = cacheOf(context);
  let transport = known.get(host);
  if (transport === undefined) {
    transport = findTransport(context, host);
    known.set(host, transport);
  }
  return transport;
}

const cacheOf: (context: RuleContext) => Map<Scope, Transport> = foundOnce(() => new Map());

function findTransport(context: RuleContext, host: Scope): Transport {
  // httpd does not start without Listen: it must be somewhere that is not seen here, and TLS may be, too.
  if (!context.whole || context.directives("Listen").length === 0) return "unknown";
  const engine = ownSetting(host, "SSLEngine");
  if (engine !== undefined && !/^off$/i.test(engine)) return "tls";
  if (OTHER_ENGINES.some((name) => /^on$/i.test(ownSetting(host, name) ?? ""))) return "tls";
  // The experimental mod_tls is switched on by address.
  if (context.directives("TLSEngine").length > 0) return "unknown";
  // In 2.4 neither `Listen 443 https` nor a certificate starts TLS, only SSLEngine does.
  if (isOnLoopback(context, host)) return "unknown";
  if (isLocalName(host) || hasSkippedEngine(context)) return "unknown";
  return offloadHint(context, host) ? "unknown" : "plain";
}

const OTHER_ENGINES: readonly string[] = ["GnuTLSEnable", "NSSEngine"];

/** A setting of the server: a virtual host's own, else the main server's (`ssl_config_server_merge`). */
function ownSetting(host: Scope, name: string): string | undefined {
  const node = host.directives(name).at(-1) ?? host.parent?.directives(name).at(-1);
  return node === undefined ? undefined : wordsOf(node)[0];
}

interface Address {
  readonly address: string;
  readonly port: string;
}

const listensOf: (context: RuleContext) => readonly Address[] = foundOnce((context) =>
  context.directives("Listen").map((node) => addressAndPort(wordsOf(node)[0] ?? "")),
);

/** True when a server answers on no address that others can reach. */
function isOnLoopback(context: RuleContext, host: Scope): boolean {
  const listens = listensOf(context);
  if (host.node === undefined) return listens.length > 0 && listens.every(({ address }) => isLoopback(address));
  const words = wordsOf(host.node);
  return words.length > 0 && words.every((word) => isLoopbackWord(context, word));
}

const loopbackWords: (context: RuleContext) => Map<string, boolean> = foundOnce(() => new Map());

/** Hundreds of virtual hosts have the same few addresses. */
function isLoopbackWord(context: RuleContext, word: string): boolean {
  const known = loopbackWords(context);
  let found = known.get(word);
  if (found === undefined) {
    found = addressesOf(context, word).every(isLoopback);
    known.set(word, found);
  }
  return found;
}

/** The addresses, without ports, on which a virtual host is heard that has this one. */
function addressesOf(context: RuleContext, word: string): readonly string[] {
  const own = addressAndPort(word);
  const heard = listensOf(context).filter(({ port }) => own.port === "" || own.port === "*" || port === own.port);
  if (isLoopback(own.address) || heard.length === 0) return [own.address];
  return heard.map(({ address }) => address);
}

function addressAndPort(word: string): Address {
  if (/^\d+$/.test(word)) return { address: "*", port: word };
  const [, address = word, port = ""] = /^(.*?)(?::(\d+|\*))?$/.exec(word) ?? [];
  return { address, port };
}

export function isLoopback(address: string): boolean {
  return /^(?:127\.[\d.]+|localhost|\[?::1\]?)$/i.test(address);
}

/** Browsers trust the machine they run on with what they ask TLS for elsewhere. */
function isLocalName(host: Scope): boolean {
  const node = host.directives("ServerName").at(-1);
  const name = node === undefined ? "" : (wordsOf(node)[0] ?? "");
  return isLoopback(name.replace(/:\d+$/, "")) || /\.localhost(?::\d+)?$/i.test(name);
}

/** SSLEngine under a condition that is false here, and may be true where the server runs. */
function hasSkippedEngine(context: RuleContext): boolean {
  return skippedEngine(context).found;
}

const skippedEngine: (context: RuleContext) => { readonly found: boolean } = foundOnce(({ tree }) => ({
  found: [...skippedDirectives(tree, true)].some(({ condition, line }) =>
    /^(?:sslengine|tlsengine|gnutlsenable|nssengine)$/i.test(nameOf(condition.node.frame.file.syntax, line)),
  ),
}));

/** Whether any server may speak TLS itself. */
export function hasEngine(context: RuleContext): boolean {
  return context.directives("SSLEngine", ...OTHER_ENGINES).length > 0;
}

/** True for a main server or virtual host that answers browsers without TLS, as far as can be known. */
export function isPlain(context: RuleContext, host: Scope): boolean {
  return transportOf(context, host) === "plain";
}

/** The names that a server answers to, in lower case and without scheme and port. */
function namesOf(host: Scope): readonly string[] {
  const words = [...host.directives("ServerName"), ...host.directives("ServerAlias")].flatMap(wordsOf);
  return words.map((word) =>
    word
      .toLowerCase()
      .replace(/^https?:\/\//, "")
      .replace(/:\d+$/, ""),
  );
}

const namedServers: (context: RuleContext) => ReadonlyMap<string, readonly Scope[]> = foundOnce((context) => {
  const found = new Map<string, Scope[]>();
  for (const scope of context.scopes()) {
    if (scope.kind !== "server" && scope.kind !== "virtual host") continue;
    for (const name of new Set(namesOf(scope))) {
      const servers = found.get(name);
      if (servers === undefined) found.set(name, [scope]);
      else servers.push(scope);
    }
  }
  return found;
});

/** The line that a finding about a server points at; undefined for a main server without a name. */
export function lineOfServer(host: Scope): ConfigNode | undefined {
  return host.node ?? host.directives("ServerName").at(-1);
}

/** A server that speaks plain HTTP and one with TLS that answer to the same name. */
export interface Twins {
  readonly name: string;
  readonly plain: Scope;
  readonly tls: Scope;
}

/** The plain servers that have a name in common with one that speaks TLS, each once. */
export function twinsOf(context: RuleContext, tls: Scope): readonly Twins[] {
  const servers = namedServers(context);
  const twins = new Map<Scope, Twins>();
  for (const name of namesOf(tls)) {
    for (const plain of servers.get(name) ?? []) {
      if (plain !== tls && !twins.has(plain) && isPlain(context, plain)) twins.set(plain, { name, plain, tls });
    }
  }
  return [...twins.values()];
}
