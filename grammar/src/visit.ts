import type { ConfigFile, Line, Node, Section } from "./nodes.ts";

/** What `visit` calls; every part is optional. `enter` returning false leaves a section's children out. */
export interface Visitor {
  enter?(section: Section): boolean | undefined;
  leave?(section: Section): void;
  /** Leaves that are not part of a section's tags. */
  line?(line: Exclude<Node, Section>): void;
}

/** Walks a file in the order of the text, at any depth without recursion. */
export function visit(file: ConfigFile, visitor: Visitor): void {
  const open: { readonly children: readonly Node[]; readonly section: Section | undefined; next: number }[] = [];
  open.push({ children: file.children, section: undefined, next: 0 });
  for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
    const node = frame.children[frame.next++];
    if (node === undefined) {
      open.pop();
      if (frame.section !== undefined) visitor.leave?.(frame.section);
    } else if (node.type !== "Section") {
      visitor.line?.(node);
    } else if (visitor.enter?.(node) === false) {
      visitor.leave?.(node);
    } else {
      open.push({ children: node.children, section: node, next: 0 });
    }
  }
}

/** The text of a file, put together from its leaves, or of one node. Equals the source for every input. */
export function print(file: ConfigFile, node?: Node | Line): string {
  if (node !== undefined) return file.text.slice(node.start, node.end);
  let text = "";
  const line = (leaf: Line | undefined): void => {
    if (leaf !== undefined) text += file.text.slice(leaf.start, leaf.end);
  };
  visit(file, {
    enter: (section) => {
      line(section.openTag);
      return true;
    },
    leave: (section) => line(section.closeTag),
    line,
  });
  return text;
}

/** The leaf that holds `offset`, with the sections around it, outermost first. */
export interface NodePath {
  readonly sections: readonly Section[];
  readonly line: Line | undefined;
}

/** Where an offset lies. At the end of the text it belongs to the last line; only an empty file has no line. */
export function nodeAt(file: ConfigFile, offset: number): NodePath {
  const sections: Section[] = [];
  let children: readonly Node[] = file.children;
  for (;;) {
    const node = childAt(children, offset);
    if (node === undefined) {
      const innermost = sections.at(-1);
      return { sections, line: innermost?.closeTag };
    }
    if (node.type !== "Section") return { sections, line: node };
    sections.push(node);
    if (offset < node.openTag.end || node.openTag.end === file.end) return { sections, line: node.openTag };
    const { closeTag } = node;
    if (closeTag !== undefined && offset >= closeTag.start) return { sections, line: closeTag };
    children = node.children;
  }
}

/** Binary search; children tile their parent, and an offset behind the last one belongs to it. */
function childAt(children: readonly Node[], offset: number): Node | undefined {
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((children[middle] as Node).start <= offset) low = middle;
    else high = middle - 1;
  }
  return children[low];
}
