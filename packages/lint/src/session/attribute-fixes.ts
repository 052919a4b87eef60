import { type ConfigNode, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix, TextEdit } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../model/edits.ts";
import type { RuleContext } from "../rule.ts";
import { isHeld } from "./cookie-checks.ts";
import type { CookieAttribute, SessionCookie } from "./session-cookie.ts";

/**
 * Writes more attributes behind those that are there. A name alone gets `HttpOnly;Secure` from httpd only as long as
 * nothing stands behind it, so these are written out with it. Compliance scanners look for `;Secure;` with a semicolon
 * on both sides; browsers do not mind the last one.
 */
export function withAttributes(cookie: SessionCookie, text: string): TextEdit | undefined {
  if (!cookie.editable || !isHeld(cookie.attributes)) return undefined;
  if (cookie.attributes === "") {
    const { nameLocation } = cookie;
    return { ...nameLocation, start: nameLocation.end, newText: ` HttpOnly;Secure;${text};` };
  }
  const end = cookie.locate({ start: cookie.attributes.length, end: cookie.attributes.length });
  return { ...end, newText: `${cookie.attributes.endsWith(";") ? "" : ";"}${text};` };
}

/** Takes an attribute out with its semicolon; undefined when nothing would be left, for then httpd adds its own. */
export function withoutAttribute(cookie: SessionCookie, part: CookieAttribute): TextEdit | undefined {
  const text = cookie.attributes;
  const end = text[part.end] === ";" ? part.end + 1 : part.end;
  const rest = (text.slice(0, part.start) + text.slice(end)).replace(/[;\s]/g, "");
  if (!cookie.editable || !isHeld(text) || rest === "") return undefined;
  return { ...cookie.locate({ start: part.start, end }), newText: "" };
}

/** Writes another attribute in place of one. */
export function replacedAttribute(cookie: SessionCookie, part: CookieAttribute, text: string): TextEdit | undefined {
  if (!cookie.editable || !isHeld(cookie.attributes)) return undefined;
  return { ...cookie.locate(part), newText: text };
}

/** A fix of one edit; none when the edit cannot be made. */
export function fixesOf(title: string, safe: boolean, edit: TextEdit | undefined): readonly Fix[] {
  return edit === undefined ? [] : [{ title, safe, edits: [edit] }];
}

/** Lets mod_usertrack send its cookie with Secure where `node`, another of its directives, stands. */
export function secureTracking(context: RuleContext, node: ConfigNode): readonly Fix[] {
  const title = "Make the cookie Secure";
  const own = context.scopeOf(node).directives("CookieSecure").at(-1);
  if (own === undefined) {
    return fixesOf(title, true, isEditable(node) ? insertLineAfter(node, "CookieSecure On") : undefined);
  }
  const canEdit = isEditable(own) && wordsOf(own).length === 1;
  return fixesOf(title, true, canEdit ? { ...locationOfArgument(own, 0), newText: "On" } : undefined);
}
