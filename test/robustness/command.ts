import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Largest resident size, in MiB. */
  readonly peak: number;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly uid?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The command as people run it: one bundle, a process of its own. */
export interface CommandUnderTest {
  readonly folder: string;
  readonly bundle: string;
  run(args: readonly string[], options: RunOptions): Outcome;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles the command from its sources, so that a stale build cannot pass. */
export async function buildCommand(): Promise<CommandUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "httpd-lint-command-"));
  const bundle = join(folder, "httpd-lint.cjs");
  await build({
    absWorkingDir: repository,
    entryPoints: ["packages/cli/src/main.ts"],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    logLevel: "error",
  });
  const probe = join(folder, "probe.cjs");
  writeFileSync(
    probe,
    'process.on("exit", () => require("node:fs").writeSync(3, String(process.resourceUsage().maxRSS)));\n',
  );
  return {
    folder,
    bundle,
    run(args, { cwd, uid, environment = {} }) {
      const started = performance.now();
      const { status, stdout, stderr, output } = spawnSync(process.execPath, ["--require", probe, bundle, ...args], {
        cwd,
        ...(uid === undefined ? {} : { uid }),
        env: { PATH: process.env.PATH ?? "", ...environment },
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
        timeout: 50_000,
      });
      const seconds = (performance.now() - started) / 1000;
      return { status, stdout, stderr, peak: Number(output[3]) / 1024, seconds };
    },
  };
}
