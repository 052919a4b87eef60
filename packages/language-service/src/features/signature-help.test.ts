import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked } from "../testing/marked.ts";
import { signatureHelp } from "./signature-help.ts";

/** The syntax with the active word in ⟦⟧; `¶` is a line end. */
const shown = (text: string, options?: MarkedOptions): string | null => {
  const { context, position } = marked(text.replaceAll("¶", "\n"), options);
  const help = signatureHelp(context, position);
  if (help === null) return null;
  const { label, parameters = [] } = help.signatures[help.activeSignature ?? 0] ?? { label: "" };
  const range = parameters[help.activeParameter ?? 0]?.label;
  if (!Array.isArray(range)) throw new Error("no range");
  return `${label.slice(0, range[0])}⟦${label.slice(...range)}⟧${label.slice(range[1])}`;
};

/** The active word alone. */
const active = (text: string, options?: MarkedOptions): string | undefined =>
  /⟦(.*)⟧/.exec(shown(text, options) ?? "")?.[1];

describe("the words of a directive", () => {
  it.each([
    ["SessionMaxAge |", "SessionMaxAge ⟦maxage⟧"],
    ["KeepAlive O|", "KeepAlive ⟦On|Off⟧"],
    ["Options |", "Options ⟦[+|-]option⟧ [[+|-]option] ..."],
    ["Options +A -B |", "Options [+|-]option ⟦[[+|-]option]⟧ ..."],
    ["<VirtualHost |>", "<VirtualHost ⟦addr[:port]⟧ [addr[:port]] ...>"],
    ["<VirtualHost a b |>", "<VirtualHost addr[:port] ⟦[addr[:port]]⟧ ...>"],
    [
      "CustomLog logs/a | env=x",
      "CustomLog file|pipe ⟦format|nickname⟧ [env=[!]environment-variable| expr=expression]",
    ],
    ["ErrorDocument 404 \\¶  |", "ErrorDocument error-code ⟦document⟧"],
    ['ErrorDocument 404 "not |"', "ErrorDocument error-code ⟦document⟧"],
    ["SessionCryptoPassphrase a |", "SessionCryptoPassphrase secret [ ⟦secret⟧ ... ]"],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    "KeepAlive On |",
    "AuthnCacheEnable |",
    "Nonsense |",
    "# Options |",
    "Opt|ions",
    "|",
    "</Directory |>",
    'ServerTokens "Prod"|',
  ])("%s: there is nothing to write", (text) => {
    expect(shown(text)).toBeNull();
  });

  it("can be written in several ways", () => {
    expect(shown('ProxyHTMLDoctype "-//W3C" |')).toBe("ProxyHTMLDocType fpi ⟦[SGML|XML]⟧");
    expect(shown("ProxyHTMLDoctype HTML |")).toBe("ProxyHTMLDocType HTML|XHTML ⟦[Legacy]⟧");
  });

  it("of a Redirect depend on whether there is a status", () => {
    expect(active("Redirect 301 |")).toBe("[URL-path]");
    expect(active("Redirect /a |")).toBe("URL");
    expect(active("Redirect gone |")).toBe("[URL-path]");
  });

  it("of ProxyPass have no path in a Location", () => {
    expect(active("ProxyPass |")).toBe("[path]");
    expect(active("<Location /a>¶ProxyPass |¶</Location>")).toBe("!|url");
    expect(active("ProxyPass / http://a retry=0 max=5 |")).toContain("key=value");
  });

  it("of Require may begin with not", () => {
    expect(active("<Location /a>¶Require not |")).toBe("entity-name");
    expect(active("<Location /a>¶Require ip |")).toBe("[entity-name]");
  });
});

describe("Header", () => {
  it.each([
    ["Header |", "[condition]"],
    ["Header se|", "add|append|echo|edit|edit*|merge|set|setifempty|unset|note"],
    ["Header set |", "header"],
    ["Header set X |", "[expr=]value"],
    ["Header always set X |", "[expr=]value"],
    ["Header set X y |", "[early|env=[!]varname|expr=expression]"],
    ["Header edit X y |", "[replacement]"],
    ["Header unset X |", "[early|env=[!]varname|expr=expression]"],
    ["RequestHeader set X |", "[expr=]value"],
  ])("%s: %s", (text, expected) => {
    expect(active(text)).toBe(expected);
  });
});

describe("words that need to be explained", () => {
  const explained = (text: string): string => {
    const { context, position } = marked(text);
    const help = signatureHelp(context, position);
    const word = help?.signatures[0]?.parameters?.[help.activeParameter ?? 0]?.documentation;
    return typeof word === "object" ? word.value : "";
  };

  it.each([
    ["RewriteRule |", "Regular expression for the path"],
    ["RewriteRule ^ - |", "no blanks between"],
    ["SessionCookieName id path=/; Ht|", "semicolons between"],
    ["SessionDBDCookieName id |", "semicolons between"],
    ['LogFormat "%h |', "Format with items"],
    ["ProxyPass / |", "balancer://name"],
  ])("%s", (text, part) => {
    expect(explained(text)).toContain(part);
  });
});

describe("flags of RewriteRule", () => {
  it.each([
    ["RewriteRule ^ - [CO=a:|]", "CO=name:⟦value⟧:domain[:minutes[:path[:secure[:httponly[:samesite]]]]]"],
    ["RewriteRule ^ - [L,E=|", "E=⟦[!]name⟧[:value]"],
    ["RewriteRule ^ - [R=|]", "R[=⟦status⟧]"],
    ["RewriteRule ^ - [R=301,|]", "RewriteRule [!]Pattern Substitution ⟦[flags]⟧"],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe("Use", () => {
  const macro = "<Macro Site $host $port>¶</Macro>¶";
  it.each([
    ["Use |", "Use ⟦name⟧ [value1 ... valueN]"],
    ["Use Site |", "Use Site ⟦$host⟧ $port"],
    ["Use site a.example |", "Use Site $host ⟦$port⟧"],
  ])("%s shows the parameters of the macro", (text, expected) => {
    expect(shown(macro + text)).toBe(expected);
  });

  it("knows macros of other files", () => {
    const files = { "/srv/httpd.conf": "<Macro M $a>\n</Macro>\nInclude x.conf\n" };
    expect(shown("Use M |", { path: "/srv/x.conf", files })).toBe("Use M ⟦$a⟧");
  });
});

it("any text at any place is answered without failing", () => {
  const text =
    '<VirtualHost *:80>\n  RewriteRule ^/a" "b\\\n [R=301,L,CO=a:]\n  <If "%{A} == \'\n Use x y\n Header set "a\n</Virt\n<Proxy \0';
  for (let end = 0; end <= text.length; end++) {
    const { context, position } = marked(text.slice(0, end));
    const help = signatureHelp(context, position);
    const { parameters = [], label = "" } = help?.signatures[help.activeSignature ?? 0] ?? {};
    if (help === null) continue;
    const range = parameters[help.activeParameter ?? 0]?.label;
    expect(Array.isArray(range) && range[0] < range[1] && range[1] <= label.length).toBe(true);
  }
});
