import type { Dice } from "../conformance/fuzz.ts";

/** Seeded directives of the session family, with values that are usual and values that httpd takes nevertheless. */

/** What `Options`-like things a place allows. */
export interface Place {
  /** `server`: main server or virtual host; `section`: a section of the server's files; `htaccess`: with an override. */
  readonly kind: "server" | "section" | "htaccess";
  /** Families that may stand here. */
  readonly families: readonly Family[];
  /** The only directives that may stand here (AllowOverrideList), in lower case. */
  readonly only?: readonly string[];
}

export type Family = "session" | "cookie" | "crypto" | "dbd" | "header" | "usertrack" | "dir" | "alias";

const cookieNames = split(
  "s|s|sid path=/|s path=/|s path=/;HttpOnly;Secure|s path=/;HttpOnly;Secure;SameSite=Lax|__Host-s path=/;secure;httponly;|" +
    '"s" path=/|s;a path=/|s; path=/|HttpOnly Secure|s path=/, HttpOnly, Secure|s path=/ "HttpOnly"|s   path=/app  ;  HttpOnly|' +
    "t domain=.one.test;path=/a|s\tpath=/;HttpOnly|t Version=1|s Max-Age=5;path=/|s path=/;HttpOnly=false|S.e-s_s%20 path=/|s HTTPONLY;SECURE|s ;Secure",
);
const dbdNames = split('k|k path=/|k path=/;HttpOnly;Secure|d path=/;Secure|s path=/;HttpOnly|"k" path=/');

const session: Readonly<Record<string, readonly string[]>> = {
  Session: split("On|On|On|On|Off"),
  SessionMaxAge: split("60|1800|3600|0|0|abc|30m|-5|31536000| +7|0x10|10.9|99999999999"),
  SessionExpiryUpdateInterval: split("0|10|600|5x"),
  SessionHeader: split("X-Replace-Session|X-Replace-Session|X-Session|x-replace-session|X-Other"),
  SessionEnv: split("On|On|Off"),
  SessionInclude: split("/|/a|/a/b|/b|/a/x.|/none"),
  SessionExclude: split("/b|/a/b/c|/a/page|/none|/c|/A"),
};

const sessionNames = split(
  "Session|Session|Session|SessionMaxAge|SessionMaxAge|SessionMaxAge|SessionExpiryUpdateInterval|SessionHeader|SessionHeader|SessionEnv|SessionEnv|SessionInclude|SessionExclude",
);

const cookie: Readonly<Record<string, readonly string[]>> = {
  SessionCookieName: cookieNames,
  SessionCookieName2: cookieNames,
  SessionCookieRemove: split("On|Off"),
};
const cookieKinds = split(
  "SessionCookieName|SessionCookieName|SessionCookieName|SessionCookieName|SessionCookieName2|SessionCookieRemove",
);

const crypto: Readonly<Record<string, readonly string[]>> = {
  SessionCryptoPassphrase: split('one|one two|"two words" three|four "" five'),
  SessionCryptoPassphraseFile: split("keys/good|keys/several|keys/empty|keys/comment"),
  SessionCryptoCipher: split("aes128|aes192|aes256|aes256|3des192|rot13|AES256"),
};
const cryptoKinds = split(
  "SessionCryptoPassphrase|SessionCryptoPassphrase|SessionCryptoPassphraseFile|SessionCryptoCipher",
);

const dbd: Readonly<Record<string, readonly string[]>> = {
  SessionDBDCookieName: dbdNames,
  SessionDBDCookieName2: dbdNames,
  SessionDBDCookieRemove: split("On|Off"),
  SessionDBDPerUser: split("Off|Off|On"),
  SessionDBDSelectLabel: split("selectsession|ownselect|none"),
  SessionDBDInsertLabel: split("insertsession|owninsert|none"),
  SessionDBDUpdateLabel: split("updatesession|ownupdate|none"),
  SessionDBDDeleteLabel: split("deletesession|owndelete|none"),
};
const dbdKinds = split(
  "SessionDBDCookieName|SessionDBDCookieName|SessionDBDCookieName|SessionDBDCookieName2|SessionDBDCookieRemove|SessionDBDPerUser|SessionDBDSelectLabel|SessionDBDInsertLabel|SessionDBDUpdateLabel|SessionDBDDeleteLabel",
);

const usertrack: Readonly<Record<string, readonly string[]>> = {
  CookieTracking: split("On|On|On|Off"),
  CookieName: split("visitor|Apache|a.b"),
  CookieDomain: split(".one.test|.test.example"),
  CookieExpires: split('3600|"2 weeks"|"plus 1 day 2 hours"|"2 weeks 1"|"1 minutes"'),
  CookieStyle: split("Netscape|Cookie|RFC2109|Cookie2|RFC2965|cookie2"),
  CookieSecure: split("On|Off"),
  CookieHTTPOnly: split("On|Off"),
  CookieSameSite: split("Strict|Lax|None|lax"),
};
const usertrackKinds = split(
  "CookieTracking|CookieTracking|CookieTracking|CookieName|CookieDomain|CookieExpires|CookieStyle|CookieSecure|CookieHTTPOnly|CookieSameSite",
);

const headerActions = [
  'edit Set-Cookie ^(.*)$ "$1; SameSite=Lax"',
  "edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure",
  'edit Set-Cookie "(?i);httponly" ;HTTPONLY',
  'edit Set-Cookie ";path=/" ";Path=/app"',
  'edit Set-Cookie "^([^=]+)=(.*)$" "__Host-$1=$2"',
  'edit Set-Cookie ";Version=1" ""',
  'edit Set-Cookie ";Secure" ""',
  "edit Set-Cookie Max-Age=\\d+ Max-Age=5",
  "edit Set-Cookie ^s= t=",
  'edit* Set-Cookie ";" "; "',
  'edit* Set-Cookie " *; *" ;',
  'edit Set-Cookie2 $ ";Port"',
  'edit Set-Cookie "^(((?!;HttpOnly).)*)$" "$1;HttpOnly"',
  'set Set-Cookie "app=1;path=/"',
  'add Set-Cookie "app=1;path=/"',
  'append Set-Cookie "app=2;path=/"',
  'merge Set-Cookie "app=1;path=/"',
  'setifempty Set-Cookie "app=3;Secure"',
  "unset Set-Cookie",
  'edit set-cookie ";path=(/[^;]*)" "&;Domain=$1.\\\\$1"',
  'edit Set-Cookie: "^(.*)$" $0;Priority=High%%',
  'edit* Set-Cookie "=" "="',
  'edit Set-Cookie "; *(Secure|HttpOnly)" ""',
  'edit* Set-Cookie ";[^;]*" ""',
  'merge Set-Cookie "path=/"',
  'set Set-Cookie2 "old=%%;Version=1"',
  "echo ^Set-Cookie$",
  'add Set-Cookie "b=1; c=2, d=3; e" early',
  'set Cache-Control "public, max-age=60"',
  "append Cache-Control no-store",
  "merge Cache-Control private",
  "unset Cache-Control",
  'edit Cache-Control no-cache "no-cache, must-revalidate"',
];
const environment = [
  "SetEnv FLAG 1",
  "SetEnv FLAG 1",
  "SetEnv FLAG",
  "UnsetEnv FLAG",
  "SetEnvIf Request_URI /b/ FLAG",
  "SetEnvIf Request_Method ^P !FLAG",
  "SetEnvIf Request_URI cgi$ FLAG=x OTHER",
];
const headerConditions = [
  "env=FLAG",
  "env=!FLAG",
  '"expr=true"',
  '"expr=false"',
  '"expr=%{REQUEST_URI} =~ m#^/a/b#"',
  "\"expr=%{REQUEST_METHOD} == 'POST'\"",
  "\"expr=%{HTTP_HOST} == 'two.test:@PORT@'\"",
];

function split(list: string): readonly string[] {
  return list.split("|");
}

/** One directive that may stand in the place; undefined when the dice chose one that may not. */
export function directive(dice: Dice, place: Place): string | undefined {
  const family = dice.pick(place.families);
  const line = lineOf(dice, family, place);
  const name = line.split(" ", 1)[0] ?? "";
  if (place.kind === "htaccess" && /^(?:SessionCryptoPassphraseFile|CookieExpires)$/i.test(name)) return undefined;
  if (place.only !== undefined && !place.only.includes(name.toLowerCase())) return undefined;
  return line;
}

/** Of mod_dir, which looks at other files in the course of a request. */
const dir: Readonly<Record<string, readonly string[]>> = {
  DirectoryIndex: split(
    "x.cgi|x.cgi|page.txt x.cgi|none x.cgi|none|disabled|/a/x.cgi|b/x.cgi r.cgi|b|index.html page.txt|page.txt/x|r.cgi?i=1|disabled x.cgi",
  ),
  DirectorySlash: split("On|Off"),
  DirectoryIndexRedirect: split("on|off|seeother"),
  DirectoryCheckHandler: split("On|Off"),
  FallbackResource: split("/a/x.cgi|/page.txt|/none|disabled|/b/|x.cgi"),
};
const dirKinds = split(
  "DirectoryIndex|DirectoryIndex|DirectoryIndex|DirectorySlash|DirectoryIndexRedirect|DirectoryCheckHandler|FallbackResource|FallbackResource",
);

/** Redirections; a URL alone may only stand in a section. */
const redirects = [
  "Redirect /a/page.txt /b/page.txt",
  "Redirect permanent /b http://one.test/a",
  "Redirect /a/b/ http://one.test/",
  "Redirect gone /a/r.cgi",
  "Redirect 404 /none",
  "RedirectMatch ^/a/(.*).txt$ /b/$1",
  "RedirectMatch 403 /b/x",
  "RedirectTemp /x.cgi /r.cgi",
  "RedirectPermanent /al http://one.test/al",
  "Redirect seeother /a/b/c /",
];
const wholeRedirects = [
  "Redirect http://one.test/",
  "Redirect seeother http://one.test/x",
  "Redirect gone",
  "Redirect 403",
];

const tables = { session, cookie, crypto, dbd, usertrack, dir };
const kinds = {
  session: sessionNames,
  cookie: cookieKinds,
  crypto: cryptoKinds,
  dbd: dbdKinds,
  usertrack: usertrackKinds,
  dir: dirKinds,
};

function lineOf(dice: Dice, family: Family, { kind }: Place): string {
  if (family === "header") return header(dice);
  if (family === "alias") return dice.pick(kind === "section" && dice.chance(0.15) ? wholeRedirects : redirects);
  return valued(dice, family);
}

function valued(dice: Dice, family: Exclude<Family, "header" | "alias">): string {
  const name = dice.pick(kinds[family]);
  const value = dice.pick(tables[family][name] ?? [""]);
  return `${dice.chance(0.05) ? name.toLowerCase() : name} ${value === "" ? '""' : value}`;
}

function header(dice: Dice): string {
  if (dice.chance(0.12)) return dice.pick(environment);
  const table = dice.pick(["", "", "always ", "always ", "onsuccess "]);
  const action = dice.pick(headerActions);
  const condition = dice.chance(0.25) && !action.endsWith(" early") ? ` ${dice.pick(headerConditions)}` : "";
  return `Header ${table}${action}${condition}`;
}

/** Between `least` and `most` of them. */
export function directives(dice: Dice, place: Place, least: number, most: number): string[] {
  if (place.families.length === 0) return [];
  const wanted = least + dice.upTo(most - least);
  return Array.from({ length: wanted }, () => directive(dice, place)).filter((line) => line !== undefined);
}

/** What a server that means to use sessions says at its top. */
export function opening(dice: Dice, families: readonly Family[]): string[] {
  const lines: string[] = [];
  if (families.includes("session")) {
    if (dice.chance(0.8)) lines.push("Session On");
    if (dice.chance(0.5)) lines.push(`SessionMaxAge ${dice.pick(["60", "1800", "3600"])}`);
    if (dice.chance(0.6)) lines.push("SessionHeader X-Replace-Session");
    if (dice.chance(0.5)) lines.push("SessionEnv On");
  }
  if (families.includes("cookie") && dice.chance(0.7)) lines.push(`SessionCookieName ${dice.pick(cookieNames)}`);
  if (families.includes("crypto") && dice.chance(0.4)) lines.push("SessionCryptoPassphrase one");
  if (families.includes("dbd") && dice.chance(0.5)) lines.push(`SessionDBDCookieName ${dice.pick(dbdNames)}`);
  if (families.includes("usertrack") && dice.chance(0.6)) lines.push("CookieTracking On");
  return lines;
}
