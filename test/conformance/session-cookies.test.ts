import { readFileSync } from "node:fs";
import { createMemoryHost, readConfig, requestConfig, sessionState } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";

/** Cases of the language that were asked of a running httpd with `GET /d/x.txt`; a star stands for what changes. */
interface Case {
  readonly id: string;
  readonly note: string;
  readonly kind: string;
  readonly status?: number;
  readonly files: Readonly<Record<string, string>>;
  readonly set_cookie?: readonly string[];
}

const root = "/srv/case";

const asked = readFileSync(new URL("data/cases.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case)
  .filter(({ id, status }) => /^(?:rt|mg)-/.test(id) && status !== undefined && status < 400);

describe("cookies that httpd sent", () => {
  it("are those of many cases", () => {
    expect(asked.length).toBeGreaterThan(40);
  });

  it.each(asked.map((one) => [`${one.id}: ${one.note}`, one] as const))("%s", (_title, { files, set_cookie = [] }) => {
    expect(predicted(files)).toEqual(set_cookie.map((line) => withoutValue(line)));
  });
});

/** An untouched session is only written for its age. */
function predicted(files: Case["files"]): readonly string[] {
  const texts = Object.entries(files).map(([path, text]) => [`${root}/${path}`, text.replaceAll("@ROOT@", root)]);
  const tree = readConfig(`${root}/httpd.conf`, createMemoryHost(Object.fromEntries(texts)), {
    name: "source",
    version: "2.4.71",
    serverRoot: root,
    compiledIn: [
      "core.c",
      "http_core.c",
      "mod_so.c",
      "mod_unixd.c",
      "mod_log_config.c",
      "mod_logio.c",
      "mod_watchdog.c",
      "mod_version.c",
    ],
    defines: [],
    environment: {},
    before: [],
    after: [],
    moduleFiles: "assume",
    relocations: [],
  });
  const request = { scheme: "http", hostName: "localhost", port: 80, path: "/d/x.txt" };
  const session = sessionState(requestConfig(tree, request));
  const isWritten = session.maxAge > 0;
  return session.setCookie
    .filter(({ header, by }) => header === "Set-Cookie" && (isWritten || !by.startsWith("mod_session")))
    .map(({ name, attributes }) => `${name}=*;${attributes}`);
}

function withoutValue(line: string): string {
  return line.replace(/^([^=]*=)[^;]*;\s*/, "$1*;");
}
