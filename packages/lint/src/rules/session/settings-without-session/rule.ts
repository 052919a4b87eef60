import { locationOf, wordsOf } from "@httpd-lint/config";
import { nameOf } from "@httpd-lint/grammar";
import { skippedDirectives } from "../../../model/false-bodies.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { sessionPlaces } from "../../../session/sessions.ts";

const SETTINGS: readonly string[] = [
  "SessionMaxAge",
  "SessionExpiryUpdateInterval",
  "SessionHeader",
  "SessionEnv",
  "SessionInclude",
  "SessionExclude",
  "SessionCookieName",
  "SessionCookieName2",
  "SessionCookieRemove",
  "SessionDBDCookieName",
  "SessionDBDCookieName2",
  "SessionDBDPerUser",
  "SessionCryptoPassphrase",
  "SessionCryptoPassphraseFile",
  "SessionCryptoCipher",
];

export const rule: Rule = defineRule({
  meta: {
    name: "session/settings-without-session",
    aliases: ["SES097"],
    summary: "Sessions are set up, and none is switched on.",
    severity: "info",
    profiles: ["recommended", "strict", "owasp-session", "stig-unix-server", "stig-unix-site", "stig-windows-site"],
    references: [
      ...stig("V-214268", "V-214303", "V-214394"),
      { kind: "httpd", id: "Session", url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#session" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    never: (directive: string) =>
      `${directive} has no effect: Session is nowhere On. A text search for the setting finds it, and no request has a session. Add Session On where sessions are wanted, or remove the setting.`,
    htaccess: (directive: string) =>
      `${directive} has no effect by itself: Session is nowhere On here. Only a .htaccess could still switch sessions on, because AllowOverride lets it. Add Session On where sessions are wanted.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const [first, ...others] = context.directives(...SETTINGS);
    if (first === undefined || sessionPlaces(context).length > 0) return;
    if (isSwitchedOnElsewhere(context)) return;
    context.report({
      message: allowsHtaccess(context) ? messages.htaccess(first.name) : messages.never(first.name),
      location: locationOf(first),
      related: others.map((node) => ({ message: "has no effect either", location: locationOf(node) })),
    });
  },
});

/** A condition that does not hold may have the switch: it is one cause, and other rules speak of the condition. */
function isSwitchedOnElsewhere(context: RuleContext): boolean {
  if (context.directives("Session").some((node) => /^on$|[${%@]/i.test(wordsOf(node)[0] ?? ""))) return true;
  for (const { condition, line } of skippedDirectives(context.tree, true)) {
    if (nameOf(condition.node.frame.file.syntax, line).toLowerCase() === "session") return true;
  }
  return false;
}

/** Session is allowed in .htaccess with AllowOverride AuthConfig. */
function allowsHtaccess(context: RuleContext): boolean {
  const words = context.directives("AllowOverride", "AllowOverrideList").flatMap((node) => wordsOf(node));
  return words.some((word) => /^(?:all|authconfig|session)$/i.test(word));
}
