import type { Diagnostic, Fix, Location, RelatedLocation } from "@httpd-lint/diagnostics";
import type { CommandInfo } from "@httpd-lint/directives";
import type { ModuleSet } from "../read/modules.ts";
import type { ConfigNode, ReadError } from "../tree.ts";
import type { Place } from "./place.ts";
import type { PlainArguments, PlainSection } from "./plain-arguments.ts";
import type { Walk } from "./walk.ts";

/** Which step of `httpd -t` refuses: a wrong set of MPMs, the walk over the directives, or the final checks. */
export type ProcessPhase = "mpm" | "walk" | "check";

export interface ProcessError extends ReadError {
  readonly phase: ProcessPhase;
}

/**
 * Why a verdict depends on more than text and modules (spec section 11). `files`: the host's file system (S3); `host`:
 * its users, groups, names or environment (S4); `program`: something that httpd would run (S5); `module`: a module
 * nobody has described.
 */
export type UndecidedClass = "files" | "host" | "program" | "module";

/** Something httpd would look at that we did not, and that was taken as it should be. */
export interface Assumption {
  readonly class: UndecidedClass;
  /** What was assumed, e.g. `the file conf/server.key is there`. */
  readonly assumed: string;
}

/** The directive of which something was assumed. */
export interface Undecided extends Assumption {
  readonly node: ConfigNode;
}

/** What the process pass found. */
export interface ProcessResult {
  /** All errors; when reading found none, the first is the one `httpd -t` stops at. */
  readonly errors: readonly ProcessError[];
  readonly warnings: readonly Diagnostic[];
  /** One for each directive. */
  readonly undecided: readonly Undecided[];
  /** The same without the directives: what was assumed of several that follow one another is there once. */
  readonly assumptions: readonly Assumption[];
  /** A regular expression was met and taken as right, because no `patterns` were given. */
  readonly missesPatterns: boolean;
}

/** What a handler has against a directive. */
export interface Fault {
  /** Stable, `httpd/...`. */
  readonly code: string;
  /** The core's in httpd's words, a module's in ours. */
  readonly message: string;
  /** What a person is told instead, where httpd's words only make sense in its own output. */
  readonly explained?: string;
  /** Index into the directive's words: what to underline. */
  readonly word?: number;
  /** Underlined instead of a word. */
  readonly range?: Location;
  readonly related?: readonly RelatedLocation[];
  readonly fixes?: readonly Fix[];
  /** The message has what httpd makes of control bytes and backslashes already. */
  readonly escaped?: boolean;
  /** httpd ends without saying where: it prints its message and no place. */
  readonly unplaced?: boolean;
}

/** One directive on its way to its handler. */
export interface Call {
  readonly node: ConfigNode;
  readonly command: CommandInfo;
  /** As in httpd's messages: canonical spelling, sections with `<` and without `>`. */
  readonly name: string;
  /**
   * The words the handler gets. Of a `raw` directive all words of the text; of `iterate` those before the first empty
   * one.
   */
  readonly words: readonly string[];
  /** The text behind the name, as a RAW_ARGS handler gets it: of a section, `>` and what follows it included. */
  readonly text: string;
  readonly place: Place;
  /** What the sections around it are, as `surroundings` puts it. */
  readonly around: number;
  readonly walk: Walk;
}

/** Judges the arguments of one directive, or returns undefined when httpd's handler would take them. */
export type Check = (call: Call) => Fault | undefined;

/** What happens inside a section that was entered. */
export interface Inside {
  /** Where the directives in it stand. */
  readonly place: Place;
  /** Tested after what is in the section. */
  readonly leave?: (() => Fault | undefined) | undefined;
}

/** The handler of a section: a fault, or the place for what is in it. */
export type SectionCheck = (call: Call) => Fault | Inside;

/** Checks by key of the directive (lower case, sections with `<`). */
export interface ModuleChecks {
  readonly directives?: Readonly<Record<string, Check>>;
  readonly sections?: Readonly<Record<string, SectionCheck>>;
  /**
   * Those of `directives` that nothing but the text behind the name counts for (and modules and patterns, which stay
   * the same): what was right once is right again. With bits of `NOT_IN` for the places where more counts.
   */
  readonly byText?: Readonly<Record<string, number>>;
  /** What most arguments of the directives look like that are right, whatever the check would do with others. */
  readonly plain?: Readonly<Record<string, (modules: ModuleSet) => PlainArguments | undefined>>;
  /** The same for sections. */
  readonly plainSections?: Readonly<Record<string, PlainSection>>;
}
