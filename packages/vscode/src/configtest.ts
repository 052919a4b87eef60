import { execFile } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import process from "node:process";
import { commands, ProgressLocation, type Uri, window, workspace } from "vscode";
import { answerOf, comparison, type Verdict } from "./configtest-answer.ts";
import type { Pages } from "./pages.ts";
import type { Server } from "./server.ts";
import { activeConfiguration, setting } from "./settings.ts";

/** Looked for in this order: the script of a distribution knows the environment that its configuration needs. */
const NAMES: readonly string[] = ["apachectl", "apache2ctl", "httpd", "apache2"];
const FOLDERS: readonly string[] = [
  "/usr/local/sbin",
  "/usr/sbin",
  "/sbin",
  "/usr/local/apache2/bin",
  "/opt/homebrew/bin",
];
const LONGEST = 30_000;

/**
 * Runs `httpd -t -f MAIN_FILE` and shows its answer beside ours. What is run is on the PATH or in the user's own
 * settings; nothing that a workspace or a configuration names is run by us, and httpd only after the user agreed,
 * because httpd itself loads the modules of the configuration and runs the programs of `exec:`.
 */
export async function configtest(server: Server, pages: Pages): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showWarningMessage("httpd is only run in a folder that you trust.");
    return;
  }
  const active = activeConfiguration();
  if (active === undefined) return;
  const program = installedHttpd(setting<string>("httpd.path") ?? "");
  if (program === undefined) {
    void window.showWarningMessage("No httpd was found. The setting httpd-lint.httpd.path can name one.");
    return;
  }
  const ours = await verdictFor(server, active.document.uri);
  if (ours === undefined) return;
  const { mainFile } = ours;
  const options = ["-t", ...rootOptions(mainFile), "-f", mainFile];
  const run = "Run httpd";
  const detail = `${[program, ...options].join(" ")}\n\nhttpd will load the modules that the configuration names, and run programs that it names with exec:.`;
  if ((await window.showWarningMessage("Test with the installed httpd?", { modal: true, detail }, run)) !== run) return;
  const progress = { location: ProgressLocation.Notification, title: "httpd tests the configuration" };
  const { output, status } = await window.withProgress(progress, () => outputOf(program, options));
  const text = comparison([program, ...options], answerOf(output, status), ours, output);
  await commands.executeCommand("markdown.showPreviewToSide", pages.put("configtest.md", text));
}

function installedHttpd(own: string): string | undefined {
  if (own !== "") return isAbsolute(own) && isProgram(own) ? own : undefined;
  // A relative folder in the PATH could lead into the workspace.
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(isAbsolute), ...FOLDERS];
  for (const name of NAMES) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

interface OwnVerdict extends Verdict {
  readonly mainFile: string;
}

/** The user chooses when several servers include the file. */
async function verdictFor(server: Server, document: Uri): Promise<OwnVerdict | undefined> {
  const textDocument = { uri: document.toString() };
  const verdicts = (await server.execute<readonly OwnVerdict[]>("httpd-lint.verdicts", { textDocument })) ?? [];
  if (verdicts.length > 1) {
    const chosen = await window.showQuickPick(
      verdicts.map(({ mainFile }) => mainFile),
      { title: "Which server?" },
    );
    return verdicts.find(({ mainFile }) => mainFile === chosen);
  }
  if (verdicts.length === 0) {
    void window.showWarningMessage("No server includes this file, so there is nothing to test.");
  }
  return verdicts[0];
}

/** A configuration without ServerRoot means its own folder for us, and the folder it was built with for httpd. */
function rootOptions(mainFile: string): readonly string[] {
  return /^\s*ServerRoot\s/im.test(readFileSync(mainFile, "utf8")) ? [] : ["-d", dirname(mainFile)];
}

function outputOf(program: string, options: readonly string[]): Promise<{ output: string; status: number | null }> {
  return new Promise((done) => {
    const child = execFile(program, [...options], { timeout: LONGEST, cwd: "/" }, (error, stdout, stderr) => {
      const failure = error !== null && child.exitCode === null ? `${error.message}\n` : "";
      done({ output: `${stdout}${stderr}${failure}`, status: child.exitCode });
    });
  });
}
