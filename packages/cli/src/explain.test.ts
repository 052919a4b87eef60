import { createMemoryHost } from "@httpd-lint/config";
import { builtInRules } from "@httpd-lint/lint";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

/** Runs `httpd-lint explain` in /srv with these files below it. */
function explain(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Answer> {
  const below = Object.entries(files).map(([path, text]) => [path.startsWith("/") ? path : `/srv/${path}`, text]);
  return runIn(createMemoryHost(Object.fromEntries(below)), ["explain", ...args]);
}

const modules = `LoadModule authz_core_module modules/mod_authz_core.so
LoadModule headers_module modules/mod_headers.so
LoadModule request_module modules/mod_request.so
LoadModule session_module modules/mod_session.so
LoadModule session_cookie_module modules/mod_session_cookie.so
LoadModule session_crypto_module modules/mod_session_crypto.so
`;

const shop = {
  "httpd.conf": `Include modules.conf
Listen 443
ServerName www.example.com
SessionMaxAge 3600
<Directory />
    AllowOverride None
</Directory>
<Directory /srv/shop>
    AllowOverride All
</Directory>
Include sites/*.conf
`,
  "modules.conf": modules,
  "sites/shop.conf": `<VirtualHost *:443>
    ServerName shop.example.com
    DocumentRoot /srv/shop
    <Location /app>
        Session On
        SessionCookieName id \\
            path=/app;HttpOnly;
        SessionCryptoPassphrase hunter2hunter2
        SessionMaxAge 1800
    </Location>
    <If "%{HTTP_USER_AGENT} =~ /Kiosk/">
        SessionMaxAge 86400
    </If>
    <IfModule mod_ssl.c>
        SSLEngine On
    </IfModule>
</VirtualHost>
`,
  "shop/app/.htaccess": "SessionMaxAge 900\nSessionEnv On\n",
  "shop/app/cart.html": "",
};

describe("explain RULE", () => {
  it("shows the rule's page, by number, name or the name without its category", async () => {
    const page = await explain({}, "SES041");
    expect(page).toEqual({ status: 0, out: expect.any(String), err: "" });
    expect(page.out).toMatch(/^session\/cookie-without-secure\n {2}Browsers send a session cookie over plain HTTP\.\n/);
    expect(page.out).toMatch(/^ {2}Called {5}SES041$/m);
    expect(page.out).toMatch(/^Why it matters$/m);
    expect(page.out).not.toMatch(/^```|^#/m);
    for (const name of [
      "ses041",
      "session/cookie-without-secure",
      "Session/Cookie-Without-Secure",
      "cookie-without-secure",
    ]) {
      expect(await explain({}, name)).toEqual(page);
    }
  });

  it("puts carets under what an example of the page has wrong", async () => {
    const lines = (await explain({}, "SES040")).out.split("\n");
    const at = lines.findIndex((line) => /^ *\^+ session\/cookie-without-httponly/.test(line));
    const from = lines[at]?.indexOf("^") ?? 0;
    const length = lines[at]?.match(/\^+/)?.[0].length ?? 0;
    expect(lines[at - 1]?.slice(from - 1, from)).toBe(" ");
    expect(lines[at - 1]?.slice(from, from + length)).toMatch(/^\S+$/);
  });

  it("has a page for every built-in rule", async () => {
    for (const { meta } of builtInRules) {
      const { out } = await explain({}, meta.name);
      expect(out).toContain("Why it matters");
    }
  });

  it("gives everything as data, the page as Markdown", async () => {
    const { out } = await explain({}, "SES061", "--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      name: "session/max-age-too-long",
      aliases: ["SES061"],
      severity: "warning",
      options: { maxSeconds: { schema: { type: "integer" } } },
      page: expect.stringMatching(/^# session\/max-age-too-long\n/),
    });
  });

  it("guesses what was meant", async () => {
    expect((await explain({}, "no-expirty")).err).toBe(
      "httpd-lint: there is no rule 'no-expirty'; did you mean session/no-expiry?\n",
    );
    expect((await explain({}, "no-expi")).err).toContain("did you mean session/no-expiry?");
    expect(await explain({}, "SES999")).toEqual({
      status: 2,
      out: "",
      err: "httpd-lint: there is no rule 'SES999' (README.md lists them)\n",
    });
    expect((await explain({}, "httpd/on-or-off")).err).toContain("is what httpd itself says");
    expect((await explain({})).err).toContain("explain what?");
  });
});

describe("explain FILE:LINE", () => {
  it("tells what a directive does, for whom, and what takes whose place", async () => {
    const { out, status } = await explain(shop, "sites/shop.conf:9");
    expect(status).toBe(0);
    expect(out).toBe(`sites/shop.conf:9
  SessionMaxAge 1800

  Sets how many seconds a session remains valid after its last use. 0, the default, means no expiry.

  included at  httpd.conf:11
  is for       <Location /app> of shop.example.com
  in effect    yes
  overrides    SessionMaxAge 3600 at httpd.conf:4
  overridden   maybe by SessionMaxAge 86400 in <If "%{HTTP_USER_AGENT} =~ /Kiosk/"> at sites/shop.conf:12

  Syntax  SessionMaxAge maxage
  Manual  https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionmaxage
`);
  });

  it("says which sections take the place of a server's own setting", async () => {
    const { out } = await explain(shop, "httpd.conf:4");
    expect(out).toContain("is for      the main server and its virtual host");
    expect(out).toContain("in effect   yes");
    expect(out).toContain("by SessionMaxAge 1800 in <Location /app> at sites/shop.conf:9 for shop.example.com");
  });

  it("takes any line of a continued directive, and the lines of its tags for a section", async () => {
    for (const line of [6, 7]) {
      const data = JSON.parse((await explain(shop, `sites/shop.conf:${line}`, "--format", "json")).out);
      expect(data).toMatchObject({ directive: "SessionCookieName", line: 6, lastLine: 7 });
    }
    for (const line of [4, 10]) {
      const data = JSON.parse((await explain(shop, `sites/shop.conf:${line}:5`, "--format", "json")).out);
      expect(data).toMatchObject({ directive: "Location", line: 4, text: "<Location /app>" });
    }
  });

  it("never shows a passphrase", async () => {
    for (const format of ["text", "json"]) {
      const { out } = await explain(shop, "sites/shop.conf:8", "--format", format);
      expect(out).toContain("SessionCryptoPassphrase ********");
      expect(out).not.toContain("hunter2");
    }
  });

  it("names the condition that keeps a line from being read, and why it does not hold", async () => {
    const { out } = await explain(shop, "sites/shop.conf:15");
    expect(out).toContain(
      "not read  <IfModule mod_ssl.c> at sites/shop.conf:14 does not hold: module mod_ssl.c is not loaded",
    );
    expect((await explain(shop, "sites/shop.conf:14")).out).toContain(
      "does not hold  module mod_ssl.c is not loaded, so httpd skips what is in it",
    );
    const data = JSON.parse((await explain(shop, "sites/shop.conf:15", "--format", "json")).out);
    expect(data).toMatchObject({ read: false, skippedBy: { holds: false, line: 14 }, uses: [] });
  });

  it("counts the uses of a macro's line", async () => {
    const files = {
      "httpd.conf": `Include modules.conf
LoadModule macro_module modules/mod_macro.so
<Macro Site $name $age>
    <VirtualHost *:80>
        ServerName $name
        SessionMaxAge $age
    </VirtualHost>
</Macro>
Use Site a.example.com 60
Use Site b.example.com 120
<Macro Unused>
    Timeout 5
</Macro>
`,
      "modules.conf": modules,
    };
    const { out } = await explain(files, "httpd.conf:6");
    expect(out).toContain("macro  site, defined at httpd.conf:3");
    expect(out).toMatch(/used by +Use Site a\.example\.com 60 at httpd\.conf:9\n +is for +a\.example\.com/);
    expect(out).toMatch(/used by +Use Site b\.example\.com 120 at httpd\.conf:10\n +is for +b\.example\.com/);
    expect((await explain(files, "httpd.conf:9")).out).toContain("expands  macro site at httpd.conf:3");
    const unused = await explain(files, "httpd.conf:12");
    expect(unused.out).toContain("not read  nothing uses the macro");
  });

  it("shows a .htaccess in its server", async () => {
    const { out } = await explain(shop, "shop/app/.htaccess:1");
    expect(out).toContain("requests to files in shop/app and below");
    expect(out).toContain("SessionMaxAge 3600 at httpd.conf:4");
    const closed = await explain({ ...shop, "other/.htaccess": "SessionMaxAge 5\n" }, "other/.htaccess:1");
    expect(closed.out).toContain("httpd never opens this file: AllowOverride None holds in its folder.");
  });

  it("shows a virtual host as one server", async () => {
    const { out } = await explain(shop, "sites/shop.conf:1");
    expect(out).toMatch(/is for +shop\.example\.com$/m);
  });

  it("tells which files an Include reads", async () => {
    expect((await explain(shop, "httpd.conf:11")).out).toContain("reads  sites/shop.conf");
  });

  it("says of no directive that it overrides others when httpd uses all of them", async () => {
    const { out } = await explain({ ...shop, "httpd.conf": `Listen 80\n${shop["httpd.conf"]}` }, "httpd.conf:1");
    expect(out).not.toContain("overrid");
    expect(out).toContain("is for  the whole server");
  });

  it("looks at a file without a server by itself, and says so", async () => {
    const { out, status } = await explain({ "/srv/loose/part.conf": "SessionMaxAge 5\n" }, "loose/part.conf:1");
    expect(out).toContain("note: No server was found around this file");
    expect(status).toBe(0);
  });

  it("tells what is wrong with the place", async () => {
    const errors = [
      ["httpd.conf", "which line of httpd.conf? explain httpd.conf:LINE"],
      ["httpd.conf:99", "httpd.conf has 12 lines, and none with number 99"],
      ["missing.conf:1", "there is no file missing.conf"],
      ["sites:1", "sites is not a file"],
      ["spare.conf:1", "spare.conf is not read by the server of httpd.conf: no Include leads to it"],
      ["blank.conf:2", "blank.conf:2 is empty"],
      ["blank.conf:1", "blank.conf:1 is a comment"],
    ] as const;
    const files = {
      ...shop,
      "spare.conf": "Timeout 5\n",
      "blank.conf": "# Nothing.\n\n",
      "httpd.conf": `${shop["httpd.conf"]}Include blank.conf\n`,
    };
    for (const [what, message] of errors) {
      const { status, err, out } = await explain(files, what);
      expect([status, out]).toEqual([2, ""]);
      expect(err).toContain(`httpd-lint: ${message}`);
    }
  });

  it("says that httpd refuses the configuration, behind the answer", async () => {
    const files = { ...shop, "sites/z.conf": "</Directory>\n" };
    const { status, out, err } = await explain(files, "httpd.conf:4");
    expect(out).toContain("SessionMaxAge 3600");
    expect(err).toContain("httpd refuses this configuration");
    expect(status).toBe(1);
  });
});
