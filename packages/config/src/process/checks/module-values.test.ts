import { describe, expect, it } from "vitest";
import { check } from "../../testing/checked.ts";

/** Directives of one module: lines that httpd takes, and others with what is underlined and what is said. */
interface Area {
  readonly title: string;
  readonly modules?: string;
  /** A section that all lines stand in. */
  readonly section?: string;
  readonly taken: readonly string[];
  readonly refused: readonly (readonly [line: string, underlined: string, code: string, message: string])[];
}

const AREAS: readonly Area[] = [
  {
    title: "Require",
    modules: "authz_core authz_host authz_user",
    section: "Directory /a",
    taken: [
      "Require all granted",
      "Require ip 10 192.168.0.0/16 ::1",
      "Require valid-user",
      "Require user",
      "Require method GET POST",
      "Require expr \"%{REMOTE_USER} == 'a'\"",
    ],
    refused: [
      ["Require nope x", "nope", "httpd/provider", "Unknown Authz provider: nope"],
      ["Require group a", "group", "httpd/provider", "Unknown Authz provider: group"],
      ["Require all", "Require all", "httpd/value", "Require all: must be followed by granted or denied alone"],
      [
        "Require all granted denied",
        "granted",
        "httpd/value",
        "Require all: must be followed by granted or denied alone",
      ],
      [
        "Require ip 10 10.0.0.300",
        "10.0.0.300",
        "httpd/value",
        "Require ip: '10.0.0.300' is no address, network or beginning of an address",
      ],
      ["Require method GET FOO", "FOO", "httpd/value", "Require method: 'FOO' is no method that httpd knows"],
      [
        'Require expr "%{REMOTE_USER} == \'a"',
        '"%{REMOTE_USER} == \'a"',
        "httpd/value",
        "Require expr: the expression cannot be read: Unterminated string or variable",
      ],
      [
        "Require not ip 10",
        "not",
        "httpd/no-effect",
        "negative Require directive has no effect in <RequireAny> directive",
      ],
    ],
  },
  {
    title: "rules of rewriting",
    modules: "rewrite",
    taken: [
      "RewriteRule a b [R=301,NC]",
      "RewriteRule a b [R=permanent]",
      "RewriteRule ^ - [E=A:b,CO=a:b:c]",
      'RewriteRule ^ "/a b" [L,R]',
      "RewriteCond %{HTTP_HOST} ^www [OR,NC]",
      "RewriteCond %{HTTP_HOST} =(",
      "RewriteCond expr \"%{HTTP_HOST} == 'a'\"",
      "RewriteMap m int:toupper",
      "RewriteOptions InheritDown",
    ],
    refused: [
      [
        "RewriteRule a",
        "RewriteRule a",
        "httpd/argument-count",
        "RewriteRule needs a pattern and a substitution, and flags in brackets if there are any",
      ],
      [
        "RewriteRule a b [L, R=301]",
        "[L,",
        "httpd/rewrite-flags",
        "RewriteRule: flags must stand in brackets, without blanks between or in quotes: '[L,'",
      ],
      [
        "RewriteRule a b L",
        "L",
        "httpd/rewrite-flags",
        "RewriteRule: flags must stand in brackets, without blanks between or in quotes: 'L'",
      ],
      ["RewriteRule a b [FOO]", "FOO", "httpd/rewrite-flags", "RewriteRule: there is no flag 'FOO'"],
      ["RewriteRule a b [L,]", "[L,]", "httpd/rewrite-flags", "RewriteRule: there is an empty flag"],
      [
        "RewriteRule a b [L,R=999]",
        "R=999",
        "httpd/rewrite-flags",
        "RewriteRule: '999' is not a status code that httpd knows, for the flag R",
      ],
      ["RewriteCond %{HTTP_HOST} ^www [QSA]", "QSA", "httpd/rewrite-flags", "RewriteCond: there is no flag 'QSA'"],
      [
        "RewriteMap m int:upper",
        "int:upper",
        "httpd/value",
        "RewriteMap: there is no internal map 'upper' (there are tolower, toupper, escape, unescape)",
      ],
      ["RewriteOptions Inherits", "Inherits", "httpd/value", "RewriteOptions: there is no option 'Inherits'"],
    ],
  },
  {
    title: "TLS",
    modules: "ssl",
    taken: [
      "SSLProtocol all -SSLv3 -SSLv2",
      "SSLProtocol -all +tlsv1.2",
      "SSLProtocol",
      "SSLEngine optional",
      "SSLCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256",
      "SSLCipherSuite whatever",
      "SSLVerifyClient on",
      "SSLOptions +StdEnvVars -ExportCertData",
      "SSLRandomSeed startup builtin",
    ],
    refused: [
      [
        "SSLProtocol all +TLSv1.4",
        "+TLSv1.4",
        "httpd/value",
        "SSLProtocol: '+TLSv1.4' is none of all, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3, with + or - in front if need be",
      ],
      [
        "SSLProtocol all SSLv3",
        "SSLv3",
        "httpd/value",
        "SSLProtocol: SSLv3 is no longer supported; it can only be taken away",
      ],
      ["SSLEngine yes", "yes", "httpd/on-or-off", "Argument must be On or Off"],
      ["SSLCipherSuite TLSv1.2 HIGH", "TLSv1.2", "httpd/value", "SSLCipherSuite: 'TLSv1.2' is neither SSL nor TLSv1.3"],
      ["SSLOptions +StdEnvVar", "+StdEnvVar", "httpd/options", "SSLOptions: there is no option '+StdEnvVar'"],
      [
        "SSLPassPhraseDialog exec:",
        "exec:",
        "httpd/value",
        "SSLPassPhraseDialog: 'exec:' is none of builtin, |program, exec:program",
      ],
      ["SSLRandomSeed startup file:/dev/urandom -1", "-1", "httpd/value", "SSLRandomSeed: '-1' is less than no byte"],
      ["SSLRandomSeed startup builtin 5", "5", "httpd/value", "SSLRandomSeed: builtin takes no number of bytes"],
      [
        "SSLSessionCache shmcb:/tmp/x(512000)",
        "shmcb:/tmp/x(512000)",
        "httpd/provider",
        "SSLSessionCache: there is no cache 'shmcb' (no mod_socache_... is loaded)",
      ],
    ],
  },
  {
    title: "workers and balancers",
    modules: "proxy proxy_http proxy_balancer lbmethod_byrequests",
    taken: [
      "ProxyPass /a http://b/ timeout=5 retry=1 keepalive=on nocanon",
      "ProxyPass /a http://b/ timeout=500ms",
      "ProxyPass /a http://b/ ping=500ms secret=",
      "ProxyPass /a !",
      "ProxyPass /a http://user:word@b:80/",
      "ProxyPass /a http://[::1]:8080/",
      "ProxyPass /a http://b?x:y",
      "ProxyPass /a unix:/run/a.sock|http://b/",
      "ProxyPass /a balancer://c/ lbmethod=byrequests stickysession=X",
      "ProxyPassMatch ^/a(.*)$ http://b:$1/",
      "BalancerMember http://b http://c/",
    ],
    refused: [
      ["ProxyPass /a", "ProxyPass /a", "httpd/argument-count", "ProxyPass needs a path and a URL"],
      ["ProxyPass /a b", "b", "httpd/url", "ProxyPass: 'b' must be a whole URL, with scheme and host"],
      ["ProxyPass /a http://b:port/", "http://b:port/", "httpd/url", "ProxyPass: 'http://b:port/' is no URL"],
      ["ProxyPass /a http://b:80a/", "http://b:80a/", "httpd/url", "ProxyPass: 'http://b:80a/' is no URL"],
      [
        "ProxyPass /a http:///x",
        "http:///x",
        "httpd/url",
        "ProxyPass: 'http:///x' must be a whole URL, with scheme and host",
      ],
      ["ProxyPass /a http://b/ nope", "nope", "httpd/value", "ProxyPass: 'nope' must have the form key=value"],
      ["ProxyPass /a http://b/ nope=1", "nope=1", "httpd/value", "ProxyPass: there is no parameter 'nope' of a worker"],
      [
        "ProxyPass /a http://b/ keepalive=yes",
        "keepalive=yes",
        "httpd/value",
        "ProxyPass: keepalive must be On or Off: 'yes'",
      ],
      [
        "ProxyPass /a http://b/ loadfactor=101",
        "loadfactor=101",
        "httpd/value",
        "ProxyPass: loadfactor must be from 1 to 100: '101'",
      ],
      [
        "ProxyPass /a balancer://c/ loadfactor=3",
        "loadfactor=3",
        "httpd/value",
        "ProxyPass: there is no parameter 'loadfactor' of a balancer",
      ],
      [
        "ProxyPass /a balancer://c/ lbmethod=nope",
        "lbmethod=nope",
        "httpd/value",
        "ProxyPass: lbmethod is no method of balancing (byrequests): 'nope'",
      ],
      [
        "BalancerMember x http://c/",
        "x",
        "httpd/value",
        "BalancerMember: 'x' is no name of a balancer: balancer://name",
      ],
      [
        "ProxySet http://none/ retry=1",
        "http://none/",
        "httpd/conflict",
        "ProxySet: no worker or balancer 'http://none/' was defined before (ProxyPass, BalancerMember)",
      ],
    ],
  },
  {
    title: "redirects",
    modules: "alias",
    taken: [
      "Redirect /a http://b/",
      "Redirect gone /a",
      "Redirect 302 /a http://b/",
      "RedirectMatch seeother ^/a http://b/",
    ],
    refused: [
      ["Redirect /a", "Redirect /a", "httpd/argument-count", "Redirect: the address to redirect to is missing"],
      [
        "Redirect gone /a http://b/",
        "http://b/",
        "httpd/value",
        "Redirect: a status of 410 takes no address to redirect to",
      ],
      ["Alias /a", "Alias /a", "httpd/argument-count", "Alias needs a URL path and a file path outside of a Location"],
    ],
  },
];

describe.each(AREAS)("$title", ({ modules = "", section, taken, refused }) => {
  const text = (line: string): string =>
    section === undefined ? line : `<${section}>\n${line}\n</${section.split(" ")[0]}>`;

  it.each(taken)("httpd takes %s", (line) => {
    expect(check(text(line), { modules }).errors).toEqual([]);
  });

  it.each(refused)("httpd refuses %s", (line, underlined, code, message) => {
    const at = section === undefined ? 1 : 2;
    expect(check(text(line), { modules }).errors).toEqual([`${at} ${code} [${underlined}] ${message}`]);
  });
});

describe("expressions", () => {
  /** What is said of a condition, behind "Cannot parse condition clause: ". */
  function problem(condition: string, modules = ""): string | undefined {
    const [error] = check(`<If "${condition}">\n</If>`, { modules }).result.errors;
    return error?.message.replace("Cannot parse condition clause: ", "");
  }

  it.each([
    "%{HTTP_HOST} == 'a'",
    "%{HTTP_HOST} = 'a'",
    "-z %{HTTP_HOST}",
    "! true",
    "tolower(%{HTTP_HOST}) in {'a','b'}",
    "%{HTTP_HOST} =~ m#^a#i",
    "%{REMOTE_ADDR} -ipmatch '10.0.0.0/8'",
  ])("httpd takes %s", (condition) => {
    expect(problem(condition)).toBeUndefined();
  });

  it.each([
    ["%{NOPE} == 1", "Variable 'NOPE' does not exist"],
    ["nope(%{HTTP_HOST}) == 'a'", "Function 'nope' does not exist"],
    ["-q 'x'", "Unary operator '-q' does not exist"],
    ["%{HTTP_HOST} == a", "syntax error, unexpected $end, expecting '('"],
    ["'a' == 'b' || ", "syntax error, unexpected $end"],
    ["%{REMOTE_ADDR} -ipmatch '10.0.0.0/33'", "parsing of subnet/netmask failed"],
    ["unescape(%{QUERY_STRING}", "syntax error, unexpected $end, expecting T_OP_CONCAT or ')'"],
  ])("httpd refuses %s", (condition, message) => {
    expect(problem(condition)).toBe(message);
  });

  it("know the names that a module brings only when it is loaded", () => {
    expect(problem("%{SSL_PROTOCOL} == 'TLSv1.3'", "ssl")).toBeUndefined();
    expect(problem("%{SSL:SSL_PROTOCOL} == 'x'")).toBe("Function 'SSL' does not exist");
    expect(problem("%{SSL:SSL_PROTOCOL} == 'x'", "ssl")).toBeUndefined();
  });
});

describe("directives of modules that know of each other", () => {
  const proxy = "proxy proxy_http proxy_balancer lbmethod_byrequests";

  it("ProxySet speaks of a worker that was defined before it", () => {
    expect(check("ProxyPass /a http://b/\nProxySet http://b/ retry=1", { modules: proxy }).errors).toEqual([]);
    expect(check("ProxySet http://b/ retry=1\nProxyPass /a http://b/", { modules: proxy }).errors).toHaveLength(1);
  });

  it("workers belong to their server, and members to their balancer", () => {
    const errors = (text: string): readonly string[] => check(text, { modules: proxy }).errors;
    expect(errors("ProxyPass /a http://b/\n<VirtualHost *:80>\nProxySet http://b/ retry=1\n</VirtualHost>")).toEqual([
      "3 httpd/conflict [http://b/] ProxySet: no worker or balancer 'http://b/' was defined before (ProxyPass, BalancerMember)",
    ]);
    const balancer = "<Proxy balancer://c>\nBalancerMember http://b\n</Proxy>\n";
    expect(errors(`${balancer}<Directory /a>\nProxySet balancer://c lbmethod=byrequests\n</Directory>`)).toEqual([]);
    expect(errors(`${balancer}ProxySet http://b retry=1`)).toHaveLength(1);
  });

  it("ProxySet in a Proxy section makes the worker that the section alone does not make", () => {
    const errors = (inside: string): readonly string[] =>
      check(`<Proxy http://b>\n${inside}\n</Proxy>\nProxySet http://b retry=1`, { modules: proxy }).errors;
    expect(errors("ProxySet retry=1")).toEqual([]);
    expect(errors("ProxySet")).toEqual([]);
    expect(errors("# nothing")).toHaveLength(1);
  });

  it("parameters of health checks are there with mod_proxy_hcheck", () => {
    const line = "ProxyPass /a http://b/ hcmethod=GET";
    expect(check(line, { modules: proxy }).errors).toHaveLength(1);
    expect(check(line, { modules: `${proxy} proxy_hcheck` }).errors).toEqual([]);
  });

  it("ProxyPass in a Location takes the path from there", () => {
    const inside = (line: string): readonly string[] =>
      check(`<Location /a>\n${line}\n</Location>`, { modules: proxy }).errors;
    expect(inside("ProxyPass http://b/ retry=1")).toEqual([]);
    expect(inside("ProxyPass /x http://b/")).toEqual([
      "2 httpd/context [/x] ProxyPass takes no path in a section: it is that of the section",
    ]);
  });

  it("a name that AuthzProviderAlias makes can be required below it", () => {
    const alias = '<AuthzProviderAlias ip lan "10.0.0.0/8">\n</AuthzProviderAlias>\n';
    const use = "<Directory /a>\nRequire lan\n</Directory>\n";
    const setting = { modules: "authz_core authz_host" };
    expect(check(alias + use, setting).errors).toEqual([]);
    expect(check(use + alias, setting).errors).toEqual(["2 httpd/provider [lan] Unknown Authz provider: lan"]);
    expect(check(alias.replace("10.0.0.0/8", "10/x y"), setting).errors[0]).toContain('["10/x y"]');
  });

  it("a provider may be one of a foreign module: that is taken so, and said", () => {
    const { errors, undecided } = check(
      "LoadModule acme_module m/mod_acme.so\n<Directory /a>\nRequire acme x\n</Directory>",
      {
        modules: "authz_core",
      },
    );
    expect(errors).toEqual([]);
    expect(undecided).toEqual(["3 module: acme is a provider of a module that is not described"]);
  });
});
