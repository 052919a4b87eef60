import { argumentsOf, type ConfigFile, nameOf, type Section } from "@httpd-lint/grammar";
import { withoutQuotes } from "./cursor.ts";
import type { Occurrence } from "./occurrences.ts";

/** Parameters of macros where they are declared and in the bodies, where mod_macro replaces them as text. */
export function* macroParameters(file: ConfigFile): Generator<Occurrence> {
  for (const section of macroSections(file)) {
    const { openTag } = section;
    const [, ...parameters] = argumentsOf(file, openTag);
    const key = (name: string): string => `parameter ${openTag.start} ${name}`;
    const names = parameters.map((word) => {
      const { start, end } = withoutQuotes(word);
      return { name: file.text.slice(start, end), start, end };
    });
    const common = { kind: "parameter", line: openTag } as const;
    for (const { name, start, end } of names) yield { ...common, name, key: key(name), start, end, isDefinition: true };
    // mod_macro takes the longest parameter that fits at a place.
    const byLength = names.map(({ name }) => name).filter((name) => name !== "");
    byLength.sort((a, b) => b.length - a.length);
    if (byLength.length === 0) continue;
    const pattern = new RegExp(byLength.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
    const from = openTag.end;
    const body = file.text.slice(from, section.closeTag?.start ?? section.end);
    for (const match of body.matchAll(pattern)) {
      const start = from + match.index;
      yield { ...common, name: match[0], key: key(match[0]), start, end: start + match[0].length, isDefinition: false };
    }
  }
}

function* macroSections(file: ConfigFile): Generator<Section> {
  if (!/<macro/i.test(file.text)) return;
  const open = file.children.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type !== "Section") continue;
    if (nameOf(file, node).toLowerCase() === "macro") yield node;
    else for (const child of node.children.toReversed()) open.push(child);
  }
}
