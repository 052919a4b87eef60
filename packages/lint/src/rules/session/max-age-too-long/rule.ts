import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { isEditable } from "../../../model/edits.ts";
import { everyProfile, inStigProfiles } from "../../../profile.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { readMaxAge } from "../../../session/max-age.ts";
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
      { kind: "STIG", id: "V-214250" },
      { kind: "STIG", id: "V-214295" },
      { kind: "STIG", id: "V-214331" },
      { kind: "STIG", id: "V-214341" },
      { kind: "STIG", id: "V-214386" },
      { kind: "OWASP", id: "Session Management: Idle Timeout" },
      { kind: "CWE", id: "CWE-613" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: {
      when: {
        description: "`always`, or only where sessions are on (`sessions-used`).",
        schema: { type: "string", enum: ["always", "sessions-used"] },
        default: "sessions-used",
        profiles: inStigProfiles("always"),
      },
      maxSeconds: {
        description: "The longest SessionMaxAge allowed, in seconds.",
        schema: { type: "integer", minimum: 1 },
        default: 1800,
        profiles: { strict: 300, ...inStigProfiles(600) },
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
