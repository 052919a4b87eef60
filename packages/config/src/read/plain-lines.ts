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
import { SectionRecord } from "../node.ts";
import { holdsForCertain } from "./conditions.ts";
import type { Level } from "./level.ts";
import { MAX_NODES } from "./limits.ts";
import { bufferSize } from "./line-buffer.ts";
import { LineRun } from "./line-run.ts";
import type { LineStream } from "./line-stream.ts";
import type { Name, Names } from "./names.ts";
import type { ConfigReader } from "./reader.ts";
import type { ReadState } from "./state.ts";

/**
 * Reads on as long as lines stand in the file as httpd sees them: nearly all lines of nearly all files. What needs more
 * is left to the reader, with the sections around it.
 *
 * @returns true when the last line was given to the reader, who may now be in another text or condition
 */
export function readPlainLines(reader: ConfigReader, level: Level, lines: PlainLines): boolean {
  const { stream, open, closedBy } = level;
  if (stream.upcoming < 0) return false;
  const { state } = reader;
  const frame = reader.frameOf(level);
  let line = stream.upcoming;
  for (;;) {
    const from = line;
    line = lines.pass(stream, from, bufferSize(level.bufferGrown));
    const parent = reader.parentOf(level);
    if (lines.first >= 0)
      keep(state, level, new LineRun(frame, parent, lines.names, lines.first, line), lines.executed);
    const { name, kind, isBare } = lines;
    if (name === undefined) break;
    const ends = kind === KIND.closeTag && open.length === 0;
    // Nothing may stand behind the closing tag of a condition; one that closes nothing is the reader's.
    if (ends && (name.closes !== closedBy || closedBy === undefined || !isBare)) break;
    if (ends || name.command?.readPhase === true) {
      stream.upcoming = line + 1;
      if (ends) reader.leave(level);
      else reader.act(level, name, undefined);
      return true;
    }
    if (kind === KIND.openTag) {
      reader.openSection(level, new SectionRecord(name.nodeName, name.nodeKey, line, frame, parent));
    } else {
      if (name.closes !== parent?.key) break;
      reader.closeSection(level);
    }
    state.nodes++;
    line++;
  }
  stream.upcoming = line;
  return false;
}

/** @param executed line of the last condition in it; -1 when there is none */
function keep(state: ReadState, level: Level, run: LineRun, executed: number): void {
  state.kept.push(run);
  if (executed < 0) return;
  state.executed.push(run);
  state.conditions.push(run);
  level.executed(run, executed);
}

const FIRST_SIZE = bufferSize(0);

/** So often may all lines of a file be gone through once more before its sections are opened one by one. */
const MOST_ROUNDS = 4;

/** Lines that need nothing but their names; one for all runs of `readPlainLines`. */
export class PlainLines {
  readonly #known: Names;
  readonly #state: ReadState;
  /** Those that are known, by their numbers in the rows. */
  names: (Name | undefined)[] = [];
  /** The first line that was passed at last and is to be kept; -1 when there is none. */
  first = -1;
  /** Of those, the line of the last condition; -1 when there is none. */
  executed = -1;
  /** Of the line that was come to: undefined when it needs more than that. */
  name: Name | undefined;
  kind = 0;
  /** Whether nothing stands behind the name. */
  isBare = false;
  /** Lines of the tags that are open, and their names. */
  readonly #open: number[] = [];
  readonly #openNames: Name[] = [];
  #depth = 0;
  /** How many of them are conditions. */
  #conditions = 0;
  #nodes = 0;
  /** As they were in front of the first tag that is open. */
  #nodesBefore = 0;
  #executedBefore = -1;
  #table: LineTable | undefined;
  /** Lines that had to be gone through again, because something in a section was not plain. */
  #again = 0;

  constructor(names: Names, state: ReadState) {
    this.#known = names;
    this.#state = state;
  }

  /**
   * Passes over directives that httpd only keeps, sections of such, and conditions that hold.
   *
   * @param size bytes of httpd's line buffer
   * @returns the line that was come to: the first one that is not plain, or the tag of the section which has that in it
   */
  pass(stream: LineStream, from: number, size: number): number {
    if (stream.table !== this.#table) this.#again = 0;
    this.#table = stream.table;
    this.names = this.#known.byNumber(stream.table.words);
    this.first = -1;
    this.executed = -1;
    this.name = undefined;
    this.#depth = 0;
    this.#nodes = 0;
    let line = this.#goThrough(stream, from, size);
    if (this.#depth > 0) {
      const outermost = this.#open[0] as number;
      this.#again += line - outermost;
      line = outermost;
      if (this.first === line) this.first = -1;
      this.executed = this.#executedBefore;
      this.#nodes = this.#nodesBefore;
      this.name = this.#openNames[0];
      this.kind = KIND.openTag;
    }
    this.#state.nodes += this.#nodes;
    return line;
  }

  /**
   * Lines are looked at in place, without a call for each question, because a configuration is mostly read once, before
   * V8 has compiled this.
   */
  #goThrough(stream: LineStream, from: number, size: number): number {
    const { text, rows, count, words } = stream.table;
    const { names } = this;
    const { blank, comment, directive, openTag, closeTag } = KIND;
    const most = MAX_NODES - this.#state.nodes;
    // httpd does not always take a last line without line end.
    const stop = text.endsWith("\n") ? count : count - 1;
    let room = size;
    let variable = stream.nextVariable;
    let line = from;
    for (; line < stop && this.#nodes <= most; line++) {
      const row = line * ROW_WIDTH;
      const flags = rows[row + ROW_FLAGS] as number;
      const kind = flags & ROW_KIND_MASK;
      if (kind === blank) continue;
      const start = rows[row] as number;
      if ((line + 1 < count ? (rows[row + ROW_WIDTH] as number) : text.length) - start > room) break;
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
      if (kind === directive && name.command?.readPhase !== true) {
        if (this.first < 0) this.first = line;
        this.#nodes++;
        continue;
      }
      this.kind = kind;
      this.isBare = nameStart + (flags >>> ROW_NAME_SHIFT) === contentEnd;
      if (kind === openTag && this.isBare) break;
      if (kind === openTag ? !this.#opens(line, name) : kind === directive || !this.#closes(name)) {
        if (kind !== closeTag || this.#depth === 0) this.name = name;
        break;
      }
      // What is in a condition is read into a buffer of its own.
      room = this.#conditions > 0 ? FIRST_SIZE : size;
    }
    return line;
  }

  /** Whether the tag of a section, or of a condition that holds, was passed. */
  #opens(line: number, name: Name): boolean {
    const table = this.#table as LineTable;
    if (this.#again > MOST_ROUNDS * table.count) return false;
    const isCondition = name.command?.readPhase === true;
    if (isCondition && !holdsForCertain(this.#state, name.nodeKey, table.argumentText(line))) return false;
    if (this.#depth === 0) {
      this.#nodesBefore = this.#nodes;
      this.#executedBefore = this.executed;
      this.#conditions = 0;
    }
    if (isCondition) {
      this.#conditions++;
      this.executed = line;
    }
    if (this.first < 0) this.first = line;
    this.#open[this.#depth] = line;
    this.#openNames[this.#depth] = name;
    this.#depth++;
    this.#nodes++;
    return true;
  }

  /** Whether the tag that closes what is open was passed; nothing may stand behind that of a condition. */
  #closes(name: Name): boolean {
    if (this.#depth === 0) return false;
    const open = this.#openNames[this.#depth - 1] as Name;
    if (name.closes !== open.nodeKey) return false;
    if (open.command?.readPhase === true) {
      if (!this.isBare) return false;
      this.#conditions--;
    } else {
      this.#nodes++;
    }
    this.#depth--;
    return true;
  }

  #learn(number: number, words: readonly string[]): Name {
    const name = this.#known.of(words[number] as string);
    this.names[number] = name;
    return name;
  }
}
