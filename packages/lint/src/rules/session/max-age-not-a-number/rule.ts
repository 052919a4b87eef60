import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix, Location } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { everyProfile } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { meantSeconds, readMaxAge } from "../../../session/max-age.ts";
import { isUnknownText } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/max-age-not-a-number",
    aliases: ["SES062"],
    summary: "A session time is not a plain number, and httpd takes it as another one.",
    severity: "error",
    profiles: everyProfile,
    references: [
      ...stig("V-214250", "V-214295"),
      {
        kind: "httpd",
        id: "SessionMaxAge",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionmaxage",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    unit: (word: string, seconds: number) =>
      `'${word}' is read as ${seconds} ${seconds === 1 ? "second" : "seconds"}: httpd stops at the first character that is no digit and says nothing. Write the number of seconds.`,
    never: (word: string) =>
      `'${word}' is read as 0, which means no limit: httpd says nothing. Write the number of seconds.`,
    negative: (word: string) =>
      `'${word}' is a time in the past, so sessions are never saved. Write the number of seconds.`,
    huge: (word: string) =>
      `'${word}' is more than httpd can count, and sessions end at some other time. Write a number of seconds that is meant.`,
  },

  check(context, messages) {
    for (const node of context.directives("SessionMaxAge", "SessionExpiryUpdateInterval")) {
      const words = wordsOf(node);
      const word = words[0] ?? "";
      if (words.length !== 1 || word === "" || isUnknownText(word)) continue;
      const { seconds, isNumber } = readMaxAge(word);
      // Times are kept in microseconds in 64 bits.
      const isHuge = seconds > 9_000_000_000_000;
      if (isNumber && !isHuge) continue;
      // httpd refuses a negative interval itself.
      if (seconds < 0 && node.key !== "sessionmaxage") continue;
      const kind = isHuge ? "huge" : seconds < 0 ? "negative" : seconds === 0 ? "never" : "unit";
      const location = locationOfArgument(node, 0);
      context.report({
        message: messages[kind](word, seconds),
        location,
        fixes: isEditable(node) ? fixesFor(word, location) : [],
      });
    }
  },
});

function fixesFor(word: string, location: Location): readonly Fix[] {
  const seconds = meantSeconds(word);
  return seconds === undefined
    ? []
    : [{ title: `Write ${seconds}`, safe: false, edits: [{ ...location, newText: String(seconds) }] }];
}
