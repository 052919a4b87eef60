import { createMemoryHost } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

const load = `LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule rewrite_module modules/mod_rewrite.so
Listen 80
ServerName shop.test
`;

function dump(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<Answer> {
  return runIn(createMemoryHost(files), ["dump", ...args]);
}

describe("dump and the settings file", () => {
  const text = `${load}<IfDefine SHOP>\n<VirtualHost *:80>\nServerName shop.test\n</VirtualHost>\n</IfDefine>\n`;

  it("has the names that it defines, and those of --config instead", async () => {
    const files = {
      "/srv/httpd.conf": text,
      "/srv/.httpd-lint.json": '{ "define": ["SHOP"] }',
      "/srv/lint/other.json": '{ "define": ["OTHER"] }',
    };
    expect((await dump(files, ["defines"])).out).toContain("Define: SHOP\n");
    expect((await dump(files, ["vhosts"])).out).toContain("*:80");
    const other = ["--config", "lint/other.json"];
    expect((await dump(files, ["defines", ...other])).out).not.toContain("SHOP");
    expect((await dump(files, ["vhosts", ...other])).out).not.toContain("*:80");
  });

  it("knows the modules that its catalogues describe", async () => {
    const acme = `{ "module": { "symbol": "acme_module", "source": "mod_acme.c" },
      "directives": [{ "name": "AcmeLevel", "arguments": "FLAG", "flags": "RSRC_CONF" }] }`;
    const files = {
      "/srv/httpd.conf": `${load}LoadModule acme_module modules/mod_acme.so\nAcmeLevel perhaps\n`,
      "/srv/acme.json": acme,
    };
    expect((await dump(files, ["vhosts"])).status).toBe(0);
    const { status, err } = await dump({ ...files, "/srv/.httpd-lint.json": '{ "catalogues": ["acme.json"] }' }, [
      "vhosts",
    ]);
    expect(err).toContain("AcmeLevel must be On or Off");
    expect(status).toBe(1);
  });

  it("says where the settings file is broken", async () => {
    const files = { "/srv/httpd.conf": text, "/srv/.httpd-lint.json": "{" };
    expect(await dump(files, ["config"])).toEqual({
      status: 2,
      out: "",
      err: "httpd-lint: /srv/.httpd-lint.json:1:2: the settings file is no JSON: a closing brace is missing\n",
    });
  });
});

describe("dump vhosts", () => {
  it("tells the error that httpd -S stops at, and fails", async () => {
    const files = { "/srv/httpd.conf": `${load}RewriteEngine yes\n` };
    for (const format of ["text", "json"]) {
      const { status, err } = await dump(files, ["vhosts", "--format", format]);
      expect(err).toBe(
        "httpd-lint: httpd refuses this configuration: AH00526: Syntax error on line 5 of /srv/httpd.conf:\nRewriteEngine must be On or Off\n",
      );
      expect(status).toBe(1);
    }
  });

  it("tells of a missing MPM and of what reading refuses, too", async () => {
    const without = { "/srv/httpd.conf": load.replace(/^LoadModule mpm.*\n/, "") };
    const { status, err } = await dump(without, ["vhosts", "--profile", "debian"]);
    expect([status, err]).toEqual([1, expect.stringContaining("No MPM loaded.")]);
    const broken = { "/srv/httpd.conf": `${load}</Files>\n` };
    expect((await dump(broken, ["vhosts"])).err).toContain("Syntax error on line 5 of /srv/httpd.conf: </Files>");
  });

  it("has nothing to say of a configuration that httpd takes; the other dumps show what was read", async () => {
    expect(await dump({ "/srv/httpd.conf": load }, ["vhosts"])).toMatchObject({ status: 0, err: "" });
    const refused = { "/srv/httpd.conf": `${load}RewriteEngine yes\n` };
    expect(await dump(refused, ["config"])).toMatchObject({ status: 0, err: "" });
  });

  it("takes a file as the main file and a folder as the server root", async () => {
    const files = { "/srv/etc/web.conf": load, "/srv/etc/conf/httpd.conf": `${load}Define CONF\n` };
    expect((await dump(files, ["modules", "etc/web.conf"])).out).toContain("rewrite_module (shared)");
    expect((await dump(files, ["defines", "etc"])).out).toContain("Define: CONF\n");
  });
});
