import type { Location } from "@httpd-lint/diagnostics";
import { encodeSource, KIND, type Line, type LineTable, logicalText, parseFile } from "@httpd-lint/grammar";
import { type AlteredLine, lineNumber } from "../node.ts";
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

  constructor(
    kind: Frame["kind"],
    file: SourceFile,
    label: string,
    parent?: FrameRecord,
    opener?: ConfigNode,
    condition?: Condition,
    macro?: MacroUse,
  ) {
    this.kind = kind;
    this.file = file;
    this.label = label;
    this.parent = parent;
    this.opener = opener;
    this.condition = condition;
    this.macro = macro;
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
  /** Instead of the lines of the frame's file. */
  readonly virtual: readonly VirtualLine[] | undefined;
  readonly count: number;
  next: number;
}

function cursorOf(frame: FrameRecord, virtual: readonly VirtualLine[] | undefined): Cursor {
  return { frame, virtual, count: virtual === undefined ? frame.file.syntax.table.count : virtual.length, next: 0 };
}

/**
 * The lines of one file in reading order, as all readers of that file share them (`cmd->config_file`): Use puts a
 * macro's lines in front of the lines that are left, whatever section or condition is open.
 */
export class LineStream {
  readonly #cursors: Cursor[];
  #cursor: Cursor;
  #table: LineTable;
  #index = 0;
  #virtual: VirtualLine | undefined;
  #nextVariable = -1;
  /** The Include directives that led to this file, in httpd's words. */
  readonly via: readonly { readonly file: string; readonly line: number }[];
  /** A last line that httpd never sees, because it follows a Use and has no line end. */
  lostLine: Line | undefined;

  /** @param virtual lines to read instead of the file's */
  constructor(frame: FrameRecord, via: LineStream["via"], virtual?: readonly VirtualLine[]) {
    this.#cursor = cursorOf(frame, virtual);
    this.#table = frame.file.syntax.table;
    this.#cursors = [this.#cursor];
    this.via = via;
  }

  /** Moves to the next line; false at the end. A macro's text is left only now, as mod_macro's `array_getstr` does. */
  next(): boolean {
    const cursor = this.#cursor;
    if (cursor.virtual === undefined && cursor.next < cursor.count) {
      this.#virtual = undefined;
      this.#index = cursor.next++;
      return true;
    }
    const depth = this.#cursors.length;
    if (!this.#advance()) return false;
    if (this.#virtual === undefined) return this.#cursors.length === depth || this.#readThroughMacro();
    if (this.#cursor.frame.kind === "macro" && this.#virtual.text.endsWith("\\")) this.#continueMacroLine();
    return true;
  }

  /** To the next line as it stands, whichever text holds it. */
  #advance(): boolean {
    for (;;) {
      const cursor = this.#cursor;
      if (cursor.next < cursor.count) {
        this.#virtual = cursor.virtual?.[cursor.next];
        this.#index = cursor.next++;
        return true;
      }
      if (this.#cursors.length === 1) return false;
      this.#cursors.pop();
      this.#cursor = this.#cursors.at(-1) as Cursor;
      this.#table = this.#cursor.frame.file.syntax.table;
    }
  }

  /**
   * A line of a macro that ends in a backslash, which only replacing parameters or trimming can bring about, continues
   * like any other: in the macro, and behind its last line in the text that uses it, which then also is its place.
   */
  #continueMacroLine(): void {
    let { text, source, number } = this.#virtual as VirtualLine;
    while (text.endsWith("\\")) {
      text = text.slice(0, -1);
      if (!this.#advance()) {
        ({ source, number } = this.#endOfFile(source));
        break;
      }
      if (this.#virtual !== undefined) {
        ({ source, number } = this.#virtual);
        text += this.#virtual.text;
        continue;
      }
      const { file } = this.base;
      source = this.line;
      number = lineNumber(file, source);
      if (source.end === file.text.length && !file.text.endsWith("\n")) {
        this.lostLine = source;
        break;
      }
      text += file.text.slice(source.start, source.nameStart) + logicalText(file.syntax, source);
      break;
    }
    this.#virtual = { text: text.trim(), source, number };
  }

  /** Where httpd stands after it has tried to read on at the end of the file. */
  #endOfFile(source: Line): { readonly source: Line; readonly number: number } {
    const { file } = this.base;
    if (this.#table.count === 0) return { source, number: 1 };
    const last = this.#table.line(this.#table.count - 1);
    return { source: last, number: lineNumber(file, last) + 1 };
  }

  /**
   * A line that `array_getstr` fetches from the file behind an exhausted macro: it takes the end of the file for the
   * end of the macro, so a last physical line without line end is lost.
   */
  #readThroughMacro(): boolean {
    const { file } = this.base;
    const { text } = file;
    if (this.#index !== this.#table.count - 1 || text.endsWith("\n") || this.kind === KIND.blank) return true;
    const line = this.line;
    this.lostLine = line;
    const lastLine = text.lastIndexOf("\n") + 1;
    if (lastLine <= line.start) return false;
    const seen = text.slice(line.start, lastLine).replace(/\\\r?\n/g, "");
    this.#virtual = { text: seen.trim(), source: line, number: lineNumber(file, line) };
    return true;
  }

  get table(): LineTable {
    return this.#table;
  }

  /** Index of the line of the file that comes next; -1 when a macro's is next. */
  get upcoming(): number {
    return this.#cursor.virtual === undefined ? this.#cursor.next : -1;
  }

  /** Passes over lines of the file that were read without `next`. */
  set upcoming(index: number) {
    if (index === this.#cursor.next) return;
    this.#cursor.next = index;
    this.#index = index - 1;
    this.#virtual = undefined;
  }

  /** `KIND` of a line that stands in the file; -1 for others. */
  get kind(): number {
    return this.#virtual === undefined ? this.#table.kind(this.#index) : -1;
  }

  /** True when the line is what stands in the file. */
  get isPlain(): boolean {
    return this.#virtual === undefined && !this.#table.joined(this.#index);
  }

  get isVirtual(): boolean {
    return this.#virtual !== undefined;
  }

  /** First word of a plain line, as written. */
  get writtenName(): string {
    return this.#table.text.slice(this.#table.nameStart(this.#index), this.#table.nameEnd(this.#index));
  }

  /** True when something stands behind the name of a plain line. */
  get hasArguments(): boolean {
    return this.#table.nameEnd(this.#index) < this.#table.contentEnd(this.#index);
  }

  /** True when the current line, which stands in the file, may hold a `${`. */
  get mentionsVariable(): boolean {
    return this.findVariable(this.#table.start(this.#index)) < this.#table.contentEnd(this.#index);
  }

  /** The `${` that was found last. */
  get nextVariable(): number {
    return this.#nextVariable;
  }

  /** Where in the file the next `${` stands; the length of the text when there is none. Asked for from the front to the end. */
  findVariable(start: number): number {
    const { text } = this.#table;
    if (this.#nextVariable < start && this.#nextVariable < text.length) {
      const found = text.indexOf("${", start);
      this.#nextVariable = found < 0 ? text.length : found;
    }
    return this.#nextVariable;
  }

  /** Where the current line of the file starts. */
  get start(): number {
    return this.#table.start(this.#index);
  }

  /** Behind its line end. */
  get end(): number {
    return this.#table.end(this.#index);
  }

  /** Whether httpd's buffer of so many bytes holds the line as it is read: with blanks and line end, without marks of continuation. */
  fitsInto(bytes: number): boolean {
    if (this.#virtual !== undefined) return encodeSource(this.#virtual.text).length < bytes;
    const { start, end } = this;
    if ((end - start) * 3 <= bytes) return true;
    const raw = this.#table.text.slice(start, end).replace(/\\\r?\n/g, "");
    // Lines without anything in them stand together.
    return raw.split(/(?<=\n)/).every((line) => encodeSource(line).length <= bytes);
  }

  /** True for a last line without line end. */
  get lacksLineEnd(): boolean {
    return this.#index === this.#table.count - 1 && !this.#table.text.endsWith("\n");
  }

  get line(): Line {
    return this.#virtual?.source ?? this.#table.line(this.#index);
  }

  /** What a node keeps of its line: the index is enough for one whose arguments are those of the file. */
  source(argumentText: string | undefined): number | AlteredLine {
    if (argumentText === undefined) return this.#index;
    const virtual = this.#virtual;
    return { line: virtual?.source ?? this.#index, argumentText, number: virtual?.number ?? 0 };
  }

  get location(): Location {
    const { file } = this.base;
    const { nameStart, contentEnd } = this.line;
    return { file: file.path, start: nameStart, end: contentEnd };
  }

  /** The logical line, blanks at both ends removed, before `${}` is replaced. */
  get text(): string {
    return this.#virtual?.text ?? this.#table.logicalText(this.#index);
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
    this.#cursor = cursorOf(frame, virtual);
    this.#table = frame.file.syntax.table;
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
