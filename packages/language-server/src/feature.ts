import type { DocumentContext, Workspace } from "@httpd-lint/language-service";
import type { CancellationToken, Range, ServerCapabilities } from "vscode-languageserver/node";
import type { Client } from "./capabilities.ts";
import type { Session } from "./session.ts";

/** What every request about a document names. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** What an answer may be made from besides the document. */
export interface RequestScope {
  readonly client: Client;
  readonly session: Session;
  readonly workspace: Workspace;
  readonly token: CancellationToken;
}

/** Something an editor can do, and the requests that are for it. */
export interface Feature {
  /** What `initialize` says of it. */
  readonly capability: ServerCapabilities;
  readonly requests: readonly Request[];
}

/** Fields of parameters without which there is no answer. */
export type Need = "position" | "positions" | "range" | "options" | "newName" | "ch";

/**
 * A request and its answer, both with our positions. Parameters are what the protocol says: `documentOf` and `needs`
 * are tested before.
 */
export interface Request {
  readonly method: string;
  readonly needs: readonly Need[];
  /** The document of the parameters; undefined for what is about all servers. */
  readonly documentOf: ((params: unknown) => unknown) | undefined;
  answer(context: DocumentContext | undefined, params: unknown, scope: RequestScope): unknown;
}

type Answer<P> = (context: DocumentContext, params: P, scope: RequestScope) => unknown;

/** A request with a `textDocument`. */
export function documentRequest<P extends DocumentParams>(
  method: string,
  needs: readonly Need[],
  answer: Answer<P>,
): Request {
  return { method, needs, documentOf: uriOfDocument, answer: answer as Request["answer"] };
}

/**
 * A request about something that an earlier answer gave.
 *
 * @param documentOf the URI of its document
 */
export function itemRequest<P>(method: string, documentOf: (params: unknown) => unknown, answer: Answer<P>): Request {
  return { method, needs: [], documentOf, answer: answer as Request["answer"] };
}

/** A request about all servers. */
export function workspaceRequest<P>(method: string, answer: (params: P, scope: RequestScope) => unknown): Request {
  return { method, needs: [], documentOf: undefined, answer: (_, params, scope) => answer(params as P, scope) };
}

function uriOfDocument(params: unknown): unknown {
  return fieldsOf(fieldsOf(params).textDocument).uri;
}

/** The document of an answer that says it in what only we understand. */
export function uriOfData(item: unknown): unknown {
  return fieldsOf(fieldsOf(item).data).uri;
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

export function isRange(value: unknown): value is Range {
  const { start, end } = fieldsOf(value);
  return isPosition(start) && isPosition(end);
}

export function isPosition(value: unknown): boolean {
  const { line, character } = fieldsOf(value);
  return isCount(line) && isCount(character);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
