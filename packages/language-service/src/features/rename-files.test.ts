import { describe, expect, it } from "vitest";
import { MAIN_FILE, workspaceOf } from "../testing/marked.ts";
import { editedFiles, ROUGH_TEXTS } from "../testing/places.ts";
import { type FileRename, renameFiles } from "./rename-files.ts";

const FILES = { "/srv/sites/a.conf": "Listen 1\n", "/srv/sites/b.conf": "Include sites/a.conf\n", "/srv/users": "" };

const renamed = (text: string, ...renames: readonly FileRename[]): Readonly<Record<string, string>> => {
  const workspace = workspaceOf({ ...FILES, [MAIN_FILE]: text });
  return editedFiles(workspace, renameFiles(workspace.workspace, renames));
};

const main = (text: string, from: string, to: string): string | undefined =>
  renamed(text, { from: `/srv/${from}`, to: `/srv/${to}` })[MAIN_FILE];

describe("a renamed file", () => {
  it.each([
    ["stays relative to the ServerRoot", "Include sites/a.conf\n", "Include sites/c.conf\n"],
    ["stays absolute", "Include /srv/sites/a.conf\n", "Include /srv/sites/c.conf\n"],
    ["stays quoted", 'IncludeOptional "sites/a.conf"\n', 'IncludeOptional "sites/c.conf"\n'],
    ["stays behind its variable", "Define D sites\nInclude ${D}/a.conf\n", "Define D sites\nInclude ${D}/c.conf\n"],
    [
      "is called as on its own machine in a copy of the configuration",
      'ServerRoot "/etc/httpd"\nInclude sites/a.conf\nInclude /etc/httpd/sites/a.conf\n',
      'ServerRoot "/etc/httpd"\nInclude sites/c.conf\nInclude /etc/httpd/sites/c.conf\n',
    ],
    [
      "is renamed in a branch that httpd skips",
      "<IfDefine No>\nInclude sites/a.conf\n</IfDefine>\n",
      "<IfDefine No>\nInclude sites/c.conf\n</IfDefine>\n",
    ],
    [
      "is renamed in a macro",
      "<Macro M>\nInclude sites/a.conf\n</Macro>\nUse M\nUse M\n",
      "<Macro M>\nInclude sites/c.conf\n</Macro>\nUse M\nUse M\n",
    ],
  ])("%s", (_, before, after) => {
    expect(main(before, "sites/a.conf", "sites/c.conf")).toBe(after);
  });

  it("is written in full outside the ServerRoot, and in quotes with a blank", () => {
    expect(renamed("Include sites/a.conf\n", { from: "/srv/sites/a.conf", to: "/etc/a.conf" })).toEqual({
      [MAIN_FILE]: "Include /etc/a.conf\n",
    });
    expect(main("Include sites/a.conf\n", "sites/a.conf", "sites/a b.conf")).toBe('Include "sites/a b.conf"\n');
  });

  it("is renamed in every file that names it", () => {
    const edits = renamed("Include sites/b.conf\nInclude sites/a.conf\n", { from: "/srv/sites/a.conf", to: "/srv/x" });
    expect(edits).toEqual({
      [MAIN_FILE]: "Include sites/b.conf\nInclude x\n",
      "/srv/sites/b.conf": "Include x\n",
    });
  });

  it("is renamed where it is no configuration", () => {
    const text = "<Directory /a>\nAuthUserFile users\n</Directory>\n";
    expect(main(text, "users", "people")).toBe("<Directory /a>\nAuthUserFile people\n</Directory>\n");
  });

  it.each([
    ["a pattern finds it", "Include sites/*.conf\n"],
    ["its folder is included", "Include sites\n"],
    ["its name is a variable's value", "Define F a.conf\nInclude sites/${F}\n"],
    ["its name is a macro's value", "<Macro M $n>\nInclude sites/$n.conf\n</Macro>\nUse M a\n"],
    ["nothing names it", "Include sites/b.con\n"],
  ])("changes nothing when %s", (_, text) => {
    expect(main(text, "sites/a.conf", "sites/c.conf")).toBeUndefined();
  });
});

describe("a renamed folder", () => {
  it("changes all paths through it, patterns too", () => {
    const text = 'Include sites/a.conf\nInclude sites/*.conf\nInclude sites/\nDocumentRoot "/srv/sites/www"\n';
    expect(main(text, "sites", "hosts")).toBe(
      'Include hosts/a.conf\nInclude hosts/*.conf\nInclude hosts/\nDocumentRoot "/srv/hosts/www"\n',
    );
  });

  it("is not mixed up with one that begins alike", () => {
    expect(main("Include sites2/a.conf\nInclude sites/a.conf\n", "sites", "s")).toBe(
      "Include sites2/a.conf\nInclude s/a.conf\n",
    );
  });

  it("may be the ServerRoot: relative paths stay", () => {
    const text = 'ServerRoot "/srv"\nInclude sites/a.conf\nInclude /srv/sites/b.conf\n';
    expect(renamed(text, { from: "/srv", to: "/web" })[MAIN_FILE]).toBe(
      'ServerRoot "/web"\nInclude sites/a.conf\nInclude /web/sites/b.conf\n',
    );
  });

  it("may hold a file that is renamed itself", () => {
    const renames = [
      { from: "/srv/sites", to: "/srv/hosts" },
      { from: "/srv/sites/a.conf", to: "/srv/first.conf" },
    ];
    expect(renamed("Include sites/a.conf\nIncludeOptional sites/c.conf\n", ...renames)[MAIN_FILE]).toBe(
      "Include first.conf\nIncludeOptional hosts/c.conf\n",
    );
  });
});

it("renames of files never fail on broken text", () => {
  for (const text of ROUGH_TEXTS) {
    for (let end = 0; end <= text.length; end++) {
      expect(() => renamed(text.slice(0, end), { from: "/srv", to: "/x" })).not.toThrow();
    }
  }
});
