import type { RawAnswer } from "./httpd.ts";

/**
 * `empty`: nothing; `plain`: the session can be read in the cookie; `encrypted`: base64 of mod_session_crypto;
 * `key`: a UUID of mod_session_dbd; `visitor`: what mod_usertrack tells visitors apart by; `other`: set by a Header.
 */
export type ValueClass = "empty" | "plain" | "encrypted" | "key" | "visitor" | "other";

export interface SetCookie {
  readonly header: "Set-Cookie" | "Set-Cookie2";
  readonly name: string;
  readonly value: ValueClass;
  /** All behind the value's semicolon and the blanks there, byte for byte; the date of an Expires as `*`. */
  readonly attributes: string;
}

export type ResponseKind = "success" | "redirection" | "error";

/** What a client can tell of the session from one response. */
export interface Observation {
  readonly status: number;
  readonly kind: ResponseKind;
  /** In the order in which they were sent. */
  readonly setCookie: readonly SetCookie[];
  /** Whether the script saw HTTP_SESSION; undefined when no script answered. */
  readonly sessionEnv: boolean | undefined;
  /** Fields that a script meant for mod_session and that went out to the client instead. */
  readonly leaked: readonly string[];
  readonly cacheControl: string | undefined;
}

/** Fields that the scripts of the generated sites print to write a session. */
export const SESSION_FIELDS: readonly string[] = ["X-Replace-Session", "X-Session"];

/** What the scripts of the generated sites write into the session. */
export const SESSION_TEXT = "key=value";

const MARK = "HTTP_SESSION is ";

/** A script that writes a session through every field of SESSION_FIELDS, and tells whether it sees one. */
export const WRITING_SCRIPT: string = script(SESSION_FIELDS.map((name) => `${name}: ${SESSION_TEXT}\\n`).join(""));

/** A script that writes no session. */
export const READING_SCRIPT: string = script("");

function script(fields: string): string {
  return `#!/bin/sh\nprintf 'Content-Type: text/plain\\n${fields}\\n${MARK}%s.\\n' "\${HTTP_SESSION-absent}"\n`;
}

export function observationOf({ status, headers, body }: RawAnswer): Observation {
  const valuesOf = (wanted: string): string[] =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const env = body.includes(MARK) ? !body.includes(`${MARK}absent.`) : undefined;
  const cacheControl = valuesOf("cache-control");
  return {
    status,
    kind: status < 300 ? "success" : status < 400 ? "redirection" : "error",
    setCookie: headers.flatMap(([name, value]) => {
      if (/^set-cookie$/i.test(name)) return [setCookieOf("Set-Cookie", value)];
      return /^set-cookie2$/i.test(name) ? [setCookieOf("Set-Cookie2", value)] : [];
    }),
    sessionEnv: env,
    leaked: SESSION_FIELDS.filter((name) => valuesOf(name.toLowerCase()).length > 0),
    cacheControl: cacheControl.length === 0 ? undefined : cacheControl.join(", "),
  };
}

/** The name may hold `;` and quotes: mod_session_cookie takes every name without `=` and `&`. */
export function setCookieOf(header: SetCookie["header"], line: string): SetCookie {
  const equals = line.indexOf("=");
  const name = equals < 0 ? "" : line.slice(0, equals);
  const rest = line.slice(equals + 1);
  const semicolon = rest.indexOf(";");
  const value = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const attributes = semicolon < 0 ? "" : rest.slice(semicolon + 1).trimStart();
  return { header, name, value: classOf(value), attributes: withoutDates(attributes) };
}

/** Dates as of Netscape's cookies: `Sat, 21-Nov-2026 08:00:00 GMT`, two digits of the year in mod_usertrack. */
function withoutDates(attributes: string): string {
  return attributes.replace(/(expires=)\w{3}, \d\d[- ]\w{3}[- ]\d{2,4} \d\d:\d\d:\d\d GMT/gi, "$1*");
}

function classOf(value: string): ValueClass {
  if (value === "") return "empty";
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return "key";
  if (/^(?:[\w%+-]*=[^=&]*)(?:&[\w%+-]*=[^=&]*)*$/.test(value) && !value.endsWith("=")) return "plain";
  if (/^127\.0\.0\.1\.\d+$|^[0-9a-f]+\.[0-9a-f]+$/.test(value)) return "visitor";
  return /^[A-Za-z0-9+/]{40,}={0,2}$/.test(value) ? "encrypted" : "other";
}
