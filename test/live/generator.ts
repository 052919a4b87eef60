import { inflateSync } from "node:zlib";
import { loadLine } from "../conformance/case-files.ts";
import { type Dice, diceOf } from "../conformance/fuzz.ts";
import type { LiveRequest, StagedFiles } from "./httpd.ts";
import { READING_SCRIPT, WRITING_SCRIPT } from "./observe.ts";
import { directives, type Family, opening, type Place } from "./session-directives.ts";

/** Seeded server configurations with sessions in nested scopes; httpd accepts all of them. */

export interface GeneratedCase {
  readonly files: StagedFiles;
  readonly requests: readonly LiveRequest[];
}

const directoryPatterns = split(
  "@ROOT@ | / | @ROOT@/www | @ROOT@/www | @ROOT@/www/a | @ROOT@/www/a/ | @ROOT@/www/a/b | @ROOT@/www/a/b/c | @ROOT@/www/b | @ROOT@/other | " +
    "@ROOT@/other/a | @ROOT@/*/a | @ROOT@/www/* | @ROOT@/www/? | @ROOT@/www/[ab] | @ROOT@/*/a/b | @ROOT@/* | @ROOT@/www/none | " +
    '~ "^@ROOT@/www/a" | ~ /b/c$',
);
const directoryRegexes = split(
  '"^@ROOT@/www/a" | /b$ | "/a/b/" | "^.*/(www|other)/a/?$" | /www | "/c/?$" | (?i)/WWW/A | /www/$',
);
const filePatterns = split('x.cgi | *.cgi | page.* | ?.cgi | "page.txt" | none | ~ "\\.cgi$" | [xy].cgi | X.cgi | *');
const fileRegexes = split('\\.(cgi|txt)$ | ^x | "^[xy]\\.cgi$" | none | page');
const locationPatterns = split(
  '/ | / | /a | /a | /a/ | /a/b | /a/b/ | /a/x.cgi | /a/b/c | /b | /a/* | /*/x.cgi | /?/x.cgi | /a* | ~ "^/a" | /none | /A | /a/x | /a/[xp]*',
);
const locationRegexes = split(
  '^/a/b | \\.cgi$ | /x | (?i)^/A | "^/[ab]/" | ^/none | "^/a/(?<file>[^/]+)$" | ^/$ | ^/(b|none)',
);
const conditions = [
  "true",
  "false",
  "%{REQUEST_URI} == '/a/x.cgi'",
  "%{REQUEST_URI} =~ m#^/a/#",
  "%{HTTP_HOST} == 'one.test:@PORT@'",
  "%{HTTP_HOST} != 'two.test:@PORT@'",
  "%{REQUEST_METHOD} == 'GET'",
  "! %{REQUEST_METHOD} == 'POST'",
  "-n %{QUERY_STRING}",
  "%{REQUEST_URI} =~ /\\.cgi$/ && true",
  "%{HTTP_HOST} =~ /^one\\.test/ || %{HTTP_HOST} == 'three.test:@PORT2@'",
  "%{HTTPS} == 'on'",
  "%{QUERY_STRING} == 'q=1'",
];

function split(list: string): readonly string[] {
  return list.split(" | ");
}

const HTACCESS_FOLDERS = ["www", "www/a", "www/a/b", "www/a/b/c", "other", "other/a"] as const;

interface Making {
  readonly dice: Dice;
  readonly families: readonly Family[];
  readonly modules: readonly string[];
}

/** The configuration of a seed: the same every time. */
export function generatedCase(seed: number): GeneratedCase {
  const dice = diceOf(seed);
  const modules = chosenModules(dice);
  const making = { dice, modules, families: familiesOf(modules) };
  const overrides = chosenOverrides(dice);
  const form = modules.includes("auth_form");
  const lines = [
    ...modules.map(loadLine),
    ...foundation(making, overrides),
    ...opening(dice, making.families),
    ...shuffled(dice, [...blocks(making, 2, 7), ...hosts(making)]).flat(),
    ...(form ? formLogin(making) : []),
  ];
  const files: Record<string, StagedFiles[string]> = { ...site("www"), ...site("other"), ...ownFiles() };
  for (const [folder, place] of htaccessPlaces(making, overrides)) {
    files[`${folder}/.htaccess`] = [...blocks({ ...making, families: place.families }, 1, 2, place).flat(), ""].join(
      "\n",
    );
  }
  files["httpd.conf"] = [...lines, ""].join("\n");
  return { files, requests: requests(dice, form) };
}

function site(folder: string): StagedFiles {
  const files: Record<string, StagedFiles[string]> = {};
  for (const place of ["", "a/", "a/b/", "a/b/c/", "b/"]) {
    files[`${folder}/${place}x.cgi`] = { exec: WRITING_SCRIPT };
    files[`${folder}/${place}r.cgi`] = { exec: READING_SCRIPT };
    files[`${folder}/${place}page.txt`] = "page\n";
  }
  return files;
}

/**
 * A database of SQLite 3 with the table `session (key text, value text, expiry integer)` and nothing in it, deflated:
 * mod_dbd prepares its statements before it could make a table (DBDInitSQL).
 */
const DATABASE =
  "eNoLDvTJLElVSMsvyk0sUTBmYGJgZGRwUFBgYGBgBGImBgQA8VnQ+IQAI4NeMiMviMG4ggGIRgGZIIyRXVxamrGRuSQxKSe1OLW4ODM/D0oxOQe5Ooa4KoQ4Ovm4KkAFFTSyUysVSlIrSnQUyhJzSlOh7NSKgsyiSoXMvJLU9NQiTVDcoMTyKBhRAADRriVI";

function ownFiles(): StagedFiles {
  return {
    "keys/good": "# the key\nsecretword\n",
    "keys/several": "first second\nthird # rest\n",
    "keys/empty": "",
    "keys/comment": "# nothing\n",
    "sessions.db": { bytes: inflateSync(Buffer.from(DATABASE, "base64")) },
    users: "bob:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=\n",
  };
}

/** mod_session before its storages; all others in any order, which decides about hooks of the same rank. */
function chosenModules(dice: Dice): string[] {
  const some = (name: string, probability: number): string[] => (dice.chance(probability) ? [name] : []);
  const own = ["session", ...some("session_cookie", 0.88), ...some("session_crypto", 0.6), ...some("session_dbd", 0.3)];
  const session = dice.chance(0.96) ? own : [];
  const form = session.length > 0 && dice.chance(0.2) ? ["auth_form", "authn_file", "authz_user", "request"] : [];
  const database = session.includes("session_dbd") && dice.chance(0.9) ? ["dbd"] : [];
  const plain = [
    ...some("headers", 0.75),
    ...some("usertrack", 0.45),
    ...some("alias", 0.4),
    ...some("dir", 0.4),
    "env",
  ];
  const others = [...plain, ...form, ...database];
  const [first, ...rest] = session;
  const mixed = shuffled(dice, [...rest, ...others]);
  const at = mixed.findIndex((name) => name.startsWith("session_"));
  if (first !== undefined) mixed.splice(at < 0 ? 0 : dice.upTo(at), 0, first);
  return ["mpm_event", "authz_core", "authn_core", "cgi", "mime", "setenvif", ...mixed];
}

function familiesOf(modules: readonly string[]): Family[] {
  const families: Family[] = [];
  if (modules.includes("session")) families.push("session", "session", "session");
  if (modules.includes("session_cookie")) families.push("cookie", "cookie", "cookie");
  if (modules.includes("session_crypto")) families.push("crypto");
  if (modules.includes("session_dbd")) families.push("dbd");
  if (modules.includes("headers")) families.push("header", "header");
  if (modules.includes("usertrack")) families.push("usertrack");
  if (modules.includes("dir")) families.push("dir");
  if (modules.includes("alias")) families.push("alias");
  return families;
}

function shuffled<T>(dice: Dice, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: dice.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

interface Override {
  readonly lines: readonly string[];
  /** Undefined: no .htaccess is read, so that anything may stand in it. */
  readonly families: readonly Family[] | undefined;
  readonly only?: readonly string[];
}

const authConfig: readonly Family[] = ["session", "cookie", "crypto", "dbd"];
const fileInfo: readonly Family[] = ["header", "usertrack", "alias"];
const indexes: readonly Family[] = ["dir"];
const ALIASES = [
  "Alias /al @ROOT@/www/a",
  "Alias /al/ @ROOT@/other/a/",
  "Alias /al/b @ROOT@/other/a",
  'AliasMatch "^/al/(.*)" @ROOT@/www/a/$1',
];
const listed = ["Session", "SessionMaxAge", "SessionCookieName", "SessionHeader", "CookieTracking", "Header"];

/** AllowOverride does not put aside a list that is in effect for the folder above. */
const noList = "AllowOverrideList None";

function chosenOverride(dice: Dice): Override {
  // Here httpd may refuse the .htaccess, and every request with it.
  if (dice.chance(0.06)) return { lines: dice.pick([[], ["AllowOverride AuthConfig", noList]]), families: undefined };
  return dice.pick<Override>([
    { lines: ["AllowOverride None", noList], families: undefined },
    { lines: ["AllowOverride AuthConfig", noList], families: authConfig },
    { lines: ["AllowOverride FileInfo", noList], families: fileInfo },
    { lines: ["AllowOverride All", noList], families: [...authConfig, ...fileInfo, ...indexes] },
    { lines: ["AllowOverride AuthConfig Nonfatal=Override", noList], families: [...authConfig, ...fileInfo] },
    { lines: ["AllowOverride AuthConfig FileInfo", noList], families: [...authConfig, ...fileInfo] },
    {
      lines: ["AllowOverride None", `AllowOverrideList ${listed.join(" ")}`],
      families: ["session", "cookie", ...fileInfo],
      only: listed.map((name) => name.toLowerCase()),
    },
  ]);
}

/** For everything, and for www/a/b and below. */
function chosenOverrides(dice: Dice): readonly [Override, Override | undefined] {
  return [chosenOverride(dice), dice.chance(0.3) ? chosenOverride(dice) : undefined];
}

function htaccessPlaces(making: Making, [outer, inner]: readonly [Override, Override | undefined]): [string, Place][] {
  return HTACCESS_FOLDERS.filter(() => making.dice.chance(0.4)).map((folder) => {
    const { families, only } = folder.startsWith("www/a/b") ? (inner ?? outer) : outer;
    const loaded = making.families.filter((family) => families === undefined || families.includes(family));
    return [folder, { kind: "htaccess", families: loaded, ...(only === undefined ? {} : { only }) }];
  });
}

function foundation({ dice, modules }: Making, [outer, inner]: readonly [Override, Override | undefined]): string[] {
  const lines = [
    "ServerName main.test",
    "Listen 127.0.0.1:@PORT@",
    "Listen 127.0.0.1:@PORT2@",
    "ErrorLog error_log",
    "PidFile pid",
    "TypesConfig /dev/null",
    "DocumentRoot @ROOT@/www",
    "<Directory @ROOT@>",
    "Options +ExecCGI +FollowSymLinks",
    "AcceptPathInfo On",
    "AddHandler cgi-script .cgi",
    ...outer.lines,
    "</Directory>",
  ];
  if (inner !== undefined) lines.push("<Directory @ROOT@/www/a/b>", ...inner.lines, "</Directory>");
  if (dice.chance(0.3)) lines.push(`SetEnvIf Request_URI ${dice.pick(["^/a", "/b/", "\\.cgi$"])} FLAG`);
  if (modules.includes("alias")) lines.push(dice.pick(ALIASES));
  if (modules.includes("dir") && dice.chance(0.6)) lines.push(`DirectoryIndex ${dice.pick(["x.cgi", "none x.cgi"])}`);
  if (modules.includes("session_crypto") && dice.chance(0.1)) lines.push("SessionCryptoDriver openssl");
  if (modules.includes("dbd") && modules.includes("session_dbd")) lines.push(...database(dice));
  return lines;
}

function database(dice: Dice): string[] {
  const own = dice.chance(0.5) ? ["own"] : [];
  const statements = ["", ...own].flatMap((prefix) => {
    const suffix = prefix === "" ? "session" : "";
    return [
      `DBDPrepareSQL "select value from session where key = %s and (expiry = 0 or expiry > %lld)" ${prefix}select${suffix}`,
      `DBDPrepareSQL "insert into session (value, expiry, key) values (%s, %lld, %s)" ${prefix}insert${suffix}`,
      `DBDPrepareSQL "update session set value = %s, expiry = %lld, key = %s where key = %s" ${prefix}update${suffix}`,
      `DBDPrepareSQL "delete from session where key = %s" ${prefix}delete${suffix}`,
    ];
  });
  return ["DBDriver sqlite3", "DBDParams @ROOT@/sessions.db", ...statements];
}

const onServer = (families: readonly Family[]): Place => ({ kind: "server", families });
const inSection = (families: readonly Family[]): Place => ({ kind: "section", families });

/** Runs of directives and sections of one server, in file order. */
function blocks(making: Making, least: number, most: number, place: Place = onServer(making.families)): string[][] {
  const { dice } = making;
  const count = least + dice.upTo(most - least);
  return Array.from({ length: count }, () => {
    const lines = block(making, place);
    // AllowOverrideList would have to name these conditions, too.
    return place.only === undefined ? wrapped(dice, lines) : lines;
  });
}

const SECTIONS = split(
  "Directory | Directory | DirectoryMatch | Files | FilesMatch | Location | Location | LocationMatch",
);

function block({ dice, families }: Making, place: Place): string[] {
  const isHtaccess = place.kind === "htaccess";
  if (place.only !== undefined || dice.chance(isHtaccess ? 0.65 : 0.25)) return directives(dice, place, 1, 3);
  const inner: Place = isHtaccess ? place : inSection(families);
  if (dice.chance(0.15)) return chain(dice, inner);
  if (isHtaccess) return section(dice, inner, dice.chance(0.5) ? "Files" : "FilesMatch");
  return section(dice, inner, dice.pick(SECTIONS));
}

/** Between conditions that httpd decides while it reads. */
function wrapped(dice: Dice, lines: string[]): string[] {
  if (!dice.chance(0.1)) return lines;
  const [name, test] = dice.pick([
    ["IfModule", "mod_session.c"],
    ["IfModule", "!session_crypto_module"],
    ["IfDefine", "!NONE"],
    ["IfVersion", ">= 2.4.60"],
  ] as const);
  return [`<${name} ${test}>`, ...lines, `</${name}>`];
}

const patternsOf: Readonly<Record<string, readonly string[]>> = {
  Directory: directoryPatterns,
  DirectoryMatch: directoryRegexes,
  Files: filePatterns,
  FilesMatch: fileRegexes,
  Location: locationPatterns,
  LocationMatch: locationRegexes,
};

function section(dice: Dice, place: Place, kind: string): string[] {
  const parts = directives(dice, place, 1, 4).map((line) => [line]);
  const add = (lines: string[]): unknown => parts.splice(dice.upTo(parts.length), 0, lines);
  if (kind.startsWith("Directory") && dice.chance(0.3)) {
    add(section(dice, place, dice.chance(0.6) ? "Files" : "FilesMatch"));
  }
  if (dice.chance(0.15)) add(chain(dice, place));
  if (dice.chance(0.06) && place.kind === "section") {
    const limit = dice.pick(["Limit POST", "LimitExcept GET", "Limit GET"]);
    add([`<${limit}>`, ...directives(dice, place, 1, 2), `</${limit.split(" ")[0]}>`]);
  }
  return [`<${kind} ${dice.pick(patternsOf[kind] ?? [""])}>`, ...parts.flat(), `</${kind}>`];
}

function chain(dice: Dice, place: Place): string[] {
  const inner = dice.chance(0.2) ? chain(dice, place) : [];
  const lines = [`<If "${dice.pick(conditions)}">`, ...directives(dice, place, 1, 2), ...inner, "</If>"];
  if (dice.chance(0.4))
    lines.push(`<ElseIf "${dice.pick(conditions)}">`, ...directives(dice, place, 1, 2), "</ElseIf>");
  if (dice.chance(0.4)) lines.push("<Else>", ...directives(dice, place, 1, 2), "</Else>");
  return lines;
}

function hosts(making: Making): string[][] {
  const { dice } = making;
  const named: [string, string, number][] = [
    ["one.test", "127.0.0.1:@PORT@", 0.75],
    ["two.test", dice.chance(0.2) ? "*:@PORT@" : "127.0.0.1:@PORT@", 0.6],
    ["three.test", "127.0.0.1:@PORT2@", 0.6],
  ];
  return named
    .filter(([, , probability]) => dice.chance(probability))
    .map(([name, address]) => {
      const lines = [`<VirtualHost ${address}>`, `ServerName ${name}`];
      if (dice.chance(0.3)) lines.push(`ServerAlias *.${name}`);
      if (name === "two.test" || dice.chance(0.3))
        lines.push(`DocumentRoot @ROOT@/${dice.pick(["www", "other", "other"])}`);
      // For this host alone no .htaccess of www and www/a is read.
      if (dice.chance(0.1)) lines.push("<Directory @ROOT@/www>", "AllowOverride None", noList, "</Directory>");
      return [...lines, ...blocks(making, 0, 5).flat(), "</VirtualHost>"];
    });
}

function formLogin({ dice, families }: Making): string[] {
  const lines = ["AuthType form", "AuthName realm", "AuthFormProvider file", "AuthUserFile @ROOT@/users"];
  lines.push("Require all granted");
  if (dice.chance(0.8)) lines.push("Session On");
  if (dice.chance(0.4)) lines.push("AuthFormLoginSuccessLocation /a/page.txt");
  const own = directives(dice, inSection(families), 0, 2);
  return ["<Location /login>", "SetHandler form-login-handler", ...lines, ...own, "</Location>"];
}

/** A script with PATH_INFO is none of them: httpd looks that path up for it (PATH_TRANSLATED), and mod_session as well. */
const targets = split(
  "/a/x.cgi | /a/x.cgi | /a/b/x.cgi | /a/b/c/x.cgi | /b/x.cgi | /x.cgi | /a/r.cgi | /a/b/r.cgi | /a/page.txt | /a/b/page.txt | /b/page.txt | " +
    "/a/none | /none | /a/b/none.txt | /a/x.cgi?q=1 | /a/page.txt/extra | /%61/x.cgi | //a//x.cgi | / | /a | /a/ | /b/ | /a/b | /a/b/ | /a/b/c/?q | /none/x | /a/none.cgi | /al/x.cgi | /al/b/page.txt | /a/./b/../x.cgi | /a/page.txt?x",
);

function requests(dice: Dice, form: boolean): LiveRequest[] {
  const hostNames = [
    "one.test",
    "one.test",
    "two.test",
    "three.test",
    "www.two.test",
    "main.test",
    "else.test",
    "ONE.Test",
    "a.b.one.test",
    "one.test.",
  ];
  const asked = Array.from({ length: 6 + dice.upTo(3) }, (): LiveRequest => {
    const method = dice.pick(["GET", "GET", "GET", "GET", "POST", "HEAD"] as const);
    const target = dice.pick(targets);
    const port = dice.chance(0.75) ? 1 : 2;
    const request = { method, target, host: dice.pick(hostNames), port } as const;
    return method === "POST" ? { ...request, body: "x=1" } : request;
  });
  if (!form) return asked;
  const host = dice.pick(hostNames);
  const entered = ["httpd_username=bob&httpd_password=test", "httpd_username=bob&httpd_password=wrong"];
  for (const body of entered) asked.push({ method: "POST", target: "/login", host, port: 1, body });
  return asked;
}
