import { EmbeddedActionsParser, type ISerializedGast, type IToken } from "chevrotain";
import type { Node, OpenTag as OpenTagNode, Section } from "./nodes.ts";
import type { SectionBalance } from "./section-balance.ts";
import {
  Blank,
  CloseTag,
  Comment,
  Directive,
  Malformed,
  MissingCloseTag,
  OpenTag,
  RawText,
  vocabulary,
} from "./tokens.ts";

class SectionNode implements Section {
  readonly openTag: Section["openTag"];
  readonly children: Node[];
  readonly closeTag: Section["closeTag"];
  readonly end: number;

  constructor(openTag: Section["openTag"], children: Node[], closeTag: Section["closeTag"], end: number) {
    this.openTag = openTag;
    this.children = children;
    this.closeTag = closeTag;
    this.end = end;
  }

  get type(): "Section" {
    return "Section";
  }

  get start(): number {
    return this.openTag.start;
  }
}

/**
 * The grammar of a configuration file, over logical lines (`ap_build_config`):
 *
 *     configFile = { item }
 *     item       = Blank | Comment | Directive | Malformed | RawText | section
 *     section    = OpenTag { item } ( CloseTag | MissingCloseTag )
 *
 * `SectionBalance` has made the token stream such that this never fails; there is no error recovery.
 */
class ConfigParser extends EmbeddedActionsParser {
  #children: Node[] = [];
  /** Built once: making the alternatives anew at every call costs a multiple of the parse itself. */
  readonly #items: { DEF: () => void };
  readonly #close: { ALT: () => IToken }[];
  readonly configFile: () => Node[];
  readonly section: () => SectionNode;

  constructor(skipValidations: boolean) {
    super([...vocabulary], { recoveryEnabled: false, maxLookahead: 1, skipValidations });
    const leaf = (token: IToken): void => {
      this.#children.push(token as unknown as Node);
    };
    const alternatives = [
      { ALT: () => leaf(this.CONSUME(Directive)) },
      { ALT: () => leaf(this.CONSUME(Comment)) },
      { ALT: () => leaf(this.CONSUME(Blank)) },
      { ALT: () => void this.#children.push(this.SUBRULE(this.section)) },
      { ALT: () => leaf(this.CONSUME(Malformed)) },
      { ALT: () => leaf(this.CONSUME(RawText)) },
    ];
    this.#items = { DEF: () => void this.OR(alternatives) };
    this.#close = [{ ALT: () => this.CONSUME(CloseTag) }, { ALT: () => this.CONSUME(MissingCloseTag) }];
    this.section = this.RULE("section", () => this.#sectionRule());
    this.configFile = this.RULE("configFile", () => {
      const children: Node[] = [];
      this.#children = children;
      this.MANY(this.#items);
      return children;
    });
    this.performSelfAnalysis();
  }

  #sectionRule(): SectionNode {
    const outer = this.#children;
    const children: Node[] = [];
    const openTag = this.CONSUME(OpenTag) as unknown as OpenTagNode;
    this.#children = children;
    this.MANY(this.#items);
    const close = this.OR1(this.#close) as unknown as { end: number; type: string } | undefined;
    this.#children = outer;
    const closeTag = close?.type === "CloseTag" ? (close as unknown as Section["closeTag"]) : undefined;
    const section = new SectionNode(openTag, children.slice(), closeTag, close?.end ?? 0);
    this.#deep?.set(openTag, section);
    return section;
  }

  /** Sections whose body comes in a run of its own, by their open tag. */
  #deep: Map<OpenTagNode, SectionNode> | undefined;

  /** Never throws: the token stream always fits the grammar. */
  build(lines: SectionBalance): Node[] {
    this.#deep = lines.deepBodies.length > 0 ? new Map() : undefined;
    const children = this.#run(lines.tokens as unknown as IToken[]);
    for (const body of lines.deepBodies) {
      const section = this.#deep?.get(body.openTag as unknown as OpenTagNode) as SectionNode;
      for (const child of this.#run(body.tokens as unknown as IToken[])) section.children.push(child);
    }
    this.#deep = undefined;
    return children;
  }

  #run(tokens: IToken[]): Node[] {
    this.input = tokens;
    const children = this.configFile();
    this.input = [];
    return children;
  }
}

let parser: ConfigParser | undefined;

/** Arranges scanned lines into the tree. */
export function arrange(lines: SectionBalance): Node[] {
  parser ??= new ConfigParser(true);
  return parser.build(lines);
}

/** The productions in Chevrotain's form, for syntax diagrams; made with Chevrotain's own checks of the grammar on. */
export function configGrammar(): ISerializedGast[] {
  return new ConfigParser(false).getSerializedGastProductions();
}
