import {
  KIND,
  ROW_CONTENT_END,
  ROW_FLAGS,
  ROW_JOINED,
  ROW_KIND_MASK,
  ROW_NAME_SHIFT,
  ROW_NAME_START,
  ROW_WIDTH,
} from "@httpd-lint/grammar";
import { NodeRecord, SectionRecord } from "../node.ts";
import type { Level } from "./level.ts";
import { MAX_NODES } from "./limits.ts";
import { bufferSize } from "./line-buffer.ts";
import type { Names } from "./names.ts";
import type { ConfigReader } from "./reader.ts";

/**
 * Reads on as long as lines stand in the file as httpd sees them: nearly all lines of nearly all files. What needs more
 * is left to the reader, the first line with a new name too, so that any name found here is known. Lines are looked at
 * in place, without a call for each question, because a configuration is mostly read once, before V8 has compiled this.
 *
 * @returns true when the last line was given to the reader, who may now be in another text or condition
 */
export function readPlainLines(reader: ConfigReader, level: Level, names: Names): boolean {
  const { stream, open, closedBy } = level;
  let line = stream.upcoming;
  if (line < 0) return false;
  const { state } = reader;
  const { kept } = state;
  const frame = reader.frameOf(level);
  const { text, rows, count } = stream.table;
  const { generation } = state.modules;
  const size = bufferSize(level.bufferGrown);
  const { blank, comment, directive, openTag, closeTag } = KIND;
  let parent = reader.parentOf(level);
  let variable = stream.nextVariable;
  let { before } = names;
  // httpd does not always take a last line without line end.
  const stop = text.endsWith("\n") ? count : count - 1;
  for (; line < stop && state.nodes <= MAX_NODES; line++) {
    const row = line * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    const kind = flags & ROW_KIND_MASK;
    if (kind === blank) continue;
    const start = rows[row] as number;
    if ((line + 1 < count ? (rows[row + ROW_WIDTH] as number) : text.length) - start > size) break;
    if (kind === comment) continue;
    const contentEnd = rows[row + ROW_CONTENT_END] as number;
    if (variable < start) variable = stream.findVariable(start);
    const nameStart = rows[row + ROW_NAME_START] as number;
    const nameEnd = nameStart + (flags >>> ROW_NAME_SHIFT);
    if (variable < contentEnd || kind > closeTag || (kind === openTag && nameEnd === contentEnd)) break;
    // In a line that is joined, a `${` can be hidden by the continuation.
    if ((flags & ROW_JOINED) !== 0 && text.slice(nameStart, contentEnd).includes("$\\")) break;
    let name = before.next;
    if (name === undefined || name.word.length !== nameEnd - nameStart || !text.startsWith(name.word, nameStart)) {
      name = names.known.get(text.slice(nameStart, nameEnd));
      if (name === undefined || !name.plain) break;
      before.next = name;
    }
    before = name;
    if (kind !== closeTag && name.generation !== generation) break;
    const ends = kind === closeTag && open.length === 0;
    // Nothing may stand behind the closing tag of a condition; one that closes nothing is the reader's.
    if (ends && (name.closes !== closedBy || closedBy === undefined || nameEnd !== contentEnd)) break;
    if (ends || name.command?.readPhase === true) {
      stream.upcoming = line + 1;
      names.before = name;
      if (ends) reader.leave(level);
      else reader.act(level, name, undefined);
      return true;
    }
    if (kind === directive) {
      kept.push(new NodeRecord(name.nodeName, name.nodeKey, line, frame, parent));
    } else {
      if (kind === openTag) {
        parent = new SectionRecord(name.nodeName, name.nodeKey, line, frame, parent);
        reader.openSection(level, parent);
      } else {
        if (name.closes !== parent?.key) break;
        open.pop()?.close(kept);
        parent = reader.parentOf(level);
      }
    }
    state.nodes++;
  }
  stream.upcoming = line;
  names.before = before;
  return false;
}
