import type { Diagnostic } from "@httpd-lint/diagnostics";
import { type ExpressionNames, expressionNames } from "@httpd-lint/grammar";
import { type ConfigHost, isFailure } from "../host.ts";
import { lineNumberOf, locationOf, locationOfArgument, locationOfName } from "../node.ts";
import { escapeMessage } from "../read/error-text.ts";
import type { ModuleSet } from "../read/modules.ts";
import { serverRootRelative } from "../read/paths.ts";
import { labelOf } from "../read/state.ts";
import { maskMessage } from "../secrets.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";
import { Assumptions, type FileType } from "./assumptions.ts";
import type { JudgedLines } from "./judged-lines.ts";
import type { PatternCompiler, PatternFault } from "./patterns.ts";
import { Server } from "./place.ts";
import { isPlainPattern } from "./plain-pattern.ts";
import type { Assumption, Fault, ProcessError, ProcessPhase, Undecided, UndecidedClass } from "./types.ts";

/** What one walk over a tree knows and has found so far; shared by every check. */
export class Walk {
  readonly tree: ConfigTree;
  readonly modules: ModuleSet;
  /** Of the moment reading ended. */
  readonly serverRoot: string;
  readonly mainServer: Server = new Server();
  readonly errors: ProcessError[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly assumed: Assumptions = new Assumptions();
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

  get undecided(): readonly Undecided[] {
    return this.assumed.undecided;
  }

  get assumptions(): readonly Assumption[] {
    return this.assumed.groups;
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
      this.assumed.addFile(node, -1, path, type);
      return true;
    }
    const found = this.#host.typeOf(this.#relocated(path));
    return !isFailure(found) && (type === "any" || found === type);
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
    this.assumed.add({ node, class: kind, assumed });
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
