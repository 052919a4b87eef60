import { createMemoryHost, readConfig } from "@httpd-lint/config";
import { applyFixes, type Diagnostic } from "@httpd-lint/diagnostics";
import fc from "fast-check";
import { expect, test } from "vitest";
import { lint } from "./index.ts";
import { exampleProfile } from "./testing/index.ts";

const main = "/etc/httpd/httpd.conf";

const line = fc.constantFrom(
  "Session On",
  "session off",
  "SessionMaxAge 30m",
  "SessionMaxAge \\\n 0",
  'SessionCookieName "id" path=/,HttpOnly',
  "SessionCookieName id",
  "SessionCookieName Secure",
  "SessionDBDCookieName id domain=.example.com;\tSecure",
  "SessionCryptoPassphrase changeme",
  "SessionCryptoPassphrase exec:/bin/key one two",
  "AuthType form",
  "Header edit Set-Cookie ^(.*)$ $1;HttpOnly",
  "LoadModule session_module modules/mod_session.so",
  "#LoadModule usertrack_module modules/mod_usertrack.so",
  "# httpd-lint-disable-next-line SES062 -- reason",
  "# httpd-lint-disable-file",
  "Define KEY secret",
  "SessionCryptoPassphrase ${KEY}",
  "<VirtualHost *:80>",
  "</VirtualHost>",
  "<Location /a>",
  "</Location>",
  "<IfDefine NO>",
  "</IfDefine>",
  "<Macro m $v>\nSessionMaxAge $v\nSession On\n</Macro>",
  "Use m 1d",
  "Session",
  "<Location",
  "\u0000\udcff",
);
const configuration = fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n"));

function diagnose(text: string): readonly Diagnostic[] {
  const tree = readConfig(main, createMemoryHost({ [main]: text }), exampleProfile());
  return lint(tree, { profile: "strict" });
}

test("every configuration can be looked at, and every finding has a place in it", () => {
  fc.assert(
    fc.property(configuration, (text) => {
      for (const { location, fixes = [], related = [] } of diagnose(text)) {
        const places = [location, ...related.map((item) => item.location), ...fixes.flatMap((fix) => fix.edits)];
        for (const place of places) {
          expect(place?.file).toBe(main);
          expect(place?.start).toBeGreaterThanOrEqual(0);
          expect(place?.start).toBeLessThanOrEqual(place?.end ?? -1);
          expect(place?.end).toBeLessThanOrEqual(text.length);
        }
      }
    }),
  );
});

test("applying safe fixes comes to an end, and then there is none left", () => {
  fc.assert(
    fc.property(configuration, (start) => {
      let text = start;
      for (let round = 0; round < 20; round++) {
        const { text: next, applied } = applyFixes(text, main, diagnose(text));
        if (applied.length === 0) break;
        text = next;
      }
      expect(diagnose(text).filter(({ fixes = [] }) => fixes.some(({ safe }) => safe))).toEqual([]);
    }),
  );
});
