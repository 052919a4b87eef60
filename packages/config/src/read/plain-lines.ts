import {
  KIND,
  type LineTable,
  ROW_CONTENT_END,
  ROW_FLAGS,
  ROW_JOINED,
  ROW_KIND_MASK,
  ROW_NAME_SHIFT,
  ROW_NAME_START,
  ROW_WIDTH,
  ROW_WORD,
} from "@httpd-lint/grammar";
import { LineRun, SectionRecord } from "../node.ts";
import type { Level } from "./level.ts";
import { MAX_NODES } from "./limits.ts";
import { bufferSize } from "./line-buffer.ts";
import type { LineStream } from "./line-stream.ts";
import type { Name, Names } from "./names.ts";
import type { ConfigReader } from "./reader.ts";

/**
 * Reads on as long as lines stand in the file as httpd sees them: nearly all lines of nearly all files. What needs more
 * is left to the reader. Of directives that httpd only keeps nothing is made.
 *
 * @returns true when the last line was given to the reader, who may now be in another text or condition
 */
export function readPlainLines(reader: ConfigReader, level: Level, lines: PlainLines): boolean {
  const { stream, open, closedBy } = level;
  if (stream.upcoming < 0) return false;
  const { state } = reader;
  const { kept } = state;
  const frame = reader.frameOf(level);
  lines.begin(stream.table, bufferSize(level.bufferGrown), MAX_NODES - state.nodes);
  let parent = reader.parentOf(level);
  let line = stream.upcoming;
  for (;;) {
    const from = line;
    line = lines.pass(stream, from);
    if (lines.first >= 0) kept.push(new LineRun(frame, parent, lines.names, lines.first, line));
    const { name, kind, isBare } = lines;
    if (name === undefined) break;
    const ends = kind === KIND.closeTag && open.length === 0;
    // Nothing may stand behind the closing tag of a condition; one that closes nothing is the reader's.
    if (ends && (name.closes !== closedBy || closedBy === undefined || !isBare)) break;
    if (ends || name.command?.readPhase === true) {
      stream.upcoming = line + 1;
      state.nodes += lines.count;
      if (ends) reader.leave(level);
      else reader.act(level, name, undefined);
      return true;
    }
    if (kind === KIND.openTag) {
      parent = new SectionRecord(name.nodeName, name.nodeKey, line, frame, parent);
      reader.openSection(level, parent);
    } else {
      if (name.closes !== parent?.key) break;
      open.pop()?.close(kept);
      parent = reader.parentOf(level);
    }
    lines.count++;
    line++;
  }
  state.nodes += lines.count;
  stream.upcoming = line;
  return false;
}

/** Lines that need nothing but their names; one for all runs of `readPlainLines`. */
export class PlainLines {
  readonly #known: Names;
  /** Those that are known, by their numbers in the rows. */
  names: (Name | undefined)[] = [];
  #size = 0;
  #most = 0;
  /** Behind the last line that may be plain. */
  #stop = 0;
  /** Directives and tags that were passed. */
  count = 0;
  /** The first of the directives that were passed at last; -1 when there were none. */
  first = -1;
  /** Of the line that was come to: undefined when it needs more than that. */
  name: Name | undefined;
  kind = 0;
  /** Whether nothing stands behind the name. */
  isBare = false;

  constructor(names: Names) {
    this.#known = names;
  }

  /**
   * @param size bytes of httpd's line buffer
   * @param most directives and tags that may be passed
   */
  begin({ text, count, words }: LineTable, size: number, most: number): void {
    this.names = this.#known.byNumber(words);
    this.#size = size;
    this.#most = most;
    // httpd does not always take a last line without line end.
    this.#stop = text.endsWith("\n") ? count : count - 1;
    this.count = 0;
  }

  /**
   * Passes over directives that httpd only keeps. They are looked at in place, without a call for each question,
   * because a configuration is mostly read once, before V8 has compiled this.
   *
   * @returns the line that was come to
   */
  pass(stream: LineStream, from: number): number {
    const { text, rows, count, words } = stream.table;
    const { names } = this;
    const size = this.#size;
    const stop = this.#stop;
    const most = this.#most;
    const { blank, comment, directive, openTag, closeTag } = KIND;
    let variable = stream.nextVariable;
    let passed = this.count;
    let line = from;
    this.first = -1;
    this.name = undefined;
    for (; line < stop && passed <= most; line++) {
      const row = line * ROW_WIDTH;
      const flags = rows[row + ROW_FLAGS] as number;
      const kind = flags & ROW_KIND_MASK;
      if (kind === blank) continue;
      const start = rows[row] as number;
      if ((line + 1 < count ? (rows[row + ROW_WIDTH] as number) : text.length) - start > size) break;
      if (kind === comment) continue;
      const contentEnd = rows[row + ROW_CONTENT_END] as number;
      if (variable < start) variable = stream.findVariable(start);
      const number = rows[row + ROW_WORD] as number;
      if (number === 0 || variable < contentEnd || kind > closeTag) break;
      const nameStart = rows[row + ROW_NAME_START] as number;
      // In a line that is joined, a `${` can be hidden by the continuation.
      if ((flags & ROW_JOINED) !== 0 && text.slice(nameStart, contentEnd).includes("$\\")) break;
      const name = names[number] ?? this.#learn(number, words);
      if (!name.plain) break;
      if (kind !== directive || name.command?.readPhase === true) {
        this.isBare = nameStart + (flags >>> ROW_NAME_SHIFT) === contentEnd;
        this.kind = kind;
        if (kind !== openTag || !this.isBare) this.name = name;
        break;
      }
      if (this.first < 0) this.first = line;
      passed++;
    }
    this.count = passed;
    return line;
  }

  #learn(number: number, words: readonly string[]): Name {
    const name = this.#known.of(words[number] as string);
    this.names[number] = name;
    return name;
  }
}
