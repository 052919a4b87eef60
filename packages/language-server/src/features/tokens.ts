import { type DocumentContext, semanticTokens, semanticTokensLegend, tokensDelta } from "@httpd-lint/language-service";
import type {
  Position,
  Range,
  SemanticTokensDeltaParams,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver/node";
import type { Client } from "../capabilities.ts";
import { documentRequest, type Feature } from "../feature.ts";
import type { Session } from "../session.ts";

interface Given {
  readonly id: string;
  readonly data: readonly number[];
}

/** The tokens that a client has, by document. */
const memory = new WeakMap<Session, Map<string, Given>>();
let count = 0;

/** What the parts of a document mean. */
export const tokenFeatures: readonly Feature[] = [
  {
    capability: {
      semanticTokensProvider: {
        legend: {
          tokenTypes: [...semanticTokensLegend.tokenTypes],
          tokenModifiers: [...semanticTokensLegend.tokenModifiers],
        },
        full: { delta: true },
        range: true,
      },
    },
    requests: [
      documentRequest<SemanticTokensParams>(
        "textDocument/semanticTokens/full",
        [],
        (context, params, { client, session }) => {
          const { uri } = params.textDocument;
          return remember(session, uri, inClientColumns(tokensFor(client, context), session, uri));
        },
      ),
      documentRequest<SemanticTokensDeltaParams>(
        "textDocument/semanticTokens/full/delta",
        [],
        (context, { textDocument: { uri }, previousResultId }, { client, session }) => {
          const before = memory.get(session)?.get(uri);
          const now = remember(session, uri, inClientColumns(tokensFor(client, context), session, uri));
          if (before === undefined || before.id !== previousResultId) return now;
          return { resultId: now.resultId, edits: tokensDelta(before.data, now.data) };
        },
      ),
      documentRequest<SemanticTokensRangeParams>(
        "textDocument/semanticTokens/range",
        ["range"],
        (context, { range, textDocument: { uri } }, { client, session }) => ({
          data: inClientColumns(tokensFor(client, context, range), session, uri),
        }),
      ),
    ],
  },
];

function tokensFor({ coloursSyntax }: Client, context: DocumentContext, range?: Range): readonly number[] {
  return semanticTokens(context, range, coloursSyntax).data;
}

function remember(
  session: Session,
  uri: string,
  data: readonly number[],
): { resultId: string; data: readonly number[] } {
  const known = memory.get(session) ?? new Map<string, Given>();
  memory.set(session, known);
  // Nobody asks again for what is closed.
  for (const each of known.keys()) if (session.documents.get(each) === undefined) known.delete(each);
  count += 1;
  const id = `${count}`;
  known.set(uri, { id, data });
  return { resultId: id, data };
}

/** Five numbers for each token: lines and columns on from the one before, length, type and modifiers. */
const SIZE = 5;

function inClientColumns(data: readonly number[], { positions }: Session, uri: string): readonly number[] {
  if (positions.isPlain(uri)) return data;
  const places: Position[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += SIZE) {
    const [lines = 0, columns = 0, length = 0] = data.slice(at, at + SIZE);
    line += lines;
    character = lines === 0 ? character + columns : columns;
    places.push({ line, character }, { line, character: character + length });
  }
  const theirs = positions.outward(places, uri);
  const result: number[] = [];
  let before: Position = { line: 0, character: 0 };
  for (let token = 0; token * SIZE < data.length; token++) {
    const start = theirs[2 * token] as Position;
    const end = theirs[2 * token + 1] as Position;
    // For the client a lone CR ends a line, and no token goes over the end of one.
    if (end.line !== start.line) continue;
    const columns = start.line === before.line ? start.character - before.character : start.character;
    const [type = 0, modifiers = 0] = data.slice(token * SIZE + 3, token * SIZE + SIZE);
    result.push(start.line - before.line, columns, end.character - start.character, type, modifiers);
    before = start;
  }
  return result;
}
