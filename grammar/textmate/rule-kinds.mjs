// What the rules are made of: each function makes one rule as the TextMate format has it.

export const raw = String.raw;

/** End of a logical line, before the line end itself. */
export const END = raw`(?<!\\)(?=\n)`;
/** A word starts here. */
export const START = raw`(?<!\S)`;
/** A word ends here; in a section the last `>` of the line ends it, too. */
export const STOP = raw`(?=\s|>[^>]*$|$)`;
const QUOTED = raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const WORD = raw`(?:${QUOTED}|(?!["'])\S+)`;

export const include = (...names) => names.map((name) => ({ include: `#${name}` }));
export const captures = (...names) =>
  Object.fromEntries(names.map((name, at) => [at + 1, { name }]).filter(([, { name }]) => name));
export const named = (name, match, ...groups) => ({
  name,
  match,
  ...(groups.length > 0 ? { captures: captures(...groups) } : {}),
});

const DIRECTIVE = "support.function.directive";
export const HEADER = "entity.other.attribute-name.header";
export const OPERATOR = "keyword.operator";

/**
 * One directive with arguments of its own kind.
 *
 * @param names alternatives, in a regular expression
 * @param head what stands before the arguments, in a regular expression with a group for each of `scopes`
 */
export const directive = (names, patterns, { head = "", scopes = [], scope = DIRECTIVE } = {}) => ({
  name: "meta.directive",
  begin: raw`^\s*(?i:(${names}))(?=\s|\\?$)${head}`,
  beginCaptures: { 1: { name: scope }, ...words(scopes, 2) },
  end: END,
  patterns,
});

/** A scope, or patterns for what was captured. */
export const words = (scopes, from) =>
  Object.fromEntries(
    scopes.map((scope, at) => [at + from, typeof scope === "string" ? { name: scope } : { patterns: scope }]),
  );

export const section = (names, scope, patterns, { head = "", scopes = [] } = {}) => ({
  name: "meta.tag.section",
  begin: raw`^\s*(<)(?i:(${names}))(?=[\s>]|\\?$)${head}`,
  beginCaptures: { 1: { name: "punctuation.definition.tag.begin" }, 2: { name: scope }, ...words(scopes, 3) },
  end: raw`(>)(?=[^>]*$)|${END}`,
  endCaptures: captures("punctuation.definition.tag.end"),
  patterns,
});

/** What follows at once in the same line, quoted or not. */
export const next = (contentName, patterns, before = "") => [
  ...['"', "'"].map((quote) => ({
    begin: raw`\G\s+${before}(${quote})`,
    beginCaptures: before === "" ? quoteBegin(1) : { 1: { name: "keyword.operator.negation" }, ...quoteBegin(2) },
    end: raw`(${quote})|${END}`,
    endCaptures: captures("punctuation.definition.string.end"),
    contentName,
    patterns,
  })),
  {
    begin: raw`\G\s+${before}(?=[^\s"'>])`,
    ...(before === "" ? {} : { beginCaptures: captures("keyword.operator.negation") }),
    end: raw`(?=\s|>[^>]*$)|${END}`,
    contentName,
    patterns,
  },
];

export const quoteBegin = (group) => ({ [group]: { name: "punctuation.definition.string.begin" } });

export const string = (quote, name, patterns) => ({
  name: `string.quoted.${name}`,
  begin: raw`(?<![^\s"'])(${quote})`,
  beginCaptures: quoteBegin(1),
  end: raw`(${quote})|${END}`,
  endCaptures: captures("punctuation.definition.string.end"),
  patterns: [...include("continuation"), named("constant.character.escape", raw`\\[\\${quote}]`), ...patterns],
});

export const regexp = next("string.regexp", include("regexp"), "(!)?");
/** What comes before the expression is captured so that it is coloured as it would be elsewhere. */
export const afterWord = (...rest) => ({
  begin: raw`\G\s+(${WORD})`,
  beginCaptures: words([include("arguments")], 1),
  end: raw`(?=>[^>]*$)|${END}`,
  patterns: rest,
});
