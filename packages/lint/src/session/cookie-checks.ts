import type { CookieAttribute, SessionCookie } from "./session-cookie.ts";

const KNOWN: ReadonlySet<string> = new Set(
  "path domain expires max-age httponly secure samesite partitioned priority version comment".split(" "),
);
const FLAGS: ReadonlySet<string> = new Set(["httponly", "secure", "partitioned"]);

/** What is wrong with the attribute text of a cookie, in the first place that anything is. */
export type AttributeProblem =
  | { readonly kind: "comma" | "quote" | "blank" | "repeated" | "flag value"; readonly part: CookieAttribute }
  | { readonly kind: "unknown"; readonly part: CookieAttribute };

export function attributeProblem(cookie: SessionCookie): AttributeProblem | undefined {
  const seen = new Set<string>();
  for (const part of cookie.parts) {
    const text = cookie.attributes.slice(part.start, part.end);
    // An Expires date has a comma and blanks of its own.
    const isDate = part.name === "expires";
    if (/["']/.test(text)) return { kind: "quote", part };
    if (!isDate && text.includes(",")) return { kind: "comma", part };
    if (!isDate && part.name !== "comment" && /[^\s=][ \t]+[^\s=]/.test(text)) return { kind: "blank", part };
    if (FLAGS.has(part.name) && part.value !== undefined) return { kind: "flag value", part };
    if (seen.has(part.name)) return { kind: "repeated", part };
    seen.add(part.name);
  }
  const unknown = cookie.parts.find((part) => !KNOWN.has(part.name));
  return unknown === undefined ? undefined : { kind: "unknown", part: unknown };
}

/** The attributes as a list that browsers read: separated by semicolons, without quotes. */
export function rewrittenAttributes(attributes: string): string {
  const parts = attributes
    .replace(/["']/g, "")
    .split(/[;,\s]+/)
    .filter((part) => part !== "");
  return `${parts.join(";")};`;
}

/** True when attributes are separated by semicolons only, so that one can be cut out. */
export function isHeld(attributes: string): boolean {
  return !/[,"']/.test(attributes);
}

/** Characters of a cookie name that browsers return (RFC 6265: a token). */
export function isToken(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** The attribute that stands where the name should, without a semicolon behind it. httpd refuses names with `=`. */
export function attributeAsName(name: string): string | undefined {
  return /^(httponly|secure|samesite|path|domain|max-age|expires)(?:;[^=]*)?$/i.exec(name)?.[1];
}
