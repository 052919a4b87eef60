import { describe, expect, it } from "vitest";
import { looksLikeHttpd } from "./httpd-texts.ts";

const isHttpd = (text: string): boolean => looksLikeHttpd(text.split("\n"));

describe("a file with a name that says nothing", () => {
  it("is httpd's with a virtual host that has what only httpd's have", () => {
    expect(
      isHttpd("# shop\n<VirtualHost *:443>\n    ServerName shop.example\n    DocumentRoot /srv/shop\n</VirtualHost>\n"),
    ).toBe(true);
  });

  it("is httpd's with modules and access rules", () => {
    expect(isHttpd("LoadModule alias_module modules/mod_alias.so\nRequire all denied\n")).toBe(true);
    expect(isHttpd("RewriteEngine On\nRewriteRule ^/a$ /b [R]\n")).toBe(true);
  });

  it("is not httpd's for one line alone that may be prose", () => {
    expect(isHttpd("DocumentRoot /srv\n")).toBe(false);
    expect(isHttpd("# <VirtualHost *:80>\n# DocumentRoot /srv\n")).toBe(false);
  });

  it("is not httpd's when it is nginx's", () => {
    expect(isHttpd("server {\n    location / {\n        root /srv;\n    }\n}\n")).toBe(false);
  });

  it("is not httpd's when it is ProFTPD's, which has sections of the same names", () => {
    const text =
      "<IfModule mod_tls.c>\n  TLSEngine on\n</IfModule>\n<Directory /srv>\n  AllowOverwrite on\n</Directory>\n<Anonymous ~ftp>\n</Anonymous>\n";
    expect(isHttpd(text)).toBe(false);
  });

  it("is not httpd's when it has sections in brackets, as MySQL's and systemd's", () => {
    expect(isHttpd("[mysqld]\nport = 3306\n<Directory x>\nSession On\n")).toBe(false);
  });

  it("is not httpd's when it is empty", () => {
    expect(isHttpd("")).toBe(false);
  });
});
