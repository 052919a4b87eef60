import { commands, type ExtensionContext, type QuickPickItem, Uri, window, workspace } from "vscode";
import type { Pages } from "./pages.ts";
import type { Server } from "./server.ts";

/** The index of rules that the build writes. */
interface RuleEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
}

/** @param given name or number of a rule; otherwise the user chooses */
export async function explainRule(
  context: ExtensionContext,
  server: Server,
  pages: Pages,
  given?: string,
): Promise<void> {
  const rule = typeof given === "string" ? given : await chosenRule(context);
  if (rule === undefined) return;
  const page = await server.execute<{ readonly text: string }>("httpd-lint.rulePage", { rule });
  if (page === undefined) return;
  // The name by which the preview knows the language of the examples.
  const text = page.text.replace(/^```conf\b.*$/gm, "```apache");
  await commands.executeCommand("markdown.showPreviewToSide", pages.put(`rules/${rule}.md`, text));
}

async function chosenRule({ extensionUri }: ExtensionContext): Promise<string | undefined> {
  const file = await workspace.fs.readFile(Uri.joinPath(extensionUri, "dist", "rules.json"));
  const index: readonly RuleEntry[] = JSON.parse(new TextDecoder().decode(file));
  const items: QuickPickItem[] = index.map(({ name, aliases, summary }) => ({
    label: name,
    description: aliases.join(", "),
    detail: summary,
  }));
  const options = { matchOnDescription: true, matchOnDetail: true, placeHolder: "Which rule?" };
  return (await window.showQuickPick(items, options))?.label;
}
