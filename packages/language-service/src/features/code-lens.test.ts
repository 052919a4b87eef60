import { describe, expect, it } from "vitest";
import type { CodeLens, Location } from "vscode-languageserver-types";
import { type MarkedOptions, marked, textIn } from "../testing/marked.ts";
import { type CodeLensOptions, codeLenses, resolveCodeLens } from "./code-lens.ts";

/** Lenses as `text: title`. */
function lenses(text: string, place: MarkedOptions = {}, options?: CodeLensOptions): string[] {
  const { context } = marked(text, place);
  return codeLenses(context, options).map((lens) => {
    const { command, range } = resolveCodeLens(context, lens);
    return `${textIn(context, range)}: ${command?.title}`;
  });
}

function resolved(text: string, place: MarkedOptions = {}): CodeLens {
  const { context } = marked(text, place);
  const [lens] = codeLenses(context);
  if (lens === undefined) throw new Error("no lens");
  return resolveCodeLens(context, lens);
}

describe("code lenses", () => {
  it("count the uses of macros and variables", () => {
    const text = "<Macro M $p>\nListen $p\n</Macro>\nUse M 80\nUse m 81\nDefine A b\nUser ${A}\nDefine NEVER c\n";
    expect(lenses(text)).toEqual(["<Macro M $p>: 2 uses", "Define A b: 1 use", "Define NEVER c: 0 uses"]);
  });

  it("count uses in all files of the server", () => {
    const files = { "/srv/a.conf": "User ${A}\nGroup ${a}\n" };
    const lens = resolved("Define A b\nInclude a.conf\n", { files });
    expect(lens.command?.title).toBe("2 uses");
    expect(lens.command?.command).toBe("httpd-lint.showReferences");
    const [uri, position, locations] = (lens.command?.arguments ?? []) as [string, unknown, Location[]];
    expect(uri).toBe("file:///srv/httpd.conf");
    expect(position).toEqual({ line: 0, character: 7 });
    expect(locations.map((location) => [location.uri, location.range.start.line])).toEqual([
      ["file:///srv/a.conf", 0],
      ["file:///srv/a.conf", 1],
    ]);
  });

  it("count the files of an Include that httpd comes to", () => {
    const files = { "/srv/sites/a.conf": "", "/srv/sites/b.conf": "" };
    const text = "Include sites/*.conf\n<IfDefine X>\nInclude sites/*.conf\n</IfDefine>\nIncludeOptional no/*\n";
    expect(lenses(text, { files })).toEqual(["Include sites/*.conf: 2 files", "IncludeOptional no/*: 0 files"]);
  });

  it("show what applies in a virtual host", () => {
    const lens = resolved("Listen 80\n  <VirtualHost *:80>\n</VirtualHost>\n");
    expect(lens.command).toEqual({
      title: "Effective configuration",
      command: "httpd-lint.showEffectiveConfiguration",
      arguments: [{ textDocument: { uri: "file:///srv/httpd.conf" }, position: { line: 1, character: 2 } }],
    });
  });

  it("can be switched off one by one", () => {
    const text = "Define A b\nInclude x/*\n<VirtualHost *>\n</VirtualHost>\n";
    expect(lenses(text)).toHaveLength(3);
    for (const option of ["uses", "includes", "virtualHosts"])
      expect(lenses(text, {}, { [option]: false })).toHaveLength(2);
  });

  it("stay without command when the text has changed or the data are not ours", () => {
    const [lens] = codeLenses(marked("Define A b\n").context);
    const { context } = marked("\n# other\n");
    expect(resolveCodeLens(context, lens as CodeLens).command).toBeUndefined();
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    for (const data of [undefined, null, 1, {}, { uri: "x", counted: "y" }]) {
      expect(resolveCodeLens(context, { range, data }).command).toBeUndefined();
    }
  });

  it("never fail", () => {
    const text =
      '<Macro>\n<Macro "M\nDefine\nDefine "${A}"\nInclude\nInclude "\n<VirtualHost\n</Macro>\n</VirtualHost>';
    for (let end = 0; end <= text.length; end++) lenses(text.slice(0, end));
  });
});
