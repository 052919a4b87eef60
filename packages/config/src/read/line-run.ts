import { KIND, type LineTable, ROW_FLAGS, ROW_KIND_MASK, ROW_WIDTH, ROW_WORD } from "@httpd-lint/grammar";
import { type Body, NodeRecord, SectionRecord } from "../node.ts";
import type { Condition, ConfigNode } from "../tree.ts";
import { ConditionRecord } from "./condition-record.ts";
import { FrameRecord } from "./line-stream.ts";
import type { Name } from "./names.ts";

/** What a line stands in. */
interface Inside {
  readonly frame: FrameRecord;
  readonly parent: SectionRecord | undefined;
}

/** The tags that are open in front of a line, for who asks for one node after the other. */
interface Around {
  line: number;
  /** Their lines. */
  readonly tags: number[];
  /** What is in them, for as many of the outer ones as somebody asked. */
  readonly inside: Inside[];
}

/*
 * Where `LineRun` puts what it makes, empty in between and the same for all: one makes its nodes at a time. For each tag
 * that is open, what is around it, and where in `made` begins what stands in it.
 */
const made: NodeRecord[] = [];
const firsts: number[] = [];
const outerFrames: FrameRecord[] = [];
const outerSections: (SectionRecord | undefined)[] = [];

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
  /** What was made before all was: by the line of the tag or directive. */
  #made: Map<number, NodeRecord> | undefined;
  /** What is in its conditions, in the order of their lines. */
  #conditions: FrameRecord[] | undefined;
  /** When all is made, the nodes that are in no section of the run. */
  #nodes: readonly NodeRecord[] | undefined;
  #around: Around | undefined;

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
  }

  /** The node of a directive or of an open tag; the same one every time. Quick for lines in the order of the file. */
  nodeAt(line: number): NodeRecord {
    const { frame, parent } = this.#aroundOf(line);
    const isCondition = this.#kind(line) === KIND.openTag && this.isCondition(line);
    return isCondition ? (this.#condition(line, frame, parent).opener as NodeRecord) : this.#node(line, frame, parent);
  }

  nodesIn(section: SectionRecord | undefined): readonly NodeRecord[] {
    this.#nodes ??= this.#makeAll();
    return section === this.parent ? this.#nodes : (section?.made ?? []);
  }

  /** Its conditions, in the order of the lines. */
  conditions(): readonly Condition[] {
    this.#nodes ??= this.#makeAll();
    return (this.#conditions ?? []).map(({ condition }) => condition as Condition);
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

  /** Who looks at one node mostly looks at all. */
  #makeAll(): readonly NodeRecord[] {
    let { frame, parent } = this as { frame: FrameRecord; parent: SectionRecord | undefined };
    for (let line = this.from; line < this.to; line++) {
      const kind = this.#kind(line);
      if (kind === KIND.directive) {
        made.push(this.#made?.get(line) ?? this.#make(line, frame, parent));
      } else if (kind === KIND.openTag) {
        outerFrames.push(frame);
        outerSections.push(parent);
        if (this.isCondition(line)) {
          frame = this.#condition(line, frame, parent);
        } else {
          parent = (this.#made?.get(line) ?? this.#make(line, frame, parent)) as SectionRecord;
          made.push(parent);
        }
        firsts.push(made.length);
      } else if (kind === KIND.closeTag) {
        const first = firsts.pop() as number;
        const outer = outerSections.pop();
        if (parent !== outer) parent?.fill(made.splice(first));
        parent = outer;
        frame = outerFrames.pop() as FrameRecord;
      }
    }
    this.#made = undefined;
    return made.splice(0);
  }

  /** What is around a line. */
  #aroundOf(line: number): Inside {
    let around = this.#around;
    if (around === undefined || line < around.line) {
      around = { line: this.from, tags: [], inside: [] };
      this.#around = around;
    }
    const { tags, inside } = around;
    for (; around.line < line; around.line++) {
      const kind = this.#kind(around.line);
      if (kind === KIND.openTag) {
        tags.push(around.line);
      } else if (kind === KIND.closeTag) {
        tags.pop();
        if (inside.length > tags.length) inside.pop();
      }
    }
    let innermost: Inside = inside.at(-1) ?? this;
    for (const tag of tags.slice(inside.length)) {
      const { frame, parent } = innermost;
      innermost = this.isCondition(tag)
        ? { frame: this.#condition(tag, frame, parent), parent }
        : { frame, parent: this.#node(tag, frame, parent) as SectionRecord };
      inside.push(innermost);
    }
    return innermost;
  }

  #kind(line: number): number {
    return (this.table.rows[line * ROW_WIDTH + ROW_FLAGS] as number) & ROW_KIND_MASK;
  }

  #name(line: number): Name {
    return this.names[this.table.rows[line * ROW_WIDTH + ROW_WORD] as number] as Name;
  }

  #node(line: number, frame: FrameRecord, parent: SectionRecord | undefined): NodeRecord {
    const all = parent === this.parent ? this.#nodes : parent?.made;
    if (this.#nodes !== undefined) return nodeOfLine(all as readonly NodeRecord[], line);
    this.#made ??= new Map();
    let node = this.#made.get(line);
    if (node === undefined) {
      node = this.#make(line, frame, parent);
      this.#made.set(line, node);
    }
    return node;
  }

  #make(line: number, frame: FrameRecord, parent: SectionRecord | undefined): NodeRecord {
    const { nodeName, nodeKey } = this.#name(line);
    if (this.#kind(line) === KIND.directive) return new NodeRecord(nodeName, nodeKey, line, frame, parent);
    const section = new SectionRecord(nodeName, nodeKey, line, frame, parent);
    section.close(this);
    return section;
  }

  /** The frame of what is in it. */
  #condition(line: number, frame: FrameRecord, parent: SectionRecord | undefined): FrameRecord {
    const conditions = this.#conditions ?? [];
    let at = conditions.length;
    while (at > 0 && lineOf(conditions[at - 1] as FrameRecord) >= line) at--;
    const known = conditions[at];
    if (known !== undefined && lineOf(known) === line) return known;
    const { nodeName, nodeKey } = this.#name(line);
    const node = new SectionRecord(nodeName, nodeKey, line, frame, parent);
    const condition = new ConditionRecord(node, line + 1, this, true, "decided");
    const inside = new FrameRecord("condition", frame.file, frame.label, frame, node, condition);
    // Most runs have one, for which V8 makes no room for more.
    if (conditions.length === 0) this.#conditions = [inside];
    else conditions.splice(at, 0, inside);
    return inside;
  }
}

function lineOf({ opener }: FrameRecord): number {
  return (opener as NodeRecord).ownLine;
}

/** Of nodes in the order of their lines. */
function nodeOfLine(nodes: readonly NodeRecord[], line: number): NodeRecord {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as NodeRecord).ownLine < line) low = middle + 1;
    else high = middle;
  }
  return nodes[low] as NodeRecord;
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
