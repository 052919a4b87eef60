import { KIND, type LineTable, ROW_FLAGS, ROW_KIND_MASK, ROW_WIDTH, ROW_WORD } from "@httpd-lint/grammar";
import { type Body, NodeRecord, SectionRecord } from "../node.ts";
import type { Condition, ConfigNode } from "../tree.ts";
import { ConditionRecord, conditionTest } from "./condition-record.ts";
import { FrameRecord } from "./line-stream.ts";
import type { Name } from "./names.ts";

/**
 * Lines of a file that need nothing but to be kept: directives, whole sections, and conditions that hold. No node is made
 * of them before somebody asks: httpd's own checks go through the lines, and a large configuration has hundreds of
 * thousands.
 */
export class LineRun implements Body {
  readonly frame: FrameRecord;
  readonly parent: SectionRecord | undefined;
  readonly table: LineTable;
  /** By the numbers of the words in the rows, as they were when the lines were read. */
  readonly names: readonly (Name | undefined)[];
  /** Index of the first line in the table. */
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
  readonly #sections = new Map<number, SectionRecord>();
  readonly #conditions = new Map<number, FrameRecord>();
  /** Directives that were asked for one by one. */
  readonly #directives = new Map<number, NodeRecord>();
  /** Those in no section of the run. */
  #nodes: readonly NodeRecord[] | undefined;
  /** Lines of the tags that are open in front of the line `#at`. */
  readonly #open: number[] = [];
  #at: number;

  constructor(
    frame: FrameRecord,
    parent: SectionRecord | undefined,
    names: readonly (Name | undefined)[],
    from: number,
    to: number,
  ) {
    this.frame = frame;
    this.parent = parent;
    this.table = frame.file.syntax.table;
    this.names = names;
    this.from = from;
    this.to = to;
    this.#at = from;
  }

  /** The node of a directive or of an open tag; the same one every time. Quick for lines in the order of the file. */
  nodeAt(line: number): NodeRecord {
    this.#seek(line);
    let { frame, parent } = this as { frame: FrameRecord; parent: SectionRecord | undefined };
    for (const tag of this.#open) {
      if (this.isCondition(tag)) frame = this.#condition(tag, frame, parent);
      else parent = this.#section(tag, frame, parent);
    }
    if (this.#kind(line) === KIND.directive) return this.#directive(line, frame, parent);
    return this.isCondition(line)
      ? (this.#condition(line, frame, parent).opener as NodeRecord)
      : this.#section(line, frame, parent);
  }

  nodesIn(section: SectionRecord | undefined): readonly NodeRecord[] {
    if (section === undefined || section === this.parent) {
      this.#nodes ??= this.#nodesBetween(this.from, this.to, this.frame, section);
      return this.#nodes;
    }
    return this.#nodesBetween(section.ownLine + 1, this.to, section.frame as FrameRecord, section);
  }

  /** Its conditions, in the order of the lines. */
  conditions(): readonly Condition[] {
    const found: Condition[] = [];
    for (let line = this.from; line < this.to; line++) {
      if (this.#kind(line) !== KIND.openTag || !this.isCondition(line)) continue;
      this.nodeAt(line);
      found.push(this.#conditions.get(line)?.condition as Condition);
    }
    return found;
  }

  /** Whether the section of this open tag is one that was executed while reading. */
  isCondition(line: number): boolean {
    return this.#name(line).command?.readPhase === true;
  }

  /** Index of the line with the closing tag. */
  closeOf(line: number): number {
    let depth = 0;
    for (let at = line; at < this.to; at++) {
      const kind = this.#kind(at);
      if (kind === KIND.openTag) depth++;
      else if (kind === KIND.closeTag && --depth === 0) return at;
    }
    return this.to;
  }

  /** From a line on, up to the closing tag of what is around it. */
  #nodesBetween(from: number, to: number, around: FrameRecord, parent: SectionRecord | undefined): NodeRecord[] {
    const nodes: NodeRecord[] = [];
    const outer: FrameRecord[] = [];
    let frame = around;
    for (let line = from; line < to; line++) {
      const kind = this.#kind(line);
      if (kind === KIND.directive) {
        nodes.push(this.#directives.get(line) ?? this.#make(line, frame, parent));
      } else if (kind === KIND.openTag && this.isCondition(line)) {
        outer.push(frame);
        frame = this.#condition(line, frame, parent);
      } else if (kind === KIND.openTag) {
        nodes.push(this.#section(line, frame, parent));
        line = this.closeOf(line);
      } else if (kind === KIND.closeTag) {
        const before = outer.pop();
        if (before === undefined) break;
        frame = before;
      }
    }
    return nodes;
  }

  #seek(line: number): void {
    const open = this.#open;
    if (line < this.#at) {
      this.#at = this.from;
      open.length = 0;
    }
    for (; this.#at < line; this.#at++) {
      const kind = this.#kind(this.#at);
      if (kind === KIND.openTag) open.push(this.#at);
      else if (kind === KIND.closeTag) open.pop();
    }
  }

  #kind(line: number): number {
    return (this.table.rows[line * ROW_WIDTH + ROW_FLAGS] as number) & ROW_KIND_MASK;
  }

  #name(line: number): Name {
    return this.names[this.table.rows[line * ROW_WIDTH + ROW_WORD] as number] as Name;
  }

  #directive(line: number, frame: FrameRecord, parent: SectionRecord | undefined): NodeRecord {
    const made = parent === this.parent ? this.#nodes : parent?.made;
    let node = made === undefined ? this.#directives.get(line) : nodeOfLine(made, line);
    if (node === undefined) {
      node = this.#make(line, frame, parent);
      this.#directives.set(line, node);
    }
    return node;
  }

  #make(line: number, frame: FrameRecord, parent: SectionRecord | undefined): NodeRecord {
    const { nodeName, nodeKey } = this.#name(line);
    return new NodeRecord(nodeName, nodeKey, line, frame, parent);
  }

  #section(line: number, frame: FrameRecord, parent: SectionRecord | undefined): SectionRecord {
    let section = this.#sections.get(line);
    if (section === undefined) {
      const { nodeName, nodeKey } = this.#name(line);
      section = new SectionRecord(nodeName, nodeKey, line, frame, parent);
      section.close(this);
      this.#sections.set(line, section);
    }
    return section;
  }

  #condition(line: number, frame: FrameRecord, parent: SectionRecord | undefined): FrameRecord {
    let inside = this.#conditions.get(line);
    if (inside === undefined) {
      const { nodeName, nodeKey } = this.#name(line);
      const node = new SectionRecord(nodeName, nodeKey, line, frame, parent);
      const { negated, test } = conditionTest(node.rawArgumentText);
      const condition = new ConditionRecord(node, line + 1, this.closeOf(line), test, negated, true, "decided");
      inside = new FrameRecord("condition", frame.file, frame.label, frame, node, condition);
      this.#conditions.set(line, inside);
    }
    return inside;
  }
}

/** Of nodes in the order of their lines. */
function nodeOfLine(nodes: readonly NodeRecord[], line: number): NodeRecord | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as NodeRecord).ownLine < line) low = middle + 1;
    else high = middle;
  }
  return nodes[low];
}

/** What httpd keeps, as far as it was made. */
export type Kept = NodeRecord | LineRun;

/** What is kept in a section that is not one of a run. */
export class KeptItems implements Body {
  readonly items: readonly Kept[];

  constructor(items: readonly Kept[]) {
    this.items = items;
  }

  nodesIn(section: SectionRecord | undefined): readonly NodeRecord[] {
    const nodes: NodeRecord[] = [];
    for (const item of this.items) {
      if (item instanceof LineRun) for (const node of item.nodesIn(section)) nodes.push(node);
      else nodes.push(item);
    }
    return nodes;
  }
}

/** Where a node is to be had: one that was made, or the run in which its line stands. */
export type NodeSource = ConfigNode | LineRun;

/** @param line of a run */
export function nodeFrom(source: NodeSource, line: number): ConfigNode {
  return source instanceof LineRun ? source.nodeAt(line) : source;
}

/** Nodes in the order in which they were read, those of runs too. */
export function executedNodes(sources: readonly NodeSource[]): readonly ConfigNode[] {
  return sources.flatMap((source) =>
    source instanceof LineRun ? source.conditions().map(({ node }) => node) : [source],
  );
}

/** The same for conditions. */
export function allConditions(sources: readonly (Condition | LineRun)[]): readonly Condition[] {
  return sources.flatMap((source) => (source instanceof LineRun ? source.conditions() : [source]));
}
