import { spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Folder, until } from "./language-server.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const visits = fileURLToPath(new URL("neovim.lua", import.meta.url));
const documentation = join(repository, "docs/editors/neovim.md");

/** Another Neovim than the one that is installed. */
const program = process.env.NEOVIM || "nvim";

/** E.g. `0.7.2`; undefined when there is no Neovim. */
export const neovimVersion: string | undefined = /v(\d+\.\d+\.\d+)/.exec(
  spawnSync(program, ["--version"], { encoding: "utf8" }).stdout ?? "",
)?.[1];

/** The files that the documentation has people write, by their paths in `~/.config`. */
export function documentedFiles(): ReadonlyMap<string, string> {
  const text = readFileSync(documentation, "utf8");
  const found = text.matchAll(/`~\/\.config\/([^`]+)`:\n\n```lua\n(.*?)```/gs);
  return new Map([...found].map(([, path = "", lua = ""]) => [path, lua]));
}

/** Puts `httpd-lint` into `bin`, and the documented files into `config`. */
export async function installEverything(folder: Folder): Promise<void> {
  await build({
    absWorkingDir: repository,
    entryPoints: ["packages/cli/src/main.ts"],
    outfile: join(folder.path, "httpd-lint.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    logLevel: "error",
  });
  const bundle = join(folder.path, "httpd-lint.cjs");
  const command = folder.write(
    "bin/httpd-lint",
    `#!/bin/sh\necho $$ >> "$STARTED"\nexec "${process.execPath}" "${bundle}" "$@"\n`,
  );
  chmodSync(command, 0o755);
  for (const [path, text] of documentedFiles()) folder.write(join("config", path), text);
}

/** What a visit of `neovim.lua` saw. */
export interface Seen<T> {
  readonly result: T;
  /** What Neovim said below the text, mistakes above all. */
  readonly messages: string;
  /** How many servers were started; all have ended. */
  readonly servers: number;
}

/**
 * Starts Neovim in a folder and does there what `neovim.lua` says.
 *
 * @param installed the folder of `installEverything`
 * @param names what is different in each visit
 */
export async function visit<T>(
  what: string,
  installed: Folder,
  cwd: string,
  names: Readonly<Record<string, string>> = {},
): Promise<Seen<T>> {
  const home = join(cwd, "..", `${basename(cwd)}-home`);
  mkdirSync(home, { recursive: true });
  const seen = join(home, "seen.json");
  const started = join(home, "started");
  const child = spawn(program, ["--headless", "-c", `luafile ${visits}`], {
    cwd,
    env: {
      PATH: `${join(installed.path, "bin")}:${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      XDG_CONFIG_HOME: join(installed.path, "config"),
      XDG_DATA_HOME: home,
      XDG_STATE_HOME: home,
      XDG_CACHE_HOME: home,
      LANG: "C.UTF-8",
      VISIT: what,
      SEEN: seen,
      STARTED: started,
      ...names,
    },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 25_000,
    killSignal: "SIGKILL",
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (!existsSync(seen)) throw new Error(`Neovim ended without a word: ${errors}`);
  const { failure, result, messages } = JSON.parse(readFileSync(seen, "utf8"));
  const log = logOf(home);
  const fault = failure ?? /^\[ERROR\].*/m.exec(log)?.[0];
  if (fault !== undefined) throw new Error(`${fault}\nNeovim said: ${messages}${errors}\n${log}`);
  // They may go on for a moment when Neovim is gone.
  const processes = existsSync(started) ? readFileSync(started, "utf8").trim().split("\n").map(Number) : [];
  await until("the end of the server", () => (processes.some(isRunning) ? undefined : true));
  return { result, messages, servers: processes.length };
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    // One that has ended and that nobody has asked about yet, because Neovim is gone, does not count.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${id}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Neovim's log of its clients; its place changed in 0.8. */
function logOf(home: string): string {
  const found = ["nvim/lsp.log", "nvim/logs/lsp.log"].map((name) => join(home, name)).find(existsSync);
  return found === undefined ? "" : readFileSync(found, "utf8").slice(-2000);
}

/** A copy of the sample server, with a page about its status. */
export function sampleServer(folder: Folder, name: string): string {
  const server = join(folder.path, name);
  cpSync(join(repository, "test/fixtures/insecure-server"), server, { recursive: true });
  folder.write(
    join(name, "conf.d/status.conf"),
    `Define STATUS /server-status
<Location \${STATUS}>
Require all granted
    </Location>
CustomLog logs/zürich.log common
`,
  );
  return server;
}
