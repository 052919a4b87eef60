import { closest } from "@httpd-lint/directives";
import { builtInRules, findRule, type Rule, type RuleMeta } from "@httpd-lint/lint";
import type { Problem } from "../effective/problem.ts";

/**
 * The rule of a name: as in findings, without its category, or a number such as SES041; case does not matter.
 *
 * @returns a problem with the name that was meant, as far as it can be guessed
 */
export function ruleNamed(name: string, extraRules: readonly Rule[] = []): Rule | Problem {
  const rules = [...builtInRules, ...extraRules];
  const lower = name.toLowerCase();
  const found = findRule(rules, name) ?? findRule(rules, lower) ?? rules.find(({ meta }) => shortName(meta) === lower);
  if (found !== undefined) return found;
  if (/^(?:httpd|read|process)\//.test(lower)) {
    return { problem: `'${name}' is what httpd itself says, and no rule: its message is all there is to it` };
  }
  return { problem: `there is no rule '${name}'${suggestion(lower, rules)}` };
}

/** Names that hold the word, else the one it is a slip for. A wrong number says nothing about what was meant. */
function suggestion(word: string, rules: readonly Rule[]): string {
  const holding = rules.map(({ meta }) => meta.name).filter((each) => word.length > 3 && each.includes(word));
  if (holding.length > 0) return `; did you mean ${holding.slice(0, 3).join(" or ")}?`;
  const meant = closest(
    word,
    rules.map(({ meta }) => (word.includes("/") ? meta.name : shortName(meta))),
  );
  const rule = rules.find(({ meta }) => meta.name === meant || shortName(meta) === meant);
  return rule === undefined || /^[a-z]+-?\d+$/.test(word)
    ? " (README.md lists them)"
    : `; did you mean ${rule.meta.name}?`;
}

function shortName({ name }: RuleMeta): string {
  return name.slice(name.indexOf("/") + 1);
}

/** The page as Markdown; rules that have none are described by what they say of themselves. */
export async function ruleMarkdown({ meta }: Rule): Promise<string> {
  const { rulePage } = await import("./rule-pages.ts");
  return rulePage(meta.name) ?? pageFromMeta(meta);
}

function pageFromMeta({ name, options = {}, references }: RuleMeta): string {
  const listed = Object.entries(options).map(
    ([key, { description, default: usual }]) => `- \`${key}\`: ${description} Default ${JSON.stringify(usual)}.`,
  );
  const parts = [
    `# ${name}`,
    ...(listed.length === 0 ? [] : ["## Options", listed.join("\n")]),
    ...(references.length === 0
      ? []
      : [
          "## References",
          references.map(({ kind, id }) => `- ${id.startsWith(kind) ? id : `${kind} ${id}`}`).join("\n"),
        ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

export function ruleData({ meta }: Rule, markdown: string): unknown {
  const { name, aliases, summary, severity, profiles, references, fixable, options = {}, since } = meta;
  return { name, aliases, summary, severity, profiles, references, fixable, options, since, page: markdown };
}
