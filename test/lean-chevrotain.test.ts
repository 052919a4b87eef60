import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import { leanChevrotain } from "../scripts/lean-chevrotain.mjs";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** What the parsers make of their grammars and of texts that do not fit them. */
const PROBE = `
  import { analysedConfig, configGrammar } from "./grammar/src/grammar.ts";
  import { analysedExpression, expressionGrammar } from "./grammar/src/expression/grammar.ts";
  import { parseExpression } from "./grammar/src/expression/index.ts";
  const texts = ["", "true false", "'a' in 1", "'a' in {'b', 'c'} && -n %{REQUEST_URI}", "%{HTTP:", "(true", "'a' =~ /b/"];
  process.stdout.write(JSON.stringify({
    grammars: [configGrammar(), expressionGrammar()],
    decisions: [analysedConfig(), analysedExpression()],
    results: texts.map((text) => parseExpression(text)),
  }));
`;

async function answer(plugins: readonly Plugin[]): Promise<unknown> {
  const bundle = await build({
    absWorkingDir: repository,
    stdin: { contents: PROBE, resolveDir: repository },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    conditions: ["@httpd-lint/source"],
    plugins: [...plugins],
    logLevel: "silent",
  });
  const output = execFileSync(process.execPath, ["-"], { input: bundle.outputFiles[0]?.contents, encoding: "utf8" });
  return JSON.parse(output);
}

test("Chevrotain answers the same as it is in the bundled command", async () => {
  expect(await answer([leanChevrotain])).toEqual(await answer([]));
});
