import { describe, expect, it, vi } from "vitest";
import { modules } from "../modules.ts";
import { directiveReferences, moduleReference, moduleReferences } from "./index.ts";

describe("the reference of a directive", () => {
  it("is found in any case, and a section with or without its brackets", () => {
    const [session] = directiveReferences("SessionMaxAge");
    expect(session?.name).toBe("SessionMaxAge");
    for (const name of ["sessionmaxage", "SESSIONMAXAGE"]) expect(directiveReferences(name)).toEqual([session]);
    const hosts = directiveReferences("<VirtualHost>");
    expect(hosts.map(({ name }) => name)).toEqual(["<VirtualHost"]);
    for (const name of ["VirtualHost", "<virtualhost"]) expect(directiveReferences(name)).toEqual(hosts);
    expect(directiveReferences("NoSuchDirective")).toEqual([]);
    expect(directiveReferences("constructor")).toEqual([]);
  });

  it("says what a line looks like, where it may stand and what holds without it", () => {
    expect(directiveReferences("SessionMaxAge")).toEqual([
      expect.objectContaining({
        syntax: "SessionMaxAge maxage",
        default: "SessionMaxAge 0",
        contexts: ["server", "vhost", "directory", "location", "files", "proxy", "htaccess"],
        override: ["AuthConfig"],
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionmaxage",
      }),
    ]);
    expect(directiveReferences("AliasPreservePath")[0]?.since).toBe("2.4.58");
    expect(directiveReferences("ServerAdmin")[0]).toMatchObject({ default: undefined, override: [] });
  });

  it("is one per module when several have it", () => {
    const found = directiveReferences("ScriptLog");
    expect(found.map(({ module }) => module.symbol).sort()).toEqual(["cgi_module", "cgid_module"]);
    for (const { module, name } of found) expect(module.directives.map((one) => one.name)).toContain(name);
  });

  it("explains the values of which the name does not say enough", () => {
    const [order] = directiveReferences("Order");
    expect(order?.meanings.map(({ value }) => value)).toEqual(["allow,deny", "deny,allow", "mutual-failure"]);
    expect(order?.meanings.every(({ summary }) => summary.length > 10)).toBe(true);
  });

  it("leads to the manual of trunk for what no release has, and nowhere for third-party modules", () => {
    expect(directiveReferences("HttpExpectStrict")[0]).toMatchObject({
      since: "trunk",
      url: "https://httpd.apache.org/docs/trunk/mod/core.html#httpexpectstrict",
    });
    expect(directiveReferences("php_value")[0]).toMatchObject({ url: undefined, syntax: undefined });
  });

  it("of a directive that all MPMs share leads to their common page", () => {
    const event = directiveReferences("Listen").find(({ module }) => module.symbol === "mpm_event_module");
    expect(event?.url).toBe("https://httpd.apache.org/docs/2.4/mod/mpm_common.html#listen");
  });

  it("has an address that the manual can have", () => {
    const urls = moduleReferences().flatMap((module) => [module.url, ...module.directives.map(({ url }) => url)]);
    const wrong = urls.filter(
      (url) =>
        url !== undefined && !/^https:\/\/httpd\.apache\.org\/docs\/(2\.4|trunk)\/mod\/\w+\.html(#\w+)?$/.test(url),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the reference of a module", () => {
  it("is found by the name that LoadModule uses", () => {
    expect(moduleReference("session_module")).toMatchObject({
      source: "mod_session.c",
      status: "Extension",
      thirdParty: false,
      url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html",
    });
    expect(moduleReference("Session_Module")).toBeUndefined();
    expect(moduleReference("mod_session.c")).toBeUndefined();
  });

  it("of a third party says where its facts were read from", () => {
    const php = moduleReference("php_module");
    expect(php).toMatchObject({ thirdParty: true, url: undefined });
    expect(php?.status).toMatch(/^third party, libapache2-mod-php/);
  });

  it("exists for every module, with every directive that the module brings", () => {
    expect(moduleReferences().map(({ symbol }) => symbol)).toEqual(modules().map(({ symbol }) => symbol));
    const missing = modules().flatMap(({ symbol, directives }) => {
      const told = new Set(moduleReference(symbol)?.directives.map(({ name }) => name));
      return directives.filter((name) => !told.has(name)).map((name) => `${symbol} ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it("is not read before somebody asks, and then once", async () => {
    vi.resetModules();
    const parse = vi.spyOn(JSON, "parse");
    const fresh = await import("./index.ts");
    expect(parse).not.toHaveBeenCalled();
    fresh.directiveReferences("Listen");
    fresh.moduleReference("core_module");
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });
});
