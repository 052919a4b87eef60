import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import { fieldsOf, isPosition, isRange, type Request, type RequestScope } from "./feature.ts";
import type { Session } from "./session.ts";

/**
 * Answers a request: positions come and go as the client counts them.
 *
 * @throws ResponseError when the request makes no sense
 */
export async function answerRequest(request: Request, params: unknown, scope: RequestScope): Promise<unknown> {
  const { session } = scope;
  const { positions } = session;
  if (request.documentOf === undefined) {
    return positions.outward((await request.answer(undefined, fieldsOf(params), scope)) ?? null, "");
  }
  const uri = documentOf(request, params);
  const context = session.contextOf(uri);
  if (context === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `There is no document ${uri}`);
  const result = await request.answer(context, positions.inward(params, uri), scope);
  return positions.outward(result ?? null, uri);
}

/** @throws ResponseError when parameters are not what the protocol says */
export function checkParams(params: unknown, needs: readonly string[]): void {
  const missing = needs.find((need) => fieldsOf(params)[need] === undefined);
  const fault = missing === undefined ? positionsFault(params) : `${missing} is missing`;
  if (fault !== undefined) throw new ResponseError(ErrorCodes.InvalidParams, fault);
}

/** @throws ResponseError when there is none */
export function documentOf({ documentOf: find }: Pick<Request, "documentOf">, params: unknown): string {
  const uri = find?.(params);
  if (typeof uri === "string") return uri;
  throw new ResponseError(ErrorCodes.InvalidParams, "the parameters name no document");
}

/** @throws ResponseError when the document changed while the request waited: its positions are of no use now */
export function expectVersion(session: Session, uri: string, version: number | undefined): void {
  if (session.documents.get(uri)?.version !== version) {
    throw new ResponseError(LSPErrorCodes.ContentModified, "The document has changed since");
  }
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
    if (key === "positions" && !(Array.isArray(part) && part.every(isPosition))) {
      return "positions must be a list of positions";
    }
    const fault = positionsFault(part, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
