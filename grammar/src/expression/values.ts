import type { Range } from "@httpd-lint/diagnostics";
import type { Text } from "./nodes.ts";

const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** The source of a node or of a name in it. */
export function textOf(text: string, range: Range): string {
  return text.slice(range.start, range.end);
}

/** What a piece of a string means: escapes resolved, up to an escaped NUL, at which httpd's string ends. */
export function valueOfText(text: string, node: Text): string {
  const source = text.slice(node.start, node.end);
  if (!source.includes("\\")) return source;
  const value = source.replace(/\\(?:([0-7]{1,3})|([\s\S]))/g, (_, octal?: string, other?: string) =>
    octal === undefined ? (letters[other ?? ""] ?? other ?? "") : byteCharacter(Number.parseInt(octal, 8)),
  );
  const nul = value.indexOf("\0");
  return nul < 0 ? value : value.slice(0, nul);
}

/** One byte of the value; above ASCII in the form of `decodeSource`. */
function byteCharacter(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}
