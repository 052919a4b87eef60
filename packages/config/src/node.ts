import type { Location, Range } from "@httpd-lint/diagnostics";
import { type Argument, argumentsOf, type Line, logicalText, splitWords } from "@httpd-lint/grammar";
import type { Condition, ConfigNode, ConfigTree, Frame, MacroUse, Origin, SourceFile } from "./tree.ts";

const NO_NODES: readonly NodeRecord[] = [];

/** What a node has to keep of its line when its arguments are not simply what stands in the file. */
export interface AlteredLine {
  /** The line, or its index in the frame's file. */
  readonly line: Line | number;
  readonly argumentText: string;
  /** The line number httpd gives; 0 means it follows from `line`. */
  readonly number: number;
}

/** The reader's own node; everybody else sees it as `ConfigNode`. There are many, so it has no field that most do not need. */
export class NodeRecord implements ConfigNode {
  readonly name: string;
  readonly key: string;
  readonly frame: Frame;
  readonly parent: SectionRecord | undefined;
  /** Index of the line in the frame's file when the node is as the line stands there. */
  readonly #source: number | AlteredLine;
  #words: readonly string[] | undefined;

  constructor(
    name: string,
    key: string,
    source: number | AlteredLine,
    frame: Frame,
    parent: SectionRecord | undefined,
  ) {
    this.name = name;
    this.key = key;
    this.#source = source;
    this.frame = frame;
    this.parent = parent;
  }

  get isSection(): boolean {
    return false;
  }

  get line(): Line {
    const source = this.#source;
    const line = typeof source === "number" ? source : source.line;
    return typeof line === "number" ? this.frame.file.syntax.table.line(line) : line;
  }

  /** Index of the line in the frame's file when the arguments are what stands there; otherwise -1. */
  get ownLine(): number {
    const source = this.#source;
    return typeof source === "number" ? source : -1;
  }

  /** The same for every line that stands in the file. */
  get lineIndex(): number {
    const source = this.#source;
    if (typeof source === "number") return source;
    return typeof source.line === "number" ? source.line : -1;
  }

  get rawArgumentText(): string {
    const source = this.#source;
    // Asked for all the time: the numbers will do, without the object of the line.
    return typeof source === "number" ? this.frame.file.syntax.table.argumentText(source) : source.argumentText;
  }

  get argumentText(): string {
    return this.rawArgumentText;
  }

  /** Rules ask for the same words many times. */
  get words(): readonly string[] {
    this.#words ??= splitWords(this.argumentText);
    return this.#words;
  }

  get children(): readonly ConfigNode[] {
    return NO_NODES;
  }

  get number(): number {
    const source = this.#source;
    const given = typeof source === "number" ? 0 : source.number;
    return given === 0 ? lineNumber(this.frame.file, this.line) : given;
  }
}

/** What stands in a section. */
export interface Body {
  /** @param section whose it is; undefined for what stands in none */
  nodesIn(section: SectionRecord | undefined): readonly NodeRecord[];
}

export class SectionRecord extends NodeRecord {
  #body: Body | undefined;
  #children: readonly NodeRecord[] | undefined;

  override get isSection(): boolean {
    return true;
  }

  override get argumentText(): string {
    const raw = this.rawArgumentText;
    const close = raw.lastIndexOf(">");
    return close < 0 ? raw : raw.slice(0, close).trimEnd();
  }

  /** Most sections of a large configuration are gone through without this. */
  override get children(): readonly ConfigNode[] {
    this.#children ??= this.#body?.nodesIn(this) ?? NO_NODES;
    return this.#children;
  }

  /** What `fill` was given. */
  get made(): readonly NodeRecord[] | undefined {
    return this.#children;
  }

  /** Its body makes all that stands in it. */
  fill(children: readonly NodeRecord[]): void {
    this.#children = children;
  }

  /** Undefined while the section is open, and when nothing stands in it. */
  get body(): Body | undefined {
    return this.#body;
  }

  close(body: Body | undefined): void {
    this.#body = body;
  }
}

/**
 * The number httpd gives a logical line: that of its last physical line. `ap_cfg_getline_core` counts reads: one more
 * for a continuation mark that the end of the file follows, and one more for what a NUL pushed out of the line buffer.
 */
export function lineNumber(file: SourceFile, line: Line): number {
  const last = Math.max(line.end - 1, line.start);
  return file.lineIndex.lineAt(last) + extraReads(file, line) + (continuesAtEnd(file.text, line) ? 1 : 0);
}

function continuesAtEnd(text: string, line: Line): boolean {
  return line.end === text.length && /\\\r?\n$/.test(text.slice(Math.max(line.start, line.end - 3), line.end));
}

/** Ends of the lines that a NUL kept from ending at a line end; for nearly every file none. */
const cutLines = new WeakMap<SourceFile, readonly number[]>();

function extraReads(file: SourceFile, line: Line): number {
  let ends = cutLines.get(file);
  if (ends === undefined) {
    const { text, syntax } = file;
    const lines = text.includes("\0") ? syntax.lines : [];
    ends = lines.filter(({ end }) => text.charCodeAt(end - 1) !== 0x0a).map(({ end }) => end);
    cutLines.set(file, ends);
  }
  let reads = 0;
  for (const end of ends) if (end <= line.start) reads++;
  return reads;
}

/** The effective argument words, as a handler that takes any number of words sees them. */
export function wordsOf(node: ConfigNode): readonly string[] {
  return node instanceof NodeRecord ? node.words : splitWords(node.argumentText);
}

/** The number httpd would give in a message; in a macro's body it counts the body's lines from 1. */
export function lineNumberOf(node: ConfigNode): number {
  return node instanceof NodeRecord ? node.number : lineNumber(node.frame.file, node.line);
}

/** Name to end of arguments. */
export function locationOf(node: ConfigNode): Location {
  const { path: file, syntax } = node.frame.file;
  // Most findings have a place, and nobody asks for the object of the line.
  const index = node instanceof NodeRecord ? node.lineIndex : -1;
  if (index >= 0) return { file, start: syntax.table.nameStart(index), end: syntax.table.contentEnd(index) };
  return { file, start: node.line.nameStart, end: node.line.contentEnd };
}

/** The name alone. */
export function locationOfName(node: ConfigNode): Location {
  const { path: file, syntax } = node.frame.file;
  const index = node instanceof NodeRecord ? node.lineIndex : -1;
  if (index >= 0) return { file, start: syntax.table.nameStart(index), end: syntax.table.nameEnd(index) };
  return { file, start: node.line.nameStart, end: node.line.nameEnd };
}

/**
 * Where the word at `index` of `wordsOf(node)` is written. When `${}` or a macro's parameters changed the number of
 * words, the place of all arguments is the best there is.
 */
export function locationOfArgument(node: ConfigNode, index: number): Location {
  const written = writtenArguments(node);
  const range: Range | undefined = written.length === wordsOf(node).length ? written[index] : wholeOf(written);
  if (range === undefined) return locationOf(node);
  return { file: node.frame.file.path, start: range.start, end: range.end };
}

/** Source words of the line that made the node, before `${}` and macro parameters were replaced. */
export function writtenArguments(node: ConfigNode): readonly Argument[] {
  return argumentsOf(node.frame.file.syntax, node.line);
}

function wholeOf(words: readonly Range[]): Range | undefined {
  const first = words[0];
  const last = words.at(-1);
  return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
}

/** The line as written, without continuations. */
export function sourceTextOf(node: ConfigNode): string {
  return logicalText(node.frame.file.syntax, node.line);
}

/** Every frame around the node, outermost first. */
export function framesOf(node: ConfigNode): readonly Frame[] {
  const frames: Frame[] = [];
  for (let frame: Frame | undefined = node.frame; frame !== undefined; frame = frame.parent) frames.push(frame);
  return frames.reverse();
}

/** Whether the node is one of the lines of a macro, which stand for every use of it. */
export function isOfMacro(node: ConfigNode): boolean {
  for (let frame: Frame | undefined = node.frame; frame !== undefined; frame = frame.parent) {
    if (frame.macro !== undefined) return true;
    if (frame.kind === "file") return false;
  }
  return false;
}

/** Where a node comes from. */
export function originOf(node: ConfigNode): Origin {
  const includeChain: ConfigNode[] = [];
  const conditions: Condition[] = [];
  let macro: MacroUse | undefined;
  for (const frame of framesOf(node)) {
    if (frame.kind === "file") macro = undefined;
    if (frame.kind === "file" && frame.opener !== undefined) includeChain.push(frame.opener);
    if (frame.condition !== undefined) conditions.push(frame.condition);
    if (frame.macro !== undefined) macro = frame.macro;
  }
  const { file } = node.frame;
  const { column } = file.lineIndex.position(node.line.nameStart);
  return { file, line: lineNumberOf(node), column, includeChain, macro, conditions };
}

/** Nodes and all that is in them, in httpd's order, at any depth without recursion. */
export function* descendants(nodes: readonly ConfigNode[]): Generator<ConfigNode> {
  const open: { readonly nodes: readonly ConfigNode[]; next: number }[] = [{ nodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next++];
    if (node === undefined) {
      open.pop();
      continue;
    }
    yield node;
    if (node.children.length > 0) open.push({ nodes: node.children, next: 0 });
  }
}

/** Every node httpd keeps. */
export function allNodes(tree: ConfigTree): Generator<ConfigNode> {
  return descendants(tree.nodes);
}
