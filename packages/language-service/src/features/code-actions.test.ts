import { describe, expect, it } from "vitest";
import type { CodeAction } from "vscode-languageserver-types";
import { applied, codesIn, MODULES, offered } from "../testing/actions.ts";
import { marked, workspaceOf } from "../testing/marked.ts";
import { codeActions, FIX_ALL, resolveCodeAction } from "./code-actions.ts";
import { diagnosticsOf } from "./diagnostics.ts";

describe("quick fixes", () => {
  it("write the directive that was meant", () => {
    const { after, actions } = offered(`${MODULES}ServerAdm|n webmaster@example.com\n`);
    expect(after("Change it to ServerAdmin (check what changes)")).toBe(
      `${MODULES}ServerAdmin webmaster@example.com\n`,
    );
    expect(actions[0]).toMatchObject({ kind: "quickfix", diagnostics: [{ code: "httpd/unknown-directive" }] });
    expect(actions[0]).not.toHaveProperty("isPreferred");
  });

  it("write the value that was meant, as the first choice", () => {
    const { after, actions } = offered("KeepAlive y|es\n");
    expect(after("Change 'yes' to 'On'")).toBe("KeepAlive On\n");
    expect(actions[0]).toMatchObject({ isPreferred: true });
  });

  it("add the LoadModule of a directive beside its neighbours", () => {
    const { after } = offered(`${MODULES}Rewrite|Engine On\n`);
    expect(after(/^Load rewrite_module/)).toContain(
      "mod_macro.so\nLoadModule rewrite_module modules/mod_rewrite.so\nServerName",
    );
    expect(codesIn(after(/^Load rewrite_module/))).toEqual([]);
  });

  it("add the LoadModule in the file that loads the others", () => {
    const files = { "/srv/modules.conf": MODULES };
    const { after } = offered("Include modules.conf\nRewrite|Engine On\n", { files });
    expect(after(/^Load rewrite_module/, "/srv/modules.conf")).toContain("LoadModule rewrite_module");
  });

  it("make a directive of a missing module conditional", () => {
    const { after } = offered(`${MODULES}<VirtualHost *:80>\n  Rewrite|Engine On\n</VirtualHost>\n`);
    const text = after(/IfModule/);
    expect(text).toContain("  <IfModule mod_rewrite.c>\n    RewriteEngine On\n  </IfModule>\n</VirtualHost>");
    expect(codesIn(text)).not.toContain("httpd/unknown-directive");
  });

  it("write the macro that was meant", () => {
    const text = `${MODULES}<Macro Site $name>\n  Define $name\n</Macro>\nUse Sitte| a\n`;
    const { after } = offered(text);
    expect(after("Change it to Site")).toContain("\nUse Site a\n");
  });

  it("write the variable that was meant", () => {
    const text = `Define DOCROOT /srv/www\n${MODULES}DocumentRoot \${DOCR|OT}\n`;
    const { after } = offered(text);
    expect(after("Change it to DOCROOT")).toContain("DocumentRoot ${DOCROOT}\n");
    expect(codesIn(after("Change it to DOCROOT"))).toEqual([]);
  });

  it("write today's name of a renamed directive", () => {
    const { after } = offered("MaxCl|ients 100\n");
    expect(after("Change it to MaxRequestWorkers")).toBe("MaxRequestWorkers 100\n");
  });

  it("remove NameVirtualHost, which does nothing", () => {
    const { after } = offered("Listen 80\nName|VirtualHost *:80\nTimeout 5\n");
    expect(after("Remove this line: it does nothing")).toBe("Listen 80\nTimeout 5\n");
  });

  it("are not offered where the cursor is not", () => {
    expect(offered("|Listen 80\nKeepAlive yes\n").titles).toEqual([]);
  });

  it("solve every finding of a bad session that they are for", () => {
    const text = [
      "Session On",
      'SessionCookieName sid "path=/;domain=example.com"',
      "SessionMaxAge 30m",
      "<Location /app>",
      "  SessionMaxAge 0",
      "  SessionEnv On",
      "</Location>",
      "",
    ].join("\n");
    const { context } = marked(MODULES + text);
    let tried = 0;
    for (const diagnostic of diagnosticsOf(context)) {
      const actions = codeActions(context, diagnostic.range, [diagnostic]);
      for (const { edit, title, diagnostics } of actions.filter((action) => action.diagnostics !== undefined)) {
        if (edit === undefined || /^Fix all/.test(title)) continue;
        tried++;
        expect(diagnostics).toContain(diagnostic);
        const after = applied(context, edit);
        const left = diagnosticsOf(marked(after).context).filter(({ code, message }) => {
          return code === diagnostic.code && message === diagnostic.message;
        });
        const before = diagnosticsOf(context).filter(({ code, message }) => {
          return code === diagnostic.code && message === diagnostic.message;
        });
        expect(left.length, `${title} of ${diagnostic.message}`).toBeLessThan(before.length);
      }
    }
    expect(tried).toBeGreaterThan(8);
  });
});

describe("comments that allow a finding", () => {
  const text = `${MODULES}<Location /app>\n  Session On\n  SessionCookieName s|id path=/\n</Location>\n`;

  it("stand above the line, with its indentation", () => {
    const { after } = offered(text);
    const changed = after("Allow session/cookie-without-secure on this line");
    expect(changed).toContain(
      "  Session On\n  # httpd-lint-disable-next-line session/cookie-without-secure -- reason\n  SessionCookieName sid",
    );
    expect(codesIn(changed)).not.toContain("session/cookie-without-secure");
    expect(codesIn(changed)).not.toContain("lint/unused-suppression");
  });

  it("stand above the first line of a continued one", () => {
    const { after } = offered(`${MODULES}Session On\nSessionCookieName \\\n  s|id \\\n  path=/\n`);
    const changed = after("Allow session/cookie-without-secure on this line");
    expect(changed).toContain("-- reason\nSessionCookieName \\\n  sid");
    expect(codesIn(changed)).not.toContain("session/cookie-without-secure");
  });

  it("keep the line ends of the file", () => {
    const { after } = offered(text.replaceAll("\n", "\r\n"));
    expect(after("Allow session/cookie-without-secure on this line")).toMatch(/-- reason\r\n {2}SessionCookieName/);
  });

  it("stand below the comment on top when they are for the file", () => {
    const one = text.replace("path=/", "path=/;HttpOnly;SameSite=Lax");
    const { after } = offered(`# Example Ltd.\n# All rights reserved.\n\n${one}`);
    const changed = after("Allow session/cookie-without-secure in this file");
    expect(changed).toMatch(/^# Example Ltd\.\n# All rights reserved\.\n# httpd-lint-disable-file session\//);
    expect(codesIn(changed)).not.toContain("session/cookie-without-secure");
  });

  it("are not offered for the file where several rules have something to say", () => {
    const { titles } = offered(text);
    expect(titles.filter((title) => title.endsWith("on this line")).length).toBeGreaterThan(2);
    expect(titles.filter((title) => title.endsWith("in this file"))).toEqual([]);
  });

  it("are removed when they allow nothing any more", () => {
    const unused = "# httpd-lint-disable-next-line| session/no-expiry -- because\nListen 80\n";
    expect(offered(`Timeout 5\n${unused}`).after("Remove this comment")).toBe("Timeout 5\nListen 80\n");
  });

  it("are not for what httpd itself refuses", () => {
    expect(offered("KeepAlive y|es\n").titles.filter((title) => title.startsWith("Allow"))).toEqual([]);
  });
});

describe("fix all", () => {
  const text = `${MODULES}KeepAlive yes\nUseCanonicalName Of\nSession On\nSessionCookieName sid path=/\n`;
  const only = [FIX_ALL];

  it("is a source action of its own", () => {
    expect(offered(text).actions.filter(({ kind }) => kind?.startsWith("source"))).toEqual([]);
    for (const kinds of [only, ["source.fixAll"], ["source"]]) {
      expect(offered(text, { only: kinds }).actions).toMatchObject([{ kind: FIX_ALL }]);
    }
  });

  it("applies fixes until none is left, and nothing but safe ones", () => {
    const { after } = offered(text, { only });
    const changed = after(/^Fix all/);
    expect(changed).toContain("KeepAlive On\n");
    const left = marked(changed).context;
    const safe = [...left.analyses].flatMap(({ diagnostics }) =>
      [...diagnostics.values()].flat().filter(({ fixes = [] }) => fixes.some((fix) => fix.safe)),
    );
    expect(safe).toEqual([]);
  });

  it("waits for the client to ask for the edits", () => {
    const { actions, context } = offered(text, { only, canResolve: true });
    expect(actions[0]?.edit).toBeUndefined();
    const [action] = actions;
    if (action === undefined) throw new Error("no action");
    const sent = JSON.parse(JSON.stringify(action)) as CodeAction;
    expect(applied(context, resolveCodeAction(context, sent).edit ?? {})).toContain("KeepAlive On\n");
  });

  it("knows a file that a server includes by a link", () => {
    const realPath = (path: string): string => path.replace("/srv/on/", "/srv/all/");
    const { context, workspace } = workspaceOf(
      {
        "/srv/httpd.conf": `${MODULES}Include on/*.conf\n`,
        "/srv/on/a.conf": "KeepAlive yes\n",
        "/srv/all/a.conf": "KeepAlive yes\n",
      },
      { realPath },
    );
    expect(workspace.servers).toEqual(["/srv/httpd.conf"]);
    const document = context("/srv/all/a.conf");
    const [action] = codeActions(document, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, [], {
      only,
    });
    expect(applied(document, action?.edit ?? {})).toBe("KeepAlive On\n");
  });

  it("of one rule is offered where the rule finds several", () => {
    const several = `${MODULES}Session On\n<Location /a>\n  SessionCookieName a| path=/a\n</Location>\n<Location /b>\n  SessionCookieName b path=/b\n</Location>\n`;
    const changed = offered(several).after("Fix all session/cookie-without-httponly in this file");
    expect(codesIn(changed)).not.toContain("session/cookie-without-httponly");
    expect(codesIn(changed)).toContain("session/cookie-without-samesite");
  });

  it("is not offered when there is nothing to fix", () => {
    expect(offered("Listen 80\n", { only }).actions).toEqual([]);
  });
});

describe("wrapping in IfModule", () => {
  const only = ["refactor"];

  it("is for those who ask for it or select something", () => {
    const { context, titles, position } = offered(`${MODULES}Session| On\n`);
    const title = "Read this only with mod_session: put it in <IfModule>";
    expect(titles).not.toContain(title);
    const range = { start: { ...position, character: 0 }, end: position };
    expect(codeActions(context, range, []).map((action) => action.title)).toContain(title);
  });

  it("takes the whole section that the cursor's tag opens", () => {
    const text = `${MODULES}LoadModule dav_module modules/mod_dav.so\n<Location /app>\n\tSession| On\n\t# a word\n</Location>\n`;
    expect(offered(text, { only }).after(/mod_session: put it in/)).toContain(
      "<Location /app>\n\t<IfModule mod_session.c>\n\t\tSession On\n\t</IfModule>\n\t# a word\n</Location>\n",
    );
  });

  it("leaves the blanks of continued lines alone", () => {
    const text = `${MODULES}SessionCookieName| sid \\\n  path=/;httponly\n`;
    expect(offered(text, { only }).after(/put it in/)).toContain(
      "<IfModule mod_session_cookie.c>\n  SessionCookieName sid \\\n  path=/;httponly\n</IfModule>\n",
    );
  });

  it("is not offered twice, nor for what every httpd knows", () => {
    const inside = `${MODULES}<IfModule mod_session.c>\nSession| On\n</IfModule>\n`;
    expect(offered(inside, { only }).titles.filter((title) => title.includes("IfModule"))).toEqual([]);
    expect(offered(`${MODULES}Timeout| 5\n`, { only }).titles).toEqual([]);
  });

  it("ends a file without a line end", () => {
    expect(offered(`${MODULES}Session| On`, { only }).after(/put it in/)).toMatch(
      /<IfModule mod_session\.c>\n {2}Session On\n<\/IfModule>$/,
    );
  });
});

describe("code actions", () => {
  it("show the page of a rule where the client can", () => {
    const text = `${MODULES}Session On\nSessionCookieName s|id path=/\n`;
    expect(offered(text).titles.filter((title) => title.startsWith("Explain"))).toEqual([]);
    const { actions } = offered(text, { explainCommand: "page" });
    expect(actions).toContainEqual(
      expect.objectContaining({
        title: "Explain session/cookie-without-secure",
        command: { title: expect.anything(), command: "page", arguments: ["session/cookie-without-secure"] },
      }),
    );
  });

  it("are of the kinds that are asked for", () => {
    const text = `${MODULES}Session On\nSessionCookieName s|id path=/\n`;
    expect(offered(text, { only: ["refactor"] }).actions.map(({ kind }) => kind)).toEqual(["refactor.rewrite"]);
    expect(new Set(offered(text, { only: ["quickfix"] }).actions.map(({ kind }) => kind))).toEqual(
      new Set(["quickfix"]),
    );
    expect(offered(text, { only: ["source.organizeImports"] }).actions).toEqual([]);
  });

  it("never tell a secret in their titles", () => {
    const text = `${MODULES}LoadModule session_crypto_module modules/mod_session_crypto.so\nSession On\nSessionCryptoPassphrase| hunter2 hunter3\n`;
    expect(offered(text, { explainCommand: "page" }).titles.join()).not.toMatch(/hunter/);
  });

  it("never throw, wherever the cursor is and however a file ends", () => {
    const text = `${MODULES}<VirtualHost *:80>\n  Order deny,allow\n RewriteRule ^/a" "b\\\n [R=301,L]\n  <If "%{A} == '">\nUse x\nSessionCookieName a path=/\n</Virtual`;
    for (let at = MODULES.length - 40; at <= text.length; at++) {
      expect(() => offered(`${text.slice(0, at)}|${text.slice(at)}`)).not.toThrow();
      if (at % 7 === 0) expect(() => offered(`${text.slice(0, at)}|`, { only: [""] })).not.toThrow();
    }
  });
});
