import { type ConfigNode, locationOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { isLoaded } from "../../../modules/load-module.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { databaseSessions, labelOf, preparedStatements, sessionStatements } from "../../../session/database.ts";
import { mayApply, relatedHost, type SessionPlace } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/statement-not-prepared",
    aliases: ["SES111"],
    summary: "No DBDPrepareSQL has the label that mod_session_dbd asks for.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "httpd", id: "mod_session_dbd", url: "https://httpd.apache.org/docs/2.4/mod/mod_session_dbd.html" },
      { kind: "httpd", id: "DBDPrepareSQL", url: "https://httpd.apache.org/docs/2.4/mod/mod_dbd.html#dbdpreparesql" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    missing: (labels: string) =>
      `No DBDPrepareSQL is labelled ${labels}, and mod_session_dbd looks for that: httpd starts, and whenever the statement is needed it logs AH01852 and the session is not read, saved or removed. Labels are case-sensitive.`,
  },

  check(context, messages) {
    if (!context.whole || !isLoaded(context, "dbd_module")) return;
    for (const { place, storage } of databaseSessions(context)) {
      const drivers = mayApply(context, place, "DBDriver");
      if (drivers.length === 0) continue;
      const prepared = preparedStatements(context, place);
      const missing = sessionStatements.flatMap((statement) => {
        const label = labelOf(place, statement);
        return label === undefined || prepared.has(label) ? [] : [{ statement, label }];
      });
      if (missing.length === 0) continue;
      const labels = missing.map(({ statement }) => place.config.node(statement.directive));
      context.report({
        message: messages.missing(missing.map(({ label }) => `'${label}'`).join(", ")),
        location: locationOf(storage),
        related: [
          ...labels
            .filter((node) => node !== undefined)
            .map((node) => ({ message: "the label", location: locationOf(node) })),
          ...relatedHost(context, place, storage),
        ],
        fixes: prepareThem(
          behindDatabase(context, place),
          missing.map(({ statement, label }) => `DBDPrepareSQL "${statement.sql}" ${label}`),
        ),
      });
    }
  },
});

/** Statements belong to a server, so they go where its database is set up. */
function behindDatabase(context: RuleContext, place: SessionPlace): ConfigNode | undefined {
  return mayApply(context, place, "DBDriver", "DBDParams", "DBDPrepareSQL").at(-1);
}

/** What the table is called is not known: these are for the one in the manual. */
function prepareThem(last: ConfigNode | undefined, lines: readonly string[]): readonly Fix[] {
  if (last === undefined || !isEditable(last)) return [];
  return [{ title: "Prepare them for a table 'session'", safe: false, edits: [insertLineAfter(last, ...lines)] }];
}
