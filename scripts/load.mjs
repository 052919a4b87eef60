// Loads a TypeScript source on a Node that cannot: bundled in memory, workspace packages taken from their sources.
import { fileURLToPath } from "node:url";
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
  const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}
