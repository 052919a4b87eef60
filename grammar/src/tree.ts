import { sectionEnds } from "./grammar.ts";
import { KIND, type LineTable } from "./line-table.ts";
import type { CloseTag, ConfigFile, FileKind, Line, Node, OpenTag, Section } from "./nodes.ts";

/** The tree over a line table: nodes are made when they are looked at, and then stay the same. */
export class ConfigFileView implements ConfigFile {
  readonly type = "ConfigFile";
  readonly text: string;
  readonly kind: FileKind;
  readonly table: LineTable;
  readonly start = 0;
  readonly #unclosedEnds: readonly number[];
  #children: readonly Node[] | undefined;
  #lines: readonly Line[] | undefined;

  constructor(table: LineTable, kind: FileKind, unclosedEnds: readonly number[]) {
    this.text = table.text;
    this.kind = kind;
    this.table = table;
    this.#unclosedEnds = unclosedEnds;
  }

  get end(): number {
    return this.text.length;
  }

  /** Parsed now: httpd's own reading goes by the lines, and what only reads as httpd does never asks for the sections. */
  get children(): readonly Node[] {
    this.#children ??= childrenOf(this.table, sectionEnds(this.table, this.#unclosedEnds), 0, this.table.count);
    return this.#children;
  }

  get lines(): readonly Line[] {
    this.#lines ??= Array.from({ length: this.table.count }, (_, index) => this.table.line(index));
    return this.#lines;
  }
}

class SectionView implements Section {
  readonly #table: LineTable;
  readonly #ends: Int32Array;
  readonly #openLine: number;
  #children: readonly Node[] | undefined;

  constructor(table: LineTable, ends: Int32Array, openLine: number) {
    this.#table = table;
    this.#ends = ends;
    this.#openLine = openLine;
  }

  get type(): "Section" {
    return "Section";
  }

  get start(): number {
    return this.#table.start(this.#openLine);
  }

  get end(): number {
    const behind = behindSection(this.#ends, this.#openLine);
    return behind < this.#table.count ? this.#table.start(behind) : this.#table.text.length;
  }

  get openTag(): OpenTag {
    return this.#table.line(this.#openLine) as OpenTag;
  }

  get closeTag(): CloseTag | undefined {
    const end = this.#ends[this.#openLine] as number;
    return end < 0 ? undefined : (this.#table.line(end) as CloseTag);
  }

  get children(): readonly Node[] {
    const end = this.#ends[this.#openLine] as number;
    this.#children ??= childrenOf(this.#table, this.#ends, this.#openLine + 1, end < 0 ? ~end : end);
    return this.#children;
  }
}

function behindSection(ends: Int32Array, openLine: number): number {
  const end = ends[openLine] as number;
  return end < 0 ? ~end : end + 1;
}

function childrenOf(table: LineTable, ends: Int32Array, from: number, to: number): readonly Node[] {
  const children: Node[] = [];
  for (let index = from; index < to; ) {
    if (table.kind(index) === KIND.openTag) {
      children.push(new SectionView(table, ends, index));
      index = behindSection(ends, index);
    } else {
      children.push(table.line(index) as Node);
      index++;
    }
  }
  return children;
}
