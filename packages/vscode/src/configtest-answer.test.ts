import { describe, expect, it } from "vitest";
import { answerOf, comparison } from "./configtest-answer.ts";

describe("the answer of httpd -t", () => {
  it("is that the configuration is accepted, whatever it warned of", () => {
    const output =
      "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using 127.0.1.1.\nSyntax OK\n";
    expect(answerOf(output, 0)).toEqual({ accepted: true });
  });

  it("has the place of an error on a line of its own", () => {
    const output =
      "AH00526: Syntax error on line 3 of /etc/httpd/conf/httpd.conf:\nInvalid command 'Bogus', perhaps misspelled or defined by a module not included in the server configuration\n";
    expect(answerOf(output, 1)).toEqual({
      accepted: false,
      file: "/etc/httpd/conf/httpd.conf",
      line: 3,
      message:
        "Invalid command 'Bogus', perhaps misspelled or defined by a module not included in the server configuration",
    });
  });

  it("has the last place of a chain of Includes", () => {
    const output =
      "apache2: Syntax error on line 7 of /srv/httpd.conf: Syntax error on line 2 of /srv/a.conf: </Directory> without matching <Directory> section\n";
    expect(answerOf(output, 1)).toEqual({
      accepted: false,
      file: "/srv/a.conf",
      line: 2,
      message: "</Directory> without matching <Directory> section",
    });
  });

  it("leaves out what apachectl says around it", () => {
    const output =
      "AH00526: Syntax error on line 1 of /x.conf:\nInvalid command 'A'\nAction '-t -f /x.conf' failed.\nThe Apache error log may have more information.\n";
    expect(answerOf(output, 1).message).toBe("Invalid command 'A'");
  });

  it("is the last line when httpd names no place", () => {
    const output = "AH00534: apache2: Configuration error: No MPM loaded.\n";
    expect(answerOf(output, 1)).toEqual({
      accepted: false,
      message: "AH00534: apache2: Configuration error: No MPM loaded.",
    });
  });

  it("is a refusal when httpd did not come to an end", () => {
    expect(answerOf("", null)).toEqual({ accepted: false, message: "exit status null" });
  });
});

describe("the comparison", () => {
  const place = { file: "/x.conf", line: 3 };
  const page = (httpd: Parameters<typeof comparison>[1], ours: Parameters<typeof comparison>[2]) =>
    comparison(["httpd", "-t"], httpd, ours, "Syntax OK\n");

  it("says that both agree when verdict and place are the same", () => {
    expect(page({ accepted: true }, { accepted: true })).toContain("**They agree.**");
    expect(page({ accepted: false, ...place, message: "a" }, { accepted: false, ...place, message: "b" })).toContain(
      "**They agree.**",
    );
  });

  it("says so when they refuse it for something else", () => {
    expect(page({ accepted: false, ...place }, { accepted: false, file: "/x.conf", line: 4 })).toContain(
      "but not where",
    );
  });

  it("says so when one refuses it", () => {
    expect(page({ accepted: true }, { accepted: false, ...place })).toContain("They do not agree");
  });

  it("says so when httpd lacks a module that we take to be there", () => {
    const message = "Cannot load modules/mod_x.so into server: no such file";
    expect(page({ accepted: false, ...place, message }, { accepted: true })).toContain("does not have a module");
  });

  it("keeps what is no Markdown from becoming one", () => {
    expect(page({ accepted: false, message: "a | <b> `c`" }, { accepted: true })).toContain("a \\| \\<b> \\`c\\`");
  });
});
