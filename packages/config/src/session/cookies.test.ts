import { describe, expect, it } from "vitest";
import { ask, cookies } from "../testing/asked.ts";
import { isSessionKnown } from "./certainty.ts";
import { sessionState } from "./session-state.ts";

const text = "Session On\nSessionCookieName id path=/\n";

describe("an index file's session", () => {
  const limits = (folder: number, missing: number, index: number): string => {
    const files = `<Files none>\nSessionMaxAge ${missing}\n</Files>\n<Files index.html>\nSessionMaxAge ${index}\n</Files>\n`;
    return `${text}SessionMaxAge ${folder}\nDirectoryIndex none index.html\n${files}`;
  };

  it.each([
    ["its own limit", limits(10, 20, 30), ["id Max-Age=30;path=/"]],
    ["that of the name before it", limits(10, 20, 0), ["id Max-Age=20;path=/"]],
    ["that of the folder", limits(10, 0, 0), ["id Max-Age=10;path=/"]],
    ["none after a limit that was over at once", limits(-5, 20, 0), ["id path=/"]],
  ])("has %s", (_title, lines, expected) => {
    expect(cookies(ask("http://x/app/", lines))).toEqual(expected);
  });

  it("is written before SessionExpiryUpdateInterval is over only when its limit is longer by that than the folder's", () => {
    const isRenewed = (index: number): boolean =>
      sessionState(ask("http://x/app/", `${limits(60, 60, index)}SessionExpiryUpdateInterval 30\n`)).isRenewed;
    expect([isRenewed(60), isRenewed(89), isRenewed(90)]).toEqual([false, false, true]);
  });
});

describe("Header", () => {
  const edited = (line: string, url = "http://x/index.html"): readonly string[] => cookies(ask(url, text + line));

  it.each([
    ['Header always edit Set-Cookie "path=(/)" "Path=$1app; \\$1&%%"\n', ["id Path=/app; $1&%"]],
    ['Header always edit* Set-Cookie ";" "; "\n', ["id path=/"]],
    ['Header always append Set-Cookie "b=1"\n', ["id path=/, b=1"]],
    ['Header always merge Set-Cookie "a=1;path=/"\n', ["id path=/, a=1;path=/"]],
    ['Header always set Set-Cookie "b=1;c"\n', ["b c"]],
    ["Header always unset Set-Cookie\n", []],
    ["Header always unset Set-\\\nCookie\n", []],
    ["Header always unset \\\n  Set-Cookie\n", []],
    ['Header always add Set-Cookie "b=1" early\n', ["b ", "id path=/"]],
  ])("%s", (line, expected) => {
    expect(edited(line)).toEqual(expected);
  });

  it("has no effect in a section with early", () => {
    expect(edited('<Location />\nHeader always add Set-Cookie "b=1" early\n</Location>\n')).toEqual(["id path=/"]);
  });

  it("can put something else in place of the session", () => {
    const kept = (line: string): readonly boolean[] =>
      sessionState(ask("http://x/index.html", text + line)).setCookie.map(({ keepsValue }) => keepsValue);
    expect(kept('Header always edit Set-Cookie "id=[^;]*" "id=none"\n')).toEqual([false]);
    expect(kept('Header always edit Set-Cookie ";path=/" ""\n')).toEqual([true]);
  });

  it("leaves open what becomes of a cookie when that depends on the session in it", () => {
    const config = ask("http://x/index.html", `${text}Header always edit Set-Cookie "(.*)bob" "b=1;$1"\n`);
    expect(sessionState(config).setCookie.map(({ isCertain }) => isCertain)).toEqual([false]);
  });

  it("of the table for successes does not reach a redirection, and always does", () => {
    const url = "http://x/app";
    expect(edited('Header add Set-Cookie "b=1"\n', url)).toEqual(["id path=/"]);
    expect(edited('Header always add Set-Cookie "b=1"\n', url)).toEqual(["id path=/", "b "]);
  });
});

describe("the condition env= of Header", () => {
  const isAdded = (lines: string): boolean =>
    cookies(ask("http://x/app/index.html", `${lines}Header always set Set-Cookie "b=1" env=FLAG\n`)).length > 0;

  it.each([
    ["SetEnv FLAG 1\n", true],
    ["SetEnv flag\n", true],
    ["SetEnv FLAG 1\n<Location /app>\nUnsetEnv FLAG\n</Location>\n", false],
    ["SetEnv FLAG 1\nUnsetEnv FLAG\n", false],
    ["UnsetEnv FLAG\nSetEnv FLAG 1\n", true],
    ["SetEnvIf Request_URI ^/app FLAG\nUnsetEnv FLAG\n", true],
    ["SetEnvIf Request_URI ^/app FLAG\nSetEnvIf Request_Method GET !FLAG\n", false],
    ["", false],
  ])("after %s", (lines, expected) => {
    expect(isAdded(lines)).toBe(expected);
  });
});

describe("what is known of a session", () => {
  const isKnown = (lines: string): boolean => isSessionKnown(ask("http://x/index.html", text + lines));
  const perhaps = (line: string): string => `<If "%{HTTP:X} == 'y'">\n${line}\n</If>\n`;

  it("is all as long as every section can be decided", () => {
    expect(isKnown("<If true>\nSessionMaxAge 60\n</If>\n")).toBe(true);
    expect(isKnown(perhaps("Header set Cache-Control no-store"))).toBe(true);
  });

  it.each([
    ["a directive of the session", perhaps("SessionMaxAge 60")],
    ["a header that may be set", perhaps('Header always add Set-Cookie "b=1"')],
    ["a condition of Header", 'Header always add Set-Cookie "b=1" "expr=%{HTTP:X} == \'y\'"\n'],
    ["what makes mod_usertrack forget its settings", `CookieTracking On\n${perhaps("CookieSecure On")}`],
  ])("is not all with %s", (_title, lines) => {
    expect(isKnown(lines)).toBe(false);
  });
});
