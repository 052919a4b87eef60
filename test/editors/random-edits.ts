import type { Range, TextDocumentContentChangeEvent } from "vscode-languageserver-protocol";

/** Numbers below `limit`, the same ones for the same seed. */
export type Random = (limit: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** What people type, and what they leave half typed. */
const PIECES: readonly string[] = [
  "Session On\n",
  "SessionCookieName session path=/;HttpOnly;Secure\n",
  "SessionMaxAge 1800\n",
  "SessionMaxAge soon\n",
  "<Directory /srv/www>\n",
  "</Directory>\n",
  "<IfModule mod_ssl.c>\n",
  "</IfModule>\n",
  "<IfDefine STAGING>\n",
  "</IfDefine>\n",
  "<VirtualHost *:80>\n",
  "</VirtualHost>\n",
  "Define STAGING\n",
  "Define PORT 8080\n",
  "Listen ${PORT}\n",
  "UnDefine PORT\n",
  "Use Site shop\n",
  "<Macro Site $name>\n  ServerName $name.test\n</Macro>\n",
  "Include sites/site-3.conf\n",
  "IncludeOptional sites/none-*.conf\n",
  "RewriteRule ^/(a|b$ /c [L]\n",
  "RewriteEngine On\n",
  "LoadModule session_module modules/mod_session.so\n",
  'Header always set X-Frame-Options "DENY"\n',
  "Require all granted\n",
  "AllowOverride None\n",
  "# a comment \\\nthat goes on\n",
  "\\\n",
  "\n\n",
  '"',
  "${",
  "<",
  "ü€😀",
  "\r\n",
  "\t ",
  "\0",
];

/** One change of a text; `after` is what it leaves. */
export interface Edit {
  readonly change: TextDocumentContentChangeEvent;
  readonly after: string;
}

export function randomEdit(text: string, random: Random): Edit {
  const start = placeAt(text, random(text.length + 1));
  const longest = Math.min(text.length - start, random(4) === 0 ? 60 : 6);
  const end = random(3) === 0 ? placeAt(text, start + random(longest + 1)) : start;
  const newText = random(4) === 0 ? "" : (PIECES[random(PIECES.length)] as string);
  const after = text.slice(0, start) + newText + text.slice(end);
  if (random(200) === 0) return { change: { text: after }, after };
  return { change: { range: rangeOf(text, start, end), text: newText }, after };
}

/** Between CR and LF is no place. */
function placeAt(text: string, offset: number): number {
  return text[offset - 1] === "\r" && text[offset] === "\n" ? offset - 1 : offset;
}

/** Lines end as the protocol has it: at LF, CR LF or CR. */
function rangeOf(text: string, start: number, end: number): Range {
  return { start: positionOf(text, start), end: positionOf(text, end) };
}

function positionOf(text: string, offset: number): Range["start"] {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  const last = lines.at(-1) ?? "";
  return { line: lines.length - 1, character: last.length };
}

/** A server with `count` files, the main one included. */
export function randomTree(count: number, random: Random): Record<string, string> {
  const files: Record<string, string> = {
    "httpd.conf": [
      "ServerName tree.test",
      "Listen 80",
      "LoadModule mpm_event_module modules/mod_mpm_event.so",
      "LoadModule unixd_module modules/mod_unixd.so",
      "LoadModule authz_core_module modules/mod_authz_core.so",
      "LoadModule rewrite_module modules/mod_rewrite.so",
      "LoadModule headers_module modules/mod_headers.so",
      "LoadModule macro_module modules/mod_macro.so",
      "IncludeOptional sites/*.conf",
      "",
    ].join("\n"),
  };
  for (let at = 1; at < count; at++) {
    const pieces = Array.from({ length: 4 + random(10) }, () => PIECES[random(PIECES.length)]);
    files[`sites/site-${at}.conf`] = pieces.join("").replaceAll("\0", "");
  }
  return files;
}
