// Regular expressions, and the expressions of <If> and expr=.
import { captures, END, include, named, quoteBegin, raw } from "./rule-kinds.mjs";

export const patternRules = {
  regexp: {
    patterns: [
      ...include("continuation", "define", "server-variable", "macro-parameter"),
      named("constant.character.escape.regexp", raw`\\\S`),
      {
        name: "constant.other.character-class.set.regexp",
        begin: raw`(\[)(\^?)(\]?)`,
        beginCaptures: captures("punctuation.definition.character-class.regexp", "keyword.operator.negation.regexp"),
        end: raw`(\])|${END}|(?=\s)`,
        endCaptures: captures("punctuation.definition.character-class.regexp"),
        patterns: [
          named("constant.character.escape.regexp", raw`\\\S`),
          named("constant.other.character-class.posix.regexp", raw`\[:\^?\w+:\]`),
        ],
      },
      named("keyword.operator.quantifier.regexp", raw`[*+?][+?]?|\{\d+(?:,\d*)?\}[+?]?`),
      named("keyword.control.anchor.regexp", raw`[\^$](?!\{)`),
      named("keyword.operator.or.regexp", raw`\|`),
      named("punctuation.definition.group.regexp", raw`\((?:\?(?:[:=!>|]|<[=!]|<\w+>|P<\w+>|[imsxn-]+[:)]?))?|\)`),
    ],
  },
  expression: {
    patterns: [
      ...include("continuation", "define", "server-variable", "reference"),
      ...["'", raw`\\"`].map((quote) => ({
        name: "string.quoted.other",
        begin: `(${quote})`,
        beginCaptures: quoteBegin(1),
        end: raw`(${quote})|(?=")|${END}`,
        endCaptures: captures("punctuation.definition.string.end"),
        patterns: include("continuation", "define", "server-variable", "reference"),
      })),
      {
        match: raw`([=!]~)\s*(m?)(/|#|\||!|,|;)((?:\\.|(?!\3)[^\\])*)(\3)([ims]*)`,
        captures: {
          1: { name: "keyword.operator.comparison" },
          2: { name: "keyword.other.regexp" },
          3: { name: "punctuation.definition.regexp.begin" },
          4: { name: "string.regexp", patterns: include("regexp") },
          5: { name: "punctuation.definition.regexp.end" },
          6: { name: "keyword.other.regexp" },
        },
      },
      named("support.function.expression", raw`\b[A-Za-z]\w*(?=\()`),
      named(
        "keyword.operator.comparison",
        raw`(?<=[\s)])-(?:eq|ne|[gl][te]|ipmatch|strmatch|strcmatch|fnmatch|in)\b|[=!]=|[<>]=?|[=!]~|=|\b(?:eq|ne|[gl][te])\b`,
      ),
      named("keyword.operator.test", raw`(?<![\w-])-[A-Za-z]\b`),
      named("keyword.operator.logical", raw`&&|\|\||!`),
      named("keyword.operator.word", raw`\bin\b`),
      named("constant.language", raw`\b(?:true|false)\b`),
      named("constant.numeric", raw`(?<![\w.])\d+(?![\w.])`),
      named("punctuation.section.group", raw`[()]`),
    ],
  },
};
