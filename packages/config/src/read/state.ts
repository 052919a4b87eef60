import type { Diagnostic, Fix, Location, RelatedLocation } from "@httpd-lint/diagnostics";
import { type ConfigFile, LineIndex, parseFile } from "@httpd-lint/grammar";
import type { ConfigHost, HostFailure } from "../host.ts";
import { isFailure } from "../host.ts";
import { lineNumberOf, locationOf, type NodeRecord } from "../node.ts";
import type { ServerProfile } from "../profile.ts";
import type { Condition, ConfigNode, Inclusion, MacroDefinition, MacroUse, ReadError, SourceFile } from "../tree.ts";
import type { ConditionTest } from "./condition-record.ts";
import { escapeMessage } from "./error-text.ts";
import type { Kept, LineRun, NodeSource } from "./line-run.ts";
import type { FrameRecord, LineStream } from "./line-stream.ts";
import { ModuleSet } from "./modules.ts";
import { Variables } from "./variables.ts";

/** A macro with the text of its body. */
export interface KnownMacro extends MacroDefinition {
  readonly location: string;
  readonly lines: readonly { readonly text: string; readonly source: ConfigNode["line"] }[];
  readonly file: SourceFile;
}

export interface Complaint {
  readonly code: string;
  /** httpd's words. */
  readonly message: string;
  /** What a person is told instead, where httpd's words only make sense in its own output. */
  readonly explained?: string;
  /** The directive httpd names; undefined when it has none to name. */
  readonly node: NodeRecord | undefined;
  /** What to underline; the whole directive when absent. */
  readonly range?: Location;
  readonly related?: readonly RelatedLocation[];
  readonly fixes?: readonly Fix[];
}

/** What the read pass knows and has found so far; shared by everything that reads. */
export class ReadState {
  readonly host: ConfigHost;
  readonly profile: ServerProfile;
  readonly kind: "server" | "htaccess";
  readonly modules: ModuleSet;
  readonly variables: Variables;
  readonly macros: Map<string, KnownMacro>;
  readonly files: Map<string, SourceFile> = new Map();
  readonly errors: ReadError[] = [];
  readonly warnings: Diagnostic[] = [];
  /** Those of a run are made when somebody asks; the same holds for `executed`. */
  readonly conditions: (Condition | LineRun)[] = [];
  /** Right arguments of conditions; the same few stand in every virtual host. */
  readonly tests: Map<string, ConditionTest> = new Map();
  readonly executed: NodeSource[] = [];
  readonly inclusions: Inclusion[] = [];
  readonly macroDefinitions: MacroDefinition[] = [];
  readonly macroUses: MacroUse[] = [];
  /** What httpd keeps at the top level, and behind it, until they are closed, the children of open sections. */
  readonly kept: Kept[] = [];
  serverRoot: string;
  anyMacroDefined: boolean;
  ignoreMacroNesting = false;
  ignoreMacroEmptyArguments = false;
  latestInclude: ConfigNode | undefined;
  /** Set once Include met itself: files that are open are then not opened again. */
  includeLoop = false;
  /** Directives kept or executed; guards against bombs. */
  nodes = 0;
  macroLines = 0;
  macrosGivenUp = false;

  constructor(host: ConfigHost, profile: ServerProfile, kind: "server" | "htaccess", server?: ReadState) {
    this.host = host;
    this.profile = profile;
    this.kind = kind;
    this.serverRoot = server?.serverRoot ?? profile.serverRoot;
    this.modules = server?.modules ?? new ModuleSet(profile);
    this.variables = server?.variables ?? new Variables(profile);
    this.macros = new Map(server?.macros);
    this.anyMacroDefined = server?.anyMacroDefined ?? false;
  }

  /** Where a path of the configuration lies on the host when the tree was moved from its place. */
  relocated(path: string): string {
    for (const { from, to } of this.profile.relocations) {
      if (path === from) return to;
      if (path.startsWith(from.endsWith("/") ? from : `${from}/`))
        return `${to}${path.slice(from.replace(/\/$/, "").length)}`;
    }
    return path;
  }

  open(path: string): SourceFile | HostFailure {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const text = path === "/dev/null" ? "" : this.host.readFile(path);
    if (isFailure(text)) return text;
    const file = this.host.parse?.(path, text, this.kind) ?? sourceFile(path, text, this.kind);
    this.files.set(path, file);
    return file;
  }

  /** `stream` tells the Include chain; the first complaint of all is the one httpd stops at. */
  complain(stream: LineStream | undefined, complaint: Complaint): void {
    const { node, message } = complaint;
    const location = complaint.range ?? (node === undefined ? undefined : locationOf(node));
    const diagnostic: Diagnostic = {
      code: complaint.code,
      severity: "error",
      source: "httpd",
      message: complaint.explained ?? message,
      ...(location === undefined ? {} : { location }),
      ...(complaint.related === undefined ? {} : { related: complaint.related }),
      ...(complaint.fixes === undefined ? {} : { fixes: complaint.fixes }),
    };
    const named = node !== undefined && node.frame.kind !== "option" && this.kind === "server";
    this.errors.push({
      diagnostic,
      message: escapeMessage(message),
      file: named ? labelOf(node) : null,
      line: named ? lineNumberOf(node) : null,
      via: stream?.via ?? [],
      warningsBefore: this.warnings.length,
    });
  }

  /** @param id httpd's own number of the message, e.g. `AH00111` */
  warn(id: string, code: string, message: string, location: Location | undefined): void {
    this.warnings.push({
      code,
      severity: "warning",
      source: "httpd",
      message: `${id}: ${escapeMessage(message)}`,
      ...(location === undefined ? {} : { location }),
    });
  }
}

/** A text and what it is made of; lines are counted when somebody asks. */
class ParsedFile implements SourceFile {
  readonly path: string;
  readonly text: string;
  readonly syntax: ConfigFile;
  #lineIndex: LineIndex | undefined;

  constructor(path: string, text: string, kind: "server" | "htaccess") {
    this.path = path;
    this.text = text;
    this.syntax = parseFile(text, kind);
  }

  get lineIndex(): LineIndex {
    this.#lineIndex ??= new LineIndex(this.text);
    return this.#lineIndex;
  }
}

export function sourceFile(path: string, text: string, kind: "server" | "htaccess"): SourceFile {
  return new ParsedFile(path, text, kind);
}

/** `newdir->filename`: the name of the text a node was read from. */
export function labelOf(node: ConfigNode): string {
  return (node.frame as FrameRecord).label;
}
