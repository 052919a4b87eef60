import { moduleOfCatalogue } from "@httpd-lint/directives";
import { describe, expect, it } from "vitest";
import type { MarkedOptions } from "../testing/marked.ts";
import { offered, taken } from "../testing/offered.ts";

type Case = readonly [text: string, wanted: string, unwanted?: string];

/** Words are separated by blanks, labels with blanks by semicolons. */
const labels = (text: string): readonly string[] => text.split(text.includes(";") ? "; " : " ");

function cases(table: readonly Case[]): void {
  it.each(table.map(([text, wanted, unwanted = ""]) => [text, wanted, unwanted] as const))("%s: %s", (...row) => {
    const [text, wanted, unwanted] = row;
    const found = offered(text);
    expect(found).toEqual(expect.arrayContaining(labels(wanted).filter((label) => label !== "")));
    expect(found.filter((label) => labels(unwanted).includes(label))).toEqual([]);
  });
}

describe("values of the catalogue", () => {
  cases([
    ["Session |", "On Off"],
    ["KeepAlive O|", "On Off"],
    ["ServerTokens |", "Prod Full Major"],
    ["ServerSignature |", "On Off EMail", "on"],
    ["AllowEncodedSlashes |", "On Off NoDecode"],
    ["CookieSameSite |", "None Lax Strict"],
    ["SSLVerifyClient |", "none optional require"],
    ["MaxRanges |", "default unlimited none"],
    ["AuthType |", "Basic Digest Form None"],
    ["<Directory /x>¶AllowOverride |", "AuthConfig FileInfo Nonfatal=Override Options= None"],
    ["<Directory /x>¶AllowOverride AuthConfig |", "FileInfo", "AuthConfig"],
    ["<Directory /x>¶AllowOverride Options=Indexes,|", "FollowSymLinks All", "Indexes AuthConfig"],
    ["IndexOptions |", "FancyIndexing +IconHeight NameWidth=*"],
    ["ErrorDocument |", "404 500"],
    ["Redirect |", "permanent 301 gone"],
    ["SessionCryptoCipher |", "aes256"],
    ["Mutex |", "default pthread"],
    ["Mutex default |", "ssl-cache rewrite-map"],
    ["Protocols h2 |", "http/1.1", "h2"],
    ["ExpiresByType text/css |", "access plus 1 year; A0"],
  ]);

  it.each([
    ["ServerTokens P|", "Prod", "ServerTokens Prod"],
    ["ServerTokens P|rod", "Full", "ServerTokens Full"],
    ['ServerTokens "P|"', "Prod", 'ServerTokens "Prod"'],
    ['ServerTokens "P|', "Prod", 'ServerTokens "Prod'],
    ["ServerTokens \\¶  P|", "Prod", "ServerTokens \\¶  Prod"],
    ["Options Indexes \\¶  |¶Listen 80", "MultiViews", "Options Indexes \\¶  MultiViews¶Listen 80"],
    ["ExpiresDefault |", "access plus 1 day", 'ExpiresDefault "access plus 1 day"'],
    ['ExpiresDefault "acc|"', "access plus 1 day", 'ExpiresDefault "access plus 1 day"'],
  ])("%s: %s takes the place of the word", (text, label, result) => {
    expect(taken(text, label)).toBe(result);
  });

  it("are not offered right behind a closing quote", () => {
    expect(offered('ServerTokens "Prod"|')).toEqual([]);
  });

  it("of a module that is not ours come from its description", () => {
    const own = moduleOfCatalogue({
      module: { symbol: "cookie_jar_module", source: "mod_cookie_jar.c" },
      directives: [
        {
          name: "CookieJarMode",
          arguments: "TAKE1",
          flags: "OR_FILEINFO",
          values: [{ type: "enum", values: ["fast", "safe"] }],
        },
      ],
    });
    const options: MarkedOptions = { settingsFor: () => ({ catalogues: [own] }) };
    expect(offered("Coo|", options)).toContain("CookieJarMode");
    expect(offered("CookieJarMode |", options)).toEqual(["fast", "safe"]);
    expect(offered("CookieJarMode |")).toEqual([]);
  });
});

describe("signs of Options and the like", () => {
  cases([
    ["Options |", "Indexes +Indexes -Indexes None All"],
    ["Options +|", "+Indexes +FollowSymLinks", "Indexes -Indexes +None"],
    ["Options -|", "-Indexes", "+Indexes"],
    ["Options +MultiViews |", "+Indexes -Indexes None", "Indexes +MultiViews -MultiViews"],
    ["SSLProtocol |", "all TLSv1.3 -TLSv1", "-SSLv2"],
    ["SSLProtocol -all +|", "+TLSv1.2 +TLSv1.3", "-TLSv1.2"],
    ["SSLOptions |", "StdEnvVars +StrictRequire"],
  ]);

  it("stay when the word behind is chosen", () => {
    expect(taken("Options +Ind|", "+Indexes")).toBe("Options +Indexes");
    expect(taken("Options |", "-Indexes")).toBe("Options -Indexes");
  });
});

describe("access", () => {
  cases([
    ["<Location /x>¶Require |", "all granted; all denied; valid-user; ip; expr; not"],
    ["<Location /x>¶Require not |", "ip; host", "not"],
    ["<Location /x>¶Require all |", "granted denied", "ip"],
    ["<Location /x>¶Require method |", "GET POST"],
    ["SetEnv FOO 1¶<Location /x>¶Require env |", "FOO nokeepalive"],
    ["<Location /x>¶Require expr |", "%{REQUEST_URI} -n"],
    ["<Location /x>¶Require expr %{|", "REQUEST_URI HTTP_HOST"],
    ['<Location /x>¶Require expr "%{HTTP_HOST} |"', "== =~ -in"],
    ["<AuthnProviderAlias file mine>¶</AuthnProviderAlias>¶AuthFormProvider |", "mine file dbd"],
    ["AuthBasicProvider file |", "ldap", "file"],
    ["<AuthzProviderAlias ip office 10>¶</AuthzProviderAlias>¶<Location /x>¶Require |", "office"],
    ["<AuthnProviderAlias |>", "file dbd ldap"],
    ["<Limit GET |>", "POST", "GET"],
  ]);

  it("writes the two words of all granted without quotes", () => {
    expect(taken("<Location /x>¶Require all|", "all granted")).toBe("<Location /x>¶Require all granted");
  });
});

describe("mod_rewrite", () => {
  cases([
    ["RewriteRule ^ |", "- %{REQUEST_URI}"],
    ["RewriteRule ^ - |", "[L] [R=301,L]"],
    ["RewriteRule ^ - [|]", "L R QSA END CO"],
    ["RewriteRule ^ - [R=301,|", "L NC", "R"],
    ["RewriteRule ^ - [|,L]", "R", "L"],
    ["RewriteRule ^ - [R=|]", "301 302", "L"],
    ["RewriteRule ^ - [T=|]", "text/html image/svg+xml"],
    ["RewriteRule ^ - [H=|]", "server-status"],
    ["SetEnvIf Host x SEEN¶RewriteRule ^ - [E=|]", "SEEN"],
    ["RewriteRule ^ - [E=OWN:1]¶RewriteCond %{ENV:|}", "OWN"],
    ["RewriteCond |", "%{HTTP_HOST} %{ENV: expr"],
    ["RewriteCond %{|", "HTTP_HOST ENV: LA-U:"],
    ["RewriteCond %{HTTP:|", "Host User-Agent", "HTTP_HOST"],
    ["RewriteCond %{SSL:|", "SSL_PROTOCOL"],
    ["RewriteCond %{LA-U:|", "REMOTE_USER"],
    ["RewriteCond %{REQUEST_FILENAME} |", "-f -d ="],
    ["RewriteCond %{REQUEST_FILENAME} !-|", "-f -d"],
    ["RewriteCond a b [|]", "NC OR NV", "L"],
    ["RewriteCond expr |", "%{REQUEST_URI}"],
    ["RewriteMap low int:tolower¶RewriteRule ^ ${|", "low:"],
    ["RewriteMap x |", "txt: int:tolower dbd:"],
    ["RewriteOptions |", "Inherit AllowNoSlash", "MaxRedirects=n"],
  ]);

  it.each([
    ["RewriteRule ^ - [N|]", "NC", "RewriteRule ^ - [NC]"],
    ["RewriteRule ^ - [L,N|C]", "NE", "RewriteRule ^ - [L,NE]"],
    ["RewriteRule ^ - [R=30|2,L]", "301", "RewriteRule ^ - [R=301,L]"],
    ["RewriteCond %{HTTP|", "HTTP_HOST", "RewriteCond %{HTTP_HOST}"],
    ["RewriteCond %{HTTP|}", "HTTP_HOST", "RewriteCond %{HTTP_HOST}"],
    ["RewriteCond %|", "%{HTTP_HOST}", "RewriteCond %{HTTP_HOST}"],
    ["RewriteCond %{HTTP_HOST} !-|", "-f", "RewriteCond %{HTTP_HOST} !-f"],
    ["RewriteCond x%{A}%{|", "HTTPS", "RewriteCond x%{A}%{HTTPS}"],
  ])("%s: %s completes what is there", (text, label, result) => {
    expect(taken(text, label)).toBe(result);
  });

  it("has places for the parts of a flag's value", () => {
    expect(taken("RewriteRule ^ - [C|]", "CO", true)).toBe("RewriteRule ^ - [CO=${1:name}:${2:value}:${3:domain}]");
    expect(taken("RewriteRule ^ - [C|O=a:b:c]", "CO", true)).toBe("RewriteRule ^ - [CO=a:b:c]");
  });
});

describe("expressions", () => {
  cases([
    ['<If "|">', "%{REQUEST_URI} -n tolower( true"],
    ['<If "%{|">', "REQUEST_URI req: HTTPS"],
    ['<If "%{HTTP_HOST} |">', "== =~ -in &&", "%{HTTPS}"],
    ["<If \"%{HTTP_HOST} == '|'\">", "", "== %{HTTPS}"],
    ["<If \"%{HTTP_HOST} == 'a' |\">", "&& ||", "%{HTTPS}"],
    ["<If \"%{HTTP_HOST} == 'a' && |\">", "%{HTTPS} -n", "&&"],
    ["<If \"%{HTTP_HOST} == 'x%{|}'\">", "REQUEST_URI"],
    ['<If "%{REQUEST_URI} =~ m#^/|#">', "", "== %{HTTPS}"],
    ['<If "%{REQUEST_URI} =~ m#^/# |">', "&&", "%{HTTPS}"],
    ['<If "-|">', "-n -f", "=="],
    ['<If "tolower(|">', "%{HTTPS}", "=="],
    ['<If "%{req:|}">', "Host Cookie", "REQUEST_URI"],
    ['<If "%{resp:|}">', "Set-Cookie"],
    ['SetEnv A 1¶<If "%{env:|}">', "A no-gzip"],
    ['<If "%{ssl:|}">', "SSL_CLIENT_S_DN"],
    ["<If %{HTTP_HOST} == |>", "%{HTTPS}"],
    ["<If true>¶</If>¶<ElseIf |>", "%{HTTPS}"],
    ['SetEnvIfExpr "|" x', "%{HTTPS} -n"],
    ["AuthFormLoginRequiredLocation https://%{|", "HTTP_HOST"],
    ['CustomLog a common "expr=%{|"', "REQUEST_STATUS"],
    ["Header set A expr=%{|", "REQUEST_URI"],
    ['Header set A b "expr=|"', "%{HTTPS} -n"],
  ]);

  it("know the variables of loaded modules only", () => {
    const text = 'LoadModule mpm_event_module modules/mod_mpm_event.so¶<If "%{|">';
    expect(offered(text)).not.toContain("SSL_PROTOCOL");
    expect(offered('<If "%{|">')).toContain("SSL_PROTOCOL");
  });

  it.each([
    ['<If "%{REQ|">', "REQUEST_URI", '<If "%{REQUEST_URI}">'],
    ['<If "%{REQ|UEST}">', "REQUEST_URI", '<If "%{REQUEST_URI}">'],
    ['<If "%|">', "%{HTTPS}", '<If "%{HTTPS}">'],
    ['<If "%{HTTP_HOST} -in|">', "-in", '<If "%{HTTP_HOST} -in ">'],
  ])("%s: %s completes what is there", (text, label, result) => {
    expect(taken(text, label)).toBe(result);
  });
});

describe("headers and cookies", () => {
  cases([
    ["Header |", "set always edit* echo note"],
    ["Header always |", "set unset", "always"],
    ["RequestHeader |", "set unset", "always echo"],
    ["Header set |", "Set-Cookie Strict-Transport-Security", "User-Agent"],
    ["Header always set |", "Set-Cookie"],
    ["RequestHeader unset |", "Proxy User-Agent", "Set-Cookie"],
    ["Header set X-Frame-Options |", "DENY SAMEORIGIN %{NAME}e"],
    ["Header edit Set-Cookie a |", "", "early"],
    ["Header edit Set-Cookie a b |", "env= expr= early"],
    ["Header unset Server |", "env= early"],
    ["SetEnvIf Host x INSIDE¶Header set A b |", "env=INSIDE"],
    ["SetEnvIf Host x INSIDE¶Header set A b env=!|", "INSIDE"],
    ["SessionCookieName |", ""],
    ["SessionCookieName id |", "HttpOnly Secure SameSite=Lax path=/"],
    ["SessionCookieName id path=/;|", "HttpOnly", "path=/"],
    ['SessionCookieName id "path=/; Secure; |"', "HttpOnly SameSite=Strict", "Secure path=/"],
    ["SessionDBDCookieName id H|;Secure", "HttpOnly", "Secure"],
    ["SessionHeader |", "Set-Cookie"],
    ["SetEnvIf |", "Request_URI User-Agent"],
  ]);

  it("adds an attribute behind the last semicolon", () => {
    expect(taken("SessionCookieName id path=/;Ht|", "HttpOnly")).toBe("SessionCookieName id path=/;HttpOnly");
    expect(taken("SessionCookieName id Ht|tp;Secure", "HttpOnly")).toBe("SessionCookieName id HttpOnly;Secure");
  });

  it("quotes a value with blanks", () => {
    const result = 'Header set Cache-Control "public, max-age=31536000, immutable"';
    expect(taken("Header set Cache-Control |", "public, max-age=31536000, immutable")).toBe(result);
  });
});

describe("logs", () => {
  cases([
    ['LogFormat "%h %t" short¶CustomLog logs/a |', "short %h"],
    ['LogFormat "|"', "%h %>s %{Referer}i"],
    ['LogFormat "%h %|"', "%>s"],
    ['LogFormat "%{|"', "User-Agent}i Set-Cookie}o ms}T"],
    ["CustomLog a b |", "env= expr="],
    ['ErrorLogFormat "%|"', "%M %L"],
    ["ErrorLogFormat |", "connection request"],
    ["LogLevel |", "warn debug ssl:"],
    ["LogLevel warn ssl:|", "trace8", "ssl:"],
  ]);

  it.each([
    ['LogFormat "%h %|" x', "%>s", 'LogFormat "%h %>s" x'],
    ['LogFormat "%{Ref|}i" x', "Referer}i", 'LogFormat "%{Referer}i" x'],
    ['LogFormat "%{Ref|" x', "Referer}i", 'LogFormat "%{Referer}i" x'],
  ])("%s: %s completes what is there", (text, label, result) => {
    expect(taken(text, label)).toBe(result);
  });
});

describe("modules", () => {
  const load = "LoadModule session_module /usr/lib/mod_session.so¶";
  cases([
    [`${load}LoadModule |`, "session_cookie_module mpm_worker_module", "core_module so_module"],
    [`${load}<IfModule |>`, "mod_session.c session_module mod_rewrite.c"],
    [`${load}<IfModule !mod|>`, "mod_session.c"],
    [`${load}LoadModule rewrite_module |`, "/usr/lib/mod_rewrite.so"],
  ]);

  it("come with their file, where the others are", () => {
    const result = `${load}LoadModule dbd_module /usr/lib/mod_dbd.so`;
    expect(taken(`${load}LoadModule dbd|`, "dbd_module")).toBe(result);
    expect(taken(`${load}LoadModule dbd| x.so`, "dbd_module")).toBe(`${load}LoadModule dbd_module x.so`);
  });

  it("that are loaded come first after IfModule and last after LoadModule", () => {
    expect(offered(`${load}<IfModule mod_s|>`).slice(0, 5)).toContain("mod_session.c");
    expect(offered(`${load}LoadModule s|`).slice(-2)).toContain("session_module");
  });
});

describe("names that the configuration gives", () => {
  const files = {
    "/srv/httpd.conf": "Define PORT 80\nInclude macros.conf\nInclude site.conf\n",
    "/srv/macros.conf": '<Macro Site $host $port>\nServerName $host:$port\n</Macro>\nLogFormat "%h" short\n',
  };
  const there = { path: "/srv/site.conf", files };

  it("are known from every file of the server", () => {
    expect(offered("Listen ${|", there)).toContain("PORT");
    expect(offered("Use |", there)).toEqual(["Site"]);
    expect(offered("CustomLog a |", there)).toContain("short");
    expect(offered("<IfDefine |>", there)).toContain("PORT");
    expect(offered("<IfDefine !|>", there)).toContain("PORT");
    expect(offered("UnDefine |", there)).toEqual(["PORT"]);
  });

  it.each([
    ["Listen ${|", "PORT", "Listen ${PORT}"],
    ["Listen ${P|}", "PORT", "Listen ${PORT}"],
    ['ServerName "a.${P|OST}:80"', "PORT", 'ServerName "a.${PORT}:80"'],
    ["Use |", "Site", "Use Site"],
  ])("%s: %s completes what is there", (text, label, result) => {
    expect(taken(text, label, false, there)).toBe(result);
  });

  it("come with places for a macro's values", () => {
    expect(taken("Use S|", "Site", true, there)).toBe("Use Site ${1:\\$host} ${2:\\$port}");
    expect(taken("Use S| a b", "Site", true, there)).toBe("Use Site a b");
  });

  it("are the parameters inside a macro", () => {
    expect(taken("<Macro M $host @n>¶ServerName www.$h|¶</Macro>", "$host")).toBe(
      "<Macro M $host @n>¶ServerName www.$host¶</Macro>",
    );
    expect(offered("<Macro M $host @n>¶ServerName |¶</Macro>")).toEqual(["$host", "@n"]);
    expect(offered("<Macro M $dir>¶|¶</Macro>")).toContain("$dir");
    expect(offered("ServerName |")).toEqual([]);
  });

  cases([
    ["<Proxy balancer://app>¶</Proxy>¶ProxyPass / |", "balancer://app http://"],
    ["<Proxy balancer://app>¶</Proxy>¶<Location />¶ProxyPass |", "balancer://app !"],
    ["<Proxy balancer://app>¶</Proxy>¶<Proxy |>", "balancer://app"],
    ["<Proxy balancer://app>¶BalancerMember http://a |", "route= loadfactor= hcmethod=", "lbmethod="],
    ["<Proxy balancer://app>¶ProxySet |", "lbmethod= stickysession=", "route="],
    ["ProxyPass / http://a |", "timeout= nocanon", "lbmethod="],
    ["ProxyPass / http://a timeout=5 |", "retry=", "timeout="],
    ["ProxyPass / http://a keepalive=|", "On Off"],
    ["ProxyPass / balancer://a |", "lbmethod= stickysession="],
    ["ProxyHCTemplate t hcmethod=GET¶<Proxy balancer://a>¶BalancerMember http://a hctemplate=|", "t"],
    ["ExtFilterDefine mine cmd=x¶SetOutputFilter |", "mine DEFLATE"],
    ["SetOutputFilter INCLUDES;|", "DEFLATE", "INCLUDES"],
    ["SetInputFilter |", "DEFLATE", "INCLUDES"],
    ["AddOutputFilterByType DEFLATE |", "text/html"],
    ["SetHandler |", "server-status None form-login-handler"],
    ["AddType |", "image/svg+xml"],
    ["AddType image/svg+xml |", ".svg"],
    ["ForceType |", "None text/plain"],
    ["<IfVersion |>", "= >= ~"],
    ["<IfDirective |>", "Session"],
    ["<VirtualHost |>", "*:443"],
    ["<Directory /x>¶AllowOverrideList |", "None Session"],
    ["Define |", ""],
    ["<IfDefine ASKED>¶</IfDefine>¶Define |", "ASKED"],
  ]);
});

describe("paths", () => {
  const files = {
    "/srv/conf.d/a.conf": "",
    "/srv/conf.d/.hidden": "",
    "/srv/modules/mod_session.so": "",
    "/etc/tls/site.pem": "",
    "/srv/with blank/x": "",
  };

  it.each([
    ["Include |", ["conf.d/", "modules/"]],
    ["Include conf.d/|", ["a.conf"]],
    ["IncludeOptional conf.d/.|", [".hidden", "a.conf"]],
    ["SSLCertificateFile /etc/tls/|", ["site.pem"]],
    ["SSLCertificateFile '/etc/|'", ["tls/"]],
    ["<Directory /etc/|>", ["tls/"]],
    ["CustomLog /etc/| common", ["tls/"]],
    ["RewriteMap m txt:/etc/tls/|", ["site.pem"]],
    ["Define TLS /etc/tls¶SSLCertificateFile ${TLS}/|", ["site.pem"]],
    ["<IfFile !/etc/tls/|>", ["site.pem"]],
    ["Include /none/|", []],
    ["Include ${NONE}/|", []],
    ["Include conf.*/|", []],
  ])("%s begin at the ServerRoot", (text, wanted) => {
    expect(offered(text, { files })).toEqual(expect.arrayContaining(wanted));
    if (wanted.length === 0) expect(offered(text, { files })).toEqual([]);
  });

  it.each([
    ["Include conf.d/|", "a.conf", "Include conf.d/a.conf"],
    ["Include co|", "conf.d/", "Include conf.d/"],
    ["LoadModule session_module mod|", "modules/mod_session.so", "LoadModule session_module modules/mod_session.so"],
    ["LoadModule session_module modules/|", "mod_session.so", "LoadModule session_module modules/mod_session.so"],
    ['Include "w|"', "with blank/", 'Include "with blank/"'],
  ])("%s: %s continues the path", (text, label, result) => {
    expect(taken(text, label, false, { files })).toBe(result);
  });

  it("with blanks need quotes around them", () => {
    expect(offered("Include |", { files })).not.toContain("with blank/");
  });

  it("that are no UTF-8 cannot be offered", () => {
    expect(offered("Include x/|", { files: { "/srv/x/a\udce4.conf": "", "/srv/x/\u{1f600}.conf": "" } })).toEqual([
      "\u{1f600}.conf",
    ]);
  });
});
