import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder } from "./case-files.ts";
import type { ExpressionCase } from "./expression-generator.ts";

/** What httpd says of one expression; `message` as its log shows it, without the directive's own words. */
export interface ExpressionAnswer {
  readonly verdict: "accept" | "reject";
  readonly message: string | null;
}

/** A line of data/expressions.jsonl. */
export type AnsweredExpression = ExpressionCase & ExpressionAnswer;

/** Where the two kinds of expression are asked for, and what stands before the message. */
const places = {
  condition: { open: '<If "', close: '">\n</If>', prefix: "Cannot parse condition clause: " },
  string: { open: 'Header set X "expr=', close: '"', prefix: "Can't parse value expression : " },
} as const;

/** Asks httpd by a configuration of a few lines in `folder`. The text must fit on one line. */
export function askExpression(program: string, { mode, text }: ExpressionCase, folder: string): ExpressionAnswer {
  const { open, close, prefix } = places[mode];
  const file = join(folder, "httpd.conf");
  const lines = [
    `LoadModule mpm_event_module ${moduleFolder}/mod_mpm_event.so`,
    `LoadModule headers_module ${moduleFolder}/mod_headers.so`,
    "ServerName localhost",
    `ErrorLog ${join(folder, "error_log")}`,
    `${open}${quoted(text)}${close}`,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const { status, stderr } = spawnSync(program, ["-d", folder, "-f", file, "-t"], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (status === 0) return { verdict: "accept", message: null };
  const at = stderr.indexOf(prefix);
  return { verdict: "reject", message: (at < 0 ? stderr : stderr.slice(at + prefix.length)).trimEnd() };
}

/** As it has to stand in double quotes for `ap_getword_conf` to give back the text. */
function quoted(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
