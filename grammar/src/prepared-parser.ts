import { EmbeddedActionsParser, type IParserConfig, type IToken, type Rule, type TokenType } from "chevrotain";

/**
 * What Chevrotain's analysis of a grammar comes to where one token of lookahead decides. By Chevrotain's key of a place
 * with a choice, a character for each token of the vocabulary: `+` enters an option or goes round a loop, a digit or
 * letter is the index of an alternative in base 36, and `.` is none of them.
 */
export type Decisions = Readonly<Record<number, string>>;

/** Looks at the next token: an alternative's index, or whether to go on. */
type Decide = () => number | boolean | undefined;

/** What Chevrotain's types leave out. */
interface Internals {
  selfAnalysisDone: boolean;
  readonly lookAheadFuncsCache: Map<number, Decide>;
}

/**
 * A Chevrotain parser that can take what the analysis of its grammar comes to from a generated table: to analyse both of
 * our grammars at every start takes longer than to read a usual file.
 */
export abstract class PreparedParser extends EmbeddedActionsParser {
  readonly #vocabulary: readonly TokenType[];
  #isAnalysed = false;

  protected constructor(vocabulary: readonly TokenType[], config: IParserConfig) {
    super([...vocabulary], { ...config, recoveryEnabled: false, maxLookahead: 1 });
    this.#vocabulary = vocabulary;
  }

  /** Another parser of the same grammar, analysed. */
  protected abstract analysed(): PreparedParser;

  /** The last step of a constructor; without decisions Chevrotain analyses the grammar. */
  protected prepare(decisions: Decisions | undefined): void {
    if (decisions === undefined) {
      this.performSelfAnalysis();
      this.#isAnalysed = true;
      return;
    }
    const internals = this as unknown as Internals;
    for (const [key, choices] of Object.entries(decisions)) {
      internals.lookAheadFuncsCache.set(Number(key), this.#decide(choices));
    }
    internals.selfAnalysisDone = true;
  }

  #decide(choices: string): Decide {
    const isLoop = choices.includes("+");
    const byType: (number | boolean | undefined)[] = [];
    this.#vocabulary.forEach(({ tokenTypeIdx }, at) => {
      const choice = choices.charAt(at);
      if (choice !== ".") byType[tokenTypeIdx as number] = isLoop || Number.parseInt(choice, 36);
    });
    if (isLoop) return () => byType[this.LA_FAST(1).tokenTypeIdx] === true;
    return () => byType[this.LA_FAST(1).tokenTypeIdx];
  }

  /** Of an analysed parser: what another one may be prepared with. */
  decisions(): Decisions {
    const { lookAheadFuncsCache } = this as unknown as Internals;
    const decided = (decide: Decide, { name, tokenTypeIdx }: TokenType): string => {
      this.input = [{ image: name, startOffset: 0, tokenTypeIdx: tokenTypeIdx as number } as IToken];
      const choice = decide.call(this);
      return choice === true ? "+" : typeof choice === "number" ? choice.toString(36) : ".";
    };
    return Object.fromEntries(
      Array.from(lookAheadFuncsCache, ([key, decide]) => [
        key,
        this.#vocabulary.map((type) => decided(decide, type)).join(""),
      ]),
    );
  }

  /** Chevrotain asks for them where a text does not fit, to say what would. */
  override getGAstProductions(): Record<string, Rule> {
    return this.#isAnalysed ? super.getGAstProductions() : this.analysed().getGAstProductions();
  }
}
