import { describe, expect, it } from "vitest";
import {
  createJudgedLines,
  createMemoryHost,
  type JudgedLines,
  processConfig,
  profileOf,
  readConfig,
} from "../index.ts";

const MODULES = ["unixd", "authz_core", "headers"]
  .map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`)
  .join("");

function faults(text: string, rightLines: JudgedLines): readonly string[] {
  const host = createMemoryHost({ "/srv/httpd.conf": `ServerRoot /srv\n${MODULES}${text}` });
  const tree = readConfig("/srv/httpd.conf", host, profileOf("source", { name: "source", serverRoot: "/srv" }));
  return processConfig(tree, { rightLines }).errors.map(({ diagnostic }) => diagnostic.code);
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
});
