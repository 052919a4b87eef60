import { existsSync } from "node:fs";
import { createMemoryHost } from "@httpd-lint/config";
import { codeActions, createWorkspace } from "@httpd-lint/language-service";
import { describe, expect, it } from "vitest";
import { moduleFolder } from "../conformance/case-files.ts";
import { liveHttpd, served } from "./httpd.ts";

const live = liveHttpd();
const hasModules = ["access_compat", "authz_host"].every((name) => existsSync(`${moduleFolder}/mod_${name}.so`));

if ("missing" in live) console.warn(`SKIPPED: ${live.missing}`);

const HEAD = `${["mpm_event", "authz_core", "authz_host", "access_compat", "setenvif"]
  .map((name) => `LoadModule ${name}_module modules/mod_${name}.so`)
  .join("\n")}
ServerName live.example
Listen 127.0.0.1:@PORT@
Listen 127.0.0.1:@PORT2@
PidFile pid
ErrorLog error_log
DocumentRoot @ROOT@/www
SetEnvIf Query_String ^$ nothing
SetEnvIf Request_URI "o\\.txt$" ok=1
`;

/** The client is 127.0.0.1 and is called localhost: some of these are for it, some are not. */
const CLIENTS = [
  "",
  "all",
  "127",
  "127.0.0.1 10.1",
  "10.0.0.0/8 192.168",
  "127.0.0.0/255.0.0.0",
  "env=ok",
  "::1",
  "localhost",
];
const ORDERS = ["", "Order deny,allow", "Order allow,deny", "Order mutual-failure"];

function sections(): readonly string[] {
  const found: string[] = [];
  for (const order of ORDERS) {
    for (const allowed of CLIENTS) {
      for (const denied of CLIENTS) {
        const lines = [
          order,
          allowed === "" ? "" : `Allow from ${allowed}`,
          denied === "" ? "" : `Deny from ${denied}`,
        ].filter((line) => line !== "");
        if (lines.length > 0) found.push(lines.join("\n"));
      }
    }
  }
  return found;
}

function configuration(bodies: readonly string[]): string {
  return HEAD + bodies.map((body, at) => `<Directory @ROOT@/www/${at}>\n${body}\n</Directory>\n`).join("");
}

/** The configuration with Require; undefined when that is not offered. */
function modern(staged: string): string | undefined {
  const text = staged.replaceAll("@ROOT@", "/@ROOT@");
  const workspace = createWorkspace({ host: createMemoryHost({ "/srv/httpd.conf": text }), folders: ["/srv"] });
  const context = workspace.contextOf("/srv/httpd.conf");
  const line = text.slice(0, text.search(/^(?:Order|Allow|Deny) /m)).split("\n").length - 1;
  const at = { line, character: 0 };
  const actions = context === undefined ? [] : codeActions(context, { start: at, end: at }, []);
  const edits = actions.find(({ title }) => title.startsWith("Write Require"))?.edit?.changes?.[
    "file:///srv/httpd.conf"
  ];
  if (edits === undefined || context === undefined) return undefined;
  const offset = ({ line: row, character }: { readonly line: number; readonly character: number }): number =>
    context.lineIndex.offsetOf(row + 1, character + 1);
  const changed = [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((result, { range, newText }) => {
      return result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end));
    }, text);
  return changed.replaceAll("/@ROOT@", "@ROOT@");
}

async function answers(program: string, text: string, targets: readonly string[]): Promise<readonly number[]> {
  const files = targets.map((target): [string, string] => [`www${target}`, "page\n"]);
  return served(program, { ...Object.fromEntries(files), "httpd.conf": text }, async (server) => {
    const found: number[] = [];
    for (const target of targets) {
      found.push((await server.ask({ method: "GET", target, host: "live.example", port: 1 })).status);
    }
    return found;
  });
}

/** Sections that are merged with each other, and what one of them may say. */
const PLACES = ["Directory /", "Directory @ROOT@/www", "Directory @ROOT@/www/a", "Files x.txt", "Location /a"] as const;

const WORDS = [
  "",
  "Order allow,deny\nAllow from all",
  "Deny from all",
  "Order deny,allow\nDeny from all\nAllow from 127",
  "Require all granted",
  "Require all denied",
  "Require not ip 10",
];

/** Configurations in which sections of both kinds meet; every so many-th of all there are. */
function* nested(step: number): Generator<string> {
  for (let number = 0; number < WORDS.length ** PLACES.length; number += step) {
    let rest = number;
    const bodies = PLACES.map((place) => {
      const body = WORDS[rest % WORDS.length] ?? "";
      rest = Math.floor(rest / WORDS.length);
      const lines = body.includes("not") ? `<RequireAll>\nRequire all granted\n${body}\n</RequireAll>` : body;
      return body === "" ? "" : `<${place}>\n${lines}\n</${place.split(" ", 1)[0]}>\n`;
    });
    const text = bodies.join("");
    if (text.includes("Require") && /^(?:Allow|Deny) /m.test(text)) yield HEAD + text;
  }
}

describe.skipIf("missing" in live || !hasModules)("the httpd on this machine", () => {
  it("lets in the same clients when Require stands in the place of Order, Allow and Deny", async () => {
    const bodies = sections().filter((body) => modern(configuration([body])) !== undefined);
    expect(bodies.length).toBeGreaterThan(200);
    const old = configuration(bodies);
    const changed = modern(old) ?? "";
    expect(changed).not.toMatch(/^(?:Order|Allow|Deny) /m);
    const program = "program" in live ? live.program : "";
    const targets = bodies.flatMap((_, at) => ["o", "x"].map((name) => `/${at}/${name}.txt`));
    const [before, after] = [await answers(program, old, targets), await answers(program, changed, targets)];
    expect(before.filter((status) => status === 200).length).toBeGreaterThan(50);
    expect(before.filter((status) => status === 403).length).toBeGreaterThan(50);
    const different = bodies.filter((_, at) => [0, 1].some((part) => before[at * 2 + part] !== after[at * 2 + part]));
    expect(different).toEqual([]);
  }, 120_000);

  it("lets in the same clients when sections with Require are around", async () => {
    const program = "program" in live ? live.program : "";
    const targets = ["/x.txt", "/y.txt", "/a/x.txt", "/a/y.txt", "/a/b/y.txt"];
    let tried = 0;
    const different: string[] = [];
    for (const text of nested(23)) {
      const changed = modern(text);
      if (changed === undefined) continue;
      tried++;
      const [before, after] = [await answers(program, text, targets), await answers(program, changed, targets)];
      if (before.join() !== after.join()) different.push(`${text}# ${before} is now ${after}`);
    }
    expect(tried).toBeGreaterThan(20);
    expect(different).toEqual([]);
  }, 240_000);
});
