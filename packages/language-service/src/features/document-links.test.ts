import { describe, expect, it } from "vitest";
import { MAIN_FILE, type MarkedOptions, marked, textIn, workspaceOf } from "../testing/marked.ts";
import { ROUGH_TEXTS } from "../testing/places.ts";
import { documentLinks } from "./document-links.ts";

const found = (text: string, options?: MarkedOptions): readonly string[] => {
  const { context } = marked(text, options);
  return documentLinks(context).map(
    ({ range, target = "", tooltip }) =>
      `${textIn(context, range)} -> ${target.replace("file://", "")}${tooltip === undefined ? "" : ` (${tooltip})`}`,
  );
};

const files = {
  "/srv/sites/a.conf": "",
  "/srv/sites/b.conf": "",
  "/srv/modules/mod_ssl.so": "",
  "/srv/tls/server.crt": "",
  "/srv/www/gone.html": "",
};

describe("links", () => {
  it.each([
    ["Include sites/a.conf\n", ["sites/a.conf -> /srv/sites/a.conf (/srv/sites/a.conf)"]],
    ['Include "sites/*.conf"\n', ["sites/*.conf -> /srv/sites/a.conf (/srv/sites/a.conf, the first of 2 files)"]],
    ["IncludeOptional none/*.conf\n", []],
    [
      "LoadModule ssl_module modules/mod_ssl.so\nLoadModule x_module modules/mod_x.so\n",
      ["modules/mod_ssl.so -> /srv/modules/mod_ssl.so (/srv/modules/mod_ssl.so)"],
    ],
    [
      "Define TLS /srv/tls\nSSLCertificateFile ${TLS}/server.crt\n",
      ["${TLS}/server.crt -> /srv/tls/server.crt (/srv/tls/server.crt)"],
    ],
    [
      "DocumentRoot /srv/www\nErrorDocument 404 /gone.html\nErrorDocument 500 /none.html\nErrorDocument 403 Forbidden\n",
      ["/srv/www -> /srv/www (/srv/www)", "/gone.html -> /srv/www/gone.html (/srv/www/gone.html)"],
    ],
    ["<Directory />\n</Directory>\n", []],
    ["ErrorDocument 404 https://example.com/gone\n", ["https://example.com/gone -> https://example.com/gone"]],
    ["Redirect /a http://example.com/\n", ["http://example.com/ -> http://example.com/"]],
  ])("of %j", (text, links) => {
    expect(found(text, { files })).toEqual(links);
  });

  it("lead from names of directives to the manual when that is asked for", () => {
    const { context } = marked("Timeout 5\n<Directory /x>\n</Directory>\nNoSuchThing x\n");
    const shown = documentLinks(context, { manual: true }).map(
      ({ range, target }) => `${textIn(context, range)} ${target}`,
    );
    expect(shown).toEqual([
      "Timeout https://httpd.apache.org/docs/2.4/mod/core.html#timeout",
      "Directory https://httpd.apache.org/docs/2.4/mod/core.html#directory",
    ]);
    expect(documentLinks(context)).toEqual([]);
  });

  it.each([
    "RewriteRule ^ https://%{HTTP_HOST}/x$1\n",
    "ProxyPass / http://me:hunter2@example.com/\n",
    "RewriteCond %{HTTP_REFERER} !^https?://(www\\.)?example\\.com\n",
    "# https://example.com/\n",
    "ProxyPass / balancer://app/\n",
    'CustomLog "|/srv/modules/mod_ssl.so" x\n',
  ])("are none where nobody could follow: %j", (text) => {
    // A pipe is a mark of the cursor elsewhere.
    const context = workspaceOf({ ...files, [MAIN_FILE]: text }).context(MAIN_FILE);
    expect(documentLinks(context)).toEqual([]);
  });

  it("never fail on broken text", () => {
    for (const text of ROUGH_TEXTS) {
      for (let end = 0; end <= text.length; end++) expect(() => found(text.slice(0, end))).not.toThrow();
    }
  });
});
