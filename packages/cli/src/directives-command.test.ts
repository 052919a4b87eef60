import { createMemoryHost } from "@httpd-lint/config";
import { moduleReferences } from "@httpd-lint/directives/reference";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

function directives(args: readonly string[], columns?: number): Promise<Answer> {
  return runIn(createMemoryHost({}), ["directives", ...args], {
    cwd: "/",
    ...(columns === undefined ? {} : { columns }),
  });
}

describe("httpd-lint directives NAME", () => {
  it("shows what the directive does, how it is written and where it is allowed", async () => {
    const { status, out, err } = await directives(["SessionMaxAge"]);
    expect(out).toMatch(/^SessionMaxAge\n {2}[A-Z][^\n]*\.\n\n/);
    expect(out.slice(out.indexOf("\n\n") + 2)).toBe(
      [
        "  Syntax    SessionMaxAge maxage",
        "  Default   SessionMaxAge 0",
        "  Context   server config, virtual host, directory, location, files, proxy, .htaccess",
        "  Override  AuthConfig",
        "  Module    session_module (mod_session.c, Extension)",
        "  Since     httpd 2.3",
        "  Manual    https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionmaxage",
        "",
      ].join("\n"),
    );
    expect([status, err]).toEqual([0, ""]);
  });

  it("finds it in any case, and a section with or without brackets", async () => {
    const { out } = await directives(["SessionMaxAge"]);
    for (const name of ["sessionmaxage", "SESSIONMAXAGE"]) expect((await directives([name])).out).toBe(out);
    const section = await directives(["virtualhost"]);
    expect(section.out).toMatch(/^<VirtualHost>\n/);
    expect(section.out).toContain("  Syntax    <VirtualHost addr[:port] [addr[:port]] ...> ... </VirtualHost>\n");
    for (const name of ["<VirtualHost>", "<virtualhost"]) expect((await directives([name])).out).toBe(section.out);
  });

  it("explains the values", async () => {
    const { out } = await directives(["SessionEnv"]);
    expect(out).toMatch(/\n {2}Values\n {4}On: .+\n {4}Off: .+\n$/);
    expect((await directives(["SessionMaxAge"])).out).not.toContain("Values");
  });

  it("names neither an override where no .htaccess may use it, nor a default where there is none", async () => {
    const { out } = await directives(["ServerAlias"]);
    expect(out).toContain("  Context   virtual host\n");
    expect(out).not.toMatch(/Override|Default/);
  });

  it("says what no release has", async () => {
    const { out } = await directives(["HttpExpectStrict"]);
    expect(out).toContain("  Since     not in any release yet\n");
    expect(out).toContain("https://httpd.apache.org/docs/trunk/mod/core.html#httpexpectstrict\n");
  });

  it("shows those of all modules when several have it, and with --module that of one", async () => {
    const modulesOf = (out: string) => [...out.matchAll(/^ {2}Module {4}(\w+)/gm)].map((match) => match[1]);
    expect(modulesOf((await directives(["ScriptLog"])).out)).toEqual(["cgi_module", "cgid_module"]);
    expect(modulesOf((await directives(["ScriptLog", "--module", "cgid"])).out)).toEqual(["cgid_module"]);
  });

  it("breaks the text at the width of the terminal, and at 100 columns without one", async () => {
    const textOf = (out: string) => out.split("\n\n")[0]?.split("\n").slice(1) ?? [];
    const longest = (out: string) => Math.max(...textOf(out).map((line) => line.length));
    const [narrow, wide] = [await directives(["SessionEnv"], 60), await directives(["ListenBackLog"])];
    expect(longest(narrow.out)).toBeLessThanOrEqual(60);
    expect(textOf(narrow.out).length).toBeGreaterThan(1);
    expect(longest(wide.out)).toBeLessThanOrEqual(100);
    const words = (out: string) => textOf(out).map((line) => line.trim());
    expect(words(narrow.out).join(" ")).toBe(words((await directives(["SessionEnv"], 500)).out).join(" "));
  });

  it("has the same as data with --format json", async () => {
    const { status, out } = await directives(["sessionmaxage", "--format", "json"]);
    expect(JSON.parse(out)).toEqual([
      {
        name: "SessionMaxAge",
        summary: expect.stringMatching(/\.$/),
        syntax: "SessionMaxAge maxage",
        default: "SessionMaxAge 0",
        contexts: ["server", "vhost", "directory", "location", "files", "proxy", "htaccess"],
        override: ["AuthConfig"],
        since: "2.3",
        meanings: [],
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionmaxage",
        module: "session_module",
        status: "Extension",
      },
    ]);
    expect(status).toBe(0);
  });

  it.each([
    [["SesionMaxAge"], "no directive is called 'SesionMaxAge'; did you mean SessionMaxAge?"],
    [["<VirtualHosts"], "no directive is called '<VirtualHosts'; did you mean VirtualHost?"],
    [["try_files"], "no directive is called 'try_files'"],
    [["SessionEnvv", "--module", "session"], "no directive is called 'SessionEnvv'; did you mean SessionEnv?"],
    [["SessionEnv", "--module", "nosuch"], "no module is called 'nosuch'"],
    [["--module", "nosuch", "--format", "json"], "no module is called 'nosuch'"],
  ])("%j is wrong use: %s", async (args, message) => {
    expect(await directives(args)).toEqual({ status: 2, out: "", err: `httpd-lint: ${message}\n` });
  });
});

describe("httpd-lint directives --module", () => {
  it("lists the directives of one module, by LoadModule's name, by the source file or by what both have in common", async () => {
    const { status, out } = await directives(["--module", "session_module"]);
    expect(out).toMatch(
      /^session_module \(Extension\): .*\.\n {2}Session On\|Off\n(?: {2}\S.*\n)+ {2}SessionMaxAge maxage\n$/,
    );
    expect(status).toBe(0);
    for (const name of ["session", "mod_session", "mod_session.c"]) {
      expect((await directives(["--module", name])).out, name).toBe(out);
    }
    expect((await directives(["--module", "core"])).out).toMatch(/^core_module /);
    expect((await directives(["--module", "event.c"])).out).toMatch(/^mpm_event_module \(MPM\)/);
  });

  it("shows a module that has no directives, too", async () => {
    const { status, out, err } = await directives(["--module", "unique_id"]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/^unique_id_module \(Extension\): .*\n$/);
    expect((await directives(["--module", "unique_id", "--format", "json"])).out).toBe("[]\n");
  });

  it("lists those of every module without it", async () => {
    const { out } = await directives([]);
    const heads = out.split("\n").filter((line) => /^\w/.test(line));
    expect(heads.map((line) => line.split(/[ :]/, 1)[0])).toEqual(moduleReferences().map(({ symbol }) => symbol));
    const count = moduleReferences().reduce((sum, module) => sum + module.directives.length, 0);
    expect(out.split("\n").filter((line) => line.startsWith("  "))).toHaveLength(count);
    const { out: json } = await directives(["--format", "json"]);
    expect(JSON.parse(json)).toHaveLength(count);
  });
});
