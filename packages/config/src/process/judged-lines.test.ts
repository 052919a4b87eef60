import { describe, expect, it } from "vitest";
import {
  type ConfigTree,
  createJudgedLines,
  createMemoryHost,
  type JudgedLines,
  type PatternCompiler,
  processConfig,
  profileOf,
  readConfig,
} from "../index.ts";

const MODULES = ["unixd", "authz_core", "headers"]
  .map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`)
  .join("");

function treeOf(text: string): ConfigTree {
  const host = createMemoryHost({ "/srv/httpd.conf": `ServerRoot /srv\n${MODULES}${text}` });
  return readConfig("/srv/httpd.conf", host, profileOf("source", { name: "source", serverRoot: "/srv" }));
}

function faults(text: string, rightLines: JudgedLines, patterns?: PatternCompiler): readonly string[] {
  const options = patterns === undefined ? { rightLines } : { rightLines, patterns };
  return processConfig(treeOf(text), options).errors.map(({ diagnostic }) => diagnostic.code);
}

function warnings(text: string): readonly string[] {
  return processConfig(treeOf(text)).warnings.map(({ code }) => code);
}

describe("lines that were right in an earlier walk", () => {
  it("are right again, and those that were wrong are wrong again", () => {
    const known = createJudgedLines();
    const text = "KeepAlive On\nKeepAlive maybe\nHeader set X y\nHeader set\n";
    const first = faults(text, known);
    expect(first).toHaveLength(2);
    expect(faults(text, known)).toEqual(first);
  });

  it("are wrong in a place where the directive is not allowed", () => {
    const known = createJudgedLines();
    expect(faults("KeepAlive On\n", known)).toEqual([]);
    expect(faults("<Directory /srv>\nKeepAlive On\n</Directory>\n", known)).toEqual(["httpd/context"]);
  });

  it("are judged anew when a module is gone that they need", () => {
    const known = createJudgedLines();
    const header = 'Header set X "expr=%{SSL_PROTOCOL}"\n';
    expect(faults(`LoadModule ssl_module modules/mod_ssl.so\n${header}`, known)).toEqual([]);
    expect(faults(header, known)).toHaveLength(1);
  });

  it("are judged like any other when there are more than are kept in mind", () => {
    const known = createJudgedLines();
    const names = Array.from({ length: 12_000 }, (_, number) => `Header set X-${number} "a value of some length"\n`);
    expect(faults(names.join(""), known)).toEqual([]);
    expect(faults(names.join(""), known)).toEqual([]);
  });

  it("are warned of again where the place is warned of", () => {
    const text = "<Directory /srv>\nAllowOverride None\n</Directory>\n".repeat(2);
    const useless = "<Location /a>\nAllowOverride None\n</Location>\n".repeat(2);
    expect(warnings(`${text}${useless}`)).toEqual(["httpd/useless-override", "httpd/useless-override"]);
  });

  it("are judged anew when their pattern could not be compiled before", () => {
    const known = createJudgedLines();
    const text = 'Header edit X "(" y\n';
    expect(faults(text, known)).toEqual([]);
    const patterns = { compile: () => ({ message: "missing closing parenthesis", offset: 1 }) };
    expect(faults(text, known, patterns)).toEqual(["httpd/pattern"]);
  });
});
