import type { EffectiveConfig } from "@httpd-lint/config";
import { type HeaderLine, headerLines } from "./response-headers.ts";

export type CookieFlag = "HttpOnly" | "Secure" | "SameSite";

const FLAGS: readonly CookieFlag[] = ["HttpOnly", "Secure", "SameSite"];

/** Attributes that an edit of Set-Cookie puts into cookies; none for every other Header directive. */
export function flagsOfEdit(line: HeaderLine): readonly CookieFlag[] {
  if (!isCookieEdit(line)) return [];
  return FLAGS.filter((flag) => new RegExp(`(?:^|[;,\\s])\\s*${flag}\\b`, "i").test(line.replacement));
}

/** True when a Header directive that is in effect, or may be, can give cookies of a table this attribute. */
export function mayAddFlag(config: EffectiveConfig, table: HeaderLine["table"], flag: CookieFlag): boolean {
  const { sure, possible } = headerLines(config, "set-cookie");
  return [...sure, ...possible].some(
    (line) =>
      line.table === table &&
      isCookieEdit(line) &&
      (line.replacement.toLowerCase().includes(flag.toLowerCase()) || /%\{|\$\{|^expr=/.test(line.replacement)),
  );
}

function isCookieEdit({ action, name }: HeaderLine): boolean {
  return /^edit\*?$/.test(action) && name === "set-cookie";
}
