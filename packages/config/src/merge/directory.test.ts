import { describe, expect, it } from "vitest";
import { isSessionKnown } from "../session/certainty.ts";
import { ask, cookies } from "../testing/asked.ts";

const files = { "/srv/www/app/a.html": "", "/srv/www/app/deep/a.html": "", "/srv/www/front": "" };
const answered = (path: string, text: string): unknown[] => {
  const { answer, file } = ask(`http://x${path}`, text, files);
  return [answer, file];
};

describe("a folder", () => {
  it("is answered by its first index file that is there", () => {
    expect(answered("/app/", "DirectoryIndex none.html a.html index.html\n")).toEqual(["file", "/srv/www/app/a.html"]);
    expect(answered("/app/", "DirectoryIndex /index.html\n")).toEqual(["file", "/srv/www/index.html"]);
  });

  it("has index.html as index file when nobody says another", () => {
    expect(answered("/app/", "")).toEqual(["file", "/srv/www/app/index.html"]);
  });

  it("is answered by none of them after DirectoryIndex disabled alone", () => {
    const text = "DirectoryIndex a.html\nDirectoryIndex disabled\n";
    expect(answered("/app/", text)).toEqual(["folder", "/srv/www/app/"]);
    expect(answered("/app/", `${text}DirectoryIndex index.html\n`)).toEqual(["file", "/srv/www/app/index.html"]);
  });

  it("without slash is a redirection, unless DirectorySlash is off", () => {
    expect(answered("/app", "")).toEqual(["redirection", "/srv/www/app"]);
    expect(answered("/app", "DirectorySlash Off\n")).toEqual(["folder", "/srv/www/app"]);
  });

  it("leads on to its index file with DirectoryIndexRedirect, and to a folder that is named as index file", () => {
    expect(answered("/app/", "DirectoryIndexRedirect seeother\n")[0]).toBe("redirection");
    expect(answered("/app/", "DirectoryIndex deep\n")[0]).toBe("redirection");
  });

  it("leaves open what answers when a section decides that may not apply", () => {
    const text = "<If \"%{HTTP:X} == 'y'\">\nDirectoryIndex a.html\n</If>\n";
    expect(answered("/app/", text)).toEqual([undefined, "/srv/www/app/"]);
  });

  it("leaves open what answers when it is not on this machine, and counts as there", () => {
    const text = "Alias /far /elsewhere\n<Directory /elsewhere/app>\nSession On\n</Directory>\n";
    const config = ask("http://x/far/app/", text);
    expect([config.answer, config.file, config.value("Session")]).toEqual([undefined, "/elsewhere/app/", "On"]);
    expect(isSessionKnown(config)).toBe(false);
  });
});

describe("an If in an If", () => {
  const nested = "<If true>\nSessionHeader outer\n<If true>\nSessionHeader inner\n</If>\n</If>\n";
  const header = (text: string): string | undefined => ask("http://x/app/", text, files).value("SessionHeader");
  const folder = (text: string): string => `<Directory /srv/www>\n${text}</Directory>\n`;

  it("in a Directory gets lost for an index file to which the same sections apply as to its folder", () => {
    expect(header(folder(nested))).toBe("outer");
    expect(header(`${folder(nested)}<Files index.html>\nSession On\n</Files>\n`)).toBe("inner");
    expect(header(folder(nested.replace("true", '"%{REQUEST_URI} =~ /index/"')))).toBe("inner");
  });

  it("of a server or Location stays, and lets the others stay", () => {
    expect(header(nested)).toBe("inner");
    expect(header(`<Location />\n${nested}</Location>\n`)).toBe("inner");
    expect(header(`${folder(nested)}${nested.replaceAll(/SessionHeader/g, "SessionMaxAge")}`)).toBe("inner");
  });
});

describe("an If in an If in an If", () => {
  it("of a server gets lost when its walk is compared with another one of the folder's", () => {
    const middle = '<If "%{REQUEST_URI} =~ /index/">\nSessionHeader middle\nINNER</If>\n';
    const header = (inner: string): string | undefined => {
      const text = `<If true>\nSessionHeader outer\n${middle.replace("INNER", inner)}</If>\n`;
      return ask("http://x/app/", text, files).value("SessionHeader");
    };
    expect(header("")).toBe("middle");
    expect(header("<If false>\n</If>\n")).toBe("outer");
  });
});

describe("FallbackResource", () => {
  const text = "FallbackResource /front\n";

  it("answers where nothing is", () => {
    expect(answered("/app/user/7", text)).toEqual(["file", "/srv/www/front"]);
    expect(answered("/app/user/7", "")[0]).toBe("nothing");
  });

  it("does not answer where a handler is set", () => {
    expect(answered("/app/7", `${text}SetHandler status\n`)[0]).toBe("nothing");
  });

  it("that is not there itself changes nothing", () => {
    expect(answered("/app/7", "FallbackResource /missing\n")[0]).toBe("nothing");
  });
});

describe("Redirect", () => {
  const session = "Session On\nSessionCookieName s path=/\n<Directory /srv/www>\nSessionMaxAge 60\n</Directory>\n";

  it("comes before the folder is looked at", () => {
    const config = ask("http://x/index.html", `${session}Redirect permanent / https://x/\n`);
    expect([config.answer, cookies(config)]).toEqual(["redirection", ["s path=/"]]);
    expect(cookies(ask("http://x/index.html", session))).toEqual(["s Max-Age=60;path=/"]);
  });

  it("in a folder comes after its settings", () => {
    const text = `${session}<Directory /srv/www/app>\nRedirect /app https://x/\n</Directory>\n`;
    const config = ask("http://x/app/index.html", text);
    expect([config.answer, cookies(config)]).toEqual(["redirection", ["s Max-Age=60;path=/"]]);
  });

  it("with a pattern that we cannot try leaves open what answers, and keeps the folder's settings", () => {
    const config = ask("http://x/index.html", `${session}RedirectMatch "^(?>/other)" https://x/\n`);
    expect([config.answer, cookies(config)]).toEqual([undefined, ["s Max-Age=60;path=/"]]);
  });

  it("with another status asks for an error", () => {
    expect(ask("http://x/index.html", "RedirectMatch 410 ^/index\n").answer).toBe("error");
    expect(ask("http://x/app/", "<Location /app>\nRedirect gone\n</Location>\n").answer).toBe("error");
  });
});

describe("rewriting in a section", () => {
  it("leaves open what answers", () => {
    const text = "<Directory /srv/www>\nRewriteEngine On\nRewriteRule ^ index.html\n</Directory>\n";
    expect(ask("http://x/app/none", text).answer).toBeUndefined();
  });
});
