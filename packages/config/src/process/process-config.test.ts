import { describe, expect, it } from "vitest";
import { check } from "../testing/checked.ts";

describe("what is underlined", () => {
  it("is the argument httpd stumbles over", () => {
    expect(check("LogLevel warn core:loud").errors).toEqual([
      "1 httpd/log-level [core:loud] core:loud: Log level keyword must be one of emerg/alert/crit/error/warn/notice/info/debug/trace1/.../trace8",
    ]);
    expect(check('ErrorDocument 404 "%{SCRIPT_NAM}"').errors).toEqual([
      `1 httpd/expression ["%{SCRIPT_NAM}"] Cannot parse expression in ErrorDocument: Variable 'SCRIPT_NAM' does not exist`,
    ]);
  });

  it("is the name of a directive in a wrong place, and of one nobody knows", () => {
    expect(check("<Directory /var/www>\n  Listen 80\n</Directory>\nNoSuchThing at all").errors).toEqual([
      "2 httpd/context [Listen] Listen not allowed in <Directory> context",
      "4 httpd/unknown-directive [NoSuchThing] Invalid command 'NoSuchThing', perhaps misspelled or defined by a module not included in the server configuration",
    ]);
  });

  it("is the whole open tag when something is missing in it, and the surplus word when there is one too many", () => {
    expect(
      check("<Directory>\n</Directory>\n<Directory /a /b>\n</Directory>\n<Location ~ a b>\n</Location>").errors,
    ).toEqual([
      "1 httpd/section [<Directory>] <Directory> directive requires additional arguments",
      "3 httpd/section [/b] Multiple <Directory> arguments not (yet) supported.",
      "5 httpd/section [b] Multiple <Location> arguments not (yet) supported.",
    ]);
  });

  it("is what the file has, not what a variable made of it", () => {
    expect(check("Define LEVEL loud\nLogLevel ${LEVEL}").errors).toEqual([
      expect.stringMatching(/^2 httpd\/log-level \[\$\{LEVEL\}\] Log level keyword/),
    ]);
    expect(check('Define ALIASES "a b"\nKeepAliveTimeout ${ALIASES}').errors).toEqual([
      "2 httpd/argument-count [${ALIASES}] KeepAliveTimeout takes one argument, usage: KeepAliveTimeout num[ms]",
    ]);
  });

  it("is found in a line that goes on on the next one, whose number is httpd's", () => {
    const { errors, result } = check("Options Indexes \\\n  +FollowSymLinks");
    expect(errors).toEqual([
      "2 httpd/options [+FollowSymLinks] Either all Options must start with + or -, or no Option may.",
    ]);
    expect(result.errors[0]).toMatchObject({ file: "/etc/apache2/httpd.conf", line: 2, phase: "walk" });
  });
});

describe("errors", () => {
  it("are all reported, in the order in which httpd would meet them", () => {
    const { errors } = check(`
      Timeout
      <VirtualHost *:80>
        Listen 81
        KeepAlive maybe
        <Directory /var/www>
          Options Nope
        </Directory>
      </VirtualHost>
      ServerName host:0
    `);
    expect(errors.map((error) => error.split(" ", 2).join(" "))).toEqual([
      "1 httpd/argument-count",
      "3 httpd/context",
      "4 httpd/on-or-off",
      "6 httpd/options",
      "9 httpd/port",
    ]);
  });

  it("in a file that is included name that file", () => {
    const { errors, result } = check("Include conf.d/*.conf\nKeepAlive nope", {
      files: { "conf.d/a.conf": "# nothing wrong yet\nUseCanonicalName perhaps\n" },
    });
    expect(errors).toEqual([
      "conf.d/a.conf:2 httpd/value [perhaps] UseCanonicalName: 'perhaps' is not one of on, off, dns",
      "2 httpd/on-or-off [nope] KeepAlive must be On or Off",
    ]);
    expect(result.errors[0]).toMatchObject({ file: "/etc/apache2/conf.d/a.conf", line: 2 });
  });

  it("of a section that is refused are its own alone; words too many are met after what is in it", () => {
    const lines = (text: string): unknown[] => check(text).result.errors.map(({ line }) => line);
    expect(lines("<VirtualHost *:99999>\nListen 80\n</VirtualHost>")).toEqual([1]);
    expect(lines("<Directory /a /b>\nOptions Nope\n</Directory>")).toEqual([2, 1]);
  });

  it("found by the checks at the end have no place, as httpd gives none", () => {
    const { errors, result } = check(
      "<Directory /var/www>\n<RequireAll>\nRequire not ip 10\n</RequireAll>\n</Directory>",
      {
        modules: "authz_core authz_host",
      },
    );
    expect(errors).toEqual([
      "2 httpd/no-effect [<RequireAll>] AH01624: <RequireAll> directive contains only negative authorization directives",
    ]);
    expect(result.errors[0]).toMatchObject({ phase: "check", file: null, line: null });
  });
});

describe("a message", () => {
  it.each([
    ["ProxyPass /a http://admin:geheim@app:port/", "ProxyPass: 'http://admin:********@app:port/' is no URL"],
    ["ProxyPass /a ajp://app/ secret=geheim nokey", "ProxyPass: 'nokey' must have the form key=value"],
    [
      "RequestHeader set Authorization Basic geheim",
      "RequestHeader: '********' is no condition (early, env=..., expr=...); a value with blanks needs quotes",
    ],
  ])("about %s shows no password", (line, message) => {
    const { result } = check(line, { modules: "proxy headers" });
    expect(result.errors.map((error) => error.message)).toEqual([message]);
    expect(result.errors[0]?.diagnostic.message).toBe(message);
    expect(JSON.stringify(result.errors)).not.toContain("geheim");
  });

  it("about a passphrase that is missing can still be read", () => {
    expect(check("SessionCryptoPassphrase", { modules: "session session_crypto" }).errors).toEqual([
      "1 httpd/argument-count [SessionCryptoPassphrase] SessionCryptoPassphrase requires at least one argument, usage: SessionCryptoPassphrase secret [ secret ... ]",
    ]);
  });
});

describe("the MPM", () => {
  const withoutMpm = { profile: { compiledIn: ["core.c", "mod_so.c", "http_core.c"] } };

  it("must be there, or httpd says so before it looks at any directive", () => {
    const { errors, result } = check("KeepAlive maybe", withoutMpm);
    expect(errors).toEqual(["- httpd/mpm No MPM loaded.", "1 httpd/on-or-off [maybe] KeepAlive must be On or Off"]);
    expect(result.errors.map(({ phase }) => phase)).toEqual(["mpm", "walk"]);
  });

  it("must be the only one: the LoadModule of the second is at fault", () => {
    const text =
      "LoadModule mpm_event_module modules/mod_mpm_event.so\nLoadModule mpm_prefork_module modules/mod_mpm_prefork.so";
    const { errors, result } = check(text, withoutMpm);
    expect(errors).toEqual([
      "2 httpd/mpm [LoadModule mpm_prefork_module modules/mod_mpm_prefork.so] More than one MPM loaded.",
    ]);
    expect(result.errors[0]).toMatchObject({ phase: "mpm", file: null, line: null });
  });

  it("may be linked in or loaded", () => {
    expect(
      check("LoadModule mpm_worker_module modules/mod_mpm_worker.so\nThreadsPerChild 25", withoutMpm).errors,
    ).toEqual([]);
    expect(check("ThreadsPerChild 25").errors).toEqual([]);
  });
});

describe("a macro", () => {
  const text = `
    <Macro Site $name $options>
      <Directory /srv/$name>
        Options $options
      </Directory>
    </Macro>
    Use Site one Indexes
    Use Site two Indexs
    Use Site three None,
  `;

  it("is checked for each of its uses, and what is underlined lies in its definition", () => {
    expect(check(text, { modules: "macro" }).errors).toEqual([
      "3 httpd/options [$options] Illegal option Indexs",
      "3 httpd/options [$options] Illegal option None,",
    ]);
  });

  it("is named in httpd's words, with the line counted within it", () => {
    const { result } = check(text, { modules: "macro" });
    expect(result.errors.map(({ file, line }) => `${line} of ${file}`)).toEqual([
      `2 of macro 'site' (defined on line 1 of "/etc/apache2/httpd.conf") used on line 7 of "/etc/apache2/httpd.conf"`,
      `2 of macro 'site' (defined on line 1 of "/etc/apache2/httpd.conf") used on line 8 of "/etc/apache2/httpd.conf"`,
    ]);
  });

  it("that nobody uses is not looked at", () => {
    expect(check("<Macro Unused>\n  KeepAlive maybe\n</Macro>", { modules: "macro" }).errors).toEqual([]);
  });
});

describe("a module", () => {
  const late = "SetEnv A b\nLoadModule env_module modules/mod_env.so\n";

  it("counts for the whole configuration when the directives are walked, wherever its LoadModule stands", () => {
    expect(check(late).errors).toEqual([]);
  });

  it("whose conditional LoadModule is not reached is missing", () => {
    expect(check(`SetEnv A b\n<IfDefine ENV>\n${late}</IfDefine>`).errors).toEqual([
      expect.stringMatching(
        /^1 httpd\/unknown-directive \[SetEnv\] Invalid command 'SetEnv', .* mod_env\.c: LoadModule/,
      ),
    ]);
  });

  it("that is newer than the httpd does not bring the names it has today", () => {
    const named = (version: string): readonly string[] =>
      check("MDProfile x", { modules: "md", profile: { version } }).errors;
    expect(named("2.4.71")).toEqual([]);
    expect(named("2.4.50")[0]).toContain("Invalid command 'MDProfile'");
  });
});

describe("warnings", () => {
  it("are httpd's, and no reason to refuse", () => {
    const { errors, warnings } = check("NameVirtualHost *\n<Location /a>\n  AllowOverride None\n</Location>");
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      "1 httpd/no-effect [NameVirtualHost *] AH00548: NameVirtualHost has no effect and will be removed in the next release",
      "3 httpd/useless-override [AllowOverride None] AH00114: Useless use of AllowOverride inside <Location>",
    ]);
  });
});
