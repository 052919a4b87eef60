import { describe, expect, it } from "vitest";
import type { CallHierarchyItem } from "vscode-languageserver-types";
import { SymbolKind } from "vscode-languageserver-types";
import { MAIN_FILE, marked, type TestWorkspace, textIn, workspaceOf } from "../testing/marked.ts";
import { placesIn, roughCursors } from "../testing/places.ts";
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from "./call-hierarchy.ts";

const FILES = {
  [MAIN_FILE]: "Include sites/*.conf\nInclude common.conf\nUse Site x\n",
  "/srv/common.conf":
    "<Macro Log $file>\nCustomLog $file x\n</Macro>\n# end\n<Macro Site $host>\nUse log $host\nInclude part.conf\n</Macro>\n",
  "/srv/sites/a.conf": "Use Site a\nUse Site b\n",
  "/srv/sites/b.conf": "Listen 81\n",
  "/srv/part.conf": "Listen 82\n",
};

const pathOf = ({ uri }: CallHierarchyItem): string => uri.replace("file://", "");

/** `common.conf Site` of a macro, `common.conf` of a file. */
const shown = (item: CallHierarchyItem): string =>
  `${pathOf(item).replace("/srv/", "")}${item.kind === SymbolKind.Function ? ` ${item.name}` : ""}`;

function prepared(
  text: string,
  path: string = MAIN_FILE,
): { workspace: TestWorkspace; items: readonly CallHierarchyItem[] } {
  const { context, position, workspace } = marked(text, { path, files: FILES });
  return { workspace, items: prepareCallHierarchy(context, position) };
}

function calls(text: string, path: string = MAIN_FILE): { incoming: readonly string[]; outgoing: readonly string[] } {
  const { workspace, items } = prepared(text, path);
  const [item] = items;
  if (item === undefined) throw new Error("no item");
  const context = workspace.context(pathOf(item));
  return {
    incoming: incomingCalls(context, item).map(
      ({ from, fromRanges }) =>
        `${shown(from)}: ${placesIn(
          workspace,
          fromRanges.map((range) => ({ uri: from.uri, range })),
        ).join(", ")}`,
    ),
    outgoing: outgoingCalls(context, item).map(
      ({ to, fromRanges }) => `${shown(to)}: ${fromRanges.map((range) => textIn(context, range)).join(", ")}`,
    ),
  };
}

describe("the call hierarchy", () => {
  it("begins with the macro, the files of an Include, or the file", () => {
    expect(prepared("Use Si|te x\nInclude common.conf\n").items.map(shown)).toEqual(["common.conf Site"]);
    expect(prepared("Include sites/|*.conf\n").items.map(shown)).toEqual(["sites/a.conf", "sites/b.conf"]);
    expect(prepared("Lis|ten 80\n").items.map(shown)).toEqual(["httpd.conf"]);
    expect(prepared("").items.map(shown)).toEqual(["httpd.conf"]);
  });

  it("has who includes a file and what it includes and uses", () => {
    expect(calls("Use Site a\nUse Site b\n|", "/srv/sites/a.conf")).toEqual({
      incoming: ["httpd.conf: httpd.conf:1 sites/*.conf"],
      outgoing: ["common.conf Site: Site, Site"],
    });
    expect(calls(`${FILES[MAIN_FILE]}|`)).toEqual({
      incoming: [],
      outgoing: [
        "sites/a.conf: sites/*.conf",
        "sites/b.conf: sites/*.conf",
        "common.conf: common.conf",
        "common.conf Site: Site",
      ],
    });
  });

  it("has who uses a macro, and what that uses and includes", () => {
    expect(calls(FILES["/srv/common.conf"].replace("Macro Site", "Macro Si|te"), "/srv/common.conf")).toEqual({
      incoming: ["httpd.conf: httpd.conf:3 Site", "sites/a.conf: sites/a.conf:1 Site, sites/a.conf:2 Site"],
      outgoing: ["part.conf: part.conf", "common.conf Log: log"],
    });
    expect(calls(FILES["/srv/common.conf"].replace("Macro Log", "Macro Lo|g"), "/srv/common.conf").incoming).toEqual([
      "common.conf Site: common.conf:6 log",
    ]);
  });

  it("does not count what is in a macro as the file's own", () => {
    const text = FILES["/srv/common.conf"].replace("# end", "# e|nd");
    expect(calls(text, "/srv/common.conf")).toEqual({
      incoming: ["httpd.conf: httpd.conf:2 common.conf"],
      outgoing: [],
    });
    expect(calls("Lis|ten 82\n", "/srv/part.conf").incoming).toEqual(["common.conf Site: common.conf:7 part.conf"]);
  });

  it("survives a macro and files that lead back to themselves", () => {
    const workspace = workspaceOf({ [MAIN_FILE]: "Include httpd.conf\n<Macro M>\nUse M\n</Macro>\nUse M\n" });
    const context = workspace.context(MAIN_FILE);
    const [file] = prepareCallHierarchy(context, { line: 4, character: 0 });
    if (file === undefined) throw new Error("no item");
    expect(incomingCalls(context, file).map(({ from }) => shown(from))).toEqual(["httpd.conf"]);
    const [macro] = prepareCallHierarchy(context, { line: 4, character: 4 });
    if (macro === undefined) throw new Error("no item");
    expect(outgoingCalls(context, macro).map(({ to }) => shown(to))).toEqual(["httpd.conf M"]);
  });

  it("never fails on broken text", () => {
    for (const text of roughCursors()) {
      const { context, position } = marked(text);
      for (const item of prepareCallHierarchy(context, position)) {
        expect(() => [incomingCalls(context, item), outgoingCalls(context, item)]).not.toThrow();
      }
    }
  });
});
