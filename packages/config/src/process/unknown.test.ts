import { describe, expect, it } from "vitest";
import { check, type Setting } from "../testing/checked.ts";

const PERHAPS = "perhaps misspelled or defined by a module not included in the server configuration";

/** Line of each further place that the only error names. */
function furtherPlaces(text: string, setting?: Setting): readonly string[] {
  const { diagnostics, tree } = check(text, setting);
  expect(diagnostics).toHaveLength(1);
  return (diagnostics[0]?.related ?? []).map(({ message, location }) => {
    const file = tree.files.get(location.file);
    return `${file?.path}:${file?.lineIndex.lineAt(location.start)} ${message}`;
  });
}

describe("a name that no module has", () => {
  const text = "FooBar 1\nTimeout 5\nfoobar 2\n<Directory /srv>\n  FooBar 3\n</Directory>\n";

  it("is reported once, where httpd stops, with the other places beside it", () => {
    expect(check(text).errors).toEqual([`1 httpd/unknown-directive [FooBar] Invalid command 'FooBar', ${PERHAPS}`]);
    expect(furtherPlaces(text)).toEqual([
      "/etc/apache2/httpd.conf:3 also FooBar",
      "/etc/apache2/httpd.conf:5 also FooBar",
    ]);
  });

  it("is another one than a section of that name, and than other names", () => {
    const { errors } = check("FooBar 1\n<FooBar 2>\n</FooBar>\nBazQuux 1\n");
    expect(errors.map((error) => error.slice(0, 36))).toEqual([
      "1 httpd/unknown-directive [FooBar] I",
      "2 httpd/unknown-directive [<FooBar] ",
      "4 httpd/unknown-directive [BazQuux] ",
    ]);
  });

  it("is put right in all places of its file at once", () => {
    const { errors, fixed } = check("DocumentRot /srv\n<VirtualHost *:80>\n  documentrot /www\n</VirtualHost>\n");
    expect(errors).toHaveLength(1);
    expect(fixed).toBe("DocumentRoot /srv\n<VirtualHost *:80>\n  DocumentRoot /www\n</VirtualHost>\n");
  });

  it("has every place once, however often a macro brings it", () => {
    const macro = "<Macro Site>\n  DocumentRot /srv\n</Macro>\nUse Site\nUse Site\n";
    expect(furtherPlaces(macro, { modules: "macro" })).toEqual([]);
    expect(check(macro, { modules: "macro" }).fixed).toContain("  DocumentRoot /srv\n");
  });

  it("has twenty further places and at least one of every file", () => {
    const places = furtherPlaces(`${"FooBar 1\n".repeat(30)}Include more.conf\n`, {
      files: { "more.conf": "FooBar 1\nFooBar 2\n" },
    });
    expect(places).toHaveLength(21);
    expect(places.at(-1)).toBe("/etc/apache2/more.conf:1 also FooBar");
  });
});

it("a misspelled name beside a module that nobody has described is warned of once", () => {
  const text = "LoadModule acme_module modules/mod_acme.so\nServerNme a\nAcmeLevel 1\nServerNme b\n";
  const { warnings, errors } = check(text);
  expect(errors).toEqual([]);
  expect(warnings.filter((warning) => warning.includes("ServerNme is no directive"))).toHaveLength(1);
});
