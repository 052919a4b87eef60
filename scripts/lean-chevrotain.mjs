// Chevrotain as the bundled command has it: the same parsers, but a start has less to load and to run. The build fails
// when another version of Chevrotain does not have what is replaced here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./load.mjs";

/** Our scanners make the tokens, so all that is needed of the lexer is the pattern that stands for none. */
const LEXER = `export class Lexer {}
Lexer.NA = /NOT_APPLICABLE/;
export const LexerDefinitionErrorType = {};
`;

/**
 * To V8 an object with a deleted member is a dictionary: without that it rebuilds the shape of the parser's prototype for
 * each of the two hundred methods that are copied to it. When it is used, V8 makes it fast again.
 */
const AS_DICTIONARY = `const { prototype } = derivedCtor;
  prototype.first = prototype.second = undefined;
  delete prototype.first;
  delete prototype.second;
  baseCtors.forEach(`;

/** @type {import("esbuild").Plugin} */
export const leanChevrotain = {
  name: "lean-chevrotain",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^lodash-es$/ }, () => ({ path: join(repository, "scripts/lodash.mjs") }));
    onLoad({ filter: /[/\\]chevrotain[/\\].*[/\\]lexer_public\.js$/ }, () => ({ contents: LEXER }));
    onLoad({ filter: /[/\\]chevrotain[/\\].*[/\\]apply_mixins\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const start = "baseCtors.forEach(";
      if (!text.includes(start)) return { errors: [{ text: `${path}: no '${start}'` }] };
      return { contents: text.replace(start, AS_DICTIONARY) };
    });
  },
};
