import { resolve } from "node:path";
import { type ConfigHost, type ConfigTree, isFailure } from "@httpd-lint/config";
import {
  explainLine,
  explainUrl,
  type Look,
  lineData,
  lineText,
  type Problem,
  type RequestProblem,
  readServer,
  requestOf,
  ruleData,
  ruleMarkdown,
  ruleNamed,
  urlData,
  urlText,
} from "@httpd-lint/language-service";
import { configtestAnswer, errorLine, testServer } from "../configtest.ts";
import { shortest } from "../layout.ts";
import { findNamedServer, type ServerOptions, withSettings } from "../server-options.ts";
import { extraRulesOf, lintOptionsOf } from "../settings/rule-options.ts";
import { type ColorChoice, type ExitCode, paintFor, type Terminal, UsageError } from "../terminal.ts";
import { rulePageText } from "./rule-page.ts";
import { readFor } from "./source.ts";

export interface ExplainOptions extends ServerOptions {
  readonly format: "text" | "json";
  readonly color: ColorChoice;
  /** Set of rules for the findings. */
  readonly rules?: string;
  readonly url?: string;
  readonly vhost?: string;
}

/** `httpd-lint explain`: a rule, a line, or what holds for a URL. */
export async function explain(
  host: ConfigHost,
  terminal: Terminal,
  what: string | undefined,
  given: ExplainOptions,
): Promise<ExitCode> {
  if (given.url !== undefined) return explainRequest(host, terminal, what, { ...given, url: given.url });
  if (given.vhost !== undefined) throw new UsageError("--vhost goes with --url: it says which connection is meant");
  if (what === undefined) {
    throw new UsageError("explain what? A rule (SES041), a line (FILE:LINE), or --url https://HOST/PATH");
  }
  const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(what) ?? [];
  if (file !== undefined) return explainPlace(host, terminal, file, Number(line), given);
  if (host.typeOf(resolve(terminal.cwd, what)) === "file") {
    throw new UsageError(
      `which line of ${what}? explain ${what}:LINE, or explain --url https://HOST/PATH for a request`,
    );
  }
  return explainRule(host, terminal, what, given);
}

async function lookFor(terminal: Terminal, options: ExplainOptions): Promise<Look> {
  return {
    paint: await paintFor(terminal, options.color),
    width: terminal.columns() ?? 100,
    nameOf: (file) => shortest(terminal.cwd, file),
  };
}

function print(terminal: Terminal, data: unknown): void {
  terminal.out(`${JSON.stringify(data, undefined, 2)}\n`);
}

async function explainRule(
  host: ConfigHost,
  terminal: Terminal,
  name: string,
  given: ExplainOptions,
): Promise<ExitCode> {
  const options = await withSettings(host, terminal, undefined, given);
  const rule = usable(ruleNamed(name, await extraRulesOf(host, terminal, options)));
  const markdown = await ruleMarkdown(rule);
  const { paint, width } = await lookFor(terminal, options);
  if (options.format === "json") print(terminal, ruleData(rule, markdown));
  else terminal.out(rulePageText(rule, markdown, width, paint));
  return 0;
}

async function explainRequest(
  host: ConfigHost,
  terminal: Terminal,
  path: string | undefined,
  given: ExplainOptions & { readonly url: string },
): Promise<ExitCode> {
  const request = usable(requestOf(given.url, given.vhost));
  const options = await withSettings(host, terminal, path, given);
  const lintOptions = await lintOptionsOf(host, terminal, options);
  const server = findNamedServer(host, terminal, path, options);
  if ("failure" in server) throw new UsageError(`${server.failure} (name the server: explain --url ${given.url} PATH)`);
  const tree = readServer(host, server);
  const facts = explainUrl(tree, request, lintOptions);
  const trees = [tree, ...facts.config.htaccess];
  const sourceOf = (file: string): string | undefined => sourceIn(trees, file);
  if (options.format === "json") print(terminal, urlData(facts, sourceOf));
  else terminal.out(urlText(facts, sourceOf, inServer(await lookFor(terminal, options), tree)));
  return refusal(terminal, await testServer(tree));
}

/** @throws UsageError */
function usable<T extends object>(answer: T | Problem | RequestProblem): T {
  if (!("problem" in answer)) return answer as T;
  if (!("subject" in answer)) throw new UsageError(answer.problem);
  const { subject, problem, example } = answer;
  throw new UsageError(`--${subject} ${problem}${example === undefined ? "" : `: --${subject} ${example}`}`);
}

/** In a table of places the server's folder in front of each would hide what differs; the main file is named once. */
function inServer(look: Look, { mainFile }: ConfigTree): Look & { readonly server: string } {
  const folder = mainFile.slice(0, mainFile.lastIndexOf("/"));
  return { ...look, server: look.nameOf(mainFile), nameOf: (file) => shortest(folder, file) };
}

function sourceIn(trees: readonly ConfigTree[], file: string): string | undefined {
  for (const { files } of trees) {
    const source = files.get(file);
    if (source !== undefined) return source.text;
  }
  return undefined;
}

/** What holds in a configuration that httpd refuses holds nowhere: said last, where it is seen. */
function refusal(terminal: Terminal, tested: Parameters<typeof configtestAnswer>[0]): ExitCode {
  if (configtestAnswer(tested).verdict === "accept") return 0;
  terminal.err(`httpd-lint: httpd refuses this configuration: ${errorLine(tested).replace(/^httpd-lint: /, "")}\n`);
  return 1;
}

async function explainPlace(
  host: ConfigHost,
  terminal: Terminal,
  given: string,
  line: number,
  options: ExplainOptions,
): Promise<ExitCode> {
  const path = resolve(terminal.cwd, given);
  const type = host.typeOf(path);
  if (isFailure(type)) throw new UsageError(`there is no file ${given}`);
  if (type !== "file") throw new UsageError(`${given} is not a file: explain FILE:LINE`);
  const source = readFor(host, terminal, path, await withSettings(host, terminal, path, options));
  const facts = usable(await explainLine(source, line));
  if (options.format === "json") print(terminal, lineData(facts));
  else terminal.out(lineText(facts, await lookFor(terminal, options)));
  return refusal(terminal, { tree: source.server ?? source.tree });
}
