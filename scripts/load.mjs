// Loads a TypeScript source on a Node that cannot: bundled in memory, workspace packages taken from their sources.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const repository = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** @param {string} path of the source, from the repository's root */
export async function loadSource(path) {
  const bundle = await build({
    absWorkingDir: repository,
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    logLevel: "error",
  });
  // A file and not a data: URL, so that a stack trace does not hold the whole program.
  const folder = mkdtempSync(join(tmpdir(), "httpd-lint-"));
  try {
    const file = join(folder, "bundle.mjs");
    writeFileSync(file, bundle.outputFiles[0].contents);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
