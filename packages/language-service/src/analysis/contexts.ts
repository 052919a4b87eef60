import type { DetectedServer, DetectionOptions } from "@httpd-lint/config";
import {
  allNodes,
  type ConfigNode,
  type ConfigTree,
  createJudgedLines,
  detectProfile,
  isFailure,
  type JudgedLines,
  type SourceFile,
  serverAt,
  sourceFile,
  wordsOf,
} from "@httpd-lint/config";
import type { Analysis, DocumentContext, ServerSettings, Workspace, WorkspaceOptions } from "../workspace.ts";
import { analyseAlone, analyseHtaccess, analyseServer, type Judgement } from "./analyse.ts";
import { findMainFiles } from "./find-servers.ts";
import { isHtaccess } from "./fragment.ts";
import { type Recording, recordingHost } from "./recording-host.ts";

/** What was read, with what it was read from. */
interface Kept<T> {
  readonly value: T;
  readonly recording: Recording;
}

interface ServerEntry {
  readonly analysis: Analysis;
  readonly root: string;
  /** Paths of the tree's files by where they lead. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/** The memory of a workspace. */
export class Contexts {
  readonly #workspace: Workspace;
  readonly #options: WorkspaceOptions;
  readonly #realPath: (path: string) => string;
  readonly #servers = new Map<string, Kept<ServerEntry | undefined>>();
  /** What is right in a server stays right while somebody types somewhere else. */
  readonly #rightLines = new Map<string, JudgedLines>();
  readonly #htaccess = new Map<string, Kept<Analysis> & { readonly server: Analysis }>();
  readonly #alone = new Map<string, Kept<Analysis>>();
  readonly #sources = new Map<string, SourceFile>();
  readonly #contexts = new Map<string, DocumentContext>();
  /** Main files that opened files led to. */
  readonly #met = new Set<string>();
  #found: Kept<readonly string[]> | undefined;

  constructor(workspace: Workspace, options: WorkspaceOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#realPath = options.realPath ?? ((path) => path);
  }

  get servers(): readonly string[] {
    if (this.#found === undefined) {
      const recording = this.#record();
      this.#found = { value: findMainFiles(recording.host, this.#options.folders ?? []), recording };
    }
    return [...new Set([...(this.#options.mainFiles ?? []), ...this.#found.value, ...this.#met])];
  }

  contextOf(path: string): DocumentContext | undefined {
    const known = this.#contexts.get(path);
    if (known !== undefined) return known;
    const { host } = this.#workspace;
    if (host.typeOf(path) !== "file") return undefined;
    const text = host.readFile(path);
    if (isFailure(text)) return undefined;
    const context = this.#makeContext(this.#parse(path, text, isHtaccess(path) ? "htaccess" : "server"));
    this.#contexts.set(path, context);
    return context;
  }

  analysisOf(mainFile: string): Analysis | undefined {
    return this.#server(mainFile)?.analysis;
  }

  invalidate(paths: readonly string[]): void {
    this.#contexts.clear();
    for (const path of paths) {
      if (this.#found?.recording.isTouchedBy(path)) this.#found = undefined;
      for (const kept of [this.#servers, this.#htaccess, this.#alone] as readonly Map<string, Kept<unknown>>[]) {
        for (const [key, { recording }] of kept) if (recording.isTouchedBy(path)) kept.delete(key);
      }
      if (isFailure(this.#workspace.host.typeOf(path))) this.#sources.delete(path);
      if (this.#met.has(path) && isFailure(this.#workspace.host.typeOf(path))) this.#met.delete(path);
    }
  }

  #makeContext({ path, text, syntax, lineIndex }: SourceFile): DocumentContext {
    let analyses: DocumentContext["analyses"] | undefined;
    let names: ReadonlySet<string> | undefined;
    const workspace = this.#workspace;
    const find = (): DocumentContext["analyses"] => this.#analysesOf(path);
    const findNames = (all: readonly Analysis[]): ReadonlySet<string> => {
      const real = this.#realPath(path);
      return new Set([path, ...all.flatMap(({ tree }) => this.#namesIn(tree).get(real) ?? [])]);
    };
    return {
      path,
      text,
      syntax,
      lineIndex,
      get analyses() {
        analyses ??= find();
        return analyses;
      },
      get names() {
        names ??= findNames(this.analyses);
        return names;
      },
      workspace,
    };
  }

  /** A text is parsed anew only when it is another one, whoever reads it. */
  #parse(path: string, text: string, kind: SourceFile["syntax"]["kind"]): SourceFile {
    const known = this.#sources.get(path);
    if (known?.text === text && known.syntax.kind === kind) return known;
    const source = sourceFile(path, text, kind);
    this.#sources.set(path, source);
    return source;
  }

  #analysesOf(path: string): DocumentContext["analyses"] {
    const [first, ...more] = isHtaccess(path) ? this.#ofHtaccess(path) : this.#including(path);
    return first === undefined ? [this.#aloneOf(path)] : [first, ...more];
  }

  #including(path: string): readonly Analysis[] {
    const real = this.#realPath(path);
    const includes = (entry: ServerEntry | undefined): entry is ServerEntry => entry?.names.has(real) === true;
    const known = this.servers.map((mainFile) => this.#server(mainFile)).filter(includes);
    if (known.length > 0) return known.map(({ analysis }) => analysis);
    const above = this.#serverAbove(path);
    if (!includes(above)) return [];
    this.#met.add(above.analysis.mainFile);
    return [above.analysis];
  }

  /** Servers that say something about the folder, else those whose own folder it lies in. */
  #ofHtaccess(path: string): readonly Analysis[] {
    const all = this.servers.flatMap((mainFile) => this.#server(mainFile) ?? []);
    let owners = all.filter(({ analysis }) => serves(analysis.tree, path));
    if (owners.length === 0) owners = all.filter(({ root }) => isBelow(root, path));
    const above = owners.length === 0 ? this.#serverAbove(path) : undefined;
    if (above !== undefined) {
      this.#met.add(above.analysis.mainFile);
      owners = [above];
    }
    return owners.map(({ analysis }) => this.#htaccessOf(path, analysis));
  }

  #serverAbove(path: string): ServerEntry | undefined {
    const found = detectProfile(this.#workspace.host, path);
    if ("failure" in found) return undefined;
    return this.#server(found.mainFile);
  }

  #server(mainFile: string): ServerEntry | undefined {
    const known = this.#servers.get(mainFile);
    if (known !== undefined) return known.value;
    const recording = this.#record();
    const value = this.#readServer(mainFile, recording);
    this.#servers.set(mainFile, { value, recording });
    return value;
  }

  #readServer(mainFile: string, { host }: Recording): ServerEntry | undefined {
    const settings = this.#workspace.settingsOf(mainFile);
    const { profile } = settings;
    const detection: DetectionOptions = profile === undefined ? {} : { name: profile };
    const found = serverAt(host, mainFile, detection);
    if ("failure" in found) return undefined;
    const rightLines = this.#rightLines.get(mainFile) ?? createJudgedLines();
    this.#rightLines.set(mainFile, rightLines);
    const judgement = { ...this.#judgement(host, settings), rightLines };
    const analysis = analyseServer(withSettings(found, settings), judgement);
    return { analysis, root: found.root, names: this.#namesIn(analysis.tree) };
  }

  #htaccessOf(path: string, server: Analysis): Analysis {
    const key = `${path}\0${server.mainFile}`;
    const known = this.#htaccess.get(key);
    if (known?.server === server) return known.value;
    const recording = this.#record();
    const settings = this.#workspace.settingsOf(server.mainFile);
    const value = analyseHtaccess(path, server, this.#judgement(recording.host, settings));
    this.#htaccess.set(key, { value, recording, server });
    return value;
  }

  #aloneOf(path: string): Analysis {
    const known = this.#alone.get(path);
    if (known !== undefined) return known.value;
    const recording = this.#record();
    const value = analyseAlone(path, this.#judgement(recording.host, this.#workspace.settingsOf(path)));
    this.#alone.set(path, { value, recording });
    return value;
  }

  #judgement(host: Judgement["host"], settings: ServerSettings): Judgement {
    return { host, settings, patterns: this.#options.patterns };
  }

  #namesIn(tree: ConfigTree): ReadonlyMap<string, readonly string[]> {
    const names = new Map<string, string[]>();
    for (const file of tree.files.keys()) {
      const real = this.#realPath(file);
      const known = names.get(real);
      if (known === undefined) names.set(real, [file]);
      else known.push(file);
    }
    return names;
  }

  #record(): Recording {
    return recordingHost(this.#workspace.host, this.#realPath, (path, text, kind) => this.#parse(path, text, kind));
  }
}

function withSettings(server: DetectedServer, settings: ServerSettings): DetectedServer {
  const { define = [], catalogues = [], moduleFiles = "assume" } = settings;
  const { profile } = server;
  // On its own machine every path is what it says.
  const relocations = moduleFiles === "check" ? [] : profile.relocations;
  return { ...server, profile: { ...profile, defines: define, catalogues, moduleFiles, relocations } };
}

const PLACES: ReadonlySet<string> = new Set(["documentroot", "directory"]);

/** Whether a server has a DocumentRoot or a section for a folder that the file lies in. */
function serves(tree: ConfigTree, path: string): boolean {
  for (const node of allNodes(tree)) {
    if (PLACES.has(node.key) && isBelow(literalFolder(node), path)) return true;
  }
  return false;
}

/** Empty for a pattern, and for the root folder that every file is in. */
function literalFolder(node: ConfigNode): string {
  const [folder = "", ...rest] = wordsOf(node);
  return rest.length > 0 || /[*?[]/.test(folder) || folder === "/" ? "" : folder.replace(/\/+$/, "");
}

function isBelow(folder: string, path: string): boolean {
  return folder !== "" && path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
