import type { ConfigNode, EffectiveConfig } from "@httpd-lint/config";
import { type HeaderLine, headerLines } from "./response-headers.ts";
import { isUnknownText, lookUp } from "./sessions.ts";

/** What mod_session_cookie and mod_session_dbd add to every response that loads a session. */
const OF_SESSIONS = "no-cache, private";

/** The Cache-Control of a response with a session, after mod_headers. */
export interface CacheControl {
  /** Both tables joined. Undefined: something that is not known decides. */
  readonly text: string | undefined;
  /** The directive that took the text of mod_session away, when one did. */
  readonly replacedBy: ConfigNode | undefined;
}

/**
 * mod_session writes into the table that `Header always` does not touch: that one only adds a second line, and caches
 * obey both.
 */
export function cacheControl(config: EffectiveConfig): CacheControl {
  const keepsSession = lookUp({ config }, "SessionCookieName", "SessionDBDCookieName", "SessionDBDPerUser");
  let plain: string | undefined = keepsSession === undefined ? undefined : OF_SESSIONS;
  let always: string | undefined;
  let replacedBy: ConfigNode | undefined;
  const { sure, possible } = headerLines(config, "cache-control");
  if (possible.some(mayProtect) || sure.some(isUnknown)) return { text: undefined, replacedBy };
  for (const line of sure) {
    if (line.table === "always") {
      always = applied(line, always);
      continue;
    }
    const before = plain;
    plain = applied(line, plain);
    if (plain === before) continue;
    if (isPrivate(plain ?? "")) replacedBy = undefined;
    else if (isPrivate(before ?? "")) replacedBy = line.node;
  }
  return { text: [plain, always].filter((text) => text !== undefined).join(", "), replacedBy };
}

/** True when a shared cache may not keep it, or has to ask before it sends it on. */
export function isPrivate(text: string): boolean {
  return /(?:^|[\s,])(?:no-store|no-cache|private)\b/i.test(text);
}

export function hasNoStore(text: string): boolean {
  return /(?:^|[\s,])no-store\b/i.test(text);
}

function mayProtect(line: HeaderLine): boolean {
  return isUnknown(line) || isPrivate(`${line.value} ${line.replacement}`);
}

function isUnknown(line: HeaderLine): boolean {
  const written = line.action.startsWith("edit") ? line.replacement : line.value;
  return line.isConditional || /%[^%]|^expr=/.test(written) || isUnknownText(written);
}

function applied(line: HeaderLine, text: string | undefined): string | undefined {
  switch (line.action) {
    case "set":
      return line.value;
    case "setifempty":
      return text ?? line.value;
    case "unset":
      return undefined;
    case "add":
    case "append":
    case "merge":
      return text === undefined ? line.value : `${text}, ${line.value}`;
    case "edit":
    case "edit*":
      return text === undefined ? undefined : edited(line, text);
    default:
      return text;
  }
}

function edited({ action, value, replacement }: HeaderLine, text: string): string {
  try {
    return text.replace(new RegExp(value, action === "edit*" ? "g" : ""), replacement);
  } catch {
    return text;
  }
}
