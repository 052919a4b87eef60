import { relative } from "node:path";

/** The path as people call it: relative when that is shorter and not far away. */
export function shortest(cwd: string, file: string): string {
  const path = relative(cwd, file);
  return path !== "" && !path.startsWith("../../") && path.length < file.length ? path : file;
}
