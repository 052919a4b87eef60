import { type ConfigFile, type Line, nameOf } from "@httpd-lint/grammar";

/** The name of a line in lower case, with the `<` of a section; empty for lines without a name. */
export function keyOfLine(file: ConfigFile, line: Line): string {
  const name = nameOf(file, line).toLowerCase();
  return line.type === "OpenTag" ? `<${name}` : name;
}
