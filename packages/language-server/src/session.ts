import { dirname } from "node:path";
import { type ConfigHost, isFailure, type PatternCompiler, type SourceFile } from "@httpd-lint/config";
import { createWorkspace, type DocumentContext, type Workspace } from "@httpd-lint/language-service";
import type { PositionEncodingKind } from "vscode-languageserver/node";
import { createDisk } from "./disk.ts";
import { createDocumentStore, type DocumentStore } from "./documents.ts";
import { createNodeHost, MAX_FILE_SIZE } from "./node-host.ts";
import { overlayHost } from "./overlay-host.ts";
import { createPositions, type Positions } from "./positions.ts";
import { type ClientSettings, type Complain, clientSettings, createSettings } from "./settings.ts";
import { pathOf } from "./uris.ts";

/** What a server knows between two messages. */
export interface Session {
  readonly documents: DocumentStore;
  readonly positions: Positions;
  /** A new one when folders or settings change. */
  readonly workspace: Workspace;
  /** Absolute paths of the folders that are open in the editor. */
  readonly folders: readonly string[];
  /** Settings of the client that are not about servers. */
  readonly settings: ClientSettings;
  contextOf(uri: string): DocumentContext | undefined;
  /** Texts on the disk or in the editor are others now. */
  changed(paths: readonly string[]): void;
  /** Files were changed that no watcher of ours may have told about. */
  forgetDisk(): void;
  /** Settings of the client, as it gives them. */
  configure(value: unknown): void;
  setFolders(folders: readonly string[]): void;
  /** Every file that a server reads and every open document. */
  files(): readonly string[];
  /** Has the folders of all that was read watched. */
  watchFolders(): void;
  dispose(): void;
}

export interface SessionOptions {
  readonly encoding: PositionEncodingKind;
  readonly folders: readonly string[];
  /** As the client gives them. */
  readonly settings: unknown;
  readonly patterns: PatternCompiler;
  readonly complain: Complain;
  /** Files were changed by others than the editor. */
  readonly changedOutside: (paths: readonly string[]) => void;
}

export function createSession(options: SessionOptions): Session {
  const { encoding, patterns, complain, changedOutside } = options;
  const noticed = (paths: readonly string[]): void => {
    session.changed(paths);
    changedOutside(paths);
  };
  const disk = createDisk(createNodeHost({ maxFileSize: MAX_FILE_SIZE }), noticed);
  const documents = createDocumentStore(encoding, disk.realPath);
  const host = overlayHost(disk.host, documents);
  const positions = createPositions(encoding, documents.get, (uri) => textOf(host, pathOf(uri)));
  let { folders } = options;
  let client = clientSettings(options.settings, folders[0], host, complain);
  let workspace = newWorkspace();

  function newWorkspace(): Workspace {
    const { server, mainFiles }: ClientSettings = client;
    return createWorkspace({
      host,
      folders,
      mainFiles,
      patterns,
      realPath: disk.realPath,
      uriOf: documents.uriOf,
      settingsFor: createSettings(server, host, complain),
    });
  }

  function sources(): readonly SourceFile[] {
    return workspace.servers.flatMap((mainFile) => [...(workspace.analysisOf(mainFile)?.tree.files.values() ?? [])]);
  }

  function files(): readonly string[] {
    const all = new Set(sources().map(({ path }) => path));
    for (const { path } of documents.all()) all.add(path);
    return [...all];
  }

  const session: Session = {
    documents,
    positions,
    get workspace() {
      return workspace;
    },
    get folders() {
      return folders;
    },
    get settings() {
      return client;
    },
    contextOf: (uri) => workspace.contextOf(documents.get(uri)?.path ?? pathOf(uri)),
    changed(paths) {
      // Settings, and catalogues that they name.
      if (paths.some((path) => path.endsWith(".json"))) workspace = newWorkspace();
      else workspace.invalidate(paths);
    },
    forgetDisk: disk.forget,
    configure(value) {
      client = clientSettings(value, folders[0], host, complain);
      workspace = newWorkspace();
    },
    setFolders(now) {
      folders = now;
      workspace = newWorkspace();
    },
    files,
    watchFolders() {
      const fresh = disk.watch(new Set(files().flatMap((file) => [dirname(file), dirname(disk.realPath(file))])));
      const stale = sources().filter(({ path, text }) => fresh.has(dirname(path)) && host.readFile(path) !== text);
      if (stale.length > 0) noticed(stale.map(({ path }) => path));
    },
    dispose: disk.dispose,
  };
  return session;
}

function textOf(host: ConfigHost, path: string): string | undefined {
  const text = host.readFile(path);
  return isFailure(text) ? undefined : text;
}
