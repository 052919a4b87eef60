import { describe, expect, it } from "vitest";
import type { CompletionItem } from "vscode-languageserver-types";
import { marked } from "../testing/marked.ts";
import { at, itemsAt, offered, taken } from "../testing/offered.ts";
import { complete, resolveCompletion } from "./completion.ts";

const MODULES = ["mpm_event", "authz_core", "headers", "session", "session_cookie"]
  .map((name) => `LoadModule ${name}_module modules/mod_${name}.so¶`)
  .join("");

describe("names of directives", () => {
  it.each([
    ["at the top of the server", "|", ["Listen", "ServerName", "<VirtualHost>", "Session"], ["Require"]],
    ["in a virtual host", "<VirtualHost *:80>¶|¶</VirtualHost>", ["ServerName", "<Directory>"], ["Listen"]],
    ["in a Directory", "<Directory /x>¶|¶</Directory>", ["Options", "AllowOverride", "<If>"], ["ServerName", "Listen"]],
    ["in a Location", "<Location /x>¶|¶</Location>", ["Require", "SetHandler"], ["ServerName", "<Directory>"]],
    ["in a group of Require", "<RequireAll>¶|¶</RequireAll>", ["Require", "<RequireAny>"], ["Options", "ServerName"]],
    ["in an unclosed section", "<Directory /x>¶  Opt|", ["Options"], ["ServerName"]],
    ["in an If of a virtual host", "<VirtualHost *>¶<If true>¶|¶</If>¶</VirtualHost>", ["Header"], ["ServerName"]],
    ["after a condition", "<IfModule x>¶|¶</IfModule>", ["Listen", "<VirtualHost>"], ["Require"]],
    ["in a macro, wherever it is used", "<Macro M>¶|¶</Macro>", ["Require", "Listen", "Options"], []],
  ])("%s are those that httpd allows there", (_, text, wanted, unwanted) => {
    const found = offered(text);
    expect(found).toEqual(expect.arrayContaining(wanted));
    expect(found.filter((label) => unwanted.includes(label))).toEqual([]);
  });

  it("in a .htaccess are those that AllowOverride grants", () => {
    const files = {
      "/srv/httpd.conf": "DocumentRoot /srv/www\n<Directory /srv/www>\nAllowOverride AuthConfig\n</Directory>\n",
    };
    const found = offered("|", { path: "/srv/www/.htaccess", files });
    expect(found).toEqual(expect.arrayContaining(["Require", "AuthType", "SessionMaxAge"]));
    expect(found.filter((label) => ["Options", "RewriteEngine", "DirectoryIndex", "Listen"].includes(label))).toEqual(
      [],
    );
  });

  it("in an included file are those of the section that includes it", () => {
    const files = { "/srv/httpd.conf": "<Directory /x>\nInclude part.conf\n</Directory>\n" };
    const found = offered("Options None¶|", { path: "/srv/part.conf", files });
    expect(found).toContain("Require");
    expect(found).not.toContain("ServerName");
  });

  it("in a file without server are not restricted outside of sections", () => {
    const found = offered("|", { path: "/other/part.conf" });
    expect(found).toEqual(expect.arrayContaining(["Require", "Listen"]));
  });

  it("stand first when their module is loaded, and say so when it is not", () => {
    const items = itemsAt(at(`${MODULES}|`));
    const named = (label: string): CompletionItem | undefined => items.find((item) => item.label === label);
    expect(named("SessionMaxAge")?.detail).toBe("mod_session");
    expect(named("RewriteEngine")?.detail).toBe("mod_rewrite (not loaded)");
    const order = (label: string): string => named(label)?.sortText ?? "";
    expect(order("SessionMaxAge") < order("RewriteEngine")).toBe(true);
  });

  it("in a .htaccess have no sections for paths of the machine", () => {
    const found = offered("<|", {
      path: "/srv/www/.htaccess",
      files: { "/srv/httpd.conf": "DocumentRoot /srv/www\n" },
    });
    expect(found).toEqual(expect.arrayContaining(["<Files>", "<If>", "<IfModule>", "<RequireAll>"]));
    expect(found.filter((label) => ["<Directory>", "<Location>", "<VirtualHost>"].includes(label))).toEqual([]);
  });

  it("that are out of date are marked", () => {
    const items = itemsAt(at("<Directory /x>¶|¶</Directory>"));
    expect(items.find(({ label }) => label === "Order")?.tags).toEqual([1]);
    expect(items.find(({ label }) => label === "Require")?.tags).toBeUndefined();
  });

  it.each([
    ["Serv|", "ServerName", "ServerName "],
    ["  Serv|", "ServerName", "  ServerName "],
    ["Serv|erTokens Prod", "ServerName", "ServerName Prod"],
    ["Server|Tokens Prod¶Listen 80", "ServerTokens", "ServerTokens Prod¶Listen 80"],
    ["|¶Listen 80", "ServerName", "ServerName ¶Listen 80"],
    ["<Dir|ectory /x>¶</Directory>", "<DirectoryMatch>", "<DirectoryMatch /x>¶</Directory>"],
  ])("take the place of what is typed: %s", (text, label, result) => {
    expect(taken(text, label)).toBe(result);
  });

  it.each([
    ["<Direc|", "<Directory>", "<Directory ${1:directory-path}>¶\t$0¶</Directory>"],
    ["<Direc|>", "<Directory>", "<Directory ${1:directory-path}>¶\t$0¶</Directory>"],
    ["Direc|", "<Directory>", "<Directory ${1:directory-path}>¶\t$0¶</Directory>"],
    ["<If a>¶<RequireA|", "<RequireAll>", "<If a>¶<RequireAll>¶\t$0¶</RequireAll>"],
    ["<I|", "<If>", '<If "${1:expression}">¶\t$0¶</If>'],
    ["Sess|", "Session", "Session ${1|On,Off|}"],
    ["Sess| On", "Session", "Session On"],
  ])("bring what belongs to them: %s", (text, label, result) => {
    expect(taken(text, label, true)).toBe(result);
  });

  it("behind a < are sections alone", () => {
    expect(offered("<|").filter((label) => !label.startsWith("<"))).toEqual([]);
  });

  it("are not offered while a line is indented", () => {
    const { context, position } = at("  |");
    expect(complete(context, position, { snippets: true, trigger: " " }).items).toEqual([]);
  });
});

describe("closing tags", () => {
  it.each([
    ["<Directory /x>¶</|", ["</Directory>"]],
    ["<VirtualHost *>¶<Directory /x>¶</|", ["</Directory>", "</VirtualHost>"]],
    ["<VirtualHost *>¶<Directory /x>¶</Di|¶</VirtualHost>", ["</Directory>", "</VirtualHost>"]],
    ["<Directory /x>¶</Dire|ctory>¶", ["</Directory>"]],
    ["</|", []],
  ])("%s: the section that was opened last comes first", (text, labels) => {
    expect(offered(text)).toEqual(labels);
  });

  it("take the place of the whole tag", () => {
    expect(taken("<Directory /x>¶  </Di|>¶Listen 80", "</Directory>")).toBe("<Directory /x>¶  </Directory>¶Listen 80");
  });
});

describe("comments", () => {
  it.each(["# Opt|", "#|", "# httpd-lint-disable-next-line session/x -- why |", "# foo httpd-lint|", "# a \\¶httpd|"])(
    "%s: nothing is offered",
    (text) => {
      expect(offered(text)).toEqual([]);
    },
  );

  it("that suppress rules begin with what they are for", () => {
    expect(offered("# httpd-l|")).toEqual(["httpd-lint-disable-file", "httpd-lint-disable-next-line"]);
  });

  it("that suppress rules name them", () => {
    const text = "# httpd-lint-disable-next-line |";
    const [name = ""] = offered(text);
    expect(name).toMatch(/^[a-z-]+\/[a-z-]+$/);
    expect(taken("# httpd-lint-disable-file auth| -- x", name)).toBe(`# httpd-lint-disable-file ${name} -- x`);
    expect(offered(`# httpd-lint-disable-next-line ${name}, |`)).not.toContain(name);
  });
});

describe("the bodies of Lua hooks", () => {
  it("are not httpd's language", () => {
    expect(offered("<LuaHookFixups a>¶  Opt|¶</LuaHookFixups>")).toEqual([]);
  });
});

describe("what an item means", () => {
  const resolved = async (text: string, label: string): Promise<string> => {
    const here = at(text);
    const item = itemsAt(here).find((each) => each.label === label);
    if (item === undefined) throw new Error(`no ${label}`);
    const sent = JSON.parse(JSON.stringify(item)) as CompletionItem;
    const { documentation } = await resolveCompletion(here.context.workspace, sent);
    return typeof documentation === "object" ? documentation.value : "";
  };

  it.each([
    ["Opt|", "<Directory>", "```apache\n<Directory"],
    ["Opt|", "Listen", "Listen [IP-address:]portnumber"],
    ["Options |", "+Indexes", "Lists the directory"],
    ["RewriteRule ^ - [|]", "NC", "ignores case"],
    ["SSLProtocol |", "TLSv1.2", "TLS 1.2"],
    ["LogFormat |", "%>s", "final status"],
    ['LogFormat "|"', "%{Referer}i", "request header"],
    ["Require |", "valid-user", "logged in"],
    ["Header |", "setifempty", "only if there is none"],
    ["ProxyPass / http://a |", "retry=", "failed backend"],
    ["LoadModule |", "session_module", "mod_session.c"],
  ])("%s: %s is explained by the reference", async (text, label, part) => {
    expect(await resolved(text, label)).toContain(part);
  });

  it("is what the rule is about", async () => {
    const text = "# httpd-lint-disable-file |";
    const [rule = ""] = offered(text);
    expect(await resolved(text, rule)).toMatch(new RegExp(`^\`${rule}\`: .{10}`));
  });

  it("stays unknown when a client sends back something else", async () => {
    const { workspace } = at("|").context;
    for (const data of [
      undefined,
      5,
      { path: 1 },
      { path: "/none", kind: "directive", key: "options" },
      { kind: "x" },
    ]) {
      const item: CompletionItem = { label: "x", data };
      expect(await resolveCompletion(workspace, item)).toEqual(item);
    }
  });
});

describe("any text at any place", () => {
  const texts = [
    '<VirtualHost *:80>\n  RewriteRule ^/a" "b\\\n [R=301,L,E=a:%{ENV:x}]\n  <If "%{A} == \'x\' && -n %{req:Host}">\n' +
      'Use x\nInclude\n</If\n</Virtual\nHeader set "a" "b;%{x\n# httpd-lint-disable-next-line a/b, c\n',
    '<Macro M $a @b>\n  Options +$a ${x} -\\\n\n  LogFormat "%{x}i %>s \\"%r" $a\n  SessionCookieName "x\' y=;\n' +
      "<Proxy balancer://\nBalancerMember http://${a status=+\n\ud800\udc00 \udc80 \0 x\n<LuaHookFixups a>\nreturn {\n",
    "RewriteCond expr \"'%{a}' =~ m#x#i -in {'a'\"\r\n<IfVersion >= 2\r\nRequire not expr %{x:\r\nSSLProtocol -",
  ];

  it("is answered without failing, on one line with the cursor in the range", () => {
    const wrong: string[] = [];
    for (const text of texts) {
      for (let end = 0; end <= text.length; end += 13) {
        const { context } = marked(text.slice(0, end).replaceAll("|", ""));
        for (let offset = Math.max(0, end - 13); offset <= context.text.length; offset++) {
          const { line, column } = context.lineIndex.position(offset);
          const position = { line: line - 1, character: column - 1 };
          for (const { textEdit } of complete(context, position, { snippets: offset % 2 === 0 }).items) {
            const range = textEdit !== undefined && "range" in textEdit ? textEdit.range : undefined;
            const isOnLine = range?.start.line === position.line && range.end.line === position.line;
            const isAround =
              range && range.start.character <= position.character && position.character <= range.end.character;
            if (!isOnLine || !isAround) wrong.push(`${end} ${offset}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
