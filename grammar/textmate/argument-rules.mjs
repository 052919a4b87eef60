// Everything that stands in the arguments of a line.
import { captures, END, include, named, OPERATOR, quoteBegin, raw, START, STOP, string } from "./rule-kinds.mjs";

const ATTRIBUTES = "path|domain|secure|httponly|samesite|max-age|expires|partitioned|priority|version|comment";

const kindsOfVariables = {
  continuation: named("punctuation.separator.continuation", raw`\\$`),
  define: {
    name: "variable.other.define",
    match: raw`(\$\{)([^}]*)(\})`,
    captures: captures("punctuation.definition.variable.begin", "", "punctuation.definition.variable.end"),
  },
  "server-variable": {
    name: "variable.other.server",
    match: raw`(%\{)([^}]*)(\})`,
    captures: captures("punctuation.definition.variable.begin", "", "punctuation.definition.variable.end"),
  },
  reference: named("variable.other.backreference", raw`[$%]\d|\$&`),
  "macro-parameter": named("variable.parameter.macro", raw`\$[A-Za-z_]\w*|${START}@[A-Za-z_]\w*${STOP}`),
};

const variables = ["define", "server-variable", "reference", "macro-parameter"];

const plainWords = [
  named("constant.language", raw`${START}(?i:on|off|none|all)${STOP}`),
  named(
    "constant.numeric.address",
    raw`${START}\[[0-9A-Fa-f:.]+\](?::(?:\d+|\*))?${STOP}|${START}(?:\d{1,3}\.){1,3}\d{1,3}(?:/[\d.]+)?(?::(?:\d+|\*))?${STOP}|${START}(?:\*|_default_):(?:\d+|\*)${STOP}`,
  ),
  named("constant.numeric", raw`${START}-?\d+(?:ms|s|mi|min|h|d|[KMGkmg]B?|b)?${STOP}`),
  {
    match: raw`${START}(?:(enablereuse|env)(=)(!?)([\w.-]+))`,
    captures: captures(
      "entity.other.attribute-name.parameter",
      `${OPERATOR}.assignment`,
      `${OPERATOR}.negation`,
      "variable.other.environment",
    ),
  },
  {
    match: raw`${START}([A-Za-z][\w-]*)(=)(?!=)`,
    captures: captures("entity.other.attribute-name.parameter", `${OPERATOR}.assignment`),
  },
];

export const argumentRules = {
  ...kindsOfVariables,
  variables: { patterns: include(...variables) },
  arguments: {
    patterns: [
      ...include("continuation", "expression-argument"),
      string('"', "double", include(...variables)),
      string("'", "single", include(...variables)),
      ...include(...variables, "url", "path"),
      ...plainWords,
    ],
  },
  "expression-argument": {
    patterns: [
      {
        name: "meta.expression",
        begin: raw`${START}(")(expr=)`,
        beginCaptures: { ...quoteBegin(1), 2: { name: "keyword.other.expression" } },
        end: raw`(")|${END}`,
        endCaptures: captures("punctuation.definition.string.end"),
        patterns: include("expression"),
      },
      {
        name: "meta.expression",
        begin: raw`${START}(expr=)`,
        beginCaptures: captures("keyword.other.expression"),
        end: raw`(?=\s)|${END}`,
        patterns: include("expression"),
      },
    ],
  },
  url: {
    name: "string.unquoted.url",
    begin: raw`(?<![^\s"'])(?=(?i:https?|h2c?|wss?|ajp|s?cgi|fcgi|ftp|unix|balancer|ldaps?|uwsgi|redis|memcache)://|unix:/)`,
    end: raw`(?=\s|>[^>]*$)|${END}`,
    patterns: include("continuation", ...variables),
  },
  path: {
    name: "string.unquoted.path",
    begin: raw`(?<![^\s"'])(?=\.{0,2}/|[\w.-]+/[\w.*-]+/|[\w.-]+/\*)`,
    end: raw`(?=\s|>[^>]*$)|${END}`,
    patterns: include("continuation", ...variables),
  },
  "file-name": {
    name: "string.unquoted.path",
    begin: raw`${START}(?=[^\s"'\\])`,
    end: raw`(?=\s)|${END}`,
    patterns: include("continuation", ...variables),
  },
  dash: named("constant.language", raw`${START}-(?=\s)`),
  "rewrite-flags": {
    name: "meta.flags",
    begin: raw`${START}(\[)`,
    beginCaptures: captures("punctuation.definition.flags.begin"),
    end: raw`(\])|${END}`,
    endCaptures: captures("punctuation.definition.flags.end"),
    patterns: [
      ...include("continuation", ...variables),
      {
        match: raw`(?<=[\[,\s])([A-Za-z]+)(?:(=)([^,\]\s]*))?`,
        captures: {
          ...captures("storage.modifier.flag", `${OPERATOR}.assignment`),
          3: { patterns: [named("constant.numeric", raw`\b\d+\b`), ...include(...variables)] },
        },
      },
      named("punctuation.separator.flags", ","),
    ],
  },
  "cookie-attributes": {
    patterns: [
      ...include("continuation", ...variables),
      {
        match: raw`(?i:(?<=[\s;"'])(${ATTRIBUTES})(?=[\s;="']|$)(=)?)`,
        captures: captures("entity.other.attribute-name.cookie", `${OPERATOR}.assignment`),
      },
      { match: raw`(?i:(?<==)(strict|lax|none))(?=[\s;"']|$)`, name: "constant.language" },
      { match: raw`(?<==)\d+(?=[\s;"']|$)`, name: "constant.numeric" },
      named("punctuation.separator.attributes", ";"),
    ],
  },
  "header-value": {
    ...string('"', "double", [...include("placeholder"), ...include(...variables)]),
    begin: raw`(?<![^\s"'])(")(?!expr=)`,
  },
  "format-string": string('"', "double", [
    named("constant.character.escape", raw`\\[nt]`),
    ...include("placeholder"),
    ...include("define"),
  ]),
  placeholder: named(
    "constant.other.placeholder",
    raw`%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{[^}]*\})?\^?[A-Za-z%]{1}[A-Z]?(?![A-Za-z])`,
  ),
};
