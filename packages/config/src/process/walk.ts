import type { Diagnostic } from "@httpd-lint/diagnostics";
import { type ExpressionNames, expressionNames } from "@httpd-lint/grammar";
import { type ConfigHost, isFailure } from "../host.ts";
import { lineNumberOf, locationOf, locationOfArgument, locationOfName } from "../node.ts";
import { escapeMessage } from "../read/error-text.ts";
import { type NodeSource, nodeFrom } from "../read/line-run.ts";
import type { ModuleSet } from "../read/modules.ts";
import { serverRootRelative } from "../read/paths.ts";
import { labelOf } from "../read/state.ts";
import { maskMessage } from "../secrets.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import type { JudgedLines } from "./judged-lines.ts";
import type { PatternCompiler, PatternFault } from "./patterns.ts";
import { Server } from "./place.ts";
import { isPlainPattern } from "./plain-pattern.ts";
import type { Fault, ProcessError, ProcessPhase, Undecided, UndecidedClass } from "./types.ts";

type FileType = "file" | "directory" | "any";

/** What was taken to be at a path. */
class AssumedFile {
  readonly path: string;
  readonly type: FileType;

  constructor(path: string, type: FileType) {
    this.path = path;
    this.type = type;
  }

  get text(): string {
    return `${this.path} is ${this.type === "any" ? "there" : `a ${this.type}`}`;
  }
}

/** A file that was taken to be there. There are thousands in a large configuration, and few are ever shown. */
class UndecidedFile implements Undecided {
  readonly #source: NodeSource;
  readonly #line: number;
  readonly assumption: AssumedFile;

  constructor(source: NodeSource, line: number, assumption: AssumedFile) {
    this.#source = source;
    this.#line = line;
    this.assumption = assumption;
  }

  get node(): ConfigNode {
    return nodeFrom(this.#source, this.#line);
  }

  get class(): UndecidedClass {
    return "files";
  }

  get assumed(): string {
    return this.assumption.text;
  }
}

/** What one walk over a tree knows and has found so far; shared by every check. */
export class Walk {
  readonly tree: ConfigTree;
  readonly modules: ModuleSet;
  /** Of the moment reading ended. */
  readonly serverRoot: string;
  readonly mainServer: Server = new Server();
  readonly errors: ProcessError[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly undecided: Undecided[] = [];
  /** A pattern was met and there was nothing to compile it with. */
  missesPatterns = false;
  readonly #plain = new Map<string, boolean>();
  readonly #patterns: PatternCompiler | undefined;
  readonly #host: ConfigHost;
  readonly #relocated: (path: string) => string;
  readonly #memory = new Map<object, unknown>();
  /** Arguments of directives that were judged right. */
  readonly rightLines: JudgedLines;
  readonly #atEnd: (() => void)[] = [];
  #names: ExpressionNames | undefined;
  #latestAssumed: AssumedFile | undefined;
  #relative: string | undefined;
  #absolute = "";

  constructor(
    tree: ConfigTree,
    modules: ModuleSet,
    host: ConfigHost,
    serverRoot: string,
    relocated: (path: string) => string,
    patterns: PatternCompiler | undefined,
    rightLines: JudgedLines,
  ) {
    this.tree = tree;
    this.modules = modules;
    this.serverRoot = serverRoot;
    this.#patterns = patterns;
    this.#host = host;
    this.#relocated = relocated;
    this.rightLines = rightLines;
  }

  /** What PCRE2 has against a pattern as `ap_pregcomp` compiles it; without a compiler it is taken as right. */
  patternProblem(pattern: string, ignoreCase: boolean): PatternFault | undefined {
    let isPlain = this.#plain.get(pattern);
    if (isPlain === undefined) {
      isPlain = isPlainPattern(pattern);
      this.#plain.set(pattern, isPlain);
    }
    if (isPlain) return undefined;
    if (this.#patterns === undefined) this.missesPatterns = true;
    return this.#patterns?.compile(pattern, { ignoreCase });
  }

  /** Names that expressions may use with the modules loaded. */
  get expressionNames(): ExpressionNames {
    this.#names ??= expressionNames(this.modules.loaded.map(({ symbol }) => symbol));
    return this.#names;
  }

  /** Whether the module is loaded or compiled in, by LoadModule symbol. */
  has(symbol: string): boolean {
    return this.modules.has(symbol);
  }

  /** Whether a module is loaded that nobody has described, or that is not httpd's own: it may bring names we lack. */
  get hasForeignModules(): boolean {
    return this.tree.modules.some(({ symbol }) => this.modules.info(symbol)?.thirdParty !== false);
  }

  /** What a module remembers from directive to directive, made when first asked for. */
  memory<T>(of: (walk: Walk) => T): T {
    let kept = this.#memory.get(of) as T | undefined;
    if (kept === undefined) {
      kept = of(this);
      this.#memory.set(of, kept);
    }
    return kept;
  }

  /** Something to test when all directives were walked: what httpd does in its check_config hooks. */
  atEnd(test: () => void): void {
    this.#atEnd.push(test);
  }

  finish(): void {
    for (const test of this.#atEnd) test();
  }

  /** Whether the host's files, users and names are to be looked at. */
  get asksHost(): boolean {
    return this.tree.profile.moduleFiles === "check";
  }

  /** `ap_server_root_relative` with the ServerRoot in effect. */
  absolute(path: string): string {
    // Of many virtual hosts it is the same one after the other.
    if (path !== this.#relative) {
      this.#absolute = serverRootRelative(this.serverRoot, path);
      this.#relative = path;
    }
    return this.#absolute;
  }

  /**
   * Whether a file or directory is there. In the portable view it is taken to be, and that is noted.
   *
   * @param path absolute
   */
  exists(node: ConfigNode, path: string, type: FileType): boolean {
    if (!this.asksHost) {
      this.undecided.push(this.undecidedFile(node, -1, path, type));
      return true;
    }
    const found = this.#host.typeOf(this.#relocated(path));
    return !isFailure(found) && (type === "any" || found === type);
  }

  /**
   * What is said of a file that was taken to be there.
   *
   * @param line of a run
   * @param path absolute
   */
  undecidedFile(source: NodeSource, line: number, path: string, type: FileType): Undecided {
    return new UndecidedFile(source, line, this.#assumedFile(path, type));
  }

  /** Virtual hosts have the same folders one after the other. */
  #assumedFile(path: string, type: FileType): AssumedFile {
    const latest = this.#latestAssumed;
    if (latest !== undefined && latest.path === path && latest.type === type) return latest;
    this.#latestAssumed = new AssumedFile(path, type);
    return this.#latestAssumed;
  }

  /** Like `exists` for a folder that no directive names. */
  folderExists(node: ConfigNode | undefined, path: string): boolean {
    if (node !== undefined) return this.exists(node, path, "directory");
    if (!this.asksHost) return true;
    const found = this.#host.typeOf(this.#relocated(path));
    return !isFailure(found) && found === "directory";
  }

  /** `file:line`, as some of httpd's messages name a place. */
  placeText(node: ConfigNode): string {
    return `${labelOf(node)}:${lineNumberOf(node)}`;
  }

  /** Size in bytes, or undefined when the file cannot be read or the host is not asked. */
  sizeOf(path: string): number | undefined {
    return this.textOf(path)?.length;
  }

  /** Text of a file on the host; undefined when it cannot be read or the host is not asked. */
  textOf(path: string): string | undefined {
    if (!this.asksHost) return undefined;
    const place = this.#relocated(path);
    const type = this.#host.typeOf(place);
    if (isFailure(type) || type !== "file") return undefined;
    const text = this.#host.readFile(place);
    return isFailure(text) ? undefined : text;
  }

  /** Whether the host knows a user or group; undefined when that cannot be told. */
  knows(kind: "user" | "group" | "host", name: string): boolean | undefined {
    return this.asksHost ? this.#host.knows?.(kind, name) : undefined;
  }

  assume(node: ConfigNode, kind: UndecidedClass, assumed: string): void {
    this.undecided.push({ node, class: kind, assumed });
  }

  /** @param node undefined: httpd names no place */
  complain(phase: ProcessPhase, node: ConfigNode | undefined, fault: Fault): void {
    const { code, message, related, fixes } = fault;
    const location = node === undefined ? undefined : (fault.range ?? placeOf(node, fault));
    const line = node === undefined ? "" : `${node.name} ${node.argumentText}`;
    const diagnostic: Diagnostic = {
      code,
      severity: "error",
      source: "httpd",
      message: maskMessage(fault.explained ?? message, line),
      ...(location === undefined ? {} : { location }),
      ...(related === undefined ? {} : { related }),
      ...(fixes === undefined ? {} : { fixes }),
    };
    const named = node !== undefined && phase === "walk" && !fault.unplaced;
    this.errors.push({
      diagnostic,
      phase,
      message: maskMessage(fault.escaped ? message : escapeMessage(message), line),
      file: named ? labelOf(node) : null,
      line: named ? lineNumberOf(node) : null,
      via: [],
      warningsBefore: this.tree.warnings.length,
    });
  }

  /** @param id httpd's own number of the message, e.g. `AH00112` */
  warn(id: string, code: string, message: string, node: ConfigNode | undefined): void {
    this.warnings.push({
      code,
      severity: "warning",
      source: "httpd",
      message: maskMessage(`${id}: ${escapeMessage(message)}`),
      ...(node === undefined ? {} : { location: locationOf(node) }),
    });
  }
}

function placeOf(node: ConfigNode, { word, code }: Fault): Diagnostic["location"] {
  if (word !== undefined) return locationOfArgument(node, word);
  return code === "httpd/unknown-directive" || code === "httpd/context" ? locationOfName(node) : locationOf(node);
}
