import type { Range } from "@httpd-lint/diagnostics";
import { type ConfigFile, type Line, nameOf, nodeAt, type Section } from "@httpd-lint/grammar";

/** The names in the tags of a section. */
export interface Tags {
  readonly section: Section;
  readonly opening: Range;
  /** Undefined when the section is not closed. */
  readonly closing: Range | undefined;
}

/** The section that has its name at an offset, in either tag. */
export function tagsAt(file: ConfigFile, offset: number): Tags | undefined {
  const { sections, line } = nodeAt(file, offset);
  const section = sections.at(-1);
  if (section === undefined || (line !== section.openTag && line !== section.closeTag)) return undefined;
  const opening = nameRange(file, section.openTag, 1);
  const closing = section.closeTag === undefined ? undefined : nameRange(file, section.closeTag, 2);
  const here = line === section.openTag ? opening : closing;
  return here === undefined || offset < here.start || offset > here.end ? undefined : { section, opening, closing };
}

function nameRange(file: ConfigFile, line: Line, brackets: number): Range {
  const start = line.nameStart + brackets;
  return { start, end: start + nameOf(file, line).length };
}
