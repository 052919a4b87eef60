import { type ConfigNode, locationOfArgument, writtenArguments } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { isTls } from "../../../model/tls.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { type CookieFlag, mayAddFlag } from "../../../session/cookie-edits.ts";
import { type RewriteCookie, rewriteCookies } from "../../../session/rewrite-cookie.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "rewrite/cookie-without-flags",
    aliases: ["SES132"],
    summary: "A cookie that a RewriteRule sets lacks HttpOnly, or Secure on a TLS server.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Cookies" },
      { kind: "CWE", id: "CWE-1004" },
      { kind: "CWE", id: "CWE-614" },
      { kind: "httpd", id: "RewriteRule: CO", url: "https://httpd.apache.org/docs/2.4/rewrite/flags.html#flag_co" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    missing: (cookie: string, flags: string) =>
      `Cookie '${cookie}' is set without ${flags}: CO adds them only when its last fields say so, as in CO=NAME:VALUE:DOMAIN:LIFETIME:PATH:SECURE:HTTPONLY. Write them out.`,
  },

  check(context, messages) {
    const rules = context.directives("RewriteRule").filter((node) => rewriteCookies(node).length > 0);
    if (rules.length === 0) return;
    const all = placesOf(context, "RewriteRule", "SSLEngine", "Header");
    for (const node of rules) {
      const scope = context.scopeOf(node);
      const places = all.filter((place) => place.scope === scope);
      const overTls = places.filter(isTls).length;
      for (const cookie of rewriteCookies(node)) {
        if (Number(cookie.fields[3] ?? 0) < 0 || isUnknownText(cookie.name)) continue;
        const missing: CookieFlag[] = [];
        if (!cookie.isHttpOnly && !isAdded(places, "HttpOnly")) missing.push("HttpOnly");
        if (!cookie.isSecure && overTls > 0 && !isAdded(places, "Secure")) missing.push("Secure");
        if (missing.length === 0) continue;
        context.report({
          message: messages.missing(cookie.name, missing.join(" and ")),
          location: locationOfArgument(node, 2),
          // The same for everybody, so it tells nothing about anybody.
          ...(/[$%]/.test(cookie.value) ? {} : { severity: "info" as const }),
          fixes: fixesFor(node, cookie, overTls > 0 && overTls === places.length),
        });
      }
    }
  },
});

function isAdded(places: readonly Place[], flag: CookieFlag): boolean {
  return places.some(({ config }) => mayAddFlag(config, "always", flag));
}

/** Fields in the middle have to be there for the last ones to count; these are what httpd takes without them. */
const FIELDS = ["", "", "", "0", "/", "false", "false"] as const;

function fixesFor(
  node: ConfigNode,
  { fields, separator, range, isSecure }: RewriteCookie,
  isTlsOnly: boolean,
): readonly Fix[] {
  const written = writtenArguments(node)[2];
  const { file } = node.frame;
  const word = written === undefined || written.quote === undefined ? written?.raw : written.raw.slice(1, -1);
  if (written === undefined || word === undefined || !isEditable(node) || word !== written.value) return [];
  const start = written.start + (written.quote === undefined ? 0 : 1) + range.start;
  const all = FIELDS.map((empty, at) => fields[at] ?? empty);
  if (isTlsOnly && !isSecure) all[5] = "true";
  all[6] = "true";
  const text = [...all, ...fields.slice(FIELDS.length)].join(separator);
  const newText = separator === ";" ? `;${text}` : text;
  return [
    {
      title: "Complete CO",
      safe: false,
      edits: [{ file: file.path, start, end: start + range.end - range.start, newText }],
    },
  ];
}
