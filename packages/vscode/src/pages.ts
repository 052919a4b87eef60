import {
  DocumentLink,
  EventEmitter,
  type ExtensionContext,
  InlayHint,
  InlayHintLabelPart,
  Location,
  languages,
  Position,
  Range,
  type TextDocument,
  type TextLine,
  Uri,
  workspace,
} from "vscode";

/** A text that the server made; each link is from a line of it to a line of a file, both from 0. */
export interface ServerPage {
  readonly title: string;
  readonly text: string;
  readonly links: readonly PageLink[];
}

interface PageLink {
  readonly line: number;
  readonly uri: string;
  readonly target: number;
}

/** Texts that are shown and cannot be edited. */
export interface Pages {
  /**
   * @param name as the tab shows it
   * @returns where the text can be opened
   */
  put(name: string, text: string, links?: readonly PageLink[]): Uri;
}

const SCHEME = "httpd-lint";

export function registerPages(context: ExtensionContext): Pages {
  const texts = new Map<string, { readonly text: string; readonly links: readonly PageLink[] }>();
  const changed = new EventEmitter<Uri>();
  const linksOf = ({ uri, lineCount }: TextDocument): readonly PageLink[] =>
    (texts.get(uri.path)?.links ?? []).filter(({ line }) => line < lineCount);
  // A document that gets another language is closed and opened again.
  const forgetClosed = (uri: Uri): void => {
    if (!workspace.textDocuments.some((document) => `${document.uri}` === `${uri}`)) texts.delete(uri.path);
  };
  context.subscriptions.push(
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path }) => texts.get(path)?.text ?? "",
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) setTimeout(() => forgetClosed(uri), 0);
    }),
    languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      { provideDocumentLinks: (document) => linksOf(document).flatMap((link) => linkIn(document, link)) },
    ),
    languages.registerDefinitionProvider(
      { scheme: SCHEME },
      {
        provideDefinition: (document, position) =>
          linksOf(document)
            .filter(({ line }) => line === position.line)
            .map(locationOf),
      },
    ),
    languages.registerInlayHintsProvider(
      { scheme: SCHEME },
      {
        provideInlayHints: (document, range) =>
          linksOf(document)
            .filter(({ line }) => line >= range.start.line && line <= range.end.line)
            .flatMap((link) => hintIn(document, link)),
      },
    ),
  );
  return {
    put(name, text, links = []) {
      const uri = Uri.from({ scheme: SCHEME, path: `/${name}` });
      texts.set(uri.path, { text, links });
      changed.fire(uri);
      return uri;
    },
  };
}

function locationOf({ uri, target }: PageLink): Location {
  return new Location(Uri.parse(uri), new Position(target, 0));
}

/** A setting itself is no link: it would be underlined from end to end. */
function isSetting({ text }: TextLine, { languageId }: TextDocument): boolean {
  return languageId === "httpd-conf" && !text.startsWith("#");
}

/** In comments the place behind the last comma, in a tree the name of the file. */
function linkIn(document: TextDocument, { line, uri, target }: PageLink): DocumentLink[] {
  const { text } = document.lineAt(line);
  if (isSetting(document.lineAt(line), document)) return [];
  const [, before = "", name = ""] = /^(#.*, |[\s│├└─]*)(.*?)(?: {2}\(line \d+\))?$/.exec(text) ?? [];
  const link = new DocumentLink(
    new Range(line, before.length, line, before.length + name.length),
    Uri.parse(uri).with({ fragment: `L${target + 1}` }),
  );
  link.tooltip = "Go to the file";
  return name === "" || name.startsWith("#") ? [] : [link];
}

/** Where a setting is made, behind it. */
function hintIn(document: TextDocument, link: PageLink): InlayHint[] {
  const line = document.lineAt(link.line);
  if (!isSetting(line, document)) return [];
  const part = new InlayHintLabelPart(`${workspace.asRelativePath(Uri.parse(link.uri))}:${link.target + 1}`);
  part.location = locationOf(link);
  const hint = new InlayHint(line.range.end, [part]);
  hint.paddingLeft = true;
  return [hint];
}
