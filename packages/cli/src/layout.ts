import { realpathSync } from "node:fs";
import { relative } from "node:path";

/** Text cut at blanks into lines of at most `width` columns (no less than 40), each with the indentation. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + word.length + 1 > Math.max(40, width)) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${indent}${one}`).join("\n");
}

/** Rows with their cells below each other; the last one of a row takes no room behind it. */
export function aligned(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) => `${indent}${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd());
}

/** The path as people call it: relative when that is shorter and not far away. */
export function shortest(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return path !== "" && !path.startsWith("../../") && path.length < file.length ? path : file;
}

/** Where links lead; the path itself when nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
