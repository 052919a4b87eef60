import type { TextEdit as Edit, Fix } from "@httpd-lint/diagnostics";
import type { CodeAction, Diagnostic } from "vscode-languageserver-types";
import { workspaceEdit } from "../model/edits.ts";
import type { DocumentContext } from "../workspace.ts";

/** What is offered before its edits are put into a client's words. */
export interface Offer {
  readonly title: string;
  readonly kind: "quickfix" | "refactor.rewrite";
  readonly edits: readonly Edit[];
  readonly isPreferred?: boolean;
  readonly solves?: readonly Diagnostic[];
}

/** Undefined when the edits touch a file that is not known. */
export function actionOf(context: DocumentContext, offer: Offer): CodeAction | undefined {
  const { title, kind, edits, isPreferred = false, solves = [] } = offer;
  const edit = workspaceEdit(context, edits);
  if (edit === undefined || edits.length === 0) return undefined;
  return {
    title,
    kind,
    edit,
    ...(isPreferred ? { isPreferred } : {}),
    ...(solves.length === 0 ? {} : { diagnostics: [...solves] }),
  };
}

/** What may change more than the finding says so. */
export function titleOf({ title, safe }: Fix): string {
  return safe ? title : `${title} (check what changes)`;
}
