import { describe, expect, it } from "vitest";
import { type CommandInfo, NOT_IN, OVERRIDE } from "./command.ts";
import { moduleBySymbol, modules } from "./modules.ts";
import { syntaxOf } from "./syntax.ts";

function command(module: string, name: string): CommandInfo {
  const found = moduleBySymbol(module)?.commands.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${module} has no ${name}`);
  return found;
}

function modulesWith(key: string): string[] {
  return modules()
    .filter(({ commands }) => commands.some((one) => one.key === key))
    .map(({ symbol }) => symbol);
}

describe("a row of httpd's command table", () => {
  it("has the kind of arguments and the places of AllowOverride", () => {
    expect(command("session_module", "SessionMaxAge")).toMatchObject({
      key: "sessionmaxage",
      module: "session_module",
      how: "take1",
      mask: OVERRIDE.rsrcConf | OVERRIDE.authConfig,
      readPhase: false,
      isSection: false,
    });
    expect(command("rewrite_module", "RewriteEngine")).toMatchObject({ how: "flag", mask: OVERRIDE.fileInfo });
    expect(command("core_module", "<Directory")).toMatchObject({ how: "raw", isSection: true, key: "<directory" });
    expect(command("core_module", "ServerName")).toMatchObject({ how: "take1", mask: OVERRIDE.rsrcConf });
  });

  it("has the places that its handler forbids, and whether httpd runs it while it reads", () => {
    expect(command("mpm_event_module", "Listen").forbidden).toEqual([NOT_IN.global]);
    expect(command("session_module", "SessionMaxAge").forbidden).toEqual([]);
    expect(command("core_module", "Include").readPhase).toBe(true);
    expect(command("so_module", "LoadModule").readPhase).toBe(true);
  });

  it("has what its arguments may be", () => {
    expect(command("access_compat_module", "Satisfy").values).toEqual([{ type: "enum", values: ["all", "any"] }]);
    expect(command("alias_module", "RedirectMatch").values.map(({ type }) => type)).toEqual(["text", "regex", "text"]);
    const { values } = command("session_module", "SessionHeader");
    expect(values).toBe(command("session_module", "SessionHeader").values);
  });

  it("is found in every case the administrator writes it, by its key", () => {
    for (const written of ["SESSIONMAXAGE", "sessionMaxAge", "SessionMaxAge"]) {
      expect(modulesWith(written.toLowerCase())).toEqual(["session_module"]);
    }
  });

  it("may be there in several modules, each with its own", () => {
    expect(modulesWith("listen").filter((symbol) => /event|prefork|worker/.test(symbol))).toEqual([
      "mpm_event_module",
      "mpm_prefork_module",
      "mpm_worker_module",
    ]);
    expect(modulesWith("scriptsock")).toEqual(["cgid_module"]);
    expect(modulesWith("scriptlog")).toEqual(["cgi_module", "cgid_module"]);
    expect(modulesWith("<if")).toEqual(["core_module"]);
    expect(modulesWith("if")).toEqual([]);
  });
});

describe("versions of 2.4", () => {
  it("bring directives that 2.4.0 did not have", () => {
    expect(command("alias_module", "AliasPreservePath").since).toBe("2.4.58");
    expect(command("core_module", "CGIPassAuth").since).toBe("2.4.13");
    expect(command("core_module", "<IfFile")).toMatchObject({ since: "2.4.34", readPhase: true });
    expect(moduleBySymbol("brotli_module")?.since).toBe("2.4.26");
  });

  it("had from the start what came with 2.3 or earlier", () => {
    expect(command("session_module", "SessionMaxAge").since).toBeUndefined();
    expect(command("core_module", "Mutex").since).toBeUndefined();
    expect(moduleBySymbol("authz_core_module")?.since).toBeUndefined();
  });

  it("lack what only trunk has: it is 2.5's", () => {
    expect(command("core_module", "HttpExpectStrict").since).toBe("2.5");
    expect(moduleBySymbol("allowhandlers_module")?.since).toBe("2.5");
  });

  it("are written as numbers that can be compared", () => {
    const all = modules().flatMap(({ since, commands }) => [since, ...commands.map((one) => one.since)]);
    const versions = all.filter((since) => since !== undefined);
    expect(versions.length).toBeGreaterThan(100);
    expect(versions.filter((since) => !/^2\.(?:5|4\.[1-9]\d?)$/.test(since))).toEqual([]);
  });
});

describe("the usage in a message about the number of arguments", () => {
  it("is what httpd's manual has", () => {
    expect(syntaxOf(command("session_module", "SessionMaxAge"))).toBe("SessionMaxAge maxage");
    expect(syntaxOf(command("alias_module", "Redirect"))).toBe("Redirect [status] [URL-path] URL");
    expect(syntaxOf(command("authn_core_module", "<AuthnProviderAlias"))).toBe(
      "<AuthnProviderAlias baseProvider Alias> ... </AuthnProviderAlias>",
    );
  });

  it("is that of the module at hand, not of another with the same start of its name", () => {
    expect(syntaxOf(command("session_module", "Session"))).toBe("Session On|Off");
    expect(syntaxOf(command("core_module", "Options"))).toMatch(/^Options \[\+\|-\]option/);
  });

  it("is made up from the kind of arguments where nobody wrote it down", () => {
    expect(syntaxOf(command("php_module", "php_value"))).toBe("php_value value value");
    expect(syntaxOf(command("allowhandlers_module", "AllowHandlers"))).toBe("AllowHandlers ...");
  });
});
