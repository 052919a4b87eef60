import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { defineRule, type Rule } from "../../../rule.ts";
import { databaseSessions, labelOf, preparedStatements, sessionStatements } from "../../../session/database.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/statement-arguments",
    aliases: ["SES113"],
    summary: "A statement for sessions does not take the values that mod_session_dbd passes.",
    severity: "info",
    profiles: ["strict"],
    references: [
      { kind: "httpd", id: "mod_session_dbd", url: "https://httpd.apache.org/docs/2.4/mod/mod_session_dbd.html" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    count: (label: string, found: number, values: string) =>
      `The statement '${label}' has ${found} place${found === 1 ? "" : "s"} for values, and mod_session_dbd passes, by position: ${values}.`,
    noExpiry: (label: string) =>
      `The statement '${label}' does not look at the expiry: mod_session_dbd passes the key and the current time, and relies on the statement to leave expired sessions out.`,
  },

  check(context, messages) {
    for (const { place } of databaseSessions(context)) {
      const prepared = preparedStatements(context, place);
      for (const statement of sessionStatements) {
        const label = labelOf(place, statement);
        const node = label === undefined ? undefined : prepared.get(label);
        const sql = node === undefined ? "" : (wordsOf(node)[0] ?? "");
        if (label === undefined || node === undefined || !hasOnlyAprPlaces(sql)) continue;
        const count = placesIn(sql);
        const { values, directive } = statement;
        if (count === values.length) continue;
        context.report({
          message:
            directive === "SessionDBDSelectLabel" && count === 1
              ? messages.noExpiry(label)
              : messages.count(label, count, values.join(", ")),
          location: locationOfArgument(node, 0),
        });
      }
    }
  },
});

/** Databases have places of their own, `?`, `$1` and `:name`, which APR does not count. */
function hasOnlyAprPlaces(sql: string): boolean {
  return !isUnknownText(sql.replaceAll("%%", "")) && !/[?@]|\$\d|:\w/.test(sql);
}

/** `%s`, `%d`, `%lld`, `%pDt` and so on; `%%` is a percent sign. */
function placesIn(sql: string): number {
  return sql.replaceAll("%%", "").match(/%/g)?.length ?? 0;
}
