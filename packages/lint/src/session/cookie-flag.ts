import { lineNumberOf, locationOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { hostOf } from "../model/scope.ts";
import type { RuleContext } from "../rule.ts";
import { hasFlag, headerEdits, type SessionCookie, type UsedCookie, usedCookies } from "./session-cookie.ts";
import { isUnknownText, relatedHost } from "./sessions.ts";

export interface FlagMessages {
  readonly missing: (cookie: string) => string;
  readonly wrongTable: (cookie: string, line: number) => string;
}

/** Reports session cookies that browsers get without `HttpOnly` or `Secure`. */
export function checkFlag(context: RuleContext, attribute: "HttpOnly" | "Secure", messages: FlagMessages): void {
  const key = attribute === "HttpOnly" ? "httponly" : "secure";
  for (const used of usedCookies(context)) {
    const { cookie } = used;
    if (hasFlag(cookie, key) || isUnknownText(cookie.attributes)) continue;
    const { effective, wrongTable } = headerEdits(context, used, key);
    if (effective.length > 0) continue;
    const edit = wrongTable[0];
    context.report({
      location: cookie.nameLocation,
      message:
        edit === undefined ? messages.missing(cookie.name) : messages.wrongTable(cookie.name, lineNumberOf(edit)),
      related: [
        ...(edit === undefined ? [] : [{ message: "does not reach the session cookie", location: locationOf(edit) }]),
        ...used.places.flatMap((place) => relatedHost(context, place, cookie.node)),
      ],
      fixes: cookie.editable ? [appendFlag(cookie, attribute, attribute === "HttpOnly" || isTls(context, used))] : [],
    });
  }
}

/** Compliance scanners look for `;HttpOnly;` with a semicolon on both sides; browsers do not mind the last one. */
function appendFlag(cookie: SessionCookie, attribute: string, safe: boolean): Fix {
  const end = cookie.locate({ start: cookie.attributes.length, end: cookie.attributes.length });
  const newText = `${cookie.attributes.endsWith(";") ? "" : ";"}${attribute};`;
  return { title: `Add ${attribute} to the cookie`, safe, edits: [{ ...end, newText }] };
}

/** Over plain HTTP a Secure cookie is not sent back, so adding the attribute is only safe where TLS is. */
function isTls(context: RuleContext, used: UsedCookie): boolean {
  return (
    used.places.length > 0 &&
    used.places.every(({ host }) =>
      context.directives("SSLEngine").some((node) => {
        const around = hostOf(context.scopeOf(node));
        return (around === host || around === host.parent) && /^on$/i.test(wordsOf(node)[0] ?? "");
      }),
    )
  );
}
