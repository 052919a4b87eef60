import { describe, expect, it } from "vitest";
import { expandMacro, explainPosition, explainRequest, rulePage } from "./commands.ts";
import { type MarkedOptions, marked } from "./testing/marked.ts";

const MODULES = [
  "LoadModule mpm_event_module modules/mod_mpm_event.so",
  "LoadModule session_module modules/mod_session.so",
  "LoadModule session_cookie_module modules/mod_session_cookie.so",
  "LoadModule session_crypto_module modules/mod_session_crypto.so",
  "LoadModule macro_module modules/mod_macro.so",
  "ServerName localhost",
  "Listen 80",
  "",
].join("\n");

const SHOP = [
  "<VirtualHost *:80>",
  "  ServerName shop.example.com",
  "  Session On",
  "  SessionMaxAge 1800",
  "  SessionCookieName sid path=/app;httponly",
  "  SessionCryptoPassphrase hunter2",
  "  <Location /app>",
  "    SessionMaxAge 600",
  "  </Location>",
  "</VirtualHost>",
  "",
].join("\n");

function explained(text: string, options?: MarkedOptions): Promise<unknown> {
  const { context, position } = marked(text, options);
  return explainPosition(context, position);
}

describe("the explanation of a line", () => {
  it("says where it is in effect and what overrides it", async () => {
    const text = await explained(MODULES + SHOP.replace("MaxAge 1800", "Max|Age 1800"));
    expect(text).toMatch(/^httpd\.conf:11\n {2}SessionMaxAge 1800\n/);
    expect(text).toContain("is for      shop.example.com");
    expect(text).toMatch(/overridden {2}by SessionMaxAge 600 in <Location \/app> at httpd\.conf:15/);
  });

  it("is JSON for programs, the same that `httpd-lint explain --format json` prints", async () => {
    const { context, position } = marked(MODULES + SHOP.replace("MaxAge 600", "Max|Age 600"));
    const data = JSON.parse(String(await explainPosition(context, position, "json")));
    expect(data).toMatchObject({
      file: "/srv/httpd.conf",
      line: 15,
      directive: "SessionMaxAge",
      uses: [{ overrides: [{ value: "1800", line: 11 }], sections: [{ name: "<Location /app>" }] }],
    });
  });

  it("says why httpd does not read it", async () => {
    expect(await explained(`${MODULES}<IfDefine TEST>\nTime|out 5\n</IfDefine>\n`)).toContain("-D TEST defines it");
  });

  it("is not there for a comment", async () => {
    expect(await explained("# a wo|rd\n")).toEqual({ problem: expect.stringContaining("is a comment") });
    expect(await explained("|")).toEqual({ problem: expect.any(String) });
  });

  it("rests on no server when none was found", async () => {
    expect(await explained("Time|out 5\n", { path: "/elsewhere/part.conf" })).toContain("No server was found");
  });

  it("of a .htaccess names what it overrides in the server", async () => {
    const main = `${MODULES}<Directory /srv/www>\nAllowOverride All\nSessionMaxAge 60\n</Directory>\n`;
    const files = { "/srv/httpd.conf": main };
    const text = await explained("SessionMax|Age 600\n", { path: "/srv/www/.htaccess", files });
    expect(text).toContain("overrides  SessionMaxAge 60");
  });

  it("hides secrets", async () => {
    const text = await explained(MODULES + SHOP.replace("Passphrase hunter2", "Pass|phrase hunter2"));
    expect(text).toContain("SessionCryptoPassphrase ********");
    expect(text).not.toContain("hunter2");
  });
});

describe("the explanation of a request", () => {
  const { context } = marked(MODULES + SHOP);

  it("tells the session, its cookie and where each setting comes from", () => {
    const text = explainRequest(context, "http://shop.example.com/app/cart");
    expect(text).toContain("answered by  shop.example.com, <VirtualHost *:80>");
    expect(text).toContain("600 seconds (10 minutes) without use");
    expect(text).toContain("Set-Cookie: sid=...;");
    expect(text).not.toContain("hunter2");
  });

  it("is JSON for programs", () => {
    const data = JSON.parse(String(explainRequest(context, "http://shop.example.com/", undefined, "json")));
    expect(data).toMatchObject({
      session: { enabled: true, maxAge: 1800 },
      settings: { SessionMaxAge: { value: "1800" } },
    });
    expect(JSON.stringify(data)).not.toContain("hunter2");
  });

  it("says what is wrong with a URL or a connection", () => {
    expect(explainRequest(context, "shop.example.com/app")).toEqual({
      problem: "the URL needs scheme and host, because they choose the virtual host, e.g. https://shop.example.com/app",
    });
    expect(explainRequest(context, "http://a/", "x:y")).toEqual({
      problem: "the connection is address and port as <VirtualHost> has them, e.g. *:443, not 'x:y'",
    });
  });

  it("needs a server", () => {
    const alone = marked("Session On\n", { path: "/elsewhere/part.conf" }).context;
    expect(explainRequest(alone, "http://a/")).toEqual({ problem: "no server is known that reads this file" });
  });

  it("of a .htaccess is answered by its server", () => {
    const htaccess = marked("SessionMaxAge 5\n", {
      path: "/srv/www/.htaccess",
      files: { "/srv/httpd.conf": MODULES + SHOP },
    });
    expect(explainRequest(htaccess.context, "http://shop.example.com/app")).toContain("600 seconds");
  });
});

describe("expanding a macro", () => {
  const text = [
    "<Macro Site $host $key>",
    "  <VirtualHost *:80>",
    "    ServerName $host",
    "    SessionCryptoPassphrase $key",
    "  </VirtualHost>",
    "</Macro>",
    "Use| Site shop.example.com hunter2",
    "",
  ].join("\n");

  it("gives the lines that stand for a Use, without secrets", () => {
    const { context, position } = marked(MODULES + text);
    expect(expandMacro(context, position)).toBe(
      [
        "# macro site of httpd.conf:8",
        "<VirtualHost *:80>",
        "  ServerName shop.example.com",
        "  SessionCryptoPassphrase ********",
        "</VirtualHost>",
        "",
      ].join("\n"),
    );
  });

  it("gives nothing elsewhere, nor for a macro that nobody defined", () => {
    for (const other of ["Time|out 5\n", "Use| Nothing\n", "|", "# Use| Site\n"]) {
      const { context, position } = marked(MODULES + other);
      expect(expandMacro(context, position)).toBeUndefined();
    }
  });
});

describe("the page of a rule", () => {
  it("is found by name and number", async () => {
    const page = await rulePage(undefined, "session/cookie-without-secure");
    expect(page).toMatch(/^# session\/cookie-without-secure\n/);
    const number = /Alias: `(\w+)`/.exec(String(page))?.[1] ?? "";
    expect(await rulePage(undefined, number)).toBe(page);
  });

  it("is not there for a name that no rule has", async () => {
    expect(await rulePage(undefined, "cookie-without-secur")).toEqual({
      problem: expect.stringContaining("did you mean session/cookie-without-secure"),
    });
  });
});

it("nothing throws, wherever the cursor is and however a file ends", async () => {
  const text =
    '<Macro M $a>\n$a\n</Macro>\nUse M "x\nUse\n<VirtualHost *:80>\n RewriteRule a" "b\\\n [R]\n<If "%{A} == \'">\n</Virt';
  for (let at = 0; at <= text.length; at++) {
    for (const shown of [`${text.slice(0, at)}|${text.slice(at)}`, `${text.slice(0, at)}|`]) {
      const { context, position } = marked(shown);
      await explainPosition(context, position);
      expandMacro(context, position);
    }
  }
});
