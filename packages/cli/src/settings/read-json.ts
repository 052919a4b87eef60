import type { ConfigHost } from "@httpd-lint/config";
import { isFailure } from "@httpd-lint/config";
import { LineIndex } from "@httpd-lint/grammar";
import { UsageError } from "../terminal.ts";
import type { JsonKind } from "./json-document.ts";

/** What a JSON file holds. */
export interface JsonDocument<T> {
  readonly value: T;
  /** `file:line:column` of the value at a path of keys. */
  readonly placeOf: (path: readonly (string | number)[]) => string;
}

/**
 * Reads a JSON file (comments allowed) that must fit the schema of its kind; what is wrong is told with path, line and
 * column.
 *
 * @throws UsageError
 */
export async function readJson<T>(host: ConfigHost, path: string, kind: JsonKind): Promise<JsonDocument<T>> {
  const text = host.readFile(path);
  if (isFailure(text)) throw new UsageError(unreadable(kind, path, text.error));
  const place = (offset: number): string => {
    const { line, column } = new LineIndex(text).position(offset);
    return `${path}:${line}:${column}`;
  };
  const { readDocument } = await import("./json-document.ts");
  const document = readDocument(text, kind);
  if ("message" in document) throw new UsageError(`${place(document.offset)}: ${document.message}`);
  return { value: document.value as T, placeOf: (keys) => place(document.offsetOf(keys)) };
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder",
  EBADF: "is no file",
  EACCES: "may not be read",
  EPERM: "may not be read",
};

function unreadable(what: string, path: string, error: string): string {
  const why = READ_ERRORS[error];
  return why === undefined ? `Cannot read the ${what} ${path}: ${error}` : `the ${what} ${path} ${why}`;
}
