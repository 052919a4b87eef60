import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked } from "../testing/marked.ts";
import { type InlayHintOptions, inlayHints } from "./inlay-hints.ts";

const EVERYTHING = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };

/** The text with hints in it, as `⟨hint⟩`. */
function hinted(text: string, place: MarkedOptions = {}, options: InlayHintOptions = {}): string {
  const { context } = marked(text, place);
  const hints = inlayHints(context, EVERYTHING, options);
  return hints.reduceRight((shown, { position, label }) => {
    const at = context.lineIndex.offsetOf(position.line + 1, position.character + 1);
    return `${shown.slice(0, at)}⟨${String(label)}⟩${shown.slice(at)}`;
  }, context.text);
}

const away = "\n\n\n\n";

describe("hints in the text", () => {
  it("show the value of a variable that is defined elsewhere", () => {
    const text = `Define ROOT /srv/www${away}DocumentRoot "\${ROOT}/a"\n`;
    expect(hinted(text)).toBe(`Define ROOT /srv/www${away}DocumentRoot "\${ROOT}⟨= /srv/www⟩/a"\n`);
  });

  it("show no value that stands right above, and none that is not defined", () => {
    for (const text of [
      "Define A b\nDefine C d\nUser ${A}\n",
      "User ${NOPE}\n",
      "Define FLAG\n\n\n\n\nUser ${FLAG}\n",
    ]) {
      expect(hinted(text)).toBe(text);
    }
  });

  it("show the value that the line was read with, when it is defined twice", () => {
    const text = `Define P 80${away}Listen \${P}\nDefine P 81${away}Listen \${P}\n`;
    expect(hinted(text)).toBe(`Define P 80${away}Listen \${P}⟨= 80⟩\nDefine P 81${away}Listen \${P}⟨= 81⟩\n`);
  });

  it("show several variables of a line, and long values shortened", () => {
    const long = "x".repeat(60);
    const text = `Define A ${long}\nDefine B b${away}User "\${A}\${B}"\n`;
    expect(hinted(text)).toContain(`User "\${A}⟨= ${"x".repeat(39)}…⟩\${B}⟨= b⟩"`);
    const { context } = marked(text);
    expect(inlayHints(context, EVERYTHING)[0]?.tooltip).toBe(long);
  });

  it("show what is defined in another file, or by each of several servers", () => {
    const main = (port: number) => `Define PORT ${port}\nInclude /srv/part.conf\n`;
    const files = { "/srv/a/httpd.conf": main(80), "/srv/b/httpd.conf": main(81) };
    expect(hinted("Listen ${PORT}\n", { path: "/srv/part.conf", files })).toBe("Listen ${PORT}⟨= 80 or 81⟩\n");
  });

  it("never show secrets", () => {
    const texts = [
      `Define DB_PASSWORD geheim${away}DBDParams "pass=\${DB_PASSWORD}"\n`,
      `Define X geheim${away}SessionCryptoPassphrase \${X}\nUser \${X}\n`,
      `Define URL http://u:geheim@h/${away}ProxyPass /a \${URL}\n`,
      `Define X geheim${away}ProxyPass /\${X} http://u:\${X}@h/\n`,
    ];
    for (const text of texts) expect(hinted(text)).toBe(text);
  });

  it("show how many files an Include reads, unless it is the one that is named", () => {
    const files = { "/srv/sites/a.conf": "", "/srv/sites/b.conf": "", "/srv/c.conf": "" };
    const text = "Include sites/*.conf\nInclude c.conf\nIncludeOptional none/*.conf\nInclude sites/a*\nInclude sites\n";
    expect(hinted(text, { files })).toBe(
      "Include sites/*.conf⟨2 files⟩\nInclude c.conf\nIncludeOptional none/*.conf⟨0 files⟩\nInclude sites/a*⟨1 file⟩\nInclude sites⟨2 files⟩\n",
    );
  });

  it("show no files where httpd does not come to the Include", () => {
    expect(hinted("<IfDefine X>\nInclude sites/*.conf\n</IfDefine>\n", {}, { conditions: false })).not.toContain("⟨");
  });

  it("name the values of a Use", () => {
    const text =
      '<Macro Host $name $port>\nListen $port\nServerName $name\n</Macro>\nUse Host "a b" 80\nUse host name 81 more\n';
    expect(hinted(text).split("\n").slice(4, 6)).toEqual([
      'Use Host ⟨$name:⟩"a b" ⟨$port:⟩80',
      "Use host name ⟨$port:⟩81 more",
    ]);
  });

  it("tell whether conditions hold", () => {
    const text = [
      "Define ON",
      "<IfDefine ON>",
      "</IfDefine>",
      "<IfDefine OFF>",
      "</IfDefine>",
      "<IfModule !core.c>",
      "</IfModule>",
      "<IfVersion >= 2.4>",
      "</IfVersion>",
      "",
    ].join("\n");
    expect(
      hinted(text)
        .split("\n")
        .filter((line) => line.startsWith("<If")),
    ).toEqual([
      "<IfDefine ON>⟨true⟩",
      "<IfDefine OFF>⟨false?⟩",
      "<IfModule !core.c>⟨false⟩",
      "<IfVersion >= 2.4>⟨true⟩",
    ]);
  });

  it("tell when servers differ about a condition", () => {
    const files = {
      "/srv/a/httpd.conf": "Define X\nInclude /srv/part.conf\n",
      "/srv/b/httpd.conf": "Define X\nUnDefine X\nInclude /srv/part.conf\n",
    };
    expect(hinted("<IfDefine X>\n</IfDefine>\n", { path: "/srv/part.conf", files })).toBe(
      "<IfDefine X>⟨true or false⟩\n</IfDefine>\n",
    );
  });

  it("can be switched off one by one", () => {
    const text = `Define A b\n<Macro M $p>\nListen $p\n</Macro>${away}User \${A}\nUse M 80\nInclude x/*\n<IfModule core.c>\n</IfModule>\n`;
    const all = hinted(text).match(/⟨/g)?.length;
    expect(all).toBe(4);
    for (const option of ["variables", "includes", "macros", "conditions"]) {
      expect(hinted(text, {}, { [option]: false }).match(/⟨/g)).toHaveLength(3);
    }
  });

  it("are those of the range alone", () => {
    const { context } = marked("<IfModule core.c>\n</IfModule>\n<IfModule a.c>\n</IfModule>\n");
    const range = { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } };
    expect(inlayHints(context, range).map(({ label }) => label)).toEqual(["false"]);
  });

  it("never fail", () => {
    const text =
      'Define A "b\n<Macro M $p $q>\nInclude ${A}$p\n</Macro>\n<IfDefine A\n\\\nUse M ${A} \\\n x\n<If${A} y>\nUser ${A}${A}${}${\n</IfDefine>\n';
    for (let end = 0; end <= text.length; end++) {
      const { context } = marked(text.slice(0, end));
      for (const path of ["/srv/httpd.conf"]) expect(context.path).toBe(path);
      inlayHints(context, EVERYTHING);
      inlayHints(context, { start: { line: 3, character: 2 }, end: { line: 1, character: 0 } });
    }
  });
});
