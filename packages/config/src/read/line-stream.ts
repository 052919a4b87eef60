import { type Line, logicalText, parseFile } from "@httpd-lint/grammar";
import { lineNumber } from "../node.ts";
import type { Condition, ConfigNode, Frame, MacroUse, SourceFile } from "../tree.ts";

/** A frame together with the name httpd prints for its text. */
export class FrameRecord implements Frame {
  readonly kind: Frame["kind"];
  readonly file: SourceFile;
  readonly parent: FrameRecord | undefined;
  readonly opener: ConfigNode | undefined;
  readonly condition: Condition | undefined;
  readonly macro: MacroUse | undefined;
  /** `cmd->config_file->name`: a path, or `macro 'm' (...) used on line N of "F"`. */
  readonly label: string;

  constructor(kind: Frame["kind"], file: SourceFile, label: string, rest: Partial<FrameRecord> = {}) {
    this.kind = kind;
    this.file = file;
    this.label = label;
    this.parent = rest.parent;
    this.opener = rest.opener;
    this.condition = rest.condition;
    this.macro = rest.macro;
  }
}

/** A line that is not the text of a file: a macro's, after its parameters were replaced. */
export interface VirtualLine {
  readonly text: string;
  readonly source: Line;
  /** Line number in messages, from 1. */
  readonly number: number;
}

interface Cursor {
  readonly frame: FrameRecord;
  readonly lines: readonly Line[];
  readonly virtual: readonly VirtualLine[] | undefined;
  next: number;
}

/**
 * The lines of one file in reading order, as all readers of that file share them (`cmd->config_file`): Use puts a
 * macro's lines in front of the lines that are left, whatever section or condition is open.
 */
export class LineStream {
  readonly #cursors: Cursor[] = [];
  #cursor: Cursor;
  #line: Line | undefined;
  #virtual: VirtualLine | undefined;
  /** The Include directives that led to this file, in httpd's words. */
  readonly via: readonly { readonly file: string; readonly line: number }[];

  constructor(frame: FrameRecord, via: readonly { readonly file: string; readonly line: number }[]) {
    this.#cursor = { frame, lines: frame.file.syntax.lines, virtual: undefined, next: 0 };
    this.#cursors.push(this.#cursor);
    this.via = via;
  }

  #nextVariable = -1;

  /** True when the current line, which stands in the file, may hold a `${`. */
  get mentionsVariable(): boolean {
    const line = this.#line as Line;
    const { text } = this.#cursors[0]?.frame.file as SourceFile;
    if (this.#nextVariable < line.start && this.#nextVariable < text.length) {
      const found = text.indexOf("${", line.start);
      this.#nextVariable = found < 0 ? text.length : found;
    }
    return this.#nextVariable < line.contentEnd;
  }

  /** A last line that httpd never sees, because it follows a Use and has no line end. */
  lostLine: Line | undefined;

  /** Moves to the next line; false at the end. A macro's text is left only now, as mod_macro's `array_getstr` does. */
  next(): boolean {
    let leftMacro = false;
    for (;;) {
      const cursor = this.#cursor;
      const count = cursor.virtual === undefined ? cursor.lines.length : cursor.virtual.length;
      if (cursor.next < count) {
        this.#virtual = cursor.virtual?.[cursor.next];
        this.#line = this.#virtual?.source ?? cursor.lines[cursor.next];
        cursor.next++;
        return leftMacro ? this.#readThroughMacro() : true;
      }
      if (this.#cursors.length === 1) return false;
      this.#cursors.pop();
      this.#cursor = this.#cursors.at(-1) as Cursor;
      leftMacro = true;
    }
  }

  /**
   * A line that `array_getstr` fetches from the file behind an exhausted macro: it takes the end of the file for the
   * end of the macro, so a last physical line without line end is lost.
   */
  #readThroughMacro(): boolean {
    const line = this.line;
    const { text } = this.base.file;
    if (this.#virtual !== undefined || line.end !== text.length || text.endsWith("\n") || line.type === "Blank") return true;
    this.lostLine = line;
    const lastLine = text.lastIndexOf("\n") + 1;
    if (lastLine <= line.start) return false;
    const seen = text.slice(line.start, lastLine).replace(/\\\r?\n/g, "").trim();
    this.#virtual = { text: seen, source: line, number: lineNumber(this.base.file, line) };
    return true;
  }

  get line(): Line {
    return this.#line as Line;
  }

  /** True when the line is what stands in the file. */
  get isPlain(): boolean {
    return this.#virtual === undefined && !(this.#line as Line).joined;
  }

  get isVirtual(): boolean {
    return this.#virtual !== undefined;
  }

  /** The logical line, blanks at both ends removed, before `${}` is replaced. */
  get text(): string {
    return this.#virtual?.text ?? logicalText(this.#cursor.frame.file.syntax, this.line);
  }

  /** 0 when it follows from the line itself. */
  get virtualNumber(): number {
    return this.#virtual?.number ?? 0;
  }

  get number(): number {
    return this.#virtual?.number ?? lineNumber(this.#cursor.frame.file, this.line);
  }

  get base(): FrameRecord {
    return this.#cursor.frame;
  }

  get depth(): number {
    return this.#cursors.length;
  }

  /** Index of the current line in its file; -1 in a macro. */
  get index(): number {
    return this.#cursor.virtual === undefined ? this.#cursor.next - 1 : -1;
  }

  /** Goes on behind the line at `index` of the file. */
  jumpBehind(index: number): void {
    this.#cursor.next = index + 1;
  }

  /** mod_macro: the lines of a use come next. */
  insert(frame: FrameRecord, virtual: readonly VirtualLine[]): void {
    this.#cursor = { frame, lines: [], virtual, next: 0 };
    this.#cursors.push(this.#cursor);
  }

  /** Lines of a Lua body when mod_lua is not there to read them: httpd then reads them like any others. */
  insertRawText(): void {
    const { file } = this.base;
    const line = this.line;
    const inner = parseFile(file.text.slice(line.start, line.end));
    const virtual = inner.lines
      .filter((each) => each.type !== "Blank")
      .map((each) => {
        const source: Line = shifted(each, line.start);
        return { text: logicalText(inner, each), source, number: lineNumber(file, source) };
      });
    this.insert(this.base, virtual);
  }
}

function shifted(line: Line, by: number): Line {
  return {
    type: line.type,
    joined: line.joined,
    start: line.start + by,
    end: line.end + by,
    nameStart: line.nameStart + by,
    nameEnd: line.nameEnd + by,
    contentEnd: line.contentEnd + by,
  };
}
