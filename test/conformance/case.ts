import type { Entry } from "./memory-host.ts";

/**
 * When httpd decides. `read`: while reading (`Syntax error on line ..` without AH00526); `option`: reading what `-c`
 * gives; `mpm`: none or several MPMs; `walk`: AH00526; `check`: later than the walk; `main-file`: nothing could be read.
 */
export type Phase = "read" | "option" | "mpm" | "walk" | "check" | "main-file";

/** One line of an include list as `-D DUMP_INCLUDES` prints it: null for the main file. */
export type IncludeLine = readonly [line: number | null, file: string];

/** What httpd says about a case. Paths begin with `@ROOT@`; texts hold one character per byte. */
export interface Expectation {
  readonly verdict: "accept" | "reject";
  readonly phase?: Phase;
  readonly file?: string | null;
  readonly line?: number | null;
  /** Undefined: not known in full, not compared. */
  readonly message?: string | null | undefined;
  /** Undefined: not recorded. */
  readonly via?: readonly { readonly file: string; readonly line: number }[] | undefined;
  /** Undefined: not recorded. */
  readonly warnings?: readonly string[] | undefined;
  readonly includes?: readonly IncludeLine[] | undefined;
  /** Name to value; null: only the flag for IfDefine. */
  readonly defines?: Readonly<Record<string, string | null>> | undefined;
  /** Symbols in load order; `*` marks those compiled in. */
  readonly modules?: readonly string[] | undefined;
  /** mod_info's dump of the tree. */
  readonly config?: string | undefined;
}

/** One question to httpd and its answer. */
export interface ConformanceCase {
  readonly id: string;
  readonly group: string;
  /** `htaccess`: the answer is about reading .htaccess files at request time; it has no line numbers. */
  readonly kind: "server" | "htaccess";
  /** Paths below ServerRoot; what is in them may depend on where ServerRoot is. */
  readonly entries: (root: string) => ReadonlyMap<string, Entry>;
  /** Main file below ServerRoot. */
  readonly main: string;
  /** Of kind htaccess: the .htaccess files below ServerRoot. */
  readonly htaccess?: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly defines: readonly string[];
  readonly options: readonly string[];
  readonly environment: (root: string) => Readonly<Record<string, string>>;
  readonly expect: Expectation;
}

/** Bytes of a text that holds one character per byte. */
export function bytesOfLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** One character per byte. */
export function latin1OfBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
