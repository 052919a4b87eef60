import { type ConfigNode, locationOf, sourceTextOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineBefore, isEditable } from "../../../model/edits.ts";
import { skippedDirectives } from "../../../model/false-bodies.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isWholeServer } from "../../../session/cookie-path.ts";
import { certainFormLogin, usesFormLogin } from "../../../session/login.ts";
import { keyNodes } from "../../../session/logout.ts";
import { hasSession } from "../../../session/presence.ts";
import { lookUp } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/no-logout",
    aliases: ["SES104"],
    summary: "Users can log in, and nothing logs them out.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      ...stig("V-214250"),
      { kind: "OWASP", id: "Session Management: Logout Button" },
      { kind: "CWE", id: "CWE-613" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    none: (name: string) =>
      `Users who log in to ${name} cannot log out: no section has SetHandler form-logout-handler. Add one that has the same AuthName, cookie and key, and SessionMaxAge 1.`,
  },

  check(context, messages) {
    if (!context.whole || !usesFormLogin(context) || canLogOut(context)) return;
    for (const place of placesOf(context, "AuthType", "Require", "Session")) {
      const type = certainFormLogin(place);
      // Without a session there is nothing to log out of, and a program may end it with SessionHeader.
      if (type === undefined || !hasSession(place.config) || lookUp(place, "SessionHeader") !== undefined) continue;
      const name = place.config.value("AuthName");
      context.report({
        message: messages.none(name === undefined ? "this section" : `'${name}'`),
        location: locationOf(type),
        fixes: logoutFor(context, place),
      });
      return;
    }
  },
});

const HANDLER = "form-logout-handler";

function canLogOut(context: RuleContext): boolean {
  const nodes = context.directives("SetHandler", "AddHandler", "Action", "RewriteRule");
  if (nodes.some((node) => node.argumentText.includes(HANDLER))) return true;
  for (const { condition, line } of skippedDirectives(context.tree, true)) {
    if (condition.node.frame.file.text.slice(line.start, line.end).includes(HANDLER)) return true;
  }
  return false;
}

/** A section in front of the protected one; later sections would be merged over it when their path is shorter. */
function logoutFor(context: RuleContext, place: Place): readonly Fix[] {
  const { scope, config } = place;
  const { node, parent } = scope;
  const isPlain = node !== undefined && isEditable(node) && parent !== undefined && isWholeServer(parent);
  const name = config.value("AuthName");
  const taken = context.scopes().some((each) => each.kind === "location" && each.literalPath === "/logout/");
  if (!isPlain || node === undefined || name === undefined || taken || scope.literalPath === "/") return [];
  const own = [lookUp(place, "SessionCookieName", "SessionDBDCookieName"), ...keyNodes(config)].filter(
    (each): each is ConfigNode => each !== undefined && !isWholeServer(context.scopeOf(each)),
  );
  // A key must not be written anywhere else.
  if (own.some((each) => each.key === "sessioncryptopassphrase" || wordsOf(each).length === 0)) return [];
  const lines = [
    "<Location /logout>",
    `    SetHandler ${HANDLER}`,
    `    AuthName "${name.replace(/["\\]/g, "\\$&")}"`,
    "    Session On",
    "    SessionMaxAge 1",
    ...own.map((each) => `    ${sourceTextOf(each).trim()}`),
    "</Location>",
  ];
  return [{ title: "Add a logout", safe: false, edits: [insertLineBefore(node, ...lines)] }];
}
