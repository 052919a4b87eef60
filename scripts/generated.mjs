// What the generators have in common.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./load.mjs";

const isCheck = process.argv.includes("--check");

/**
 * Writes a generated file when it changes. With --check nothing is written, and the exit status of the process is 1.
 *
 * @param {string} path from the repository's root
 * @param {string} text
 */
export function keepGenerated(path, text) {
  const target = join(repository, path);
  if (existsSync(target) && readFileSync(target, "utf8") === text) return;
  if (isCheck) {
    console.error(`${path} is out of date: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(target, text);
    console.log(`wrote ${path}`);
  }
}
