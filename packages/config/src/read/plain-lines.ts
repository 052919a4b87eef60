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
import { MAX_NODES } from "./limits.ts";
import type { Names } from "./names.ts";
import type { ConfigReader, Level } from "./reader.ts";

/**
 * Reads on as long as lines stand in the file as httpd sees them, and become nodes or end a section without anything to
 * say about it: nearly all lines of nearly all files. What needs more is left to the reader, the first line with a new
 * name too, so that any name found here is known. Lines are looked at in place, without a call for each question, because
 * a configuration is mostly read once, before V8 has compiled this.
 */
export function readPlainLines(reader: ConfigReader, level: Level, names: Names): void {
  const { stream, open, container } = level;
  let line = stream.upcoming;
  if (line < 0) return;
  const { state } = reader;
  const frame = reader.frameOf(level);
  const { text, rows, count } = stream.table;
  const { size } = level.buffer;
  const { generation } = state.modules;
  const { blank, comment, directive, openTag, closeTag } = KIND;
  let { nodes } = state;
  let parent = open.at(-1) ?? container;
  let siblings = parent?.room ?? state.top;
  let variable = stream.nextVariable;
  let before = names.first;
  // httpd does not always take a last line without line end.
  const stop = text.endsWith("\n") ? count : count - 1;
  for (; line < stop && nodes <= MAX_NODES; line++) {
    const row = line * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    const kind = flags & ROW_KIND_MASK;
    if (kind === blank) continue;
    const start = rows[row] as number;
    const end = line + 1 < count ? (rows[row + ROW_WIDTH] as number) : text.length;
    if (end - start > size) break;
    if (kind === comment) continue;
    const contentEnd = rows[row + ROW_CONTENT_END] as number;
    if (variable < start) variable = stream.findVariable(start);
    if (variable < contentEnd) break;
    const nameStart = rows[row + ROW_NAME_START] as number;
    const nameEnd = nameStart + (flags >>> ROW_NAME_SHIFT);
    // In a line that is joined, a `${` can be hidden by the continuation.
    if ((flags & ROW_JOINED) !== 0 && text.slice(nameStart, contentEnd).includes("$\\")) break;
    let name = before.next;
    if (name === undefined || name.word.length !== nameEnd - nameStart || !text.startsWith(name.word, nameStart)) {
      name = names.known.get(text.slice(nameStart, nameEnd));
      if (name === undefined || !name.plain) break;
      before.next = name;
    }
    before = name;
    if (kind === closeTag) {
      // What ends a condition, or nothing, is the reader's.
      if (open.length === 0 || name.closes !== parent?.key) break;
      open.pop()?.seal();
    } else if (name.generation !== generation || name.command?.readPhase === true) {
      break;
    } else if (kind === directive) {
      siblings.push(new NodeRecord(name.nodeName, name.nodeKey, line, frame, parent));
    } else {
      if (kind !== openTag || nameEnd === contentEnd) break;
      const section = new SectionRecord(name.nodeName, name.nodeKey, line, frame, parent);
      siblings.push(section);
      open.push(section);
    }
    if (kind !== directive) {
      parent = open.at(-1) ?? container;
      siblings = parent?.room ?? state.top;
    }
    nodes++;
  }
  state.nodes = nodes;
  stream.upcoming = line;
}
