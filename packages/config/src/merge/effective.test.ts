import { describe, expect, it } from "vitest";
import { createMemoryHost } from "../memory-host.ts";
import { lineNumberOf, wordsOf } from "../node.ts";
import { readConfig } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { type EffectiveConfig, effectiveConfig, type Setting } from "./effective.ts";
import type { Target } from "./target.ts";

const MODULES = ["mpm_event", "session", "session_cookie", "session_crypto", "session_dbd", "usertrack", "headers"];

function treeOf(text: string): ConfigTree {
  return readConfig("/srv/httpd.conf", createMemoryHost({ "/srv/httpd.conf": text }), {
    name: "source",
    version: "2.4.71",
    serverRoot: "/srv",
    compiledIn: ["core.c", "http_core.c", "mod_so.c"],
    defines: [],
    environment: {},
    before: MODULES.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`),
    after: [],
    moduleFiles: "assume",
    relocations: [],
  });
}

function at(text: string, target: Omit<Target, "host"> & { readonly host?: string } = {}): EffectiveConfig {
  const tree = treeOf(text);
  const { host, ...rest } = target;
  const node = tree.nodes.find(
    ({ key, children }) =>
      key === "virtualhost" && children.some((child) => child.key === "servername" && child.argumentText === host),
  );
  return effectiveConfig(tree, { ...rest, host: node });
}

const lines = (nodes: readonly ConfigNode[] = []): readonly number[] => nodes.map(lineNumberOf);
const shown = (setting: Setting | undefined): unknown =>
  setting && { setBy: lines(setting.setBy), overrode: lines(setting.overrode), possible: lines(setting.possible) };

describe("a setting", () => {
  it("is that of the last section that applies, and names those before", () => {
    const config = at(
      "SessionMaxAge 1\n<Directory /srv/www>\nSessionMaxAge 2\n</Directory>\n<Location /app>\nSessionMaxAge 3\n</Location>\n",
      { path: "/app/x", file: "/srv/www/app/x" },
    );
    expect(config.value("sessionmaxage")).toBe("3");
    expect(shown(config.setting("SessionMaxAge"))).toEqual({ setBy: [6], overrode: [1, 3], possible: [] });
  });

  it.each([
    ["FilesMatch ~", "/srv/a~b", "5"],
    ["FilesMatch ~", "/srv/ab", undefined],
    ['Files ~ "a.b"', "/srv/a~b", "5"],
    ["DirectoryMatch ~ w{3}", "/srv/www/x", "5"],
  ])("of <%s> for %s is %s: the tilde is a pattern itself where httpd looks for none", (section, file, value) => {
    const text = `<${section}>\nSessionMaxAge 5\n</${section.split(" ")[0]}>\n`;
    expect(at(text, { path: "/x", file }).value("SessionMaxAge")).toBe(value);
  });

  it("of a section that may apply is only possible", () => {
    const config = at("Session On\n<If \"req('X') == '1'\">\nSession Off\n</If>\n");
    expect(shown(config.setting("Session"))).toEqual({ setBy: [1], overrode: [], possible: [3] });
  });

  it("that nobody has is none", () => {
    expect(at("Session On\n").setting("SessionMaxAge")).toBeUndefined();
  });

  it("in Limit belongs to the section around it", () => {
    const config = at("<Directory />\n<Limit GET>\nSession On\n</Limit>\n</Directory>\n", { file: "/srv/x" });
    expect(config.value("Session")).toBe("On");
  });
});

describe("sections are merged", () => {
  const name = (text: string, target: Omit<Target, "host"> & { readonly host?: string }): string | undefined =>
    at(text, target).value("SessionHeader");

  it("directories by depth, whatever the order of the file", () => {
    const text =
      "<Directory /srv/a/b>\nSessionHeader deep\n</Directory>\n<Directory /srv/a>\nSessionHeader flat\n</Directory>\n";
    expect(name(text, { file: "/srv/a/b/x" })).toBe("deep");
    expect(name(text, { file: "/srv/a/x" })).toBe("flat");
    expect(name(text, { file: "/srv/ab/x" })).toBeUndefined();
  });

  it("a wildcard stands for one part of a path", () => {
    const text = "<Directory /srv/*/b>\nSessionHeader x\n</Directory>\n";
    expect(name(text, { file: "/srv/a/b/x" })).toBe("x");
    expect(name(text, { file: "/srv/a/c/b/x" })).toBeUndefined();
  });

  it("regular expressions behind literal directories, files behind both, then locations", () => {
    const text =
      "<Location /a>\nSessionHeader location\n</Location>\n<Files x>\nSessionHeader files\n</Files>\n" +
      "<DirectoryMatch /srv>\nSessionHeader match\n</DirectoryMatch>\n<Directory /srv>\nSessionHeader directory\n</Directory>\n";
    expect(name(text, { file: "/srv/x", path: "/a/x" })).toBe("location");
    expect(name(text, { file: "/srv/x", path: "/b/x" })).toBe("files");
    expect(name(text, { file: "/srv/y", path: "/b/y" })).toBe("match");
  });

  it("locations in the order of the file, not by length", () => {
    const text = "<Location /a/b>\nSessionHeader long\n</Location>\n<Location /a>\nSessionHeader short\n</Location>\n";
    expect(name(text, { path: "/a/b/c" })).toBe("short");
  });

  it("a location ends at a slash", () => {
    const text = "<Location /a>\nSessionHeader x\n</Location>\n<Location /c/>\nSessionHeader y\n</Location>\n";
    expect(name(text, { path: "/a" })).toBe("x");
    expect(name(text, { path: "/ab" })).toBeUndefined();
    expect(name(text, { path: "/c" })).toBeUndefined();
    expect(name(text, { path: "/c/d" })).toBe("y");
  });

  it("sections of the main server beat what a virtual host says outside of sections", () => {
    const text =
      "<Location /a>\nSessionHeader main\n</Location>\n<VirtualHost *:80>\nServerName v\nSessionHeader host\n</VirtualHost>\n";
    expect(name(text, { host: "v", path: "/a" })).toBe("main");
    expect(name(text, { host: "v", path: "/b" })).toBe("host");
  });

  it("the first branch of an If that holds, and no other", () => {
    const text =
      "<If \"%{REQUEST_URI} == '/a'\">\nSessionHeader if\n</If>\n<ElseIf true>\nSessionHeader elseif\n</ElseIf>\n<Else>\nSessionHeader else\n</Else>\n";
    expect(name(text, { variables: { REQUEST_URI: "/a" } })).toBe("if");
    expect(name(text, { variables: { REQUEST_URI: "/b" } })).toBe("elseif");
  });
});

describe("an If in an If", () => {
  it("comes after all that stand outside, whatever the order of the file", () => {
    const text =
      "<If true>\n<If true>\nSessionHeader inner\n</If>\n</If>\n<If true>\nSessionHeader outer\n</If>\n".replaceAll(
        "\\\n",
        "\n",
      );
    expect(at(text).value("SessionHeader")).toBe("inner");
  });
});

describe("modules that merge in their own way", () => {
  it("mod_session adds up what it includes and excludes", () => {
    const config = at("SessionExclude /a\n<Location /x>\nSessionExclude /b\nSessionExclude /c\n</Location>\n", {
      path: "/x",
    });
    expect((config.setting("SessionExclude")?.setBy ?? []).map((node) => wordsOf(node)[0])).toEqual(["/a", "/b", "/c"]);
  });

  it("mod_session_crypto replaces its keys as a whole", () => {
    const config = at(
      "SessionCryptoPassphrase one\n<Location /x>\nSessionCryptoPassphraseFile two\nSessionCryptoPassphrase three\n</Location>\n",
      { path: "/x" },
    );
    expect(shown(config.setting("SessionCryptoPassphrase"))).toEqual({ setBy: [3, 4], overrode: [1], possible: [] });
  });

  it("mod_usertrack forgets everything in a section with any of its directives", () => {
    const config = at("CookieTracking On\nCookieName id\n<Location /x>\nCookieSecure On\n</Location>\n", {
      path: "/x",
    });
    const tracking = config.setting("CookieTracking");
    expect(tracking?.setBy).toEqual([]);
    expect(tracking?.lostTo?.key).toBe("cookiesecure");
    expect(config.value("CookieName")).toBeUndefined();
    expect(config.value("CookieSecure")).toBe("On");
  });

  it("mod_session_dbd puts its labels back", () => {
    const config = at(
      "SessionDBDSelectLabel mine\nSessionDBDPerUser On\n<Location /x>\nSessionDBDCookieRemove On\n</Location>\n",
      { path: "/x" },
    );
    expect(config.value("SessionDBDSelectLabel")).toBeUndefined();
    expect(config.value("SessionDBDPerUser")).toBe("On");
  });
});
