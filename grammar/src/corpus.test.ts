import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { argumentsOf, type ConfigFile, type Node, nameOf, parse, print } from "./index.ts";

/** Cases in grammar/corpus: title, source, ----, tree. */
function casesOf(name: string): { title: string; source: string; tree: string }[] {
  const text = readFileSync(new URL(`../corpus/${name}.txt`, import.meta.url), "utf8");
  const parts = text.split(/^====\n/m).slice(1);
  const cases: { title: string; source: string; tree: string }[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [source = "", tree = ""] = (parts[i + 1] as string).split(/^----\n/m);
    cases.push({ title: (parts[i] as string).trim(), source, tree: tree.trimEnd() });
  }
  return cases;
}

function show(file: ConfigFile, nodes: readonly Node[], indent = ""): string[] {
  return nodes.flatMap((node) => {
    const words = argumentsOf(file, node).map((argument) => `[${argument.value}]`);
    const head = `${indent}${[node.type, nameOf(file, node), ...words].filter(Boolean).join(" ")}`;
    if (node.type === "Directive" && words.length === 0) return [`${head} []`];
    if (node.type !== "Section") return [head];
    return [head, ...show(file, node.children, `${indent}  `), `${indent}${node.closeTag ? "close" : "not closed"}`];
  });
}

for (const name of ["lines", "sections"]) {
  describe(`grammar/corpus/${name}.txt`, () => {
    for (const { title, source, tree } of casesOf(name)) {
      it(title, () => {
        const { file } = parse(source);
        expect(show(file, file.children).join("\n")).toBe(tree);
        expect(print(file)).toBe(source);
      });
    }
  });
}
