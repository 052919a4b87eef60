import { rulePagesTable } from "./rule-pages.generated.ts";

let pages: Readonly<Record<string, string>> | undefined;

/**
 * The README of a built-in rule, as Markdown. Apart from the command, because only `explain` needs the texts.
 *
 * @param name as in `meta.name`
 */
export function rulePage(name: string): string | undefined {
  pages ??= JSON.parse(rulePagesTable) as Readonly<Record<string, string>>;
  return pages[name];
}
