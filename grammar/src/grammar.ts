import { EmbeddedActionsParser, type ISerializedGast, type IToken } from "chevrotain";
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

/**
 * The grammar of a configuration file, over logical lines (`ap_build_config`):
 *
 *     configFile = { item }
 *     item       = Blank | Comment | Directive | Malformed | RawText | section
 *     section    = OpenTag { item } ( CloseTag | MissingCloseTag )
 *
 * Its actions write down where each section ends; the tree is made from that when somebody looks at it.
 * `SectionBalance` has made the token stream such that the grammar never fails; there is no error recovery.
 */
class ConfigParser extends EmbeddedActionsParser {
  /** Built once: making the alternatives anew at every call costs a multiple of the parse itself. */
  readonly #items: { DEF: () => void };
  readonly #close: { ALT: () => void }[];
  readonly configFile: () => void;
  readonly section: () => void;
  /** Index of the line whose token comes next. */
  #line = 0;
  /** Of the section whose closing token comes next. */
  #openLine = 0;
  #ends: Int32Array = new Int32Array(0);
  /** Lines behind bodies that are parsed in a run of their own, by the line of their open tag. */
  #deepEnds: ReadonlyMap<number, number> | undefined;

  constructor(skipValidations: boolean) {
    super([...vocabulary], { recoveryEnabled: false, maxLookahead: 1, skipValidations });
    const alternatives = [
      { ALT: () => this.#leaf(this.CONSUME(Directive)) },
      { ALT: () => this.#leaf(this.CONSUME(Comment)) },
      { ALT: () => this.#leaf(this.CONSUME(Blank)) },
      { ALT: () => this.SUBRULE(this.section) },
      { ALT: () => this.#leaf(this.CONSUME(Malformed)) },
      { ALT: () => this.#leaf(this.CONSUME(RawText)) },
    ];
    this.#items = { DEF: () => this.OR(alternatives) };
    this.#close = [
      { ALT: () => this.#closed(this.CONSUME(CloseTag)) },
      { ALT: () => this.#notClosed(this.CONSUME(MissingCloseTag)) },
    ];
    this.configFile = this.RULE("configFile", () => {
      this.MANY(this.#items);
    });
    this.section = this.RULE("section", () => {
      const openLine = this.#opened(this.CONSUME(OpenTag));
      this.MANY(this.#items);
      this.#openLine = openLine;
      this.OR1(this.#close);
    });
    this.performSelfAnalysis();
  }

  #leaf(_: IToken): void {
    this.#line++;
  }

  #opened(_: IToken): number {
    const openLine = this.#line++;
    const deepEnd = this.#deepEnds?.get(openLine);
    if (deepEnd !== undefined) this.#line = deepEnd;
    return openLine;
  }

  #closed(_: IToken): void {
    this.#ends[this.#openLine] = this.#line++;
  }

  #notClosed(_: IToken): void {
    this.#ends[this.#openLine] = ~this.#line;
  }

  /** Never throws: the token stream always fits the grammar. */
  sectionEnds(lines: SectionBalance): Int32Array {
    const { deepBodies } = lines;
    this.#ends = new Int32Array(lines.table.count);
    this.#deepEnds = deepBodies.length === 0 ? undefined : new Map(deepBodies.map((body) => [body.openLine, body.end]));
    this.#run(lines.tokens, 0);
    for (const body of deepBodies) this.#run(body.tokens, body.openLine + 1);
    const ends = this.#ends;
    this.#ends = new Int32Array(0);
    return ends;
  }

  #run(tokens: IToken[], firstLine: number): void {
    this.input = tokens;
    this.#line = firstLine;
    this.configFile();
    this.input = [];
  }
}

let parser: ConfigParser | undefined;

/**
 * For each line that opens a section: the line of its closing tag; or, when it has none, the one's complement of the
 * line it ends before.
 */
export function sectionEnds(lines: SectionBalance): Int32Array {
  parser ??= new ConfigParser(true);
  return parser.sectionEnds(lines);
}

/** The productions in Chevrotain's form, for syntax diagrams; made with Chevrotain's own checks of the grammar on. */
export function configGrammar(): ISerializedGast[] {
  return new ConfigParser(false).getSerializedGastProductions();
}
