import { locationOf, sourceTextOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { everyProfile } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import type { HeaderLine } from "../../../session/response-headers.ts";
import {
  cookieEdits,
  cookieSources,
  isHarmless,
  type MissedCookie,
  missedBackendCookies,
  missedOwnCookies,
  missedRewriteCookies,
  sourcesFor,
} from "../../../session/wrong-table.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "headers/cookie-edit-in-wrong-table",
    aliases: ["SES130"],
    summary: "A Header directive does not reach the cookies it is meant for.",
    severity: "warning",
    profiles: everyProfile,
    references: [
      ...stig("V-214288"),
      { kind: "httpd", id: "Header", url: "https://httpd.apache.org/docs/2.4/mod/mod_headers.html#header" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    needsAlways: (cookie: string, source: string, flags: string) =>
      `This does not reach cookie '${cookie}', which is sent without ${flags}: ${source} writes it to the headers that only 'Header always' changes. Add the same line with 'always'.`,
    needsBoth: (cookie: string, flags: string, other: string) =>
      `This reaches only one of the two lines in which mod_session_dbd sends cookie '${cookie}', and the other is without ${flags}. Add the same line ${other} 'always'.`,
    needsPlain: (flags: string) =>
      `This does not reach the cookies of the proxied server, which are sent as they come, without ${flags}: 'Header always' does not change what mod_proxy passes on. Add the same line without 'always'.`,
  },

  check(context, messages) {
    const edits = context.whole ? cookieEdits(context) : [];
    if (edits.length === 0) return;
    const everywhere = cookieSources(context);
    for (const [edit, flags] of edits) {
      const sources = sourcesFor(context, edit, everywhere);
      const missed = [
        ...missedOwnCookies(edit, flags, sources),
        ...missedRewriteCookies(context, edit, flags, sources),
        ...missedBackendCookies(context, edit, flags, sources),
      ];
      const [first] = missed;
      if (first === undefined) continue;
      const without = [...new Set(missed.flatMap((cookie) => cookie.flags))].join(" and ");
      const { name = "", source } = first;
      const other = edit.table === "always" ? "without" : "with";
      const message =
        source === "backend"
          ? messages.needsPlain(without)
          : source === "mod_session_dbd"
            ? messages.needsBoth(name, without, other)
            : messages.needsAlways(name, source, without);
      context.report({
        message,
        location: locationOf(edit.node),
        related: [...new Set(missed.map(({ from }) => from))].map((node) => ({
          message: "not reached",
          location: locationOf(node),
        })),
        fixes: missed.some(isMendedAtSource) ? [] : fixesFor(edit, isHarmless(edit, flags, sources)),
      });
    }
  },
});

/** The rules about cookies without HttpOnly and Secure mend those where they are named; both would add them twice. */
function isMendedAtSource({ source, flags }: MissedCookie): boolean {
  const hasOwnRule = source === "mod_session_cookie" || source === "mod_usertrack";
  return hasOwnRule && flags.some((flag) => flag !== "SameSite");
}

function fixesFor({ node, table }: HeaderLine, safe: boolean): readonly Fix[] {
  const text = sourceTextOf(node).trim();
  const [, start, rest] = /^(\S+\s+)(?:(?:always|onsuccess)\s+)?(.*)$/is.exec(text) ?? [];
  if (!isEditable(node) || start === undefined || rest === undefined) return [];
  const added = `${start}${table === "always" ? "" : "always "}${rest}`;
  const title = table === "always" ? "Add the line without 'always'" : "Add the line with 'always'";
  return [{ title, safe, edits: [insertLineAfter(node, added)] }];
}
