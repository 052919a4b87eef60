import { commands, languages, Position, Range, Uri, ViewColumn, window, workspace } from "vscode";
import type { Pages, ServerPage } from "./pages.ts";
import type { Server } from "./server.ts";
import { activeConfiguration } from "./settings.ts";

/** The language of texts that are no configurations: it only says how the editor lays them out. */
const PAGE = "httpd-lint-page";

type Handlers = Readonly<Record<string, (...given: never[]) => unknown>>;

/**
 * The commands that ask the server. They have names of their own: the client registers those of the server, too, and no
 * name may be registered twice.
 */
export function clientCommands(server: Server, pages: Pages): Handlers {
  async function show(
    page: ServerPage | undefined,
    name: string,
    language: string,
    viewColumn: ViewColumn = ViewColumn.Beside,
  ): Promise<void> {
    if (page === undefined) return;
    const uri = pages.put(name, page.text, page.links);
    const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), language);
    await window.showTextDocument(document, { viewColumn, preview: true, preserveFocus: true });
  }

  return {
    "httpd-lint.showEffectiveConfiguration": async (place?: unknown) => {
      const active = placeGiven(place) ?? activePlace();
      if (active === undefined) return;
      const page = await server.execute<ServerPage>("httpd-lint.effectiveConfiguration", active);
      await show(page, `effective/${fileName(page?.title ?? "")}`, "httpd-conf");
    },
    "httpd-lint.showIncludeTree": async () => {
      const active = activePlace();
      if (active === undefined) return;
      await show(await server.execute<ServerPage>("httpd-lint.includeTree", active), "include tree", PAGE);
    },
    "httpd-lint.showLineExplanation": async () => {
      const active = activePlace();
      if (active === undefined) return;
      const page = await server.execute<ServerPage>("httpd-lint.explainLine", active);
      await show(page, fileName(page?.title ?? ""), PAGE);
    },
    "httpd-lint.showUrlExplanation": async () => {
      const active = activePlace();
      if (active === undefined) return;
      const prompt = "What does this server do for a request, and with which settings?";
      const url = await window.showInputBox({ prompt, value: "https://localhost/", valueSelection: [8, 17] });
      if (url === undefined) return;
      const page = await server.execute<ServerPage>("httpd-lint.explainUrl", { ...active, url });
      // Its tables are wide.
      await show(page, fileName(url), PAGE, ViewColumn.Active);
    },
    "httpd-lint.showMacroExpansion": async () => {
      const active = activePlace();
      if (active === undefined) return;
      await show(await server.execute<ServerPage>("httpd-lint.expandMacro", active), "macro", "httpd-conf");
    },
    "httpd-lint.restartServer": async () => {
      await server.restart();
      window.setStatusBarMessage("httpd-lint: language server restarted", 3000);
    },
    "httpd-lint.showLog": () => server.showLog(),
    // What a code lens of the server names: the arguments come as JSON and the editor wants its own objects.
    "httpd-lint.showReferences": (uri: string, position: Position, places: readonly LspLocation[]) =>
      commands.executeCommand(
        "editor.action.showReferences",
        Uri.parse(uri),
        new Position(position.line, position.character),
        places.map(({ uri: at, range: { start, end } }) => ({
          uri: Uri.parse(at),
          range: new Range(start.line, start.character, end.line, end.character),
        })),
      ),
  };
}

interface LspLocation {
  readonly uri: string;
  readonly range: Range;
}

interface Place {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

/** A code lens says which place it means; the context menu gives a URI, which is that of the active editor. */
function placeGiven(given: unknown): Place | undefined {
  return typeof given === "object" && given !== null && "textDocument" in given ? (given as Place) : undefined;
}

function activePlace(): Place | undefined {
  const active = activeConfiguration();
  if (active === undefined) return undefined;
  return {
    textDocument: { uri: active.document.uri.toString() },
    position: { line: active.position.line, character: active.position.character },
  };
}

/** As a tab can show it. */
function fileName(title: string): string {
  return title.replaceAll("/", "∕");
}
