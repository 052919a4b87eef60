import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { placeForModules, showsModules } from "../../../modules/load-module.ts";
import { everyProfile } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { ageLimit, readMaxAge, whereAsked } from "../../../session/max-age.ts";
import { lookUp, relatedHost, sessionPlaces, someMayApply } from "../../../session/sessions.ts";

type Options = { readonly seconds: number; readonly when: string };

const LIMIT: readonly string[] = ["SessionMaxAge"];

export const rule: Rule = defineRule({
  meta: {
    name: "session/no-expiry",
    aliases: ["SES060"],
    summary: "Sessions never end by themselves.",
    severity: "warning",
    profiles: everyProfile,
    references: [
      ...stig("V-214250", "V-214295", "V-214331", "V-214341", "V-214386"),
      { kind: "OWASP", id: "Session Management: Session Expiration" },
      { kind: "CWE", id: "CWE-613" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: {
      when: whereAsked,
      seconds: {
        description: "What the fix suggests.",
        ...ageLimit,
      },
    },
  },

  messages: {
    missing: (scope: string, seconds: number) =>
      `Sessions of ${scope} never end: no SessionMaxAge applies, so a stolen cookie is good for as long as the key is. Set one, for example SessionMaxAge ${seconds}.`,
    absent: (seconds: number) =>
      `SessionMaxAge is nowhere, so a session that is switched on later would never end. STIG V-214250 asks for it in any case: SessionMaxAge ${seconds}.`,
    zero: (seconds: number) =>
      `SessionMaxAge 0 means that sessions never end, so a stolen cookie is good for as long as the key is. Set a number of seconds, for example ${seconds}.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole) return;
    const { seconds, when } = context.options;
    if (when === "always" && showsModules(context) && context.directives("Session", "SessionMaxAge").length === 0) {
      context.report({ message: messages.absent(seconds), location: placeForModules(context) });
    }
    for (const place of sessionPlaces(context)) {
      const own = lookUp(place, "SessionMaxAge");
      if (own !== undefined) {
        if (isZero(own)) context.report({ message: messages.zero(seconds), location: locationOf(own) });
        continue;
      }
      if (someMayApply(context, place, LIMIT)) continue;
      context.report({
        message: messages.missing(nameOfScope(context.scopeOf(place.on)), seconds),
        location: locationOf(place.on),
        related: relatedHost(context, place, place.on),
        fixes: isEditable(place.on)
          ? [
              {
                title: "Limit the session",
                safe: false,
                edits: [insertLineAfter(place.on, `SessionMaxAge ${seconds}`)],
              },
            ]
          : [],
      });
    }
  },
});

/** Text that is no number is another rule's. */
function isZero(node: ConfigNode): boolean {
  const read = readMaxAge(wordsOf(node)[0] ?? "");
  return read.isNumber && read.seconds === 0;
}
