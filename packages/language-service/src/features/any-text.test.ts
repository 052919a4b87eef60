import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Position, SelectionRange } from "vscode-languageserver-types";
import { workspaceOf } from "../testing/marked.ts";
import type { DocumentContext } from "../workspace.ts";
import { codeLenses, resolveCodeLens } from "./code-lens.ts";
import { foldingRanges } from "./folding.ts";
import { formatRange } from "./formatting.ts";
import { inlayHints } from "./inlay-hints.ts";
import { formatOnType } from "./on-type-formatting.ts";
import { selectionRanges } from "./selection-ranges.ts";
import { semanticTokens } from "./semantic-tokens.ts";

const piece = fc.constantFrom(
  ...'Listen 80|<Directory /x>|</Directory>|<IfModule mod_ssl.c>|<IfModule !no.c>|</IfModule>|<If "a">|</If>'.split(
    "|",
  ),
  ..."<Macro M $a>|<Macro N>|</Macro>|Use M 1|Use M x\\|Use ${X}|Define X N|Define A b|$a|${X}|${A}${X}".split("|"),
  ..."<|</|>|#|\"|'|\\|\\\\|  |\t|\v|\r|\\ |\0|\uFEFF|\u00A0|é|\uDC80|\uD800|RewriteRule ^a b [L]|Error x  y".split(
    "|",
  ),
  ...'<LuaHookFixups>|</LuaHookFixups>|<Perl>|</Perl>|Include *|LogFormat "%h %{A}i" x|# region|# endregion'.split("|"),
  ..."\n|\n|\n|\n|\n|\n|\r\n|\n\n\n\n|\n  \n\t\n \n|\\\n|\\\r\n|\\ \n|\\\n\n".split("|"),
);
const anyText = fc.array(piece, { maxLength: 50 }).map((pieces) => pieces.join(""));
const anyPath = fc.constantFrom("/srv/httpd.conf", "/srv/.htaccess", "/other/part.conf");
const style = { tabSize: 2, insertSpaces: true };

function positionAt({ lineIndex, text }: DocumentContext, number: number): Position {
  const { line, column } = lineIndex.position(number % (text.length + 1));
  return { line: line - 1, character: column - 1 };
}

function offsetOf({ lineIndex }: DocumentContext, { line, character }: Position): number {
  return lineIndex.offsetOf(line + 1, character + 1);
}

/** Tokens follow each other, and end where their line does at the latest. */
function checkTokens(text: string, data: readonly number[]): void {
  const lines = text.split("\n");
  let line = 0;
  let end = 0;
  let start = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [downward = 0, forward = 0, length = 0] = data.slice(at, at + 5);
    line += downward;
    start = downward > 0 ? forward : start + forward;
    expect(downward).toBeGreaterThanOrEqual(0);
    expect(length).toBeGreaterThan(0);
    expect(start).toBeGreaterThanOrEqual(downward > 0 ? 0 : end);
    end = start + length;
    expect(end).toBeLessThanOrEqual(lines[line]?.length ?? 0);
  }
}

function checkSelection(context: DocumentContext, selection: SelectionRange | undefined): void {
  for (let each = selection; each?.parent !== undefined; each = each.parent) {
    const { range, parent } = each;
    expect(offsetOf(context, parent.range.start)).toBeLessThanOrEqual(offsetOf(context, range.start));
    expect(offsetOf(context, parent.range.end)).toBeGreaterThanOrEqual(offsetOf(context, range.end));
  }
}

describe("what is shown of any text", () => {
  it("is never a failure, and lies inside of the text", () => {
    fc.assert(
      fc.property(anyText, anyPath, fc.nat(), fc.nat(), (text, path, from, to) => {
        const context = workspaceOf({ [path]: text }).context(path);
        const range = { start: positionAt(context, from), end: positionAt(context, to) };
        for (const part of [undefined, range]) checkTokens(text, semanticTokens(context, part).data);
        for (const { startLine, endLine } of foldingRanges(context)) {
          expect(startLine).toBeLessThan(endLine);
          expect(endLine).toBeLessThan(context.lineIndex.lineCount);
        }
        checkSelection(context, selectionRanges(context, [range.start])[0]);
        for (const character of ["\n", ">"]) formatOnType(context, range.start, character, style);
        formatRange(context, range, style);
        inlayHints(context, range);
        for (const lens of codeLenses(context)) expect(resolveCodeLens(context, lens).command).toBeDefined();
      }),
      { numRuns: 400, seed: 20261121 },
    );
  });
});
