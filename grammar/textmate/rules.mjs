// The colours of httpd's language as a TextMate grammar: scripts/generate-textmate.mjs writes the JSON from it.
//
// A logical line is one begin/end rule: it ends where a physical line ends without a backslash, and so goes on in the
// next one as httpd's reader does. Names are coloured whatever they are: which modules there are is for the server.
import { argumentRules } from "./argument-rules.mjs";
import { patternRules } from "./pattern-rules.mjs";
import {
  afterWord,
  captures,
  directive,
  END,
  HEADER,
  include,
  named,
  next,
  OPERATOR,
  raw,
  regexp,
  START,
  section,
} from "./rule-kinds.mjs";

const CONDITIONS = "IfModule|IfDefine|IfFile|IfDirective|IfSection|IfVersion";
const HEADERS = raw`(?:\s+(always|onsuccess|early))?`;

const comments = {
  begin: raw`^\s*(#)`,
  beginCaptures: captures("punctuation.definition.comment"),
  end: END,
  name: "comment.line.number-sign",
  patterns: [
    ...include("continuation"),
    named(
      "meta.suppression",
      raw`\b(httpd-lint-disable(?:-next-line|-file)?)\b(.*?)(?= -- |$)`,
      "keyword.other.suppression",
      "constant.other.rule",
    ),
  ],
};

const sections = [
  {
    name: "meta.tag.section",
    match: raw`^\s*(</)(?i:(${CONDITIONS}|If|ElseIf|Else)|([^\s>]+))(>)?`,
    captures: captures(
      "punctuation.definition.tag.begin",
      "keyword.control.conditional",
      "entity.name.tag.section",
      "punctuation.definition.tag.end",
    ),
  },
  section("If|ElseIf", "keyword.control.conditional", [
    ...next("meta.expression", include("expression")),
    ...include("arguments"),
  ]),
  section("Else", "keyword.control.conditional", []),
  section(CONDITIONS, "keyword.control.conditional", [
    named(`${OPERATOR}.comparison`, raw`${START}!?(?:[<>]=?|==?|~)(?=\s)`),
    named(`${OPERATOR}.negation`, raw`${START}!`),
    ...include("arguments"),
  ]),
  section("Macro", "entity.name.tag.section", include("arguments"), {
    head: raw`(?:\s+([^\s>]+))?`,
    scopes: ["entity.name.function.macro"],
  }),
  section("(?:Directory|Location|Files|Proxy)Match", "entity.name.tag.section", [...regexp, ...include("arguments")]),
  section("Directory|Location|Files|Proxy", "entity.name.tag.section", [...regexp, ...include("arguments")], {
    head: raw`\s+(~)(?=\s)`,
    scopes: [`${OPERATOR}.match`],
  }),
  {
    name: "meta.section.lua",
    begin: raw`^\s*(<)(?i:(LuaHook\w+|LuaQuickHandler\w*))(?=[\s>])([^>]*)(>)?`,
    beginCaptures: captures(
      "punctuation.definition.tag.begin",
      "entity.name.tag.section",
      "",
      "punctuation.definition.tag.end",
    ),
    end: raw`^\s*(</)(?i:(LuaHook\w+|LuaQuickHandler\w*))(>)?`,
    endCaptures: captures(
      "punctuation.definition.tag.begin",
      "entity.name.tag.section",
      "punctuation.definition.tag.end",
    ),
    contentName: "meta.embedded.block.lua",
    patterns: [named("comment.line.double-dash.lua", "--.*$"), { include: "source.lua" }],
  },
  section(raw`[^\s>/][^\s>]*`, "entity.name.tag.section", include("arguments")),
];

const rewriting = [
  directive("RewriteRule", [...regexp, ...include("rewrite-flags", "dash", "arguments")]),
  directive("RewriteCond", [
    afterWord(
      named("keyword.operator.test", raw`\G\s+!?-[A-Za-z]{1,2}(?=\s|$)`),
      {
        match: raw`\G\s+(!?)([<>]?=|[<>])`,
        captures: captures("keyword.operator.negation", "keyword.operator.comparison"),
      },
      {
        match: raw`\G\s+(!?)(-(?:eq|ne|[gl][te]))`,
        captures: captures("keyword.operator.negation", "keyword.operator.comparison"),
      },
      ...regexp,
      ...include("rewrite-flags", "arguments"),
    ),
    ...include("arguments"),
  ]),
  directive("RedirectMatch", [...regexp, ...include("arguments")], {
    head: raw`(?:\s+(\d{3}|permanent|temp|seeother|gone)(?=\s))?`,
    scopes: ["constant.numeric.status"],
  }),
  directive("AliasMatch|ScriptAliasMatch|ProxyPassMatch|BrowserMatch(?:NoCase)?", [...regexp, ...include("arguments")]),
  directive("SetEnvIf(?:NoCase)?|ProxyHTMLURLMap", [afterWord(...regexp, ...include("arguments"))]),
];

const headers = [
  directive("Header|RequestHeader", [...regexp, ...include("arguments", "placeholder")], {
    head: raw`${HEADERS}\s+(edit\*?)\s+([^\s"']+)`,
    scopes: ["storage.modifier.condition", "keyword.operator.word.action", HEADER],
  }),
  directive("Header|RequestHeader", include("header-value", "arguments"), {
    head: raw`${HEADERS}\s+(set|setifempty|append|merge|add|unset|echo|note)(?:\s+([^\s"']+))?`,
    scopes: ["storage.modifier.condition", "keyword.operator.word.action", HEADER],
  }),
  directive("(?:Session(?:DBD)?Cookie)(?:Name2?)", include("cookie-attributes", "arguments"), {
    head: raw`(?:\s+([^\s"'\\]+))?`,
    scopes: ["variable.other.cookie"],
  }),
  directive("LogFormat|CustomLog|GlobalLog|ErrorLogFormat", include("format-string", "arguments", "placeholder")),
];

const reading = [
  directive("Include|IncludeOptional|LoadFile", include("arguments"), { scope: "keyword.control.import" }),
  directive("LoadModule", include("file-name", "arguments"), {
    scope: "keyword.control.import",
    head: raw`(?:\s+([^\s"']+))?`,
    scopes: ["entity.name.type.module"],
  }),
  directive("Define|UnDefine", include("arguments"), {
    scope: "keyword.control.define",
    head: raw`(?:\s+([^\s"']+))?`,
    scopes: ["variable.other.define"],
  }),
  directive("Use|UndefMacro", include("arguments"), {
    scope: "keyword.control.define",
    head: raw`(?:\s+([^\s"']+))?`,
    scopes: ["entity.name.function.macro"],
  }),
];

const access = [
  directive("Require", include("expression"), { head: raw`\s+(expr)(?=\s)`, scopes: ["support.constant.provider"] }),
  directive(
    "Require",
    [named("constant.language", raw`${START}(?i:granted|denied)(?=\s|$)`), ...include("arguments")],
    {
      head: raw`(?:\s+(not)(?=\s))?(?:\s+([^\s"']+))?`,
      scopes: ["keyword.operator.word", "support.constant.provider"],
    },
  ),
  directive("Options|AllowOverride|IndexOptions|SSLOptions|ProxyOptions|SSLProtocol|SSLProxyProtocol", [
    {
      match: raw`${START}([-+]?)([A-Za-z][\w.]*)(=?)(?:(?<==)([\w,]+))?`,
      captures: captures(
        `${OPERATOR}.sign`,
        "support.constant.option",
        `${OPERATOR}.assignment`,
        "support.constant.option",
      ),
    },
    ...include("arguments"),
  ]),
];

const repository = {
  comments,
  sections: { patterns: sections },
  directives: {
    patterns: [
      ...reading,
      ...rewriting,
      ...headers,
      ...access,
      directive(raw`[^\s<#"'\\][^\s]*?`, include("arguments")),
      { name: "meta.directive", begin: raw`^\s*(?=["'\\])`, end: END, patterns: include("arguments") },
    ],
  },
  ...argumentRules,
  ...patternRules,
};

/** Every scope ends in the name of the language. */
function suffixed(value, key) {
  if (Array.isArray(value)) return value.map((part) => suffixed(part));
  if (typeof value === "string") {
    const isScope = (key === "name" || key === "contentName") && !value.endsWith(".lua");
    return isScope ? `${value}.httpd-conf` : value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, suffixed(part, name)]));
}

const NOTE = "Generated by scripts/generate-textmate.mjs from grammar/textmate/rules.mjs: do not edit.";

export const grammars = {
  "httpd-conf.tmLanguage.json": {
    information_for_contributors: [NOTE],
    name: "Apache httpd configuration",
    scopeName: "source.httpd-conf",
    patterns: include("comments", "sections", "directives"),
    repository: suffixed(repository),
  },
  "htaccess.tmLanguage.json": {
    information_for_contributors: [NOTE],
    name: "Apache httpd .htaccess",
    scopeName: "source.htaccess",
    patterns: [{ include: "source.httpd-conf" }],
  },
};
