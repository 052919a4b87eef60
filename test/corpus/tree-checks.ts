import type { ConfigFile, Line, Node } from "@httpd-lint/grammar";
import { decodeSource, encodeSource, nodeAt, parse, print } from "@httpd-lint/grammar";

/** What is wrong with a tree as a picture of its text: empty when every promise of nodes.ts holds. */
export function flawsOf(text: string): string[] {
  const { file } = parse(text);
  const flaws: string[] = [];
  if (print(file) !== text) flaws.push("print does not give back the text");
  if (file.start !== 0 || file.end !== text.length) flaws.push("the file's range is not the text's");
  flaws.push(...untiled(file.lines, 0, text.length, "lines"));
  const leaves = leavesOf(file);
  if (leaves.length !== file.lines.length || leaves.some((leaf, at) => leaf !== file.lines[at])) {
    flaws.push("the leaves of the tree are not the lines");
  }
  flaws.push(...unnested(file));
  return flaws;
}

/** Ranges that leave a gap, overlap, or run out of their line. */
function untiled(lines: readonly Line[], start: number, end: number, what: string): string[] {
  const flaws: string[] = [];
  let at = start;
  for (const line of lines) {
    if (line.start !== at || line.end <= line.start) flaws.push(`${what}: ${line.type} at ${line.start} after ${at}`);
    const inside = line.start <= line.nameStart && line.nameStart <= line.nameEnd && line.nameEnd <= line.end;
    if (!inside || line.contentEnd < line.nameStart || line.contentEnd > line.end) {
      flaws.push(`${what}: name or content outside of the ${line.type} at ${line.start}`);
    }
    at = line.end;
  }
  if (at !== end) flaws.push(`${what}: end at ${at}, not at ${end}`);
  return flaws;
}

/** The leaves below the file, without recursion: httpd takes 5,000 sections in each other. */
function leavesOf(file: ConfigFile): Line[] {
  const leaves: Line[] = [];
  const pending: (Node | Line)[] = [...file.children].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type !== "Section") leaves.push(node);
    else {
      const { openTag, children, closeTag } = node;
      if (closeTag !== undefined) pending.push(closeTag);
      for (let at = children.length - 1; at >= 0; at--) pending.push(children[at] as Node);
      pending.push(openTag);
    }
  }
  return leaves;
}

/** Sections whose parts do not lie end to end, or reach beyond the section around them. */
function unnested(file: ConfigFile): string[] {
  const flaws: string[] = [];
  const pending: (ConfigFile | Node)[] = [file];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type !== "Section" && node.type !== "ConfigFile") continue;
    const tags = node.type === "Section" ? [node.openTag, ...node.children] : [...node.children];
    const parts = node.type === "Section" && node.closeTag !== undefined ? [...tags, node.closeTag] : tags;
    let at = node.start;
    for (const part of parts) {
      if (part.start !== at) flaws.push(`${part.type} at ${part.start} does not follow ${at}`);
      at = part.end;
    }
    if (at !== node.end) flaws.push(`${node.type} ${node.start}..${node.end} ends at ${at}`);
    for (const child of node.children) pending.push(child);
  }
  return flaws;
}

/** Offsets of the text at which `nodeAt` does not find the line that is there, or the sections around it. */
export function misplaced(file: ConfigFile, offsets: Iterable<number>): number[] {
  const wrong: number[] = [];
  for (const offset of offsets) {
    const { line, sections } = nodeAt(file, offset);
    const last = file.lines.at(-1);
    const expected = file.lines.find(({ start, end }) => start <= offset && offset < end) ?? last;
    const around = sections.every((section, at) => {
      const outer = sections[at - 1];
      const inOuter = outer === undefined || outer.children.includes(section);
      return inOuter && section.start <= offset && (offset < section.end || offset >= file.end);
    });
    if (line !== expected || !around) wrong.push(offset);
  }
  return wrong;
}

/** True when the bytes survive decoding, parsing, printing and encoding. */
export function roundTrips(bytes: Uint8Array): boolean {
  const text = decodeSource(bytes);
  const again = encodeSource(print(parse(text).file));
  return again.length === bytes.length && Buffer.compare(again, bytes) === 0;
}
