import { describe, expect, it } from "vitest";
import { type MarkedOptions, marked } from "../testing/marked.ts";
import { effectiveConfiguration } from "./effective-configuration.ts";

const page = (text: string, options?: MarkedOptions) => {
  const { context, position } = marked(text, options);
  return effectiveConfiguration(context, position);
};

const SITE = `ServerTokens Prod
Session Off
<VirtualHost *:80>
    ServerName shop.example
    Session On
    <Location /basket>
        SessionMaxAge 600
        |
    </Location>
</VirtualHost>
`;

describe("the effective configuration", () => {
  it("has the settings of all sections around the place, the inner ones over the outer ones", () => {
    const { title, text } = page(SITE);
    expect(title).toBe("Effective in <Location /basket> of shop.example");
    expect(text).toContain("# <VirtualHost *:80>, httpd.conf:3\n# instead of Session Off, httpd.conf:2\nSession On\n");
  });

  it("begins with the innermost section", () => {
    expect(page(SITE).text).toBe(`# What httpd uses in <Location /basket> of shop.example.

# <Location /basket>, httpd.conf:6
SessionMaxAge 600

# <VirtualHost *:80>, httpd.conf:3
# instead of Session Off, httpd.conf:2
Session On

# main server
ServerTokens Prod
`);
  });

  it("leads from its lines to what sets a value", () => {
    const { text, links } = page(SITE);
    const at = text.split("\n").indexOf("SessionMaxAge 600");
    expect(links).toContainEqual({ line: at, uri: "file:///srv/httpd.conf", target: 6 });
  });

  it("is that of the section in which a file is included", () => {
    const files = { "/srv/httpd.conf": "<Location /app>\nInclude part.inc\n</Location>\n" };
    const { title, text } = page("Session On|\n", { path: "/srv/part.inc", files });
    expect(title).toBe("Effective in <Location /app>");
    expect(text).toContain("# <Location /app>, httpd.conf:1\nSession On\n");
  });

  it("is that of the place around sections that only group, such as <Limit>", () => {
    expect(page("<Location /x>\n<Limit GET>\n|Require all denied\n</Limit>\n</Location>\n").title).toBe(
      "Effective in <Location /x>",
    );
  });

  it("shows no passphrase", () => {
    expect(page("Session On\nSessionCryptoPassphrase hunter2secret\n|").text).not.toContain("hunter2");
  });

  it("answers anywhere in a text that breaks off anywhere", () => {
    for (let end = 0; end <= SITE.length; end += 7) {
      for (let at = 0; at <= end; at += 11)
        expect(() => page(`${SITE.slice(0, at)}|${SITE.slice(at, end)}`)).not.toThrow();
    }
  });
});
