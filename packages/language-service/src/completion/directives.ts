import { type CommandInfo, OVERRIDE, syntaxOf } from "@httpd-lint/directives";
import { nameOf, type Section } from "@httpd-lint/grammar";
import { type KnownCommand, knownCommands } from "../model/commands.ts";
import { replacementOf } from "../model/old-names.ts";
import { isAllowed, type Placement, placementAt } from "../model/placement.ts";
import { type Asking, inSnippet, KIND, type Offer, type Proposal } from "./item.ts";
import { parameterProposals } from "./names.ts";

/** Names of directives that may stand here, those of loaded modules first. */
export function directiveOffers(asking: Asking): readonly Offer[] {
  const { context, cursor } = asking;
  const { text } = context;
  const from = startOfName(asking);
  const typed = text.slice(from, cursor.offset);
  const isTag = typed.startsWith("<");
  const lineEnd = context.lineIndex.lineRange(context.lineIndex.lineAt(cursor.offset)).end;
  const wordEnd = from + (/^<?[\w-]*/.exec(text.slice(from, lineEnd))?.[0].length ?? 0);
  const end = Math.max(wordEnd, cursor.offset);
  const rest = text.slice(end, lineEnd).trim();
  // The > that an editor has put behind the cursor belongs to what is written.
  const isAlone = rest === "" || (isTag && rest === ">");
  const span = { start: from, end: isAlone ? lineEnd : end };
  const placement = placementIn(asking);
  const isInMacro = cursor.sections.some((section) => nameOf(context.syntax, section).toLowerCase() === "macro");
  const proposals: Proposal[] = isTag ? [] : [...parameterProposals(asking)];
  const form = { isTag, isAlone };
  for (const known of knownCommands(context.analyses[0]).values()) {
    const [first] = known;
    if (first === undefined || (isTag && !first.command.isSection)) continue;
    const fitting = known.find(({ command }) => isInMacro || isAllowed(command, placement));
    if (fitting !== undefined) proposals.push(proposalOf(asking, fitting, form));
  }
  return [{ ...span, proposals }];
}

/** Where AllowOverride grants a .htaccess nothing, what it could grant is offered: the line may come later. */
function placementIn({ context, cursor }: Asking): Placement {
  const placement = placementAt(context, cursor.sections);
  const isNothingGranted = placement.bits === 0 && placement.list.size === 0;
  return isNothingGranted && context.analyses[0].kind === "htaccess" ? { ...placement, bits: OVERRIDE.all } : placement;
}

function startOfName({ context, cursor }: Asking): number {
  const { line, offset } = cursor;
  if (line === undefined || line.type === "Blank" || offset < line.nameStart) return offset;
  // Typing before what stands on the line already.
  return context.text.slice(line.nameStart, offset).includes("\n") ? offset : line.nameStart;
}

/** How an item is written. */
interface Form {
  /** A `<` is typed. */
  readonly isTag: boolean;
  /** Nothing follows on the line. */
  readonly isAlone: boolean;
}

function proposalOf({ context, snippets }: Asking, known: KnownCommand, { isTag, isAlone }: Form): Proposal {
  const { command, module, isLoaded } = known;
  const { key, isSection } = command;
  const source = module.source.replace(/\.c$/, "");
  // Some command tables have names that nobody writes so: `allow`, `order`.
  const name = /^[a-z]/.test(command.name) ? (/^\S+/.exec(syntaxOf(command))?.[0] ?? command.name) : command.name;
  const isSwitch = command.how === "flag";
  const isSnippet = isAlone && snippets && (isSection || isSwitch);
  const space = isAlone && !isSection && command.how !== "none" ? " " : "";
  return {
    label: isSection ? `${name}>` : name,
    kind: isSection ? KIND.section : KIND.directive,
    text: !isSnippet ? `${name}${space}` : isSection ? sectionSnippet(command) : `${name} \${1|On,Off|}`,
    isSnippet,
    detail: isLoaded ? source : `${source} (not loaded)`,
    rank: (isLoaded ? 1 : 3) + (module.thirdParty ? 1 : 0),
    isDeprecated: replacementOf(key) !== undefined,
    filter: !isSection ? undefined : isTag ? name : name.slice(1),
    data: { path: context.path, key, kind: "directive" },
  };
}

const WITHOUT_ARGUMENT: ReadonlySet<string> = new Set(["Else", "RequireAll", "RequireAny", "RequireNone"]);

function sectionSnippet(command: CommandInfo): string {
  const name = command.name.slice(1);
  const wanted = /^<\S+\s+([^>]*)>/.exec(syntaxOf(command))?.[1]?.split(/\s+/)[0] ?? "value";
  const placeholder = inSnippet(wanted.replace(/[[\]|]/g, ""));
  const quote = /^(?:Else)?If$/.test(name) ? '"' : "";
  const argument = WITHOUT_ARGUMENT.has(name) ? "" : ` ${quote}\${1:${placeholder || "value"}}${quote}`;
  return `<${name}${argument}>\n\t$0\n</${name}>`;
}

/** `</` closes the section that was opened last. */
export function closingTagOffers(asking: Asking): readonly Offer[] {
  const { context, cursor } = asking;
  const { line, offset } = cursor;
  const start = line === undefined ? offset : line.nameStart;
  const lineEnd = context.lineIndex.lineRange(context.lineIndex.lineAt(offset)).end;
  const around = openSections(asking);
  const names = around.map((section) => nameOf(context.syntax, section)).reverse();
  const proposals = names.map((name, index): Proposal => {
    const text = `</${name}>`;
    return { label: text, kind: KIND.section, text, rank: index === 0 ? 1 : 2, filter: text };
  });
  return [{ start, end: lineEnd, proposals }];
}

/** A closing tag that is being typed may end a section of another name already: that one is meant, too. */
function openSections({ context, cursor }: Asking): readonly Section[] {
  const { sections, line } = cursor;
  if (line?.type !== "CloseTag") return sections;
  const own = findClosedBy(context.syntax.children, line.start);
  return own === undefined ? sections : [...sections, own];
}

function findClosedBy(children: readonly { readonly type: string }[], start: number): Section | undefined {
  for (let level = children; ; ) {
    const around = level.find((node): node is Section => {
      const { start: from, end } = node as Section;
      return node.type === "Section" && from <= start && start < end;
    });
    if (around === undefined || around.closeTag?.start === start) return around;
    level = around.children;
  }
}
