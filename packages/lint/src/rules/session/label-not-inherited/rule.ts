import { type ConfigNode, locationOf, sourceTextOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { placeText } from "../../../modules/load-module.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { databaseSessions, preparedStatements, sessionStatements } from "../../../session/database.ts";
import type { SessionPlace } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/label-not-inherited",
    aliases: ["SES112"],
    summary: "A SessionDBD label does not reach an inner section.",
    severity: "warning",
    profiles: ["recommended", "strict"],
    references: [
      { kind: "httpd", id: "mod_session_dbd", url: "https://httpd.apache.org/docs/2.4/mod/mod_session_dbd.html" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    lost: (directive: string, place: string, scope: string, label: string, by: string) =>
      `${directive} at ${place} does not reach ${scope}: ${by} begins new settings of mod_session_dbd there, in which the label is '${label}' again. Repeat the line.`,
  },

  check(context, messages) {
    for (const { place } of databaseSessions(context)) {
      for (const { directive, defaultLabel } of sessionStatements) {
        const setting = place.config.setting(directive);
        const outer = setting?.overrode.at(-1);
        const by = setting?.lostTo;
        if (setting === undefined || outer === undefined || by === undefined || setting.possible.length > 0) continue;
        const label = wordsOf(outer)[0] ?? "";
        if (label === defaultLabel) continue;
        const scope = nameOfScope(context.scopeOf(by));
        context.report({
          message: messages.lost(outer.name, placeText(outer), scope, defaultLabel, by.name),
          location: locationOf(by),
          related: [{ message: "the label that is lost", location: locationOf(outer) }],
          fixes: repeat(context, place, { outer, by, label, defaultLabel }),
        });
      }
    }
  },
});

interface Loss {
  readonly outer: ConfigNode;
  readonly by: ConfigNode;
  readonly label: string;
  readonly defaultLabel: string;
}

/** Safe unless a statement with the default label works there today, and the outer one does not. */
function repeat(context: RuleContext, place: SessionPlace, { outer, by, label, defaultLabel }: Loss): readonly Fix[] {
  if (!isEditable(by) || !isEditable(outer)) return [];
  const prepared = preparedStatements(context, place);
  const safe = prepared.has(label) && !prepared.has(defaultLabel);
  return [{ title: `Repeat ${outer.name}`, safe, edits: [insertLineAfter(by, sourceTextOf(outer).trim())] }];
}
