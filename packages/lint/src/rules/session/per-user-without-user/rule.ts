import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isSettled } from "../../../session/crypto.ts";
import { isUnknownText, lookUp, mayApply, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/per-user-without-user",
    aliases: ["SES011"],
    summary: "Sessions are kept by user name where there is no user.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionDBDPerUser",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_dbd.html#sessiondbdperuser",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    noUser: () =>
      "SessionDBDPerUser finds a session by the name of the user, and where nobody logs in no session is ever kept. Add AuthType and Require, or keep sessions by SessionDBDCookieName.",
    form: () =>
      "SessionDBDPerUser finds a session by the name of the user, which form login takes from the session: no login is ever remembered. Keep sessions by SessionDBDCookieName.",
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const place of sessionPlaces(context)) {
      const perUser = lookUp(place, "SessionDBDPerUser");
      if (place.state.storage !== "database user" || place.state.idleStorage.length > 0 || perUser === undefined)
        continue;
      const lacking = userOf(context, place);
      if (lacking === undefined) continue;
      context.report({
        message: messages[lacking](),
        location: locationOf(perUser),
        related: [{ message: `the session of ${nameOfScope(place.scope)}`, location: locationOf(place.on) }],
      });
    }
  },
});

/** How a user is missing; undefined when there is one, or may be. */
function userOf(context: RuleContext, place: SessionPlace): "noUser" | "form" | undefined {
  if (!isSettled(place, "AuthType", "SessionDBDPerUser", "SessionDBDCookieName", "SessionCookieName")) return undefined;
  const type = place.config.value("AuthType");
  if (type !== undefined && isUnknownText(type)) return undefined;
  if (type?.toLowerCase() === "form") return "form";
  if (type !== undefined && type.toLowerCase() !== "none") return undefined;
  // mod_ssl gives a user without AuthType; so may modules that we do not know.
  const certificate = mayApply(context, place, "SSLUserName", "SSLOptions").some(namesUser);
  return certificate ? undefined : "noUser";
}

function namesUser(node: ConfigNode): boolean {
  return node.key === "sslusername" || wordsOf(node).some((word) => /^\+?FakeBasicAuth$/i.test(word));
}
