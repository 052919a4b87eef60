import type { ISerializedGast, IToken } from "chevrotain";
import { configDecisions } from "./decisions.generated.ts";
import type { LineTable } from "./line-table.ts";
import { type TokenRun, tokenRuns } from "./line-tokens.ts";
import { type Decisions, PreparedParser } from "./prepared-parser.ts";
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
 * The grammar of a configuration file, over logical lines (`ap_build_config`) or runs of lines of one kind:
 *
 *     configFile = { item }
 *     item       = Blank | Comment | Directive | Malformed | RawText | section
 *     section    = OpenTag { item } ( CloseTag | MissingCloseTag )
 *
 * Its actions write down where each section ends; the tree is made from that when somebody looks at it.
 * `SectionBalance` has paired the tags such that the grammar never fails; there is no error recovery.
 */
class ConfigParser extends PreparedParser {
  /** Built once: making the alternatives anew at every call costs a multiple of the parse itself. */
  readonly #items: { DEF: () => void };
  readonly #close: { ALT: () => void }[];
  readonly configFile: () => void;
  readonly section: () => void;
  /** Lines of the tokens. */
  #lines: readonly number[] = [];
  /** Index of the token that comes next. */
  #next = 0;
  /** Of the section whose closing token comes next. */
  #openLine = 0;
  #ends: Int32Array = new Int32Array(0);

  constructor(decisions: Decisions | undefined) {
    super(vocabulary, {});
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
    this.prepare(decisions);
  }

  protected override analysed(): ConfigParser {
    return new ConfigParser(undefined);
  }

  #leaf(_: IToken): void {
    this.#next++;
  }

  #opened(_: IToken): number {
    return this.#lines[this.#next++] as number;
  }

  #closed(_: IToken): void {
    this.#ends[this.#openLine] = this.#lines[this.#next++] as number;
  }

  #notClosed(_: IToken): void {
    this.#ends[this.#openLine] = ~(this.#lines[this.#next++] as number);
  }

  /** Never throws: the token stream always fits the grammar. */
  sectionEnds(count: number, runs: readonly TokenRun[]): Int32Array {
    const ends = new Int32Array(count);
    this.#ends = ends;
    for (const { tokens, lines } of runs) {
      this.input = tokens;
      this.#lines = lines;
      this.#next = 0;
      this.configFile();
    }
    this.input = [];
    this.#lines = [];
    this.#ends = new Int32Array(0);
    return ends;
  }
}

let parser: ConfigParser | undefined;

/**
 * For each line that opens a section: the line of its closing tag; or, when it has none, the one's complement of the
 * line it ends before.
 */
export function sectionEnds(table: LineTable, unclosedEnds: readonly number[]): Int32Array {
  parser ??= new ConfigParser(configDecisions);
  return parser.sectionEnds(table.count, tokenRuns(table, unclosedEnds));
}

/** The productions in Chevrotain's form, for syntax diagrams; made with Chevrotain's own checks of the grammar on. */
export function configGrammar(): ISerializedGast[] {
  return new ConfigParser(undefined).getSerializedGastProductions();
}

/** What `configDecisions` must be. */
export function analysedConfig(): Decisions {
  return new ConfigParser(undefined).decisions();
}
