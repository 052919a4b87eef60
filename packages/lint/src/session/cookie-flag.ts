import { type ConfigNode, lineNumberOf, locationOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { placeText } from "../modules/load-module.ts";
import type { RuleContext } from "../rule.ts";
import { hasFlag, headerEdits, type SessionCookie, type UsedCookie, usedCookies } from "./session-cookie.ts";
import { isUnknownText, mayApply, relatedHost } from "./sessions.ts";

export interface FlagMessages {
  readonly missing: (cookie: string) => string;
  readonly wrongTable: (cookie: string, place: string) => string;
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
        edit === undefined
          ? messages.missing(cookie.name)
          : messages.wrongTable(cookie.name, placeSeenFrom(cookie.node, edit)),
      related: [
        ...(edit === undefined ? [] : [{ message: "does not reach the session cookie", location: locationOf(edit) }]),
        ...used.places.flatMap((place) => relatedHost(context, place, cookie.node)),
      ],
      fixes: cookie.editable ? [appendFlag(cookie, attribute, attribute === "HttpOnly" || isTls(context, used))] : [],
    });
  }
}

function placeSeenFrom(reader: ConfigNode, node: ConfigNode): string {
  return reader.frame.file === node.frame.file ? `on line ${lineNumberOf(node)}` : `at ${placeText(node)}`;
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
    used.places.every((place) =>
      mayApply(context, place, "SSLEngine").some((node) => /^on$/i.test(wordsOf(node)[0] ?? "")),
    )
  );
}
