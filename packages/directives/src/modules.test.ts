import { describe, expect, it } from "vitest";
import { moduleBySource, moduleBySymbol, modules } from "./modules.ts";

describe("modules", () => {
  it("finds mod_session by the name LoadModule uses and by the name <IfModule> uses", () => {
    const session = moduleBySymbol("session_module");
    expect(session).toMatchObject({ source: "mod_session.c", file: "mod_session.so", thirdParty: false, mpm: false });
    expect(moduleBySource("mod_session.c")).toBe(session);
    expect(session?.directives).toContain("SessionMaxAge");
  });

  it("compares names exactly, as httpd does", () => {
    expect(moduleBySymbol("Session_Module")).toBeUndefined();
    expect(moduleBySource("MOD_SESSION.C")).toBeUndefined();
  });

  it("knows what the loader misses when mod_session_crypto is loaded before mod_session", () => {
    expect(moduleBySymbol("session_crypto_module")?.needs).toEqual([
      { module: "session_module", symbol: "ap_hook_session_encode" },
    ]);
  });

  it("names the needed modules by symbols that exist", () => {
    for (const module of modules()) {
      for (const need of module.needs) expect(moduleBySymbol(need.module), module.symbol).toBeDefined();
    }
  });

  it("knows the source files that are not called after their symbol", () => {
    expect(moduleBySource("core.c")?.symbol).toBe("core_module");
    expect(moduleBySource("http_core.c")?.symbol).toBe("http_module");
    expect(moduleBySource("util_ldap.c")?.symbol).toBe("ldap_module");
    expect(moduleBySource("event.c")).toMatchObject({ symbol: "mpm_event_module", mpm: true });
  });

  it("lists the directives that httpd executes while reading", () => {
    expect(moduleBySource("core.c")?.readPhase).toEqual([
      "<IfDefine",
      "<IfDirective",
      "<IfFile",
      "<IfModule",
      "<IfSection",
      "DefaultRuntimeDir",
      "DefaultStateDir",
      "Define",
      "Include",
      "IncludeOptional",
      "ServerRoot",
      "UnDefine",
    ]);
    expect(moduleBySymbol("so_module")?.readPhase).toEqual(["LoadFile", "LoadModule"]);
    expect(moduleBySymbol("version_module")?.readPhase).toEqual(["<IfVersion"]);
  });

  it("leaves out what Debian's build of a module does not register", () => {
    expect(moduleBySource("core.c")?.directives).not.toContain("EnableExceptionHook");
    expect(moduleBySymbol("auth_digest_module")?.directives).not.toContain("AuthName");
  });

  it("gives directives without a registered module to the module of their source file", () => {
    expect(moduleBySymbol("dav_module")?.directives).toContain("DAVMinTimeout");
    expect(moduleBySymbol("authn_socache_module")?.directives).toContain("AuthnCacheEnable");
  });

  it("marks modules that do not come with httpd", () => {
    expect(moduleBySymbol("security2_module")).toMatchObject({ source: "mod_security2.c", thirdParty: true });
  });
});
