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
import type { Name, Names } from "./names.ts";
import type { ConfigReader, Level } from "./reader.ts";

/**
 * Reads on as long as lines stand in the file as httpd sees them and become nodes or end a section without a word to
 * say about it. Whatever needs more is left to the reader, the first line with a new name too, so that a name that is
 * found here is known. Nearly all lines of nearly all files are done with here; each is looked at in place, without
 * a call, because of a file that is read once V8 compiles little.
 */
export function readPlainLines(reader: ConfigReader, level: Level, names: Names): void {
  const { stream, open } = level;
  let line = stream.upcoming;
  if (line < 0) return;
  const { state } = reader;
  const frame = reader.frameOf(level);
  const { text, rows, count } = stream.table;
  const { known } = names;
  const { generation } = state.modules;
  const { size } = level.buffer;
  const { blank, comment, directive, openTag, closeTag } = KIND;
  let { nodes } = state;
  let parent = open.at(-1) ?? level.container;
  let siblings = parent?.room ?? state.top;
  let variable = stream.nextVariable;
  let before = names.first;
  // httpd does not always take a last line without line end.
  const stop = text.endsWith("\n") ? count : count - 1;
  for (; line < stop; line++) {
    const row = line * ROW_WIDTH;
    const flags = rows[row + ROW_FLAGS] as number;
    const kind = flags & ROW_KIND_MASK;
    if (kind === blank) continue;
    const start = rows[row] as number;
    const end = line + 1 < count ? (rows[row + ROW_WIDTH] as number) : text.length;
    if (end - start > size) break;
    if (kind === comment) continue;
    const contentEnd = rows[row + ROW_CONTENT_END] as number;
    if (variable < contentEnd) {
      if (variable < start) variable = stream.findVariable(start);
      if (variable < contentEnd) break;
    }
    const nameStart = rows[row + ROW_NAME_START] as number;
    const nameEnd = nameStart + (flags >>> ROW_NAME_SHIFT);
    // In a line that is joined, a `${` can be hidden by the continuation.
    if ((flags & ROW_JOINED) !== 0 && text.slice(nameStart, contentEnd).includes("$\\")) break;
    let name: Name | undefined = before.next;
    if (name === undefined || name.word.length !== nameEnd - nameStart || !text.startsWith(name.word, nameStart)) {
      name = known.get(text.slice(nameStart, nameEnd));
      if (name === undefined || !name.plain) break;
      before.next = name;
    }
    before = name;
    if (nodes > MAX_NODES) break;
    if (kind === closeTag) {
      // What ends a condition, or nothing, is the reader's.
      if (parent === undefined || open.length === 0 || name.closes !== parent.key) break;
      open.pop();
      parent.seal();
      parent = open.at(-1) ?? level.container;
      siblings = parent?.room ?? state.top;
    } else {
      if (name.generation !== generation || name.command?.readPhase === true) break;
      if (kind === directive) {
        siblings.push(new NodeRecord(name.nodeName, name.nodeKey, line, frame, parent));
      } else {
        if (kind !== openTag || nameEnd === contentEnd) break;
        const section = new SectionRecord(name.nodeName, name.nodeKey, line, frame, parent);
        siblings.push(section);
        open.push(section);
        parent = section;
        siblings = section.room;
      }
    }
    nodes++;
  }
  state.nodes = nodes;
  stream.upcoming = line;
}
