import type { ConfigNode, ConfigTree, EffectiveConfig, Setting } from "@httpd-lint/config";
import { nodeAt } from "@httpd-lint/grammar";
import type { Position } from "vscode-languageserver-types";
import { isPlace, settingsIn } from "../describe/session.ts";
import { lineOf, scopeOf, sectionName, shownArguments } from "../effective/places.ts";
import { nodesOf } from "../model/nodes.ts";
import type { Page, PageLink } from "../model/pages.ts";
import { offsetAt } from "../model/positions.ts";
import type { Analysis, DocumentContext } from "../workspace.ts";

/** Whose every line counts, or that are no settings of a place: they would only hide what is. */
const NOT_SHOWN =
  /^(?:loadmodule|loadfile|include|includeoptional|define|undefine|use|undefmacro|servername|serveralias)$/;

/**
 * The settings that httpd uses for requests that land where the cursor is, as httpd would read them, by the section
 * that sets them, the innermost first. Secrets are masked.
 */
export function effectiveConfiguration(context: DocumentContext, position: Position): Page {
  const [analysis] = context.analyses;
  const section = placeAround(context, analysis, offsetAt(context.lineIndex, position));
  const { tree } = analysis;
  const config = settingsIn(tree, section);
  const page = createPage(context, tree);
  const here = section === undefined ? "the main server" : `${sectionName(section)}${ofHost(section)}`;
  page.add(`# What httpd uses in ${here}.`);
  const groups = grouped(config);
  for (const { section: layer, isCertain } of config.layers.toReversed()) {
    const settings = groups.get(layer.node) ?? [];
    if (settings.length === 0 && layer.node !== section) continue;
    const { name } = scopeOf(layer, tree);
    page.add("");
    page.add(`# ${isCertain ? name : `${name}, if it applies`}${page.placeOf(layer.node)}`, layer.node);
    for (const setting of settings) addSetting(page, setting);
  }
  return { title: `Effective in ${here}`, ...page.done() };
}

/** Settings by the section that has the last word. */
function grouped(config: EffectiveConfig): ReadonlyMap<ConfigNode | undefined, readonly Setting[]> {
  const layers = new Map<ConfigNode, ConfigNode | undefined>();
  for (const { section } of config.layers) for (const each of section.directives) layers.set(each, section.node);
  const groups = new Map<ConfigNode | undefined, Setting[]>();
  for (const setting of config.settings()) {
    const { name, setBy, possible, lostTo } = setting;
    const last = setBy.at(-1) ?? lostTo ?? possible.at(-1);
    if (last === undefined || NOT_SHOWN.test(name.toLowerCase())) continue;
    const layer = layers.get(last);
    const group = groups.get(layer);
    if (group === undefined) groups.set(layer, [setting]);
    else group.push(setting);
  }
  return groups;
}

function addSetting(page: PageBuilder, { setBy, overrode, possible, lostTo }: Setting): void {
  for (const node of overrode) page.add(`# instead of ${lineText(node)}${page.placeOf(node)}`, node);
  if (setBy.length === 0 && lostTo !== undefined) page.add(`# put aside${page.placeOf(lostTo)}`, lostTo);
  for (const node of possible) page.add(`# perhaps ${lineText(node)}${page.placeOf(node)}`, node);
  for (const node of setBy) page.add(lineText(node), node);
}

function lineText(node: ConfigNode): string {
  if (node.isSection) return sectionName(node);
  const shown = shownArguments(node);
  // A word that needs its quotes keeps them: what is shown can be pasted.
  const words = /\s/.test(shown) && node.argumentText === `"${shown}"` ? node.argumentText : shown;
  return `${node.name} ${words}`.trimEnd();
}

function ofHost(section: ConfigNode): string {
  let host: ConfigNode | undefined;
  for (let at: ConfigNode | undefined = section; at !== undefined; at = at.parent)
    if (at.key === "virtualhost") host = at;
  const name = host?.children.find(({ key }) => key === "servername");
  return name === undefined ? "" : ` of ${shownArguments(name)}`;
}

/** The innermost section around an offset that says for which requests its content is. */
function placeAround(context: DocumentContext, analysis: Analysis, offset: number): ConfigNode | undefined {
  const { sections } = nodeAt(context.syntax, offset);
  for (const { openTag } of sections.toReversed()) {
    const [node] = nodesOf(context, analysis, openTag);
    if (node !== undefined) return placeOf(node);
  }
  // A file that is included in a section is in that section as a whole.
  for (const line of context.syntax.lines) {
    const [node] = line.type === "Directive" || line.type === "OpenTag" ? nodesOf(context, analysis, line) : [];
    if (node !== undefined) return placeOf(node.parent);
  }
  return undefined;
}

function placeOf(node: ConfigNode | undefined): ConfigNode | undefined {
  let at = node;
  while (at !== undefined && !isPlace(at)) at = at.parent;
  return at;
}

interface PageBuilder {
  /** @param node where the line leads */
  add(text: string, node?: ConfigNode): void;
  /** `, conf.d/shop.conf:7` */
  placeOf(node: ConfigNode | undefined): string;
  done(): Pick<Page, "text" | "links">;
}

function createPage({ workspace }: DocumentContext, { mainFile }: ConfigTree): PageBuilder {
  const lines: string[] = [];
  const links: PageLink[] = [];
  const folder = mainFile.slice(0, mainFile.lastIndexOf("/") + 1);
  return {
    add(text, node) {
      if (node !== undefined && node.frame.kind !== "option") {
        links.push({ line: lines.length, uri: workspace.uriOf(node.frame.file.path), target: lineOf(node) - 1 });
      }
      lines.push(text);
    },
    placeOf(node) {
      if (node === undefined) return "";
      const { path } = node.frame.file;
      return `, ${path.startsWith(folder) ? path.slice(folder.length) : path}:${lineOf(node)}`;
    },
    done: () => ({ text: `${lines.join("\n")}\n`, links }),
  };
}
