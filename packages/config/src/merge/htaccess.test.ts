import { describe, expect, it } from "vitest";
import { lineNumberOf } from "../node.ts";
import { ask } from "../testing/asked.ts";

describe("a .htaccess", () => {
  const text = "<Directory /srv/www>\nAllowOverride AuthConfig\n</Directory>\n";

  it("counts for what lies below", () => {
    const config = ask("http://x/app/index.html", text, { "/srv/www/.htaccess": "Session On\n" });
    expect(config.value("Session")).toBe("On");
    expect(config.htaccess.map(({ mainFile }) => mainFile)).toEqual(["/srv/www/.htaccess"]);
  });

  it("is not opened with AllowOverride None", () => {
    const files = { "/srv/www/.htaccess": "Session On\n" };
    expect(ask("http://x/index.html", text.replace("AuthConfig", "None"), files).value("Session")).toBeUndefined();
  });

  it("has another name with AccessFileName", () => {
    const files = { "/srv/www/.acl": "Session On\n", "/srv/www/.htaccess": "Session Off\n" };
    expect(ask("http://x/index.html", `AccessFileName .acl\n${text}`, files).value("Session")).toBe("On");
  });

  const own = { "/srv/www/.htaccess": "Session On\nHeader set X 1\n" };

  it("must be empty where nothing says that it is allowed", () => {
    expect(ask("http://x/index.html", "", own).answer).toBe("error");
    expect(ask("http://x/index.html", "", { "/srv/www/.htaccess": "# none\n" }).answer).toBe("file");
  });

  it("that httpd refuses leaves the server's own settings alone", () => {
    const server = `Session Off\n<Location />\nSession On\n</Location>\n${text}`;
    const config = ask("http://x/index.html", server, own);
    expect([config.answer, config.value("Session")]).toEqual(["error", "Off"]);
  });

  it("is not allowed by a regular expression, which is looked at too late", () => {
    const match = '<DirectoryMatch "^/srv">\nAllowOverride All\n</DirectoryMatch>\n';
    const allowed = ask("http://x/index.html", `${match}<Directory />\nAllowOverride None\n</Directory>\n`, own);
    expect([allowed.answer, allowed.value("Session")]).toEqual(["file", undefined]);
  });

  it("is allowed for a virtual host by its own sections, and not by those of another", () => {
    const hosts = ["a", "b"].map((name) => {
      const override = name === "a" ? "All" : "None";
      const section = `<Directory /srv/www>\nAllowOverride ${override}\n</Directory>`;
      return `<VirtualHost *:80>\nServerName ${name}.test\n${section}\n</VirtualHost>\n`;
    });
    expect(ask("http://a.test/index.html", hosts.join(""), own).value("Session")).toBe("On");
    expect(ask("http://b.test/index.html", hosts.join(""), own).value("Session")).toBeUndefined();
  });

  it("loses what Nonfatal=Override forgives, and keeps the rest", () => {
    const config = ask("http://x/index.html", text.replace("AuthConfig", "AuthConfig Nonfatal=Override"), own);
    expect([config.value("Session"), config.value("Header")]).toEqual(["On", undefined]);
  });

  it("puts a module without merging back to its defaults even by what is forgiven", () => {
    const server = `CookieTracking On\n${text.replace("AuthConfig", "AuthConfig Nonfatal=Override")}`;
    const config = ask("http://x/index.html", server, { "/srv/www/.htaccess": "# tracked?\nCookieStyle Cookie\n" });
    const tracking = config.setting("CookieTracking");
    expect(tracking?.setBy).toEqual([]);
    expect(tracking?.lostTo && lineNumberOf(tracking.lostTo)).toBe(2);
  });
});
