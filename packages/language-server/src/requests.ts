import type { DocumentContext } from "@httpd-lint/language-service";
import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { Session } from "./session.ts";

/** What every request about a document names. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** What an answer may be made from besides the document. */
export interface RequestScope {
  readonly session: Session;
  readonly token: CancellationToken;
}

/**
 * Answers a request about a document: positions come and go as the client counts them.
 *
 * @throws ResponseError when the request makes no sense
 */
export async function answerDocument<P extends DocumentParams, R>(
  scope: RequestScope,
  params: P,
  answer: (context: DocumentContext, params: P, scope: RequestScope) => R | Promise<R>,
): Promise<R> {
  const { session } = scope;
  const { uri } = params.textDocument;
  const context = session.contextOf(uri);
  if (context === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `There is no document ${uri}`);
  const result = await answer(context, session.positions.inward(params, uri), scope);
  return session.positions.outward(result, uri);
}

/** @throws ResponseError when parameters are not what the protocol says */
export function checkedParams<P extends DocumentParams>(params: unknown, needs?: string): P {
  const missing = needs !== undefined && fieldsOf(params)[needs] === undefined ? `${needs} is missing` : undefined;
  const fault = documentFault(params) ?? missing ?? positionsFault(params);
  if (fault !== undefined) throw new ResponseError(ErrorCodes.InvalidParams, fault);
  return params as P;
}

/** @throws ResponseError when the document changed while the request waited: its positions are of no use now */
export function expectVersion(session: Session, uri: string, version: number | undefined): void {
  if (session.documents.get(uri)?.version !== version) {
    throw new ResponseError(LSPErrorCodes.ContentModified, "The document has changed since");
  }
}

function documentFault(params: unknown): string | undefined {
  const { uri } = fieldsOf(fieldsOf(params).textDocument);
  return typeof uri === "string" ? undefined : "textDocument.uri must be a text";
}

/** Deep enough for what clients send. */
const MAX_DEPTH = 8;

function positionsFault(value: unknown, depth = 0): string | undefined {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (key === "data" || key === "arguments") continue;
    if ((key === "position" || key === "start" || key === "end") && !isPosition(part)) {
      return `${key} must have a line and a character`;
    }
    if (key === "range" && !isRange(part)) return "range must have a start and an end";
    const fault = positionsFault(part, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export function isRange(value: unknown): boolean {
  const { start, end } = fieldsOf(value);
  return isPosition(start) && isPosition(end);
}

function isPosition(value: unknown): boolean {
  const { line, character } = fieldsOf(value);
  return isCount(line) && isCount(character);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
