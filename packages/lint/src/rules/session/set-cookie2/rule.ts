import { type ConfigNode, locationOf, locationOfArgument, locationOfName, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable, removeLine } from "../../../model/edits.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { sentTracking } from "../../../session/sent-cookie.ts";
import { sessionCookie } from "../../../session/session-cookie.ts";
import { mayApply, mayHaveSession, relatedHost, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

interface Messages {
  readonly same: (directive: string) => string;
  readonly other: (directive: string, name: string, plain: string) => string;
  readonly alone: (directive: string, plain: string) => string;
  readonly style: (style: string) => string;
}

export const rule: Rule = defineRule({
  meta: {
    name: "session/set-cookie2",
    aliases: ["SES052"],
    summary: "A cookie is sent in a header that browsers ignore.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "RFC", id: "RFC 6265, section 9.3" },
      {
        kind: "httpd",
        id: "SessionCookieName2",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_cookie.html#sessioncookiename2",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    same: (directive: string) => `${directive} sends Set-Cookie2, which browsers ignore. Leave it out.`,
    other: (directive: string, name: string, plain: string) =>
      `${directive} sends Set-Cookie2, which browsers ignore, and httpd then looks for a cookie named '${name}': the session in '${plain}' is never read back. Leave ${directive} out.`,
    alone: (directive: string, plain: string) =>
      `${directive} sends Set-Cookie2, which browsers ignore, and nothing sends another cookie: every request begins without a session. Use ${plain}.`,
    style: (style: string) =>
      `With CookieStyle ${style} mod_usertrack sends Set-Cookie2, which browsers ignore, so every request gets a new cookie. Use CookieStyle Cookie.`,
  },

  check(context, messages) {
    for (const node of context.directives("SessionCookieName2", "SessionDBDCookieName2")) {
      if (mayHaveSession(context, node)) checkName(context, messages, node);
    }
    for (const { place } of sentTracking(context)) checkStyle(context, messages, place.config.node("CookieStyle"));
  },
});

function checkName(context: RuleContext, messages: Messages, node: ConfigNode): void {
  const plainName = node.name.slice(0, -1);
  const places = sessionPlaces(context).filter(({ config }) => config.node(node.key) === node);
  if (places.length === 0 && context.whole) return;
  const plain = places.map((place) => plainOf(context, place, plainName));
  const { name } = sessionCookie(node);
  const isAlone = context.whole && plain.includes(undefined);
  const other = plain.find((each) => each !== undefined && sessionCookie(each).name !== name);
  const message = isAlone
    ? messages.alone(node.name, plainName)
    : other === undefined
      ? messages.same(node.name)
      : messages.other(node.name, name, sessionCookie(other).name);
  context.report({
    message,
    location: locationOf(node),
    severity: isAlone || other !== undefined ? "error" : "warning",
    related: places.flatMap((place) => relatedHost(context, place, node)),
    fixes: context.whole ? fixes(node, plainName, plain) : [],
  });
}

function plainOf(context: RuleContext, place: SessionPlace, name: string): ConfigNode | undefined {
  return place.config.node(name) ?? mayApply(context, place, name)[0];
}

function fixes(node: ConfigNode, plainName: string, plain: readonly (ConfigNode | undefined)[]): readonly Fix[] {
  if (!isEditable(node)) return [];
  if (!plain.includes(undefined)) {
    return [{ title: `Remove ${node.name}`, safe: true, edits: [removeLine(node)] }];
  }
  if (plain.some((each) => each !== undefined)) return [];
  const edit = { ...locationOfName(node), newText: plainName };
  return [{ title: `Use ${plainName}`, safe: false, edits: [edit] }];
}

function checkStyle(context: RuleContext, messages: Messages, node: ConfigNode | undefined): void {
  const style = node === undefined ? "" : (wordsOf(node)[0] ?? "");
  if (node === undefined || !/^(?:cookie2|rfc2965)$/i.test(style)) return;
  const edit = { ...locationOfArgument(node, 0), newText: "Cookie" };
  context.report({
    message: messages.style(style),
    location: locationOf(node),
    fixes: isEditable(node) ? [{ title: "Use Set-Cookie", safe: false, edits: [edit] }] : [],
  });
}
