import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import { foundOnceFor } from "../model/memory.ts";
import type { Place } from "../model/places.ts";
import type { Scope } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { urlPathOf } from "./cookie-path.ts";
import { anyIn, someMayApply } from "./sessions.ts";

const ENFORCING: readonly string[] = ["SSLRequireSSL", "MDRequireHttps"];
const REQUIRING: readonly string[] = ["Require", "SSLRequire"];
const REDIRECTS: readonly string[] = ["Redirect", "RedirectPermanent", "RedirectTemp", "RedirectMatch", "RewriteRule"];

/**
 * True when plain requests for a place get nothing but another URL or a refusal, so that no session begins there. What
 * conditions a redirect has is not looked at: they mostly leave out what certificate authorities ask for.
 */
export function turnsPlainAway(context: RuleContext, { host, scope }: Pick<Place, "host" | "scope">): boolean {
  const place = { host, scope };
  if (asksForTls(scope)) return true;
  if (!mayTurnAway(context, host)) return false;
  if (someMayApply(context, place, ENFORCING, enforces)) return true;
  if (someMayApply(context, place, REQUIRING, needsTls)) return true;
  const path = `${urlPathOf(scope) ?? ""}/x`;
  return someMayApply(context, place, REDIRECTS, (node) => redirects(node, path));
}

/** Whether a server has any of it in any section: most have not, and their places need not be looked at one by one. */
const mayTurnAway: (context: RuleContext, server: Scope) => boolean = foundOnceFor(
  (context: RuleContext, server: Scope) =>
    (server.parent !== undefined && mayTurnAway(context, server.parent)) ||
    anyIn(context, server, ENFORCING, enforces) ||
    anyIn(context, server, REQUIRING, needsTls) ||
    anyIn(context, server, REDIRECTS, (node) => /https:\/\//i.test(node.argumentText)),
);

function enforces(node: ConfigNode): boolean {
  return !/^off$/i.test(wordsOf(node)[0] ?? "");
}

/** A section for requests over TLS alone. */
function asksForTls(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.kind === "if" && /HTTPS|REQUEST_SCHEME|SERVER_PORT|X-Forwarded/i.test(at.node?.argumentText ?? ""))
      return true;
  }
  return false;
}

function needsTls(node: ConfigNode): boolean {
  // Most lines are about users and addresses, and are not cut into words for this.
  if (!/ssl|https|request_scheme/i.test(node.argumentText)) return false;
  const [kind = ""] = wordsOf(node);
  if (/^(?:ssl|ssl-verify-client)$/i.test(kind)) return true;
  return /HTTPS|REQUEST_SCHEME|SSL_/i.test(node.argumentText) && (node.key === "sslrequire" || /^expr$/i.test(kind));
}

function redirects(node: ConfigNode, path: string): boolean {
  const words = wordsOf(node);
  if (node.key === "rewriterule") return isSecure(words[1]) && matches(words[0] ?? "", path);
  // A status in front is optional; in a Location the path is, too.
  const rest = /^(?:permanent|temp|seeother|\d{3})$/i.test(words[0] ?? "") ? words.slice(1) : words;
  const [from, to] = rest.length === 1 ? ["/", rest[0]] : rest;
  if (!isSecure(to)) return false;
  return node.key === "redirectmatch" ? matches(from ?? "", path) : path.startsWith(from ?? "/");
}

function isSecure(url: string | undefined): boolean {
  return /^https:\/\//i.test(url ?? "");
}

/** In a directory the path comes without what leads to it; a pattern that cannot be tried here may match. */
function matches(pattern: string, path: string): boolean {
  if (pattern.startsWith("!")) return true;
  try {
    const regex = new RegExp(pattern, "i");
    return regex.test(path) || regex.test(path.slice(1));
  } catch {
    return true;
  }
}
