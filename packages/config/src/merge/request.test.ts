import { describe, expect, it } from "vitest";
import { sessionState } from "../session/session-state.ts";
import { ask, cookies } from "../testing/asked.ts";

describe("the host that answers", () => {
  const text =
    "<VirtualHost *:80>\nServerName a.test\n</VirtualHost>\n<VirtualHost *:80>\nServerName b.test\nServerAlias *.b.test\n</VirtualHost>\n<VirtualHost *:443>\nServerName c.test\n</VirtualHost>\n";

  it.each([
    ["http://b.test/", "b.test"],
    ["http://www.b.test/", "b.test"],
    ["http://nobody.test/", "a.test"],
    ["https://b.test/", "c.test"],
    ["http://a.test:8080/", undefined],
  ])("%s: %s", (url, name) => {
    expect(ask(url, text).virtualHost?.name).toBe(name);
  });
});

describe("the file that is asked for", () => {
  it.each([
    ["/app/index.html", "/srv/www/app/index.html"],
    ["/app/index.html/more", "/srv/www/app/index.html"],
    ["/app", "/srv/www/app"],
    ["/app/", "/srv/www/app/index.html"],
    ["/a%70p/../index.html", "/srv/www/index.html"],
    ["/icons/x.png", "/usr/share/icons/x.png"],
  ])("%s is %s", (path, file) => {
    expect(ask(`http://x${path}`, "Alias /icons /usr/share/icons\n", { "/usr/share/icons/x.png": "" }).file).toBe(file);
  });

  it("is none of ours where another server is asked", () => {
    const config = ask(
      "http://x/api/a",
      "ProxyPass /api http://backend\n<Proxy http://backend>\nSession On\n</Proxy>\n",
    );
    expect([config.file, config.proxied, config.value("Session")]).toEqual([undefined, true, "On"]);
  });
});

describe("the cookie of a session", () => {
  it("has httpd's own attributes when its directive has none", () => {
    expect(cookies(ask("http://x/", "Session On\nSessionCookieName id\nSessionMaxAge 60\n"))).toEqual([
      "id Max-Age=60;HttpOnly;Secure;Version=1",
    ]);
  });

  it("has those of its directive alone when it has any", () => {
    expect(cookies(ask("http://x/", "Session On\nSessionCookieName id path=/\n"))).toEqual(["id path=/"]);
  });

  it("is reached by Header always only", () => {
    const text = "Session On\nSessionCookieName id path=/\n";
    const edit = 'edit Set-Cookie ^(.*)$ "$1;Secure"\n';
    expect(cookies(ask("http://x/", `${text}Header ${edit}`))).toEqual(["id path=/"]);
    expect(cookies(ask("http://x/", `${text}Header always ${edit}`))).toEqual(["id path=/;Secure"]);
  });

  it("of a database is in both tables of headers", () => {
    const text =
      'DBDriver sqlite3\nDBDPrepareSQL "UPDATE s SET v = %s" updatesession\nDBDPrepareSQL "INSERT INTO s VALUES (%s)" insertsession\nSession On\nSessionDBDCookieName key path=/\nHeader always unset Set-Cookie\n';
    expect(cookies(ask("http://x/", text))).toEqual(["key path=/"]);
  });

  it("is none where the path is excluded", () => {
    const text = "Session On\nSessionCookieName id\nSessionExclude /app\n";
    expect(cookies(ask("http://x/app/index.html", text))).toEqual([]);
    expect(cookies(ask("http://x/index.html", text))).toHaveLength(1);
  });

  it.each([
    ["SessionMaxAge -1\n", "expired"],
    ["SessionCryptoPassphrase key\nSessionCryptoCipher rot13\n", "unknown cipher"],
  ])("is none with %s", (text, failure) => {
    const config = ask("http://x/", `Session On\nSessionCookieName id\n${text}`);
    expect([sessionState(config).failure, cookies(config)]).toEqual([failure, []]);
  });

  it("is that of the storage that was loaded first", () => {
    const config = ask("http://x/", "Session On\nSessionCookieName id\nSessionDBDCookieName key\n");
    const { storage, idleStorage } = sessionState(config);
    expect([storage, idleStorage]).toEqual(["cookie", ["database cookie"]]);
  });
});

describe("encryption", () => {
  const text = "Session On\nSessionCookieName id\n";

  it.each([
    ["", false],
    ["SessionCryptoPassphrase a\n", true],
    ["SessionCryptoPassphraseFile key\n", true],
    ["SessionCryptoPassphraseFile comment\n", false],
    ["SessionCryptoPassphraseFile missing\n", undefined],
  ])("with %s", (line, isEncrypted) => {
    const files = { "/srv/key": "# old\nsecret\n", "/srv/comment": "# none\n\n" };
    expect(sessionState(ask("http://x/", text + line, files)).isEncrypted).toBe(isEncrypted);
  });
});
