import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked, textIn } from "../testing/marked.ts";
import { hoverAt } from "./hover.ts";

const shown = async (text: string, options?: MarkedOptions): Promise<{ text: string; at: string } | undefined> => {
  const { context, position } = marked(text, options);
  const hover = await hoverAt(context, position);
  if (hover === undefined) return undefined;
  const { contents, range } = hover;
  if (typeof contents !== "object" || !("value" in contents) || range === undefined) throw new Error("no Markdown");
  return { text: contents.value, at: textIn(context, range) };
};

describe("hover on a name", () => {
  it("tells syntax, module, places and the page of the manual", async () => {
    const found = await shown("<Directory /x>\n  Opt|ions None\n</Directory>\n");
    expect(found?.at).toBe("Options");
    expect(found?.text).toContain("Options [+|-]option [[+|-]option] ...");
    expect(found?.text).toContain("Default: `Options FollowSymlinks`");
    expect(found?.text).toContain("`AllowOverride Options`");
    expect(found?.text).toContain("https://httpd.apache.org/docs/2.4/mod/core.html#options");
  });

  it("tells the same in opening and closing tags", async () => {
    expect((await shown("<Dir|ectory /x>\n</Directory>\n"))?.at).toBe("Directory");
    expect((await shown("<Directory /x>\n</Dire|ctory>\n"))?.at).toBe("Directory");
  });

  it("says when the module is not loaded", async () => {
    const text = "LoadModule mpm_event_module modules/mod_mpm_event.so\nRewrite|Engine On\n";
    expect((await shown(text))?.text).toContain("`mod_rewrite` (not loaded)");
  });

  it("shows the session that requests in a section have", async () => {
    const text = [
      "Session On",
      'SessionCookieName id "path=/app;httponly"',
      "SessionMaxAge 1800",
      "<Loca|tion /app>",
      "SessionMaxAge 600",
      "</Location>",
    ].join("\n");
    const found = await shown(text);
    expect(found?.text).toContain("**Session here**");
    expect(found?.text).toContain("ends after 600 seconds");
    expect(found?.text).toContain("Set-Cookie: id=…;");
  });

  it("shows the files that Include reads", async () => {
    const files = { "/srv/on/a.conf": "", "/srv/on/b.conf": "" };
    const found = await shown("Inc|lude on/*.conf\n", { files });
    expect(found?.text).toContain("Reads 2 files");
    expect(found?.text).toContain("[/srv/on/a.conf](file:///srv/on/a.conf)");
  });

  it("shows what Use stands for, without secrets", async () => {
    const text = [
      "<Macro Site $host>",
      "<VirtualHost *:80>",
      "ServerName $host",
      "SessionCryptoPassphrase hunter2",
      "</VirtualHost>",
      "</Macro>",
      "Us|e Site example.com",
    ].join("\n");
    const found = await shown(text);
    expect(found?.text).toContain("<VirtualHost *:80>\n  ServerName example.com\n");
    expect(found?.text).not.toContain("hunter2");
  });

  it("says nothing on comments, blank lines and unknown names", async () => {
    expect(await shown("# Opt|ions\n")).toBeUndefined();
    expect(await shown("\n|\n")).toBeUndefined();
    expect(await shown("Blub|ber on\n")).toBeUndefined();
  });
});

describe("hover on an argument", () => {
  it("tells the value of a variable and where it is set", async () => {
    const found = await shown("Define PORT 8080\nListen ${PO|RT}\n");
    expect(found).toEqual({ text: "`${PORT}` = `8080` (httpd.conf:1)", at: "PORT" });
  });

  it("masks the value of a variable that holds a secret", async () => {
    const found = await shown("Define DB_PASSWORD hunter2\nDBDParams ${DB_PASS|WORD}\n");
    expect(found?.text).toContain("********");
    expect(found?.text).not.toContain("hunter2");
  });

  it("masks the value of a variable that a directive with a secret uses", async () => {
    const text = "Define KEY hunter2\nSessionCryptoPassphrase ${KEY}\n";
    for (const at of [text.replace("KEY", "KE|Y"), text.replace("${KEY}", "${K|EY}")]) {
      expect((await shown(at))?.text).toBe("`${KEY}` = `********` (httpd.conf:1)");
    }
  });

  it("says when nothing defines a variable", async () => {
    expect((await shown("Listen ${PO|RT}\n"))?.text).toContain("is not defined");
  });

  it.each([
    ["Options +Index|es\n", "+Indexes", "Lists the directory"],
    ["RewriteRule ^ - [R=301,NC|,L]\n", "NC", "ignores case"],
    ["RewriteRule ^ - [R=3|01,NC,L]\n", "R=301", "redirects"],
    ["Header alwa|ys set A b\n", "always", "errors and redirects"],
    ['LogFormat "%h %>|s %b" x\n', "%>s", "final status"],
    ["AuthFormProvider dbd| file\n", "dbd", "SQL"],
    ["RewriteCond %{HTTP_|HOST} ^www\n", "%{HTTP_HOST}", "request header Host"],
    ["RewriteCond %{ENV:no-|gzip} =1\n", "%{ENV:no-gzip}", "environment variable `no-gzip`"],
    ["RewriteRule ^ https://%{SERVER_N|AME}/ [R]\n", "%{SERVER_NAME}", "ServerName"],
    ["<If \"%{REMOTE_|USER} == 'x'\">\n</If>\n", "%{REMOTE_USER}", "logged in"],
    ['<If "%{req:Co|okie} =~ /a/">\n</If>\n', "%{req:Cookie}", "request header, added to Vary `Cookie`"],
    ['<If "tolower(%{A}) =|~ /a/">\n</If>\n', "=~", "regular expression"],
    ["<If \"tol|ower(%{A}) == 'a'\">\n</If>\n", "tolower", "lower case"],
    ["<If \"%{REMOTE_ADDR} -ip|match '10.0.0.0/8'\">\n</If>\n", "-ipmatch", "network"],
    ["Require expr %{HTTPS} -e|q 'on'\n", "-eq", "equal numbers"],
    ['SetEnvIfExpr "-n| %{HTTP_COOKIE}" a=1\n', "-n", "not empty"],
    ['Header set A "%|D ms"\n', "%D", "microseconds"],
    ['Header set A "%{SSL_PROT|OCOL}s"\n', "%{SSL_PROTOCOL}s", "version of TLS"],
    ["SessionCookieName sid path=/;Http|Only;Secure\n", "HttpOnly", "scripts"],
    ["SessionCookieName sid pa|th=/app;Secure\n", "path=/app", "all below it"],
    ["SetEnvIf User-Agent MSIE nokeep|alive\n", "nokeepalive", "closes the connection"],
    ["RewriteMap low int:tolower\nRewriteRule ^ ${lo|w:$1}\n", "low", "RewriteMap low int:tolower"],
  ])("explains %s", async (text, at, meaning) => {
    const found = await shown(text);
    expect(found?.at).toBe(at);
    expect(found?.text).toContain(meaning);
  });

  it("shows the format of a nickname", async () => {
    const found = await shown('LogFormat "%h %t" short\nCustomLog logs/a sho|rt\n');
    expect(found?.text).toContain("%h %t");
  });

  it("tells what a module is for", async () => {
    const found = await shown("LoadModule session_mod|ule modules/mod_session.so\n");
    expect(found?.text).toMatch(/`session_module` \(`mod_session.c`\), loaded/);
  });

  it("never throws on broken text", async () => {
    const text =
      '<VirtualHost *:80>\n  RewriteRule ^/a" "b\\\n [R=301,L]\n  <If "%{A} == \'">\nUse x\nInclude\n</Virtual';
    for (let at = 0; at <= text.length; at++) await shown(`${text.slice(0, at)}|${text.slice(at)}`);
  });
});
