import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked, textIn, workspaceOf } from "../testing/marked.ts";
import { diagnosticsOf } from "./diagnostics.ts";

const shown = (text: string, options?: MarkedOptions): object[] => {
  const { context } = marked(text, options);
  return diagnosticsOf(context).map(({ range, code, severity, tags }) => ({
    at: textIn(context, range),
    code,
    severity,
    ...(tags === undefined ? {} : { tags }),
  }));
};

describe("diagnostics", () => {
  it("show what httpd refuses at the word it refuses", () => {
    expect(shown("Listen 80\nKeepAlive maybe\n")).toEqual([{ at: "maybe", code: "httpd/on-or-off", severity: 1 }]);
  });

  it("show what has no place in the first line", () => {
    const text = "ServerName a\nLoadModule headers_module modules/mod_headers.so\n";
    const [first] = diagnosticsOf(marked(text, { path: "/srv/apache2.conf" }).context);
    expect(first).toMatchObject({ message: "No MPM loaded.", range: { start: { line: 0 }, end: { character: 12 } } });
  });

  it("show findings of rules with their page and what is related", () => {
    const text = "Session On\nSessionCookieName s path=/\n";
    const found = diagnosticsOf(marked(text).context, { pageOf: (code) => `page:${code}` });
    expect(found).toContainEqual(
      expect.objectContaining({
        code: "session/cookie-without-secure",
        source: "httpd-lint",
        codeDescription: { href: "page:session/cookie-without-secure" },
      }),
    );
  });

  it("grey out what stands under a condition that does not hold", () => {
    const text = "<IfDefine TEST>\n  KeepAlive maybe\n\n</IfDefine>\n<IfDefine !TEST>\n  Listen 80\n</IfDefine>\n";
    expect(shown(text)).toEqual([{ at: "KeepAlive maybe", code: "httpd/skipped", severity: 4, tags: [1] }]);
  });

  it.each([
    ["<IfDefine TEST>\nTimeout 5\n</IfDefine>\n", "TEST is not defined (-D TEST defines it)"],
    ["Define TEST\n<IfDefine !TEST>\nTimeout 5\n</IfDefine>\n", "TEST is defined"],
    [
      "LoadModule mpm_event_module modules/mod_mpm_event.so\n<IfModule mod_ssl.c>\nTimeout 5\n</IfModule>\n",
      "module mod_ssl.c is not loaded",
    ],
    ["<IfFile /nowhere>\nTimeout 5\n</IfFile>\n", "/nowhere is not there"],
  ])("say why httpd does not read a part: %j", (text, reason) => {
    const [found] = diagnosticsOf(marked(text).context).filter(({ code }) => code === "httpd/skipped");
    expect(found?.message).toBe(`httpd does not read this: ${reason}.`);
    expect(found?.relatedInformation?.[0]?.message).toBe("the condition");
  });

  it("lead to the manual's page of the directive that httpd complains of", () => {
    const found = diagnosticsOf(marked("<VirtualHost *:80>\nKeepAlive maybe\n</VirtualHost>\n<IfVersion x>\n").context);
    const pages = Object.fromEntries(found.map(({ code, codeDescription }) => [code, codeDescription?.href]));
    expect(pages["httpd/on-or-off"]).toBe("https://httpd.apache.org/docs/2.4/mod/core.html#keepalive");
    expect(Object.values(pages)).toContain("https://httpd.apache.org/docs/2.4/mod/mod_version.html#ifversion");
  });

  it("name what is related in other files", () => {
    const files = { "/srv/a.conf": "SessionMaxAge 600\nFooBar 1\n", "/srv/b.conf": "FooBar 2\n" };
    const main = "LoadModule mpm_event_module m/mod_mpm_event.so\nInclude a.conf\nInclude b.conf\n";
    const { context } = workspaceOf({ "/srv/httpd.conf": main, ...files });
    const [found] = diagnosticsOf(context("/srv/a.conf")).filter(({ message }) => String(message).includes("FooBar"));
    expect(found?.relatedInformation).toContainEqual({
      location: {
        uri: "file:///srv/b.conf",
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 6 } },
      },
      message: "also FooBar",
    });
  });

  it("grey out nothing that one of several servers reads", () => {
    const { context } = workspaceOf({
      "/srv/a/httpd.conf": "Define TEST\nInclude /srv/part.conf\n",
      "/srv/b/httpd.conf": "Include /srv/part.conf\n",
      "/srv/part.conf": "<IfDefine TEST>\nKeepAlive On\n</IfDefine>\n",
    });
    expect(diagnosticsOf(context("/srv/part.conf"))).toEqual([]);
  });

  it("say in which of several servers something is wrong", () => {
    const { context } = workspaceOf({
      "/srv/a/httpd.conf": "Define MODE maybe\nInclude /srv/part.conf\n",
      "/srv/b/httpd.conf": "Define MODE On\nInclude /srv/part.conf\n",
      "/srv/part.conf": "KeepAlive ${MODE}\n",
    });
    expect(diagnosticsOf(context("/srv/part.conf")).map(({ message }) => message)).toEqual([
      expect.stringMatching(/\(in \/srv\/a\/httpd\.conf\)$/),
    ]);
  });

  it("strike through what is out of date", () => {
    expect(shown("<Directory /x>\nOrder allow,deny\n</Directory>\n")).toEqual([
      { at: "Order", code: "httpd/outdated", severity: 4, tags: [2] },
    ]);
  });

  it("never show a secret", () => {
    const found = diagnosticsOf(marked("Session On\nSessionCryptoPassphrase hunter2 hunter3\n").context);
    expect(found.length).toBeGreaterThan(0);
    expect(JSON.stringify(found)).not.toMatch(/hunter/);
  });

  it("survive every prefix of a configuration", () => {
    const text = '<VirtualHost *:80>\n  RewriteRule ^/a" "b\\\n [R=301,L]\n  <If "%{A} == \'">\n</Virtual';
    for (let end = 0; end <= text.length; end++) expect(() => shown(`${text.slice(0, end)}|`)).not.toThrow();
  });
});
