import { builtInRules } from "@httpd-lint/lint";
import type { CompletionItem, CompletionList, Position } from "vscode-languageserver-types";
import { argumentOffers } from "../completion/arguments.ts";
import { commentOffers } from "../completion/comment.ts";
import { closingTagOffers, directiveOffers } from "../completion/directives.ts";
import { type Asking, type ItemData, itemsOf, type Offer } from "../completion/item.ts";
import {
  commandNamed,
  commandText,
  directiveText,
  meaningOf,
  moduleReferenceOf,
  moduleText,
  referencesOf,
} from "../describe/directive.ts";
import { code, plain } from "../describe/markdown.ts";
import { cursorAt } from "../model/cursor.ts";
import { modulesOf } from "../model/nodes.ts";
import { offsetAt } from "../model/positions.ts";
import type { DocumentContext, Workspace } from "../workspace.ts";

export interface CompletionOptions {
  /** The client takes snippets. */
  readonly snippets: boolean;
  /** The character that made the client ask; absent when a person did, or typed on. */
  readonly trigger?: string | undefined;
}

/** Characters behind which something can be offered that did not fit before. */
export const completionTriggers: readonly string[] = [
  "<",
  "/",
  "%",
  "{",
  "$",
  "[",
  ",",
  "=",
  "+",
  "-",
  ":",
  ";",
  "!",
  " ",
];

/** What can be written at a position; a client filters by what is typed. */
export function complete(context: DocumentContext, position: Position, options: CompletionOptions): CompletionList {
  const offset = offsetAt(context.lineIndex, position);
  const asking: Asking = { context, cursor: cursorAt(context.syntax, offset), snippets: options.snippets };
  return { isIncomplete: false, items: itemsOf(asking, offersAt(asking, options.trigger)) };
}

function offersAt(asking: Asking, trigger: string | undefined): readonly Offer[] {
  switch (asking.cursor.part) {
    case "raw":
      return [];
    case "comment":
      return commentOffers(asking);
    case "closing tag":
      return closingTagOffers(asking);
    case "name":
      // Indenting a line asks for nothing.
      return trigger === undefined || trigger === "<" ? directiveOffers(asking) : [];
    case "argument":
      return argumentOffers(asking);
  }
}

/** Adds what the reference says to an item of `complete`; what it does not know stays as it is. */
export async function resolveCompletion(workspace: Workspace, item: CompletionItem): Promise<CompletionItem> {
  const data = dataOf(item.data);
  const context = data === undefined ? undefined : workspace.contextOf(data.path);
  if (data === undefined || context === undefined) return item;
  const value = await textOf(context, data);
  return value === undefined ? item : { ...item, documentation: { kind: "markdown", value } };
}

/** What a client sends back may be anything. */
function dataOf(data: unknown): ItemData | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { path, kind, key, value } = data as Record<string, unknown>;
  if (typeof path !== "string" || typeof key !== "string" || typeof kind !== "string") return undefined;
  if (kind !== "directive" && kind !== "module" && kind !== "value" && kind !== "rule") return undefined;
  return { path, kind, key, ...(typeof value === "string" ? { value } : {}) };
}

async function textOf(context: DocumentContext, { kind, key, value = "" }: ItemData): Promise<string | undefined> {
  const [analysis] = context.analyses;
  switch (kind) {
    case "rule":
      return ruleText(key);
    case "module": {
      const module = await moduleReferenceOf(key);
      return module === undefined ? undefined : moduleText(module, modulesOf(analysis).has(key));
    }
    case "value":
      for (const reference of await referencesOf(context, key)) {
        const meaning = meaningOf(reference, value);
        if (meaning !== undefined) return `${code(meaning.value)}: ${plain(meaning.summary)}`;
      }
      return undefined;
    case "directive": {
      const texts = (await referencesOf(context, key)).map((reference) => directiveText(reference, analysis));
      const command = texts.length > 0 ? undefined : commandNamed(context, key);
      return command === undefined ? texts.join("\n\n---\n\n") || undefined : commandText(command);
    }
  }
}

function ruleText(name: string): string | undefined {
  const rule = builtInRules.find(({ meta }) => meta.name === name);
  return rule === undefined ? undefined : `${code(name)}: ${plain(rule.meta.summary)}`;
}
