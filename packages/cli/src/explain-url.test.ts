import { createMemoryHost } from "@httpd-lint/config";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

type Files = Readonly<Record<string, string>>;

/** Runs `httpd-lint explain` in /srv with these files below it. */
function explain(files: Files, ...args: readonly string[]): Promise<Answer> {
  const below = Object.entries(files).map(([path, text]) => [`/srv/${path}`, text]);
  return runIn(createMemoryHost(Object.fromEntries(below)), ["explain", ...args]);
}

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is what the tests ask.
async function data(files: Files, ...args: readonly string[]): Promise<any> {
  const { out } = await explain(files, "--format", "json", ...args);
  return JSON.parse(out);
}

const modules = `LoadModule authz_core_module modules/mod_authz_core.so
LoadModule headers_module modules/mod_headers.so
LoadModule proxy_module modules/mod_proxy.so
LoadModule proxy_http_module modules/mod_proxy_http.so
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
        SessionCookieName id path=/app;HttpOnly;
        SessionCryptoPassphrase hunter2hunter2
    </Location>
    <If "%{HTTP_USER_AGENT} =~ /Kiosk/">
        SessionMaxAge 86400
    </If>
    Header always edit Set-Cookie ^(.*)$ "$1;Secure"
</VirtualHost>
<VirtualHost *:8443>
    ServerName shop.example.com
    DocumentRoot /srv/shop
</VirtualHost>
`,
  "shop/app/.htaccess": "SessionMaxAge 900\n",
  "shop/app/cart.html": "",
};

const url = ["--url", "https://shop.example.com/app/cart.html", "httpd.conf"] as const;

describe("explain --url", () => {
  it("shows who answers, the session, its cookie, and where each setting comes from", async () => {
    const { out, err, status } = await explain(shop, ...url);
    expect([status, err]).toEqual([0, ""]);
    expect(out.slice(0, out.indexOf("Findings"))).toBe(`https://shop.example.com/app/cart.html
  server       httpd.conf
  answered by  shop.example.com, <VirtualHost *:443>
  file         /srv/shop/app/cart.html
  sections     main server
               <VirtualHost *:443> (sites/shop.conf:1)
               <Directory /srv/shop> (httpd.conf:5)
               .htaccess (shop/app/.htaccess)
               <Location /app> (sites/shop.conf:4)
  may apply    <If "%{HTTP_USER_AGENT} =~ /Kiosk/"> (sites/shop.conf:9)

Session
  on         yes
  kept in    the cookie itself
  encrypted  yes, aes256
  max age    900 seconds (15 minutes) without use

Set-Cookie: id=...;Max-Age=900;path=/app;HttpOnly;;Secure
  from mod_session_cookie, SessionCookieName sites/shop.conf:6, Header sites/shop.conf:12

setting                  value                                      set at                overrode
SessionMaxAge            900                                        shop/app/.htaccess:1  3600 at httpd.conf:4
                         maybe 86400                                sites/shop.conf:10
Header                   always edit Set-Cookie ^(.*)$ "$1;Secure"  sites/shop.conf:12
Session                  On                                         sites/shop.conf:5
SessionCookieName        id path=/app;HttpOnly;                     sites/shop.conf:6
SessionCryptoPassphrase  ********                                   sites/shop.conf:7

`);
  });

  it("gives the same as data", async () => {
    const facts = await data(shop, ...url);
    expect(facts).toMatchObject({
      scope: ["main server", "<VirtualHost *:443>", "<Directory /srv/shop>", ".htaccess", "<Location /app>"],
      server: {
        virtualHost: { name: "shop.example.com", file: "/srv/sites/shop.conf", line: 1 },
        file: "/srv/shop/app/cart.html",
        proxied: false,
        htaccess: ["/srv/shop/app/.htaccess"],
      },
      session: { enabled: true, storage: "cookie", encrypted: true, maxAge: 900 },
      setCookie: [
        {
          name: "id",
          attributes: "Max-Age=900;path=/app;HttpOnly;;Secure",
          from: [
            { directive: "SessionCookieName", file: "/srv/sites/shop.conf", line: 6 },
            { directive: "Header", file: "/srv/sites/shop.conf", line: 12 },
          ],
          certain: true,
        },
      ],
    });
    expect(facts.settings.SessionMaxAge).toEqual({
      value: "900",
      setAt: { file: "/srv/shop/app/.htaccess", line: 1 },
      setBy: [{ directive: "SessionMaxAge", value: "900", file: "/srv/shop/app/.htaccess", line: 1 }],
      overrode: [{ directive: "SessionMaxAge", value: "3600", file: "/srv/httpd.conf", line: 4 }],
      possible: [{ directive: "SessionMaxAge", value: "86400", file: "/srv/sites/shop.conf", line: 10 }],
      lostTo: null,
    });
  });

  it("lists the findings about what counts there, and no others", async () => {
    const { findings } = await data(shop, ...url);
    const codes = findings.map(({ code }: { readonly code: string }) => code);
    expect(codes).toContain("session/weak-passphrase");
    const elsewhere = await data(shop, "--url", "https://shop.example.com/", "httpd.conf");
    expect(elsewhere.session.enabled).toBe(false);
    expect(JSON.stringify(elsewhere.findings)).not.toContain("weak-passphrase");
  });

  it("never shows a passphrase", async () => {
    const login = {
      ...shop,
      "sites/login.conf": `<VirtualHost *:80>
    AuthFormSitePassphrase correcthorse
    ProxyPass /wiki http://guest:swordfish@127.0.0.1:3001/wiki
    Session On
    SessionCryptoPassphrase battery staple hunter2hunter2
    <Proxy http://guest:swordfish@127.0.0.1:3001/*>
        SessionMaxAge 60
    </Proxy>
</VirtualHost>
`,
    };
    for (const format of ["text", "json"]) {
      const args = ["--url", "http://u:topsecret@a.example.com/wiki/x", "httpd.conf", "--format", format];
      const { out } = await explain(login, ...args);
      expect(out).toContain("SessionCryptoPassphrase");
      for (const secret of ["hunter2", "correcthorse", "swordfish", "battery", "staple", "topsecret"]) {
        expect(out).not.toContain(secret);
      }
    }
  });

  it("takes the connection from --vhost, as behind a load balancer that ends TLS", async () => {
    const facts = await data(shop, ...url, "--vhost", "*:8443");
    expect(facts.server.virtualHost).toMatchObject({ line: 14 });
    expect(facts.session.enabled).toBe(false);
    const byAddress = {
      ...shop,
      "sites/inner.conf": "<VirtualHost 10.0.0.1:443>\n  ServerName inner.example.com\n</VirtualHost>\n",
    };
    const inner = await data(byAddress, ...url, "--vhost", "10.0.0.1:443");
    expect(inner.server.virtualHost.name).toBe("inner.example.com");
    expect((await explain(shop, ...url, "--vhost", "10.0.0.1")).err).toContain(
      "--vhost is address and port as <VirtualHost> has them, e.g. *:443, not '10.0.0.1'",
    );
    expect((await explain(shop, "SES041", "--vhost", "*:443")).err).toContain("--vhost goes with --url");
  });

  it("says that the main server answers where no virtual host is for the port", async () => {
    const { out } = await explain(shop, "--url", "http://shop.example.com/app", "httpd.conf");
    expect(out).toContain("answered by  the main server");
    expect(out).toContain("note: No virtual host is for port 80, so the main server answers (there are *:443, *:8443;");
  });

  it("tells of settings that a section puts aside without setting them", async () => {
    const tracked = {
      "httpd.conf": `${modules}LoadModule usertrack_module modules/mod_usertrack.so
ServerName a.example.com
CookieTracking On
CookieName visitor
<Location /shop>
    CookieHttpOnly On
</Location>
`,
    };
    const facts = await data(tracked, "--url", "http://a.example.com/shop", "httpd.conf");
    expect(facts.settings.CookieName).toMatchObject({
      value: null,
      setAt: null,
      overrode: [{ value: "visitor", line: 12 }],
      lostTo: { directive: "CookieHttpOnly", line: 14 },
    });
    const { out } = await explain(tracked, "--url", "http://a.example.com/shop", "httpd.conf");
    expect(out).toMatch(/CookieName +not set +visitor at httpd\.conf:12, lost to CookieHttpOnly at httpd\.conf:14/);
  });

  it("says why there is no session", async () => {
    const without = async (text: string): Promise<string> =>
      (await explain({ "httpd.conf": text }, "--url", "http://a.example.com/", "httpd.conf")).out;
    expect(await without(modules)).toContain("on  no: nothing switches it on here");
    expect(await without(`${modules}Session Off\n`)).toContain("on  no: Session is not On here");
    const some = "LoadModule headers_module modules/mod_headers.so\nSession On\n";
    expect(await without(some)).toContain("on  no: mod_session is not loaded");
  });

  it("takes rule sets as check does", async () => {
    const relaxed = await data(shop, ...url);
    const strict = await data(shop, ...url, "--rules", "strict");
    expect(strict.findings.length).toBeGreaterThan(relaxed.findings.length);
    const fromFile = await data({ ...shop, ".httpd-lint.json": '{ "rules": "strict" }' }, ...url);
    expect(fromFile.findings).toEqual(strict.findings);
  });

  it("tells what is wrong with a URL", async () => {
    const errors = [
      [
        "shop.example.com/app",
        "--url needs scheme and host, because they choose the virtual host: --url https://shop.example.com/app",
      ],
      ["/app", "--url https://HOST/app"],
      ["https:///app", "--url https://HOST/app"],
      ["ftp://shop.example.com/", "--url https://shop.example.com/"],
    ] as const;
    for (const [given, message] of errors) {
      const { status, err, out } = await explain(shop, "--url", given, "httpd.conf");
      expect([status, out]).toEqual([2, ""]);
      expect(err).toContain(message);
    }
  });

  it("asks for the server when there is none", async () => {
    const { status, err } = await explain({ "empty/x.txt": "" }, "--url", "https://a.example.com/", "empty");
    expect(status).toBe(2);
    expect(err).toContain("(name the server: explain --url https://a.example.com/ PATH)");
  });

  it("says that httpd refuses the configuration, behind the answer", async () => {
    const broken = { ...shop, "sites/z.conf": "KeepAlive maybe\n" };
    const { status, out, err } = await explain(broken, ...url);
    expect(out).toContain("SessionMaxAge");
    expect(err).toContain("httpd refuses this configuration");
    expect(status).toBe(1);
  });
});
