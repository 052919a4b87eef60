import type { Diagnostic as Finding } from "@httpd-lint/diagnostics";
import { closest } from "@httpd-lint/directives";
import type { Diagnostic } from "vscode-languageserver-types";
import { lineIndexAt } from "../model/edits.ts";
import { occurrencesIn } from "../model/occurrences.ts";
import { renamedTo } from "../model/old-names.ts";
import { filesAround } from "../model/symbols.ts";
import type { DocumentContext } from "../workspace.ts";
import type { Offer } from "./action.ts";

/** The name that was meant where httpd does not know one that the configuration itself must give. */
export function meantName(context: DocumentContext, finding: Finding, solves: readonly Diagnostic[]): readonly Offer[] {
  const { code, location } = finding;
  const kind = NAMED[code];
  if (kind === undefined || location === undefined) return [];
  const { syntax, path } = context;
  const wrong = occurrencesIn(syntax).filter(
    (each) => each.kind === kind && each.start >= location.start && each.end <= location.end,
  );
  return wrong.flatMap(({ start, end, name, key }) => {
    const all = filesAround(context).flatMap((file) => occurrencesIn(file.syntax));
    const known = new Map(
      all.filter((each) => each.kind === kind && each.isDefinition).map((each) => [each.key, each.name]),
    );
    if (known.has(key)) return [];
    const meant = closest(name, known.values());
    if (meant === undefined) return [];
    return [
      { title: `Change it to ${meant}`, kind: "quickfix", edits: [{ file: path, start, end, newText: meant }], solves },
    ];
  });
}

const NAMED: Readonly<Record<string, "define" | "macro">> = {
  "read/macro-undefined": "macro",
  "read/undefined-variable": "define",
};

/** Today's name of a directive that was only renamed, and the end of one that does nothing. */
export function todaysName(context: DocumentContext, offset: number, solves: readonly Diagnostic[]): Offer | undefined {
  const { syntax, text, path } = context;
  const { table } = syntax;
  const index = lineIndexAt(syntax, offset);
  if (index < 0) return undefined;
  const [start, end] = [table.nameStart(index), table.nameEnd(index)];
  const key = text.slice(start, end).toLowerCase();
  const common = { kind: "quickfix", isPreferred: true, solves } as const;
  const name = renamedTo(key);
  if (name !== undefined)
    return { ...common, title: `Change it to ${name}`, edits: [{ file: path, start, end, newText: name }] };
  if (key !== "namevirtualhost") return undefined;
  const line = { file: path, start: table.start(index), end: table.end(index) };
  return { ...common, title: "Remove this line: it does nothing", edits: [{ ...line, newText: "" }] };
}
