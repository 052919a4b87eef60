import { describe, expect, it } from "vitest";
import { codesIn, MODULES, offered } from "../testing/actions.ts";

describe("access control of httpd 2.2", () => {
  const TITLE = /^Write Require instead/;
  const inFolder = (...lines: string[]): string =>
    `${MODULES}<Directory /srv/www>\n${lines.map((line) => `  ${line}\n`).join("")}</Directory>\n`;

  it.each([
    [["Or|der allow,deny", "Allow from all"], ["Require all granted"]],
    [["Or|der deny,allow", "Deny from all"], ["Require all denied"]],
    [["Or|der deny,allow"], ["Require all granted"]],
    [["Or|der allow,deny"], ["Require all denied"]],
    [["De|ny from all"], ["Require all denied"]],
    [
      ["Or|der Allow,Deny", "Allow from 10.1 192.168.0.0/16 .example.com"],
      ["Require ip 10.1 192.168.0.0/16", "Require host .example.com"],
    ],
    [["Or|der deny,allow", "Deny from all", "Allow from ::1", "Satisfy All"], ["Require ip ::1"]],
    [["Or|der deny,allow", "Deny from all", "Allow from env=let_in"], ["Require env let_in"]],
    [
      ["Or|der allow,deny", "Allow from all", "Deny from 10.2.3.4"],
      ["<RequireAll>", "  Require all granted", "  Require not ip 10.2.3.4", "</RequireAll>"],
    ],
    [
      ["Or|der allow,deny", "Allow from 10.0.0.0/8", "Allow from example.org", "Deny from bad.example.org"],
      [
        "<RequireAll>",
        "  <RequireAny>",
        "    Require ip 10.0.0.0/8",
        "    Require host example.org",
        "  </RequireAny>",
        "  Require not host bad.example.org",
        "</RequireAll>",
      ],
    ],
  ])("%j becomes %j", (old, lines) => {
    const { after } = offered(inFolder(...old));
    expect(after(TITLE)).toBe(inFolder(...lines));
    expect(codesIn(after(TITLE)).filter((code) => code === "httpd/outdated")).toEqual([]);
  });

  it.each([
    ["a Satisfy Any", inFolder("Or|der deny,allow", "Deny from all", "Satisfy Any")],
    ["both kinds in one place", inFolder("Or|der deny,allow", "Deny from all", "Require valid-user")],
    ["methods", inFolder("<Limit POST>", "Or|der deny,allow", "Deny from all", "</Limit>")],
    ["variables", inFolder("Or|der deny,allow", "Deny from ${BAD}")],
    [
      "a folder above that lets nobody in",
      `${inFolder("Or|der allow,deny", "Allow from all")}<Directory />\n  Require all denied\n</Directory>\n`,
    ],
    [
      "a Location that may be merged behind",
      `${inFolder("Or|der deny,allow", "Deny from all")}<Location /x>\n  Require all granted\n</Location>\n`,
    ],
    [
      "a condition",
      `${MODULES}<Directory /srv>\n<IfModule mod_access_compat.c>\nOr|der deny,allow\n</IfModule>\n</Directory>\n`,
    ],
    ["a macro", `${MODULES}<Macro M>\n<Directory /srv>\nOr|der deny,allow\n</Directory>\n</Macro>\nUse M\n`],
    ["a missing mod_authz_host", inFolder("Or|der deny,allow", "Deny from all").replace(/^.*authz_host.*\n/m, "")],
  ])("is left alone with %s", (_, text) => {
    expect(offered(text).titles.filter((title) => TITLE.test(title))).toEqual([]);
  });

  it("is rewritten in all files of the server at once", () => {
    const files = { "/srv/app.conf": "<Directory /srv/app>\nDeny from all\n</Directory>\n" };
    const { after } = offered(`${inFolder("Or|der allow,deny", "Allow from all")}Include app.conf\n`, { files });
    expect(after(TITLE)).toContain("  Require all granted\n");
    expect(after(TITLE, "/srv/app.conf")).toBe("<Directory /srv/app>\nRequire all denied\n</Directory>\n");
  });

  it("of a .htaccess is rewritten when the server lets everybody in there", () => {
    const main = (word: string): string =>
      `${MODULES}<Directory />\n  Require all denied\n</Directory>\n<Directory /srv/www>\n  AllowOverride All\n  Require all ${word}\n</Directory>\n<Files ".ht*">\n  Require all denied\n</Files>\n`;
    const htaccess = "Or|der deny,allow\nDeny from all\n";
    const path = "/srv/www/a/.htaccess";
    const { after } = offered(htaccess, { path, files: { "/srv/httpd.conf": main("granted") } });
    expect(after(TITLE)).toBe("Require all denied\n");
    const open = offered("Or|der allow,deny\nAllow from all\n", { path, files: { "/srv/httpd.conf": main("denied") } });
    expect(open.titles.filter((title) => TITLE.test(title))).toEqual([]);
  });

  it("of a file alone says on what it rests", () => {
    const text = "<Directory /srv>\nOr|der deny,allow\nDeny from all\n</Directory>\n";
    const { titles } = offered(text, { path: "/elsewhere/part.conf" });
    expect(titles.find((title) => TITLE.test(title))).toMatch(/if no other file decides/);
  });
});
