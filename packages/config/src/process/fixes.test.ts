import { describe, expect, it } from "vitest";
import { check, type Setting, withoutIndent } from "../testing/checked.ts";

/** What the configuration is after its fixes were applied; it must be without errors then. */
function fixed(text: string, setting: Setting = {}): string {
  const before = check(text, setting);
  expect(before.errors).not.toEqual([]);
  expect(check(before.fixed, setting).errors).toEqual([]);
  return before.fixed;
}

/** The fixes that are offered, as `title` or `title (ask first)`. */
function offered(text: string, setting: Setting = {}): string[] {
  return check(text, setting).diagnostics.flatMap(({ fixes = [] }) =>
    fixes.map(({ title, safe }) => (safe ? title : `${title} (ask first)`)),
  );
}

describe("a misspelled directive", () => {
  it("is told what may be meant", () => {
    const { errors } = check("DocumentRot /var/www");
    expect(errors).toEqual([
      "1 httpd/unknown-directive [DocumentRot] Invalid command 'DocumentRot', perhaps misspelled or defined by a module not included in the server configuration. Did you mean DocumentRoot?",
    ]);
  });

  it("is told apart in httpd's words, which have no hint", () => {
    expect(check("DocumentRot /var/www").result.errors[0]?.message).toBe(
      "Invalid command 'DocumentRot', perhaps misspelled or defined by a module not included in the server configuration",
    );
  });

  it("can be put right where it stands, its arguments and indentation as they were", () => {
    const text = "<VirtualHost *:80>\n\tSeverName  example.org # and more\n</VirtualHost>\n";
    expect(offered(text)).toEqual(["Change it to ServerName (ask first)"]);
    expect(check(text).fixed).toBe("<VirtualHost *:80>\n\tServerName  example.org # and more\n</VirtualHost>\n");
    expect(fixed("<Directory /a>\n  AllowOveride None\n</Directory>")).toBe(
      "<Directory /a>\n  AllowOverride None\n</Directory>",
    );
  });

  it("is only taken for one that a loaded module brings", () => {
    expect(offered("SessionMaxAg 60")).toEqual([]);
    expect(fixed("SessionMaxAg 60", { modules: "session" })).toBe("SessionMaxAge 60");
  });

  it("is left alone when nothing is like it", () => {
    expect(offered("Frobnicate On")).toEqual([]);
  });
});

describe("an open tag", () => {
  it("without its > gets one at the end of the line", () => {
    const text =
      "<Directory /var/www\n  Options None\n</Directory>\n<IfModule core.c>\n<Files secret.txt\n</Files>\n</IfModule>\n";
    expect(offered(text)).toEqual(["Add the missing >", "Add the missing >"]);
    expect(fixed(text)).toBe(
      "<Directory /var/www>\n  Options None\n</Directory>\n<IfModule core.c>\n<Files secret.txt>\n</Files>\n</IfModule>\n",
    );
  });

  it("that goes on on the next line gets it there", () => {
    expect(fixed("<Directory \\\n  /var/www\n</Directory>\n")).toBe("<Directory \\\n  /var/www>\n</Directory>\n");
  });
});

describe("one of a list of values", () => {
  it("that is nearly right can be replaced, in its quotes", () => {
    expect(fixed("TraceEnable extend")).toBe("TraceEnable extended");
    expect(fixed('AllowEncodedSlashes "decode"')).toBe('AllowEncodedSlashes "nodecode"');
    expect(offered("TraceEnable extend")).toEqual(["Change 'extend' to 'extended' (ask first)"]);
  });

  it("in another case is as good, but where case counts it is put right without asking", () => {
    expect(check("UseCanonicalName dNs\nServerTokens PRODUCTONLY").errors).toEqual([]);
    const text = "<Location /a>\n  AuthLDAPDereferenceAliases Always\n</Location>";
    const setting = { modules: "ldap authnz_ldap" };
    expect(check(text, setting).errors).toEqual([
      "2 httpd/value [Always] AuthLDAPDereferenceAliases: 'Always' is not one of never, searching, finding, always; did you mean 'always'?",
    ]);
    expect(offered(text, setting)).toEqual(["Change 'Always' to 'always'"]);
    expect(fixed(text, setting)).toBe("<Location /a>\n  AuthLDAPDereferenceAliases always\n</Location>");
  });

  it("that a variable brings is left where it is", () => {
    expect(offered("Define TRACE extend\nTraceEnable ${TRACE}")).toEqual([]);
  });

  it("that a macro's argument brings is left where it is", () => {
    expect(offered("<Macro M $a>\nTraceEnable $a\n</Macro>\nUse M extend", { modules: "macro" })).toEqual([]);
  });
});

describe("a switch", () => {
  it("that is on or off in other words is written as httpd reads it", () => {
    expect(offered("Session Yes", { modules: "session" })).toEqual(["Change 'Yes' to 'On'"]);
    expect(fixed('Session "false"', { modules: "session" })).toBe('Session "Off"');
  });

  it("whose meaning is a guess is left as it is", () => {
    expect(offered("KeepAlive maybe")).toEqual([]);
    expect(offered("KeepAlive constructor")).toEqual([]);
  });
});

describe("a module that is missing", () => {
  const text = `
    LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
    LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so

    RewriteEngine On
    <VirtualHost *:80>
      RewriteEngine On
      RewriteRule ^ -
    </VirtualHost>
  `;
  const setting: Setting = { profile: { compiledIn: ["core.c", "mod_so.c", "http_core.c"] } };

  it("is reported once, the other places listed with it", () => {
    const { errors, diagnostics, tree } = check(text, setting);
    expect(errors).toEqual([
      "4 httpd/unknown-directive [RewriteEngine] Invalid command 'RewriteEngine', perhaps misspelled or defined by a module not included in the server configuration. It is a directive of mod_rewrite.c: LoadModule rewrite_module modules/mod_rewrite.so",
    ]);
    const source = tree.files.get(tree.mainFile);
    expect(
      diagnostics[0]?.related?.map(({ message, location }) => [
        message,
        source?.lineIndex.lineAt(location.start),
        source?.text.slice(location.start, location.end),
      ]),
    ).toEqual([
      ["also of rewrite_module", 6, "RewriteEngine"],
      ["also of rewrite_module", 7, "RewriteRule"],
    ]);
  });

  it("can be loaded behind the others, from the folder they are in", () => {
    expect(offered(text, setting)).toEqual(["Load rewrite_module (ask first)"]);
    expect(fixed(text, setting)).toBe(
      withoutIndent(text).replace(
        "mod_alias.so\n",
        "mod_alias.so\nLoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so\n",
      ),
    );
  });

  it("is loaded with the indentation of its neighbour, and at the end of a file without a last line end", () => {
    const last = "  SetEnv A b\n  LoadModule mpm_event_module modules/mod_mpm_event.so";
    expect(check(last, setting).fixed).toBe(
      "SetEnv A b\nLoadModule mpm_event_module modules/mod_mpm_event.so\nLoadModule env_module modules/mod_env.so\n",
    );
    const indented = "SetEnv A b\n\tLoadModule mpm_event_module m/mod_mpm_event.so\n#\n";
    expect(fixed(indented, setting)).toBe(
      "SetEnv A b\n\tLoadModule mpm_event_module m/mod_mpm_event.so\n\tLoadModule env_module m/mod_env.so\n#\n",
    );
  });

  it("is not loaded under a condition, which another machine may not meet", () => {
    const text = "<IfModule !prefork.c>\nLoadModule mpm_event_module m/mod_mpm_event.so\n</IfModule>\nSetEnv A b\n";
    expect(offered(text, setting)).toEqual([]);
  });

  it("is loaded in the main file rather than in one that it includes", () => {
    const included = { ...setting, files: { "mods.conf": "LoadModule alias_module x/mod_alias.so\n" } };
    const text = "LoadModule mpm_event_module m/mod_mpm_event.so\nInclude mods.conf\nSetEnv A b\n";
    expect(fixed(text, included)).toContain("mod_mpm_event.so\nLoadModule env_module m/mod_env.so\nInclude");
  });

  it("lists no more than twenty of its other places", () => {
    const many = `${"SetEnv A b\n".repeat(100)}`;
    const { diagnostics } = check(many);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.related).toHaveLength(20);
  });

  it("cannot be loaded for people who load none", () => {
    expect(offered("SetEnv A b")).toEqual([]);
  });

  it("and another one are two errors", () => {
    const { errors } = check("SetEnv A b\nExpiresActive On\nSetEnv C d\nExpiresDefault A1\n");
    expect(errors.map((error) => error.replace(/Invalid.*directive of /, ""))).toEqual([
      "1 httpd/unknown-directive [SetEnv] mod_env.c: LoadModule env_module modules/mod_env.so",
      "2 httpd/unknown-directive [ExpiresActive] mod_expires.c: LoadModule expires_module modules/mod_expires.so",
    ]);
  });
});

describe("a module nobody has described", () => {
  const load = "LoadModule acme_module modules/mod_acme.so\n";

  it("may bring any name: it is said once what is taken for its directives", () => {
    const { errors, warnings, undecided } = check(
      `${load}AcmeOn On\n<AcmeZone a>\nAcmeName b\n</AcmeZone>\nAcmeOn Off\n`,
    );
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      `1 httpd/unknown-module [LoadModule acme_module modules/mod_acme.so] Nothing is known of acme_module: AcmeOn, AcmeZone are taken as its directives. A catalogue can describe them ("catalogues" in .httpd-lint.json)`,
    ]);
    expect(undecided).toEqual([
      "2 module: AcmeOn belongs to acme_module",
      "3 module: AcmeZone belongs to acme_module",
      "6 module: AcmeOn belongs to acme_module",
    ]);
  });

  it("does not hide a slip, which is only warned of", () => {
    const { errors, warnings } = check(`${load}ServerNme x\n`);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      "2 httpd/unknown-directive [ServerNme] ServerNme is no directive that is known here; did you mean ServerName?",
    ]);
  });

  it("does not bring the directives of modules that are known", () => {
    expect(check(`${load}RewriteEngine On\n`).errors[0]).toContain("It is a directive of mod_rewrite.c");
  });

  it("shows the first of many names and counts the rest", () => {
    const names = Array.from({ length: 12 }, (_, at) => `Acme${"abcdefghijkl"[at]}zzz On\n`).join("");
    expect(check(load + names).warnings[0]).toContain("Acmehzzz and 4 more are taken as its directives");
  });
});
