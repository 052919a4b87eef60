import { createMemoryHost } from "@httpd-lint/config";
import { decodeSource } from "@httpd-lint/grammar";
import { describe, expect, it } from "vitest";
import { type Answer, runIn } from "./testing/run.ts";

const main = `LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule session_module modules/mod_session.so
LoadModule session_cookie_module modules/mod_session_cookie.so
LoadModule session_crypto_module modules/mod_session_crypto.so
LoadModule usertrack_module modules/mod_usertrack.so
LoadModule ssl_module modules/mod_ssl.so
Listen 443
ServerName shop.test
SSLEngine on
SSLCertificateFile shop.pem
Include sites/*.conf
`;

const shop = `<Location /shop>
    Session On
    SessionCookieName cart path=/shop
    SessionCryptoPassphraseFile keys/shop
    SessionMaxAge 600
</Location>
`;

interface Outcome extends Answer {
  readonly written: Readonly<Record<string, string>>;
}

async function httpdLint(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<Outcome> {
  const written: Record<string, string> = {};
  const answer = await runIn(createMemoryHost(files), args, {
    cwd: "/srv/web",
    write: (path, bytes) => {
      if (path.includes("read-only")) throw Object.assign(new Error("no"), { code: "EACCES" });
      written[path] = decodeSource(bytes);
    },
  });
  return { ...answer, written };
}

const server = { "/srv/web/httpd.conf": main, "/srv/web/sites/shop.conf": shop };

describe("--fix", () => {
  it("writes what is certain, and reports what is left", async () => {
    const { status, out, written } = await httpdLint(server, ["--fix", "."]);
    expect(written).toEqual({
      "/srv/web/sites/shop.conf": shop.replace("cart path=/shop", "cart path=/shop;HttpOnly;Secure;"),
    });
    expect(out).toContain("session/cookie-without-samesite");
    expect(out).not.toContain("session/cookie-without-secure");
    expect(out).toContain("Fixed 2 findings in 1 file.\n");
    expect(status).toBe(0);
  });

  it("changes nothing a second time", async () => {
    const { written } = await httpdLint(server, ["--fix", "."]);
    const again = await httpdLint({ ...server, ...written }, ["--fix", "."]);
    expect(again.written).toEqual({});
    expect(again.out).toContain("Nothing to fix.\n");
  });

  it("mends what httpd refuses, too", async () => {
    const broken = { ...server, "/srv/web/sites/shop.conf": shop.replace("</Location>", "</Locatoin>") };
    const { written } = await httpdLint(broken, ["--fix", "."]);
    expect(written["/srv/web/sites/shop.conf"]).toContain("</Location>");
  });

  it("with --unsafe-fixes also what may not be meant", async () => {
    const { written, out } = await httpdLint(server, ["--unsafe-fixes", "."]);
    expect(written["/srv/web/sites/shop.conf"]).toContain("cart path=/shop;HttpOnly;SameSite=Lax;Secure;");
    expect(out).not.toContain("session/cookie-without-samesite");
  });

  it("of one file leaves the others alone", async () => {
    const other = { ...server, "/srv/web/sites/other.conf": shop };
    const { written } = await httpdLint(other, ["--fix", "sites/shop.conf"]);
    expect(Object.keys(written)).toEqual(["/srv/web/sites/shop.conf"]);
  });

  it("does not touch files outside of the server's folder", async () => {
    const files = {
      "/srv/web/httpd.conf": main.replace("sites/*.conf", "/usr/share/shop/*.conf"),
      "/usr/share/shop/shop.conf": shop,
    };
    const { written, out } = await httpdLint(files, ["--fix", "."]);
    expect(written).toEqual({});
    expect(out).toContain("/usr/share/shop/shop.conf lies elsewhere and was left as it is.\n");
  });

  it("keeps bytes that are no UTF-8, and ends of lines", async () => {
    const latin1 = `# caf\udce9\r\n${shop.replaceAll("\n", "\r\n")}`;
    const { written } = await httpdLint({ ...server, "/srv/web/sites/shop.conf": latin1 }, ["--fix", "."]);
    expect(written["/srv/web/sites/shop.conf"]).toBe(
      latin1.replace("cart path=/shop", "cart path=/shop;HttpOnly;Secure;"),
    );
  });

  it("says which file cannot be written", async () => {
    const files = {
      "/srv/web/read-only/httpd.conf": main.replace("sites/*", "*/s*"),
      "/srv/web/read-only/a/s.conf": shop,
    };
    const { status, err } = await httpdLint(files, ["--fix", "read-only"]);
    expect(err).toBe("httpd-lint: Cannot write read-only/a/s.conf: EACCES\n");
    expect(status).toBe(2);
  });

  it("is not for standard input", async () => {
    const { status, err } = await httpdLint(server, ["--fix", "-"]);
    expect(err).toBe("httpd-lint: Standard input cannot be fixed: name a file\n");
    expect(status).toBe(2);
  });
});

describe("--diff", () => {
  it("shows what --fix would change, and writes nothing", async () => {
    const { status, out, written } = await httpdLint(server, ["--diff", "."]);
    expect(out).toBe(`--- a/sites/shop.conf
+++ b/sites/shop.conf
@@ -1,6 +1,6 @@
 <Location /shop>
     Session On
-    SessionCookieName cart path=/shop
+    SessionCookieName cart path=/shop;HttpOnly;Secure;
     SessionCryptoPassphraseFile keys/shop
     SessionMaxAge 600
 </Location>
`);
    expect(written).toEqual({});
    expect(status).toBe(1);
  });

  it("masks secrets", async () => {
    const keyed = shop.replace("PassphraseFile keys/shop", "Passphrase Zt8-hq2Lw0pXc4Vb9Nm1");
    const { out } = await httpdLint({ ...server, "/srv/web/sites/shop.conf": keyed }, ["--diff", "."]);
    expect(out).toContain(" SessionCryptoPassphrase ********\n");
  });

  it("is empty when there is nothing to fix", async () => {
    const fine = shop.replace("cart path=/shop", "cart path=/shop;HttpOnly;SameSite=Lax;Secure;");
    const { status, out } = await httpdLint({ ...server, "/srv/web/sites/shop.conf": fine }, ["--diff", "."]);
    expect(out).toBe("");
    expect(status).toBe(0);
  });
});
