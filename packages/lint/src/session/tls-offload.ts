import { type ConfigNode, headersMentioning, wordsOf } from "@httpd-lint/config";
import { foundOnce, foundOnceFor } from "../model/memory.ts";
import type { Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { mayApply, someIn } from "./sessions.ts";

/** Directives that only a server behind another one has. */
const BEHIND_PROXY: readonly string[] = [
  "RemoteIPHeader",
  "RemoteIPTrustedProxy",
  "RemoteIPTrustedProxyList",
  "RemoteIPInternalProxy",
  "RemoteIPInternalProxyList",
  "RemoteIPProxyProtocol",
  "ProxyProtocol",
  "RPAF_Enable",
  "RPAFenable",
  "CloudFlareRemoteIPHeader",
];

/** Directives that may look at, or pretend, what the server in front said. */
const SAID_BEFORE: readonly string[] = [
  "SetEnv",
  "SetEnvIf",
  "SetEnvIfNoCase",
  "SetEnvIfExpr",
  "RewriteCond",
  "RewriteRule",
  "Require",
  "RequestHeader",
  "Header",
  "LogFormat",
  "If",
  "ElseIf",
];

const FORWARDED =
  /x-(?:forwarded-(?:proto|protocol|scheme|ssl|port)|url-scheme|scheme|arr-ssl)|front-end-https|cf-visitor|cloudfront-forwarded-proto/i;

const SAYS_TLS = new RegExp(`${FORWARDED.source}|\\bhttps=(?:on|1)\\b`, "i");

/** Signs in the configuration that something in front of the server takes TLS off. */
export function offloadHint(context: RuleContext, host: Scope): boolean {
  if (isBehindOther(context, host)) return true;
  return hasHttpsName(host) || promisesHsts(context, host) || isBackendOfOwn(context, host);
}

/** What a server says: what stands in the main server is the same for hundreds of virtual hosts. */
const isBehindOther: (context: RuleContext, server: Scope) => boolean = foundOnceFor(
  (context: RuleContext, server: Scope) =>
    (server.parent !== undefined && isBehindOther(context, server.parent)) ||
    someIn(context, server, BEHIND_PROXY, (node) => !/^off$/i.test(wordsOf(node)[0] ?? "")) ||
    someIn(context, server, SAID_BEFORE, saysTls),
);

function saysTls(node: ConfigNode): boolean {
  if (node.key === "requestheader") {
    const words = wordsOf(node);
    const [action = "", header = "", value = ""] = /^early$/i.test(words[0] ?? "") ? words.slice(1) : words;
    // What is passed on to a backend tells what browsers speak with this server.
    return (
      /^(?:set|add|append|merge|setifempty)$/i.test(action) && FORWARDED.test(header) && /https|on|443/i.test(value)
    );
  }
  if (node.key === "setenv") {
    const words = wordsOf(node);
    if (words[0]?.toLowerCase() === "https") return /^(?:on|1)$/i.test(words[1] ?? "");
  }
  const text = node.argumentText;
  // Nearly all lines have neither, and are not searched for more.
  return (text.includes("-") || text.includes("=")) && SAYS_TLS.test(text);
}

/** `ServerName https://...` is what httpd is told when others speak TLS for it. */
function hasHttpsName(host: Scope): boolean {
  const node = host.directives("ServerName").at(-1) ?? host.parent?.directives("ServerName").at(-1);
  return node !== undefined && /^https:/i.test(wordsOf(node)[0] ?? "");
}

/** Strict-Transport-Security, where httpd itself speaks TLS nowhere. */
function promisesHsts(context: RuleContext, host: Scope): boolean {
  if (!sendsHsts(context, host)) return false;
  return context.directives("SSLEngine").every((node) => /^off$/i.test(wordsOf(node)[0] ?? ""));
}

/** True when a Header directive of the server may send Strict-Transport-Security. */
export function sendsHsts(context: RuleContext, host: Scope): boolean {
  if (headersMentioning(context.tree, "strict-transport-security").length === 0) return false;
  return mayApply(context, { host, scope: host }, "Header").some((node) =>
    wordsOf(node).some((word) => /^strict-transport-security:?$/i.test(word)),
  );
}

/** Another virtual host hands its requests to this one. */
function isBackendOfOwn(context: RuleContext, host: Scope): boolean {
  const backends = backendsOf(context);
  if (host.node === undefined || backends.length === 0) return false;
  const ports = wordsOf(host.node).map((word) => /:(\d+)$/.exec(word)?.[1] ?? "80");
  const names = host.directives("ServerName").map((node) => (wordsOf(node)[0] ?? "").toLowerCase());
  return backends.some(({ name, port }) => {
    if (!ports.includes(port)) return false;
    return /^(?:127\.[\d.]+|localhost|\[::1\])$/.test(name) || names.includes(name);
  });
}

interface Backend {
  readonly name: string;
  readonly port: string;
}

/** Where this configuration hands requests on to by plain HTTP. */
const backendsOf: (context: RuleContext) => readonly Backend[] = foundOnce((context) =>
  context.directives("ProxyPass", "ProxyPassMatch", "BalancerMember", "RewriteRule").flatMap((node) => {
    // Most rules lead elsewhere, and are not cut into words for this.
    if (!node.argumentText.includes("://")) return [];
    const words = wordsOf(node);
    if (node.key === "rewriterule" && !/[[,](?:P|proxy)[\],]/i.test(words[2] ?? "")) return [];
    return words.flatMap((word) => {
      const match = /^http:\/\/([^/:]+|\[[^\]]+\])(?::(\d+))?(?:\/|$)/i.exec(word);
      return match === null ? [] : [{ name: (match[1] ?? "").toLowerCase(), port: match[2] ?? "80" }];
    });
  }),
);
