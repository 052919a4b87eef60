import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { fixesOf, replacedAttribute } from "../../../session/attribute-fixes.ts";
import {
  commonPath,
  cookiePathOf,
  isBelow,
  isPlainPath,
  isWholeServer,
  scopesByName,
  urlPathOf,
} from "../../../session/cookie-path.ts";
import { formLogin, isFormHandler } from "../../../session/login.ts";
import { attributeOf, sentForms } from "../../../session/sent-cookie.ts";
import { type UsedCookie, usedCookies } from "../../../session/session-cookie.ts";
import { relatedHost, type SessionPlace } from "../../../session/sessions.ts";

interface Messages {
  readonly nowhere: (cookie: string, path: string, scopes: string) => string;
  readonly login: (cookie: string, path: string, scope: string) => string;
}

export const rule: Rule = defineRule({
  meta: {
    name: "session/path-misses-application",
    aliases: ["SES046"],
    summary: "Browsers do not send the session cookie to the URLs that have the session.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [{ kind: "RFC", id: "RFC 6265, section 5.1.4" }],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    nowhere: (cookie: string, path: string, scopes: string) =>
      `Browsers send session cookie '${cookie}' only to ${path}, and the session is on for ${scopes}: it never comes back, and every request begins without a session. Let Path be the path of the application.`,
    login: (cookie: string, path: string, scope: string) =>
      `Browsers send session cookie '${cookie}' only to ${path}, and ${scope} asks for a login by form: whoever logged in is asked again and again. Let Path be the path of the application.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const all = usedCookies(context);
    const scopes = scopesByName(all);
    for (const used of all) {
      const path = onlyPath(context, used);
      if (path === undefined || path === "") continue;
      const urls = (scopes.get(used.cookie.name) ?? []).map(urlPathOf);
      const isApart = (url: string | undefined): boolean =>
        url !== undefined && !isBelow(url, path) && !isBelow(path, url);
      const missed = urls.every(isApart) ? used.places : used.places.filter((place) => loops(place, path));
      report(context, used, path, missed, urls.every(isApart) ? messages.nowhere : messages.login);
    }
  },
});

/** The Path that every form of the cookie has. */
function onlyPath(context: RuleContext, used: UsedCookie): string | undefined {
  const paths = new Set(sentForms(context, used).map(cookiePathOf));
  return paths.size === 1 ? [...paths][0] : undefined;
}

/** Form login that the cookie does not reach. The handlers themselves only set it, or take it away. */
function loops(place: SessionPlace, path: string): boolean {
  if (formLogin(place) === undefined || isFormHandler(place)) return false;
  const url = urlPathOf(place.scope) ?? (isWholeServer(place.scope) ? "" : undefined);
  return url !== undefined && !isBelow(url, path);
}

function report(
  context: RuleContext,
  { cookie }: UsedCookie,
  path: string,
  missed: readonly SessionPlace[],
  message: Messages["login"],
): void {
  const [first] = missed;
  if (first === undefined) return;
  const written = attributeOf(cookie, "path");
  const wanted = commonPath(missed.map(({ scope }) => urlPathOf(scope) ?? ""));
  const canFix = written !== undefined && (isPlainPath(wanted) || wanted === "");
  context.report({
    message: message(cookie.name, path, nameOfScope(first.scope)),
    location: written === undefined ? cookie.nameLocation : cookie.locate(written),
    related: missed.flatMap((place) => relatedHost(context, place, cookie.node)),
    fixes: canFix
      ? fixesOf(`Let it be ${wanted || "/"}`, false, replacedAttribute(cookie, written, `path=${wanted || "/"}`))
      : [],
  });
}
