import { createMemoryHost } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

const acme = `{
  // The module of our load balancer.
  "module": { "symbol": "acme_module", "source": "mod_acme.c" },
  "directives": [
    {
      "name": "AcmeLevel", "arguments": "TAKE1", "flags": "RSRC_CONF",
      "values": [{ "type": "enum", "values": ["low", "high"] }],
    },
    { "name": "<AcmeZone", "arguments": "RAW_ARGS", "flags": "RSRC_CONF" },
    { "name": "AcmeLater", "arguments": "TAKE1", "flags": "RSRC_CONF", "since": "2.4.99" },
  ],
}
`;

const server = `LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule acme_module modules/mod_acme.so
Listen 80
`;

/** Server /srv/httpd.conf with that behind its LoadModule lines; more files below /srv. */
function httpdLint(
  directives: string,
  files: Readonly<Record<string, string>>,
  args: readonly string[] = ["configtest", "/srv/httpd.conf"],
  input = "",
): Promise<Answer> {
  const below = Object.entries(files).map(([path, text]) => [`/srv/${path}`, text]);
  const host = createMemoryHost({ "/srv/httpd.conf": server + directives, ...Object.fromEntries(below) });
  return runIn(host, args, { input });
}

const described = { ".httpd-lint.json": '{ "catalogues": ["lint/acme.json"] }', "lint/acme.json": acme };

describe("a module of the user's own, described in a catalogue", () => {
  it("has directives that configtest knows: arguments, values and places", async () => {
    expect(await httpdLint("AcmeLevel high\n<AcmeZone dmz>\n  AcmeLevel low\n</AcmeZone>\n", described)).toEqual({
      status: 0,
      out: "",
      err: "Syntax OK\n",
    });
    const wrong = "AcmeLevel middle\nAcmeLevel low high\n<Directory /srv/www>\n  acmelevel low\n</Directory>\n";
    const { status, out } = await httpdLint(wrong, described, ["configtest", "--format", "json", "."]);
    expect(JSON.parse(out).errors).toEqual([
      { code: "httpd/value", file: "/srv/httpd.conf", line: 4, message: "AcmeLevel: 'middle' is not one of low, high" },
      {
        code: "httpd/argument-count",
        file: "/srv/httpd.conf",
        line: 5,
        message: "AcmeLevel takes one argument, usage: AcmeLevel value",
      },
      {
        code: "httpd/context",
        file: "/srv/httpd.conf",
        line: 7,
        message: "AcmeLevel not allowed in <Directory> context",
      },
    ]);
    expect(status).toBe(1);
  });

  it("is not guessed about any more: a misspelled directive is an error, with the name that was meant", async () => {
    const portable = await httpdLint("AcmeLevle high\n", {});
    expect(portable.err).toBe("Syntax OK\nTaken as given: 1 directive of a module that is not described.\n");
    const { status, out } = await httpdLint("AcmeLevle high\n", described, ["check", "httpd.conf"]);
    expect(out).toContain("httpd.conf:4:1: error: Invalid command 'AcmeLevle', perhaps misspelled");
    expect(out).toContain("Did you mean AcmeLevel?");
    expect(out).toContain("fix: Change it to AcmeLevel\n");
    expect(status).toBe(1);
  });

  it("brings its directives only when LoadModule loads it", async () => {
    const files = {
      ...described,
      "bare.conf": "LoadModule mpm_event_module modules/mod_mpm_event.so\nAcmeLevel high\n",
    };
    expect((await httpdLint("", files, ["configtest", "-f", "bare.conf"])).err).toBe(
      "AH00526: Syntax error on line 2 of /srv/bare.conf:\nInvalid command 'AcmeLevel', perhaps misspelled or defined by a module not included in the server configuration\n",
    );
  });

  it("brings nothing that is newer than the server's httpd", async () => {
    expect((await httpdLint("AcmeLater on\n", described)).err).toContain("Invalid command 'AcmeLater'");
  });

  it("goes before what we know of a module of the same name", async () => {
    const ssl = `{ "module": { "symbol": "ssl_module", "source": "mod_ssl.c" },
      "directives": [{ "name": "SSLAcmeCard", "arguments": "FLAG", "flags": "RSRC_CONF" }] }`;
    const files = { ".httpd-lint.json": '{ "catalogues": ["ssl.json"] }', "ssl.json": ssl };
    const load = "LoadModule ssl_module modules/mod_ssl.so\n";
    expect((await httpdLint(`${load}SSLAcmeCard on\n`, files)).status).toBe(0);
    expect((await httpdLint(`${load}SSLAcmeCard perhaps\n`, files)).err).toContain("SSLAcmeCard must be On or Off");
    expect((await httpdLint(`${load}SSLEngine on\n`, files)).err).toContain("Invalid command 'SSLEngine'");
  });

  it("is known in a file that is looked at alone, also when that file loads it", async () => {
    const part = "LoadModule acme_module modules/mod_acme.so\nListen 8080\nAcmeLevel middle\n";
    const { out } = await httpdLint("", { ...described, "part.conf": part }, ["check", "--alone", "part.conf"]);
    expect(out).toContain("part.conf:3:11: error: AcmeLevel: 'middle' is not one of low, high [httpd/value]\n");
    expect(out).toContain("1 file read (without a server): 1 error.\n");
  });
});

describe("a broken catalogue", () => {
  const directive = (text: string) => `{
  "module": { "symbol": "acme_module", "source": "mod_acme.c" },
  "directives": [
    ${text}
  ]
}`;

  it.each([
    [
      "a kind of arguments that httpd has not",
      directive('{ "name": "AcmeLevel", "arguments": "TAKE7", "flags": "RSRC_CONF" }'),
      "4:41: directives/0/arguments must be one of RAW_ARGS, NO_ARGS, TAKE1, TAKE2, TAKE3, TAKE12, TAKE13, TAKE23, TAKE123, ITERATE, ITERATE2, TAKE_ARGV, FLAG\n",
    ],
    [
      "a directive without flags",
      directive('{ "name": "AcmeLevel", "arguments": "TAKE1" }'),
      "4:5: directives/0 lacks the property 'flags'\n",
    ],
    [
      "a misspelled property",
      directive('{ "name": "AcmeLevel", "arguments": "TAKE1", "flags": "OR_ALL",\n      "sumary": "Sets it." }'),
      "5:7: directives/0 has no property 'sumary'\n",
    ],
    [
      "an enum without values",
      directive('{ "name": "A", "arguments": "TAKE1", "flags": "OR_ALL", "values": [{ "type": "enum" }] }'),
      "4:72: directives/0/values/0 lacks the property 'values'\n",
    ],
    [
      "a flag that httpd has not",
      directive('{ "name": "A", "arguments": "TAKE1", "flags": "RSRC" }'),
      "4:51: directives/0/flags must be one or more of OR_NONE, OR_LIMIT, ",
    ],
    ["no directives at all", '{ "module": {} }', "1:1: the catalogue lacks the property 'directives'\n"],
    ["a list of modules", "[]", "1:1: the catalogue must be object\n"],
    [
      "a missing comma",
      '{\n  "module": {}\n  "directives": []\n}',
      "3:3: the catalogue is no JSON: a comma is missing\n",
    ],
    ["a bracket left open", '{ "module": {', "1:14: the catalogue is no JSON: a closing brace is missing\n"],
    ["nothing in it", "", "1:1: the catalogue is no JSON: the file is empty\n"],
  ])("with %s is named with path, line, column and what was wanted", async (_, text, message) => {
    const { status, out, err } = await httpdLint("AcmeLevel high\n", { ...described, "lint/acme.json": text });
    expect(err.startsWith(`httpd-lint: /srv/lint/acme.json:${message}`), err).toBe(true);
    expect([status, out, err.split("\n").length]).toEqual([2, "", 2]);
  });

  it("that is not there is named, too: its path is relative to the settings file", async () => {
    const { status, err } = await httpdLint("", { ".httpd-lint.json": '{ "catalogues": ["lint/acme.json"] }' });
    expect(err).toBe("httpd-lint: the catalogue /srv/lint/acme.json does not exist\n");
    expect(status).toBe(2);
  });
});

describe("the settings file", () => {
  it.each([
    ["an unknown key", '{\n  "catalogs": ["acme.json"]\n}', "2:3: the settings file has no property 'catalogs'"],
    ["text where a list belongs", '{\n  "catalogues": "acme.json"\n}', "2:17: catalogues must be array"],
    ["a number for a set of rules", '{\n  "rules": 4\n}', "2:12: rules must be string"],
    ["an empty name to define", '{ "define": ["SSL", ""] }', "1:21: define/1 must NOT have fewer than 1 characters"],
    ["no object", "null", "1:1: the settings file must be object"],
    ["two values", '{ "rules": "strict" "define" }', "1:21: the settings file is no JSON: a comma is missing"],
    [
      "a character of four bytes before the fault",
      '{ "rules": "🔒", "x": 1 }',
      "1:18: the settings file has no property 'x'",
    ],
  ])("with %s is an error with its place, whatever the command", async (_, text, message) => {
    for (const command of [["check", "httpd.conf"], ["configtest"], ["configtest", "--format", "json"]]) {
      expect(await httpdLint("", { ".httpd-lint.json": text }, command)).toEqual({
        status: 2,
        out: "",
        err: `httpd-lint: /srv/.httpd-lint.json:${message}\n`,
      });
    }
  });

  it("with a set of rules or a kind of server that there is not is wrong use", async () => {
    const rules = await httpdLint("", { ".httpd-lint.json": '{ "rules": "strictest" }' }, ["check", "httpd.conf"]);
    expect(rules.err).toMatch(/^httpd-lint: .*there is no rule set 'strictest' \(there are recommended, strict, /);
    expect(rules.status).toBe(2);
    const profile = await httpdLint("", { ".httpd-lint.json": '{ "profile": "vms" }' });
    expect(profile.err).toMatch(/^httpd-lint: .*there is no server profile 'vms'/);
    expect(profile.status).toBe(2);
  });

  it("may have comments, trailing commas and the address of its schema", async () => {
    const text = `// For the load balancers.
{
  "$schema": "https://example.org/httpd-lint.schema.json",
  /* where the module is described */
  "catalogues": ["lint/acme.json",],
}
`;
    const { err } = await httpdLint("AcmeLevel middle\n", { ...described, ".httpd-lint.json": text });
    expect(err).toContain("AcmeLevel: 'middle' is not one of low, high");
  });

  it("is the nearest one in the folder of the configuration or above it", async () => {
    const files = {
      ".httpd-lint.json": '{ "define": ["OUTER"] }',
      "conf/.httpd-lint.json": '{ "define": ["INNER"] }',
    };
    const inner = { ...files, "conf/httpd.conf": `${server}<IfDefine INNER>\nHostnameLookups perhaps\n</IfDefine>\n` };
    const outer = { ...files, "conf/httpd.conf": `${server}<IfDefine OUTER>\nHostnameLookups perhaps\n</IfDefine>\n` };
    for (const named of [["conf/httpd.conf"], ["-f", "conf/httpd.conf"], ["-d", "conf", "-f", "httpd.conf"]]) {
      expect((await httpdLint("", inner, ["configtest", ...named])).err, named.join(" ")).toContain("line 5");
      expect((await httpdLint("", outer, ["configtest", ...named])).err, named.join(" ")).toBe("Syntax OK\n");
    }
    const above = { ...files, "plain/httpd.conf": `${server}<IfDefine OUTER>\nHostnameLookups perhaps\n</IfDefine>\n` };
    expect((await httpdLint("", above, ["configtest", "plain/httpd.conf"])).err).toContain("line 5");
  });

  it("holds for standard input by the file that it stands for", async () => {
    const files = { "conf/.httpd-lint.json": '{ "catalogues": ["../lint/acme.json"] }', "lint/acme.json": acme };
    const args = ["check", "-", "--stdin-filename", "conf/part.conf"];
    const { out } = await httpdLint("", files, args, "AcmeLevel middle\n");
    expect(out).toContain("conf/part.conf:1:11: error: AcmeLevel: 'middle' is not one of low, high");
  });

  it("is another one with --config, and then the nearest is not even read", async () => {
    const files = { ...described, "lint/settings.json": '{ "catalogues": ["acme.json"] }', ".httpd-lint.json": "{" };
    const args = ["configtest", "--config", "lint/settings.json"];
    expect((await httpdLint("AcmeLevel middle\n", files, args)).err).toContain("is not one of low, high");
    expect(await httpdLint("", files, ["configtest", "--config", "gone.json"])).toEqual({
      status: 2,
      out: "",
      err: "httpd-lint: the settings file /srv/gone.json does not exist\n",
    });
  });

  it("defines names as -D does, and adds to those", async () => {
    const files = { ".httpd-lint.json": '{ "define": ["SSL"] }' };
    const both = "<IfDefine SSL>\n  <IfDefine TEST>\n    HostnameLookups perhaps\n  </IfDefine>\n</IfDefine>\n";
    expect((await httpdLint(both, files)).status).toBe(0);
    expect((await httpdLint(both, files, ["configtest", "-D", "TEST"])).err).toContain("line 6 of /srv/httpd.conf");
    expect((await httpdLint(both, {}, ["configtest", "-D", "TEST"])).status).toBe(0);
  });

  it("gives way to --rules and --profile", async () => {
    const files = { ".httpd-lint.json": '{ "rules": "strictest", "profile": "vms" }' };
    const args = ["check", "--rules", "recommended", "--profile", "source", "httpd.conf"];
    const { out, err } = await httpdLint("", files, args);
    expect(out).toMatch(/^1 file read \(source\): /m);
    expect(err).toBe("");
  });
});
