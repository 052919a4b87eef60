import { describe, expect, it } from "vitest";
import {
  allNodes,
  type ConfigTree,
  createMemoryHost,
  lineNumberOf,
  locationOfArgument,
  originOf,
  readConfig,
  readHtaccess,
  type ServerProfile,
  wordsOf,
} from "../index.ts";

const profile: ServerProfile = {
  name: "debian",
  version: "2.4.71",
  serverRoot: "/etc/apache2",
  compiledIn: ["core.c", "mod_so.c", "http_core.c", "mod_log_config.c", "mod_version.c", "mod_unixd.c"],
  defines: [],
  environment: { APACHE_LOG_DIR: "/var/log/apache2" },
  before: [],
  after: [],
  moduleFiles: "assume",
  relocations: [],
};

type Files = Readonly<Record<string, string>>;

/** Reads `httpd.conf` of the given files, which lie in /etc/apache2. */
function read(files: Files, changes: Partial<ServerProfile> = {}): ConfigTree {
  const placed = Object.entries(files).map(([name, text]) => [
    name.startsWith("/") ? name : `/etc/apache2/${name}`,
    text,
  ]);
  return readConfig("/etc/apache2/httpd.conf", createMemoryHost(Object.fromEntries(placed)), {
    ...profile,
    ...changes,
  });
}

/** `line name arguments` of everything that is kept, files other than the main one named. */
function kept(tree: ConfigTree): string[] {
  return [...allNodes(tree)].map((node) => {
    const file = node.frame.file.path.replace("/etc/apache2/", "");
    const place = file === "httpd.conf" ? "" : `${file}:`;
    return `${place}${lineNumberOf(node)} ${node.name} ${node.argumentText}`.trim();
  });
}

/** `file:line message`, the Include chain in front. */
function errors(tree: ConfigTree): string[] {
  const short = (path: string | null): string => (path ?? "").replaceAll("/etc/apache2/", "");
  return tree.errors.map((error) => {
    const chain = error.via.map(({ file, line }) => `${short(file)}:${line} > `).join("");
    return `${chain}${short(error.file)}:${error.line} ${short(error.message)}`;
  });
}

const main = (text: string): Files => ({ "httpd.conf": text });

describe("variables", () => {
  it("are replaced once, values without regard to case, flags with it", () => {
    const tree = read(
      main(
        "Define Foo bar\nServerAdmin ${FOO}@${foo}\n<IfDefine FOO>\nListen 1\n</IfDefine>\nErrorLog ${APACHE_LOG_DIR}/e.log\n",
      ),
    );
    expect(kept(tree)).toEqual(["2 ServerAdmin bar@bar", "6 ErrorLog /var/log/apache2/e.log"]);
  });

  it("that nothing defines stay, with httpd's warning", () => {
    const tree = read(main("ServerAdmin ${NOPE}\nServerName ${a:b}\n# ${COMMENT}\n"));
    expect(kept(tree)).toEqual(["1 ServerAdmin ${NOPE}", "2 ServerName ${a:b}"]);
    expect(tree.warnings.map((warning) => warning.message)).toEqual([
      "AH00111: Config variable ${NOPE} is not defined",
    ]);
  });

  it("take part in splitting words, and their place is that of what was written", () => {
    const tree = read(main('Define LIST "a b"\nServerAlias ${LIST} c\n'));
    const [node] = [...allNodes(tree)];
    expect(node && wordsOf(node)).toEqual(["a", "b", "c"]);
    const place = node && locationOfArgument(node, 1);
    expect(place && tree.files.get(place.file)?.text.slice(place.start, place.end)).toBe("${LIST} c");
  });
});

describe("conditions", () => {
  it("are decided at their line: a module counts from its LoadModule on", () => {
    const tree = read(
      main(
        "<IfModule session_module>\nListen 1\n</IfModule>\nLoadModule session_module modules/mod_session.so\n" +
          "<IfModule mod_session.c>\nListen 2\n</IfModule>\n<IfDirective sessionMaxAge>\nListen 3\n</IfDirective>\n",
      ),
    );
    expect(kept(tree)).toEqual(["6 Listen 2", "9 Listen 3"]);
    expect(tree.conditions.map(({ name, test, holds }) => `${name} ${test} ${holds}`)).toEqual([
      "IfModule session_module false",
      "IfModule mod_session.c true",
      "IfDirective sessionMaxAge true",
    ]);
  });

  it("on a -D name that nothing defines say that they are assumed", () => {
    const text = "<IfDefine SSL>\nListen 443\n</IfDefine>\nUnDefine X\n<IfDefine !X>\nListen 80\n</IfDefine>\n";
    expect(read(main(text)).conditions.map(({ test, certainty }) => [test, certainty])).toEqual([
      ["SSL", "assumed"],
      ["X", "decided"],
    ]);
    expect(kept(read(main(text), { defines: ["SSL"] }))).toEqual(["2 Listen 443", "6 Listen 80"]);
  });

  it("that hold need no closing tag, those that do not do", () => {
    expect(errors(read(main("<IfModule core.c>\nListen 1\n")))).toEqual([]);
    expect(errors(read(main("<IfModule nope.c>\nListen 1\n")))).toEqual([
      "httpd.conf:1 Expected </IfModule> before end of configuration",
    ]);
  });

  it("that hold want nothing behind the closing tag, those that do not hold do not mind", () => {
    const tree = read(
      main("<IfModule nope.c>\n</IfModule> # end\n<IfModule core.c>\nListen 1\n</IfModule> # end\nListen 2\n"),
    );
    expect(errors(tree)).toEqual(["httpd.conf:5 </IfModule> without matching <IfModule> section"]);
    expect(kept(tree)).toEqual(["4 Listen 1", "6 Listen 2"]);
  });

  it("tell where a node stands", () => {
    const tree = read(
      main(
        "<IfModule core.c>\n<IfVersion >= 2.4>\n<Location />\nRequire all denied\n</Location>\n</IfVersion>\n</IfModule>\n",
      ),
    );
    const [, require] = [...allNodes(tree)];
    expect(require && originOf(require).conditions.map(({ name }) => name)).toEqual(["IfModule", "IfVersion"]);
  });
});

describe("sections", () => {
  it("that are not closed are named together, innermost first, at the place of the outermost", () => {
    const tree = read(main("<VirtualHost *>\n<Directory /x>\nOptions None\n"));
    expect(tree.errors.map(({ line, message }) => [line, message.replaceAll("/etc/apache2/", "")])).toEqual([
      [1, "httpd.conf:2: <Directory> was not closed.\\nhttpd.conf:1: <VirtualHost> was not closed."],
    ]);
    expect(tree.errors[0]?.diagnostic.message).toBe("<VirtualHost> was not closed.");
  });

  it("with a misspelled closing tag are one error with a fix, not two", () => {
    const tree = read(main("<VirtualHost *>\nServerName a\n</VirtualHos>\nListen 80\n"));
    expect(errors(tree)).toEqual(["httpd.conf:3 Expected </VirtualHost> but saw </VirtualHos>"]);
    expect(tree.errors[0]?.diagnostic.fixes?.[0]?.edits[0]?.newText).toBe("</VirtualHost>");
    expect(tree.nodes.map((node) => node.name)).toEqual(["VirtualHost", "Listen"]);
  });

  it("that another closing tag ends early leave the rest where it belongs", () => {
    const tree = read(main("<VirtualHost *>\n<Directory /x>\n</VirtualHost>\nListen 80\n"));
    expect(errors(tree)).toEqual(["httpd.conf:3 Expected </Directory> but saw </VirtualHost>"]);
    expect(tree.nodes.map((node) => node.name)).toEqual(["VirtualHost", "Listen"]);
  });

  it("lose their last line to httpd when a Use stands before it and the file has no last line end", () => {
    const text = "LoadModule macro_module modules/mod_macro.so\n<Macro M>\nListen 1\n</Macro>\nUse M\nListen 2";
    const tree = read(main(text));
    expect(kept(tree)).toEqual(["1 Listen 1"]);
    expect(tree.warnings.at(-1)?.code).toBe("read/last-line-lost");
  });
});

describe("IfVersion", () => {
  const cases: [string, boolean | string][] = [
    [">= 2.4", true],
    ["< 2.4", false],
    ["2.4", false],
    ["2.4.71", true],
    ["!< 2.4", true],
    ["= /^2\\.4/", true],
    ["~ ^2.2", false],
    ['>= "2.4" ', true],
    ["=> 2.4", "unrecognized operator '=>'"],
    ["= /2.4", "Missing delimiting / of regular expression."],
    ["~ (", "Unable to compile regular expression"],
  ];
  for (const [condition, expected] of cases) {
    it(`<IfVersion ${condition}>`, () => {
      const tree = read(main(`<IfVersion ${condition}>\n</IfVersion>\n`));
      if (typeof expected === "string") expect(errors(tree)).toEqual([`httpd.conf:1 ${expected}`]);
      else expect(tree.conditions[0]?.holds).toBe(expected);
    });
  }
});

describe("Include", () => {
  it("takes wildcards in byte order, without files that begin with a dot, and folders whole", () => {
    const tree = read({
      "httpd.conf": "Include sites/*.conf\nIncludeOptional all\nIncludeOptional none/*.conf\n",
      "sites/b.conf": "Listen 2\n",
      "sites/B.conf": "Listen 1\n",
      "sites/.hidden.conf": "Listen 9\n",
      "sites/a.txt": "Listen 8\n",
      "all/.x": "Listen 3\n",
      "all/sub/y~": "Listen 4\n",
    });
    expect(kept(tree)).toEqual([
      "sites/B.conf:1 Listen 1",
      "sites/b.conf:1 Listen 2",
      "all/.x:1 Listen 3",
      "all/sub/y~:1 Listen 4",
    ]);
    expect(errors(tree)).toEqual([]);
  });

  it("starts from the ServerRoot of the moment, not from the file", () => {
    const tree = read({
      "httpd.conf": "Include a.conf\nServerRoot /srv\nInclude a.conf\n",
      "a.conf": "Listen 1\n",
      "/srv/a.conf": "Listen 2\n",
    });
    expect(kept(tree).map((line) => line.slice(-8))).toEqual(["Listen 1", "Listen 2"]);
  });

  it("says what httpd says of what is missing, with the chain", () => {
    const tree = read({
      "httpd.conf": "Include a.conf\nInclude nope/*.conf\n",
      "a.conf": "\nInclude x.conf\nInclude *.none\n",
    });
    expect(errors(tree)).toEqual([
      "httpd.conf:1 > a.conf:2 Could not open configuration file x.conf: No such file or directory",
      "httpd.conf:1 > a.conf:3 Include/IncludeOptional: No matches for the wildcard '*.none' in '/etc/apache2', failing",
      "httpd.conf:2 Include/IncludeOptional: Could not open directory nope: No such file or directory",
    ]);
  });

  it("of itself ends after 128 levels, and the rest is still read", () => {
    const tree = read({
      "httpd.conf": "Include a.conf\nListen 1\n",
      "a.conf": "Include a.conf\nInclude a.conf\nListen 2\n",
    });
    expect(errors(tree)).toHaveLength(1);
    expect(tree.errors[0]?.message).toContain("Exceeded maximum include depth of 128");
    expect(tree.errors[0]?.via).toHaveLength(128);
    expect(kept(tree).at(-1)).toBe("2 Listen 1");
  });

  it("puts the lines into the section it stands in", () => {
    const tree = read({
      "httpd.conf": "<VirtualHost *>\nInclude a.conf\n</VirtualHost>\n",
      "a.conf": "ServerName x\n",
    });
    expect(tree.nodes[0]?.children.map((node) => [node.name, node.parent?.name])).toEqual([
      ["ServerName", "VirtualHost"],
    ]);
  });
});

describe("macros", () => {
  const load = "LoadModule macro_module modules/mod_macro.so\n";

  it("put their lines where they are used, errors name both places", () => {
    const tree = read(
      main(
        `${load}<Macro VHost $name @log>\n<VirtualHost *>\nServerName $name\nErrorLog @log\n</VirtualHost>\n</Macro>\nUse vhost a.test "x y"\n`,
      ),
    );
    expect(kept(tree)).toEqual(["1 VirtualHost *", "2 ServerName a.test", '3 ErrorLog "x y"']);
    const origin = originOf([...allNodes(tree)][1] as never);
    expect([origin.macro?.macro.name, origin.file.path]).toEqual(["vhost", "/etc/apache2/httpd.conf"]);
  });

  it("may begin a condition whose body goes on to its end in the file", () => {
    const body = "ServerName x\nServerAdmin y\n</IfDefine>\nListen 80\n";
    const text = `${load}<Macro M>\n<IfDefine NOPE>\n</Macro>\nUse M\n${body}`;
    const tree = read({ "httpd.conf": text });
    expect(tree.conditions.map(({ test, holds, bodyLines }) => [test, holds, bodyLines])).toEqual([
      ["NOPE", false, [0, 7]],
    ]);
    expect(tree.nodes.map(({ name }) => name)).toEqual(["Listen"]);
  });

  it("may open a section that another macro closes", () => {
    const text = `${load}<Macro Open>\n<Location />\n</Macro>\n<Macro Close>\n</Location>\n</Macro>\nUse Open\nRequire all denied\nUse Close\n`;
    const tree = read(main(text));
    expect(errors(tree)).toEqual([]);
    expect(tree.nodes[0]?.children.map((node) => node.name)).toEqual(["Require"]);
  });

  it("do not use themselves", () => {
    const tree = read(main(`${load}<Macro A>\nUse B\n</Macro>\n<Macro B>\nUse A\n</Macro>\nUse A\n`));
    expect(tree.errors.map((error) => error.message)).toEqual(["recursive use of macro 'a' is invalid"]);
  });

  it("before their module is loaded are ordinary sections", () => {
    expect(kept(read(main(`<Macro x>\nBogus\n</Macro>\nUse x\n${load}`)))).toEqual(["1 Macro x", "2 Bogus", "4 Use x"]);
  });
});

describe("LoadModule", () => {
  const check = { moduleFiles: "check" as const };

  it("says what the loader would say of a file", () => {
    const tree = read(
      {
        "httpd.conf":
          "LoadModule a_module modules/mod_none.so\nLoadModule x_module modules/mod_session.so\nLoadModule session_crypto_module modules/mod_session_crypto.so\nLoadModule unixd_module x\n",
        "modules/mod_session.so": "",
        "modules/mod_session_crypto.so": "",
      },
      check,
    );
    expect(errors(tree)).toEqual([
      "httpd.conf:1 Cannot load modules/mod_none.so into server: modules/mod_none.so: cannot open shared object file: No such file or directory",
      "httpd.conf:2 Can't locate API module structure `x_module' in file modules/mod_session.so: modules/mod_session.so: undefined symbol: x_module",
      "httpd.conf:3 Cannot load modules/mod_session_crypto.so into server: modules/mod_session_crypto.so: undefined symbol: ap_hook_session_encode",
      "httpd.conf:4 module unixd_module is built-in and can't be loaded",
    ]);
  });

  it("takes module files for granted when the machine is not this one", () => {
    expect(errors(read(main("LoadModule php_module modules/libphp.so\n")))).toEqual([]);
  });
});

describe("bombs", () => {
  it("of ${} are cut off with a message", () => {
    const lines = ["Define A0 aaaaaaaaaaaaaaaa"];
    for (let i = 1; i < 60; i++) lines.push(`Define A${i} \${A${i - 1}}\${A${i - 1}}`);
    const tree = read(main(`${lines.join("\n")}\nServerAdmin \${A59}\nListen 80\n`));
    expect(tree.errors[0]?.message).toContain("grows too long");
    expect(kept(tree).at(-1)).toContain("Listen 80");
  });

  it("of macros are cut off with a message", () => {
    const lines = ["LoadModule macro_module modules/mod_macro.so", "<Macro M0>", "Listen 1", "</Macro>"];
    for (let i = 1; i < 60; i++) lines.push(`<Macro M${i}>`, `Use M${i - 1}`, `Use M${i - 1}`, "</Macro>");
    const tree = read(main(`${lines.join("\n")}\nUse M59\n`));
    expect(tree.errors[0]?.message).toContain("Gave up");
  });
});

describe("-C and -c", () => {
  it("stand before and after the main file", () => {
    const tree = read(main("<IfModule mod_session.c>\nListen 1\n</IfModule>\n"), {
      before: ["LoadModule session_module modules/mod_session.so"],
      after: ["Listen 2"],
    });
    expect([...allNodes(tree)].map((node) => `${node.name} ${node.argumentText}`)).toEqual(["Listen 1", "Listen 2"]);
  });
});

describe("a .htaccess", () => {
  it("sees the server's modules, Defines and macros and may not Include", () => {
    const server = read(main("Define HOME /srv\nLoadModule rewrite_module modules/mod_rewrite.so\n"));
    const text = "<IfModule mod_rewrite.c>\nRewriteBase ${HOME}\n</IfModule>\nInclude x.conf\nDefine A b\n";
    const tree = readHtaccess("/srv/.htaccess", createMemoryHost({ "/srv/.htaccess": text }), profile, server);
    expect([...allNodes(tree)].map((node) => node.argumentText)).toEqual(["/srv"]);
    expect(tree.errors.map((error) => error.message)).toEqual(["Include not allowed here", "Define not allowed here"]);
  });
});

describe("a tree that was moved", () => {
  it("is read where it lies", () => {
    const tree = readConfig(
      "/repo/conf/httpd.conf",
      createMemoryHost({
        "/repo/conf/httpd.conf":
          "ServerRoot /usr/local/apache2\nInclude conf/a.conf\nInclude /usr/local/apache2/conf/a.conf\n",
        "/repo/conf/a.conf": "Listen 1\n",
      }),
      { ...profile, relocations: [{ from: "/usr/local/apache2", to: "/repo" }] },
    );
    expect(errors(tree)).toEqual([]);
    expect(tree.inclusions.map(({ file }) => file.path)).toEqual([
      "/repo/conf/httpd.conf",
      "/repo/conf/a.conf",
      "/repo/conf/a.conf",
    ]);
  });
});
