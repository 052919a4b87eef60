import type { Range } from "@httpd-lint/diagnostics";
import type { LineTable } from "./line-table.ts";

/**
 * The tree of one configuration file. Nodes hold offsets into `ConfigFile.text` and nothing else; names and words are
 * cut out of the text when asked for (`nameOf`, `argumentsOf`). Every character of the text belongs to exactly one leaf.
 */
export type Node = Directive | Section | Comment | Blank | Malformed | RawText;

/** The leaves, in the order of the text. A `Section` is made of its `OpenTag`, its children and its `CloseTag`. */
export type Line = Directive | OpenTag | CloseTag | Comment | Blank | Malformed | RawText;

/** `server`: httpd.conf and what it includes. `htaccess`: a per-directory file read at request time. */
export type FileKind = "server" | "htaccess";

export interface ConfigFile extends Range {
  readonly type: "ConfigFile";
  readonly text: string;
  readonly kind: FileKind;
  readonly children: readonly Node[];
  /** All leaves in order; joined they give back `text`. Made at the first look; `table` has them without that. */
  readonly lines: readonly Line[];
  /** The lines as numbers, for those who read all of a large file. */
  readonly table: LineTable;
}

interface LineNode extends Range {
  /**
   * First non-blank character of the logical line. `start` is where the line begins, with its indentation;
   * `end` is behind its line end, so that the next line starts there.
   */
  readonly nameStart: number;
  /** End of the first word (behind its closing quote). */
  readonly nameEnd: number;
  /** End of the last non-blank character that httpd sees (a NUL hides the rest of a line). */
  readonly contentEnd: number;
  /**
   * True when the text between `nameStart` and `contentEnd` is not what httpd sees: it crosses a continuation
   * (backslash, line end). `logicalText` gives what httpd sees.
   */
  readonly joined: boolean;
}

/** A name and its arguments on one logical line. */
export interface Directive extends LineNode {
  readonly type: "Directive";
}

/** `<Name arguments>` */
export interface OpenTag extends LineNode {
  readonly type: "OpenTag";
}

/** `</Name>` */
export interface CloseTag extends LineNode {
  readonly type: "CloseTag";
}

/** A logical line whose first non-blank character is `#`. A continuation mark at its end continues the comment. */
export interface Comment extends LineNode {
  readonly type: "Comment";
}

/** One or more physical lines without content. */
export interface Blank extends LineNode {
  readonly type: "Blank";
}

/** A closing tag that closes nothing. */
export interface Malformed extends LineNode {
  readonly type: "Malformed";
}

/** The body of a Lua container, which mod_lua reads as it stands (spec: raw-body sections). */
export interface RawText extends LineNode {
  readonly type: "RawText";
}

/** The manual's *section container*. */
export interface Section extends Range {
  readonly type: "Section";
  readonly openTag: OpenTag;
  readonly children: readonly Node[];
  /** Absent when the file, or the section around it, ends first. */
  readonly closeTag: CloseTag | undefined;
}
