import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { isEditable } from "../../../model/edits.ts";
import { everyProfile } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { ageLimit, readMaxAge, whereAsked } from "../../../session/max-age.ts";
import { mayHaveSession } from "../../../session/sessions.ts";

type Options = { readonly maxSeconds: number; readonly when: string };

export const rule: Rule = defineRule({
  meta: {
    name: "session/max-age-too-long",
    aliases: ["SES061"],
    summary: "Sessions live longer than the limit.",
    severity: "warning",
    profiles: everyProfile,
    references: [
      ...stig("V-214250", "V-214295", "V-214331", "V-214341", "V-214386"),
      { kind: "OWASP", id: "Session Management: Idle Timeout" },
      { kind: "CWE", id: "CWE-613" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: {
      when: whereAsked,
      maxSeconds: {
        description: "The longest SessionMaxAge allowed, in seconds.",
        ...ageLimit,
      },
    },
  },

  messages: {
    tooLong: (seconds: number, limit: number) =>
      `Sessions end only after ${seconds} seconds without a request; the limit is ${limit}. The longer an idle session lives, the longer a stolen cookie is good. Lower SessionMaxAge.`,
  },

  check(context: RuleContext<Options>, messages) {
    const { maxSeconds, when } = context.options;
    for (const node of context.directives("SessionMaxAge")) {
      const words = wordsOf(node);
      const { seconds, isNumber } = readMaxAge(words[0] ?? "");
      if (words.length !== 1 || !isNumber || seconds <= maxSeconds) continue;
      if (when !== "always" && !mayHaveSession(context, node)) continue;
      if (context.scopeOf(node).directives("SessionMaxAge").at(-1) !== node) continue;
      const location = locationOfArgument(node, 0);
      context.report({
        message: messages.tooLong(seconds, maxSeconds),
        location,
        fixes: isEditable(node)
          ? [{ title: `Lower it to ${maxSeconds}`, safe: false, edits: [{ ...location, newText: String(maxSeconds) }] }]
          : [],
      });
    }
  },
});
