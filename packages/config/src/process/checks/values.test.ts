import { describe, expect, it } from "vitest";
import { check } from "../../testing/checked.ts";

/** Directives of one kind: lines that httpd takes, and others with what is underlined and what is said. */
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
    title: "sizes and numbers of the core",
    taken: [
      "LimitRequestBody 0",
      "MaxRanges unlimited",
      "MaxRanges 5",
      "MaxKeepAliveRequests -1",
      "LimitInternalRecursion 5 10",
      "RLimitCPU abc",
      "ThreadsPerChild 0",
    ],
    refused: [
      ["LimitRequestBody 10x", "10x", "httpd/value", "LimitRequestBody: '10x' is not a whole number"],
      ["LimitRequestBody -1", "-1", "httpd/value", "LimitRequestBody: '-1' must be at least 0"],
      ["LimitRequestLine -1", "-1", "httpd/value", "LimitRequestLine: '-1' must be at least 0"],
      ["LimitXMLRequestBody -1", "-1", "httpd/value", "LimitXMLRequestBody requires a non-negative integer."],
      [
        "MaxRanges abc",
        "abc",
        "httpd/value",
        "MaxRanges: 'abc', which httpd reads as 0, must be none or default or unlimited or at least 1",
      ],
      ["LimitInternalRecursion 5 0", "0", "httpd/value", "The recursion limit must be greater than zero."],
    ],
  },
  {
    title: "times of the core",
    taken: ["Timeout 60", "Timeout abc", "KeepAliveTimeout 100ms", "KeepAliveTimeout 5", "KeepAliveTimeout 2mi"],
    refused: [
      [
        "KeepAliveTimeout 5x",
        "5x",
        "httpd/value",
        "KeepAliveTimeout: '5x' is not a time: a number with ms, s, mi, h or nothing (s) behind it",
      ],
    ],
  },
  {
    title: "words of the core",
    taken: [
      "UseCanonicalName DNS",
      "ServerTokens prod",
      "TraceEnable extended",
      "AllowEncodedSlashes NoDecode",
      "HostnameLookups double",
      "LogLevel warn core:trace8 core_module:debug",
      "HttpProtocolOptions Strict LenientMethods Allow0.9",
      "FileETag +MTime -Size",
      "ErrorDocument 404 default",
      "ServerName https://example.org:8443",
    ],
    refused: [
      ["UseCanonicalName maybe", "maybe", "httpd/value", "UseCanonicalName: 'maybe' is not one of on, off, dns"],
      [
        "TraceEnable extend",
        "extend",
        "httpd/value",
        "TraceEnable: 'extend' is not one of on, off, extended; did you mean 'extended'?",
      ],
      ["LogLevel warn nope:debug", "nope:debug", "httpd/log-level", "Cannot find module nope"],
      ["LogLevel core:", "core:", "httpd/log-level", "Module specifier 'core' must be followed by a log level keyword"],
      [
        "HttpProtocolOptions Strict Unsafe",
        "Unsafe",
        "httpd/conflict",
        "HttpProtocolOptions 'Strict' and 'Unsafe' are mutually exclusive",
      ],
      ["FileETag +MTime -None", "-None", "httpd/value", "FileETag keyword 'None' cannot be used with '+' or '-'"],
      ["ErrorDocument 600 /x", "600", "httpd/status-code", "Unsupported HTTP response code 600"],
      [
        "ServerName host:99999",
        "host:99999",
        "httpd/port",
        'The port number "host:99999" is outside the appropriate range (i.e., 1..65535).',
      ],
      [
        'ServerName "*.example.org"',
        '"*.example.org"',
        "httpd/server-name",
        'Invalid ServerName "*.example.org" use ServerAlias to set multiple server names.',
      ],
      ["Error nothing works", "Error nothing works", "httpd/error-directive", "nothing works"],
    ],
  },
  {
    title: "addresses to listen on",
    taken: ["Listen 80", "Listen *:80", "Listen [::1]:80 https", "Listen 127.0.0.1:8080"],
    refused: [
      ["Listen abc", "abc", "httpd/listen", "Port must be specified"],
      ["Listen 99999", "99999", "httpd/listen", "Invalid address or port"],
      ["Listen 80 http more", "Listen 80 http more", "httpd/listen", "Listen requires 1 or 2 arguments."],
    ],
  },
  {
    title: "Options",
    taken: [
      "Options Indexes FollowSymLinks",
      "Options +Indexes -FollowSymLinks",
      "Options All -Indexes",
      "Options None",
    ],
    refused: [
      ["Options Indexs", "Indexs", "httpd/options", "Illegal option Indexs"],
      [
        "Options +Indexes FollowSymLinks",
        "FollowSymLinks",
        "httpd/options",
        "Either all Options must start with + or -, or no Option may.",
      ],
      [
        "Options Indexes -FollowSymLinks",
        "-FollowSymLinks",
        "httpd/options",
        "Either all Options must start with + or -, or no Option may.",
      ],
      ["Options Indexes None", "None", "httpd/options", "'Options None' must be the first Option given."],
      ["Options Indexes All", "All", "httpd/options", "'Options All' must be the first option given."],
      ["Options +None", "+None", "httpd/options", "You may not use 'Options +None' or 'Options -None'."],
    ],
  },
  {
    title: "formats of the access log",
    modules: "ssl",
    taken: [
      'LogFormat "%h %l %u %t \\"%r\\" %>s %b" common',
      'LogFormat "%!200,304{User-Agent}i %{SSL_PROTOCOL}x %{A}^ti 100%%" x',
      'CustomLog logs/a "%h" env=!dontlog',
      'CustomLog "|rotate" common "expr=%{REQUEST_STATUS} -ge 400"',
    ],
    refused: [
      ['LogFormat "%Q" x', '"%Q"', "httpd/log-format", "LogFormat: there is no log item %Q (with the modules loaded)"],
      ['LogFormat "%I" x', '"%I"', "httpd/log-format", "LogFormat: there is no log item %I (with the modules loaded)"],
      [
        'LogFormat "100%" x',
        '"100%"',
        "httpd/log-format",
        "LogFormat: the format ends within a % item; a percent sign itself is written %%",
      ],
      [
        'CustomLog logs/a "%{Referer"',
        '"%{Referer"',
        "httpd/log-format",
        "CustomLog: the format ends within a % item; a percent sign itself is written %%",
      ],
      ['CustomLog logs/a "%h" env=', "env=", "httpd/value", "CustomLog: 'env=' needs the name of a variable behind it"],
      [
        'CustomLog logs/a "%h" onlyif',
        "onlyif",
        "httpd/value",
        "CustomLog: 'onlyif' is no condition: it must begin with env= or expr=",
      ],
    ],
  },
  {
    title: "formats of the error log",
    taken: ['ErrorLogFormat "[%{cu}t] [%-m:%l] %M"', 'ErrorLogFormat connection "%k"', 'ErrorLogFormat request "%+L"'],
    refused: [
      [
        'ErrorLogFormat "%t %m"',
        '"%t %m"',
        "httpd/log-format",
        "main ErrorLogFormat must contain message format string '%M'",
      ],
      ['ErrorLogFormat "%M %Q"', '"%M %Q"', "httpd/log-format", "Unrecognized error log format directive %Q"],
      [
        'ErrorLogFormat request "%M"',
        '"%M"',
        "httpd/log-format",
        "%M cannot be used in once-per-request or once-per-connection formats",
      ],
      ['ErrorLogFormat "%+M"', '"%+M"', "httpd/log-format", "The '+' flag cannot be used in the main error log format"],
    ],
  },
  {
    title: "sessions",
    modules: "session session_cookie session_crypto session_dbd dbd",
    taken: [
      "SessionMaxAge abc",
      "SessionMaxAge -5",
      "SessionCookieName session path=/;HttpOnly;Secure",
      "SessionCookieName session; path=/",
      'SessionCookieName "session" path=/',
      "SessionExpiryUpdateInterval abc",
      "SessionCryptoPassphrase one two",
      "SessionCryptoPassphrase exec:/no/such/program",
      "SessionCryptoCipher aes257",
    ],
    refused: [
      [
        'SessionMaxAge ""',
        'SessionMaxAge ""',
        "httpd/argument-count",
        "SessionMaxAge takes one argument, usage: SessionMaxAge maxage",
      ],
      ["Session yes", "yes", "httpd/on-or-off", "Session must be On or Off"],
      [
        "SessionCookieName session=1 path=/",
        "session=1",
        "httpd/cookie-name",
        "SessionCookieName: the name of the cookie must not hold '='; attributes follow it behind a blank",
      ],
      [
        "SessionDBDCookieName a;b path=/",
        "a;b",
        "httpd/cookie-name",
        "SessionDBDCookieName: the name of the cookie must not hold ';'; attributes follow it behind a blank",
      ],
      [
        "SessionCookieName",
        "SessionCookieName",
        "httpd/argument-count",
        "SessionCookieName needs the name of the cookie",
      ],
      ["SessionExpiryUpdateInterval -1", "-1", "httpd/value", "SessionExpiryUpdateInterval: '-1' must be at least 0"],
      [
        "SessionInclude /a /b",
        "/b",
        "httpd/argument-count",
        "SessionInclude takes one argument, usage: SessionInclude path",
      ],
    ],
  },
  {
    title: "headers",
    modules: "headers",
    taken: [
      "Header always set X-Frame-Options DENY",
      "Header onsuccess unset X",
      "Header unset X early",
      'Header set X "50%"',
      'Header set X "%{FOO}e %t %D"',
      'Header set X "expr=%{HTTP_HOST}"',
      "Header edit Set-Cookie ^(.*)$ $1;Secure env=HTTPS",
      "RequestHeader set X y \"expr=%{HTTP_HOST} == 'a'\"",
    ],
    refused: [
      [
        "Header sett X y",
        "sett",
        "httpd/value",
        "Header: the action must be one of add, set, setifempty, append, merge, unset, echo, note, edit, edit*",
      ],
      ["Header set X", "Header set X", "httpd/argument-count", "Header: set needs the header's name and its value"],
      [
        "Header set X value with blanks",
        "blanks",
        "httpd/argument-count",
        "Header: there are too many words; quote what belongs together",
      ],
      ["Header set X a env=", "env=", "httpd/value", "Header: env= needs the name of a variable behind it"],
      [
        'Header set X "50% off"',
        '"50% off"',
        "httpd/header-format",
        "Header: '% ' is no item of a header format; a percent sign itself is written %%",
      ],
      [
        "Header set X expr=%{HTTP_HOSTX}",
        "expr=%{HTTP_HOSTX}",
        "httpd/expression",
        "Header: the expression cannot be read: Variable 'HTTP_HOSTX' does not exist",
      ],
      ["RequestHeader echo ^X", "echo", "httpd/value", "RequestHeader: 'echo' is for response headers only"],
    ],
  },
  {
    title: "times of expiry",
    modules: "expires",
    taken: ["ExpiresDefault A3600", 'ExpiresDefault "access plus 1 month 2 days"', "ExpiresByType text/html M60"],
    refused: [
      [
        'ExpiresDefault "access plus 1 mnth"',
        '"access plus 1 mnth"',
        "httpd/expires",
        "ExpiresDefault: 'mnth' is no unit of time: years, months, weeks, days, hours, minutes, seconds",
      ],
      [
        'ExpiresDefault "later plus 1 day"',
        '"later plus 1 day"',
        "httpd/expires",
        "ExpiresDefault: 'later' is no time to count from: now, access, modification",
      ],
      ["ExpiresByType text A1", "text", "httpd/value", "ExpiresByType: 'text' is no media type: it has no slash"],
    ],
  },
  {
    title: "programs of mod_sed",
    modules: "sed",
    section: "Location /",
    taken: [
      "OutputSed s/a/b/",
      'OutputSed "s/\\(a\\)/\\1/g"',
      'OutputSed "/a/d;$!N"',
      'InputSed "1,3p"',
      'InputSed "y/abc/def/"',
    ],
    refused: [
      ['OutputSed "s/a/b"', '"s/a/b"', "httpd/value", "OutputSed: the replacement does not end in '/'"],
      [
        'OutputSed "s/a/\\1/"',
        '"s/a/\\1/"',
        "httpd/value",
        "OutputSed: the pattern has no group 1, which the replacement names",
      ],
      ['OutputSed "k"', '"k"', "httpd/value", "OutputSed: 'k' is no command of mod_sed"],
      ['OutputSed "}"', '"}"', "httpd/value", "OutputSed: '}' closes no '{'"],
      [
        'InputSed "s//x/"',
        '"s//x/"',
        "httpd/value",
        "InputSed: an empty pattern stands for the one before it, and there is none",
      ],
      ['InputSed "1,2="', '"1,2="', "httpd/value", "InputSed: '=' takes one address at most"],
      ['InputSed "y/abc/de/"', '"y/abc/de/"', "httpd/value", "InputSed: the two lists are not as long as each other"],
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

describe("directives that know of each other", () => {
  it("two Listen of one address are one too many", () => {
    expect(check("Listen 80\nListen 8080\nListen *:80").errors).toEqual([
      "3 httpd/listen [*:80] Cannot define multiple Listeners on the same IP:port",
    ]);
  });

  it("HttpProtocolOptions add up within a server, not across virtual hosts", () => {
    const text = "HttpProtocolOptions Strict\n<VirtualHost *:80>\nHttpProtocolOptions Unsafe\n</VirtualHost>\n";
    expect(check(text).errors).toEqual([]);
    expect(check(`${text}HttpProtocolOptions Unsafe`).errors).toHaveLength(1);
  });

  it("lines of mod_sed are one program for each place and filter", () => {
    const errors = (lines: string): readonly string[] =>
      check(`<Location />\n${lines}\n</Location>`, { modules: "sed" }).errors;
    expect(errors("InputSed s/a/b/\nInputSed s//c/")).toEqual([]);
    expect(errors("InputSed s/a/b/\nOutputSed s//c/")).toHaveLength(1);
    expect(errors("InputSed s/a/b/\n</Location>\n<Location /b>\nInputSed s//c/")).toHaveLength(1);
    expect(errors('InputSed ":a"\nInputSed ":a"')[0]).toContain("the label 'a' is there already");
  });

  it("a method that RegisterHttpMethod names is known from then on", () => {
    const section = "<Directory /a>\nRequire method GET PURGE\n</Directory>\n";
    const setting = { modules: "authz_core" };
    expect(check(`RegisterHttpMethod PURGE\n${section}`, setting).errors).toEqual([]);
    expect(check(`${section}RegisterHttpMethod PURGE`, setting).errors).toEqual([
      "2 httpd/value [PURGE] Require method: 'PURGE' is no method that httpd knows",
    ]);
  });
});
