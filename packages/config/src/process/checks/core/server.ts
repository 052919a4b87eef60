import { isWildcard } from "../../../read/paths.ts";
import { expressionError, unreadable } from "../../constraints.ts";
import { atoi, atol } from "../../numbers.ts";
import type { Effect } from "../../plain-arguments.ts";
import type { Call, Check, Fault } from "../../types.ts";

/** Status codes with a text in httpd's table (`status_lines`), as inclusive ranges. */
const STATUS_RANGES: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 417],
  [421, 424],
  [426, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

/** Whether httpd has a name for the status (`ap_index_of_response`). */
export function isKnownStatus(code: number): boolean {
  return STATUS_RANGES.some(([from, to]) => code >= from && code <= to);
}

/** `set_error_document` */
export const errorDocument: Check = ({ words: [code = "", text = ""], walk }) => {
  if (!isKnownStatus(atoi(code))) {
    return { code: "httpd/status-code", message: `Unsupported HTTP response code ${code}`, word: 0 };
  }
  if (text.toLowerCase() === "default") return undefined;
  // A text is stored behind a quote; paths and URLs are read as they are.
  const error = expressionError(walk, "string", text);
  if (error === undefined) return undefined;
  return {
    code: "httpd/expression",
    ...unreadable("Cannot parse expression in ErrorDocument", error),
    word: 1,
    escaped: true,
  };
};

/** `server_hostname_port` */
export const serverName: Check = ({ words }) => {
  const name = words[0] ?? "";
  const invalid = `Invalid ServerName "${name}" use ServerAlias to set multiple server names.`;
  if (isWildcard(name)) return { code: "httpd/server-name", message: invalid, word: 0 };
  const afterScheme = name.indexOf("://") > 0 ? name.slice(name.indexOf("://") + 3) : name;
  const colon = afterScheme.indexOf(":");
  if (colon < 0 || afterScheme.startsWith("://")) return undefined;
  const port = atoi(afterScheme.slice(colon + 1));
  if (port > 0 && port < 65536) return undefined;
  const message = `The port number "${name}" is outside the appropriate range (i.e., 1..65535).`;
  return { code: "httpd/port", message, word: 0 };
};

/** `set_server_alias` */
export const serverAlias: Check = ({ place }) =>
  place.server.isVirtual ? undefined : { code: "httpd/context", message: "ServerAlias only used in <VirtualHost>" };

/** `generate_message`: always refuses, in the author's words. */
export const errorDirective: Check = ({ text }) => {
  if (text === "") return { code: "httpd/error-directive", message: "The Error directive was used with no message." };
  const quote = text[0];
  const quoted = (quote === '"' || quote === "'") && text.endsWith(quote);
  return { code: "httpd/error-directive", message: quoted ? text.slice(1, -1) : text };
};

const LEVELS = new Set(
  "emerg alert crit error warn notice info debug trace1 trace2 trace3 trace4 trace5 trace6 trace7 trace8".split(" "),
);

/** `set_loglevel` */
export const logLevel: Check = (call) => {
  for (const [at, word] of call.words.entries()) {
    const message = levelFault(call, word);
    if (message !== undefined) return { code: "httpd/log-level", message, word: at };
  }
  return undefined;
};

const KEYWORD = "Log level keyword must be one of emerg/alert/crit/error/warn/notice/info/debug/trace1/.../trace8";

function levelFault({ walk }: Call, word: string): string | undefined {
  const colon = word.lastIndexOf(":");
  const level = word.slice(colon + 1);
  if (colon >= 0) {
    const module = word.slice(0, colon);
    if (level === "") return `Module specifier '${module}' must be followed by a log level keyword`;
    if (!LEVELS.has(level.toLowerCase())) return `${word}: ${KEYWORD}`;
    return walk.has(module) || walk.has(`${module}_module`) ? undefined : `Cannot find module ${module}`;
  }
  return LEVELS.has(level.toLowerCase()) ? undefined : KEYWORD;
}

/** `set_cgi_var` */
export const cgiVar: Check = ({ words: [variable = "", rule = ""] }) => {
  if (variable !== "REQUEST_URI") {
    return { code: "httpd/value", message: `Unrecognized CGI variable: "${variable}"`, word: 0 };
  }
  if (/^(?:original|current)-uri$/i.test(rule)) return undefined;
  return { code: "httpd/value", message: "Valid rules for REQUEST_URI are 'current-uri' and 'original-uri'", word: 1 };
};

/** `set_document_root`: of a virtual host a missing directory is only warned of, at the end. */
export const documentRoot: Check = ({ words, walk, node, place, command }) => {
  const absolute = walk.absolute(words[0] ?? "");
  if (walk.tree.profile.skipsDocumentRoot || walk.exists(node, absolute, "directory")) return undefined;
  if (place.server.isVirtual) {
    walk.warn("AH00112", "httpd/document-root", `Warning: DocumentRoot [${absolute}] does not exist`, node);
    return undefined;
  }
  const message = `${command.name} '${absolute}' is not a directory, or is not readable`;
  return { code: "httpd/file", message, word: 0 };
};

/** Without a look at the machine any will do. */
export const takeDocumentRoot: Effect = (path, run, line, _place, walk) => {
  if (walk.asksHost) return false;
  if (!walk.tree.profile.skipsDocumentRoot) walk.assumed.addFile(run, line, walk.absolute(path), "directory");
  return true;
};

/** `set_coredumpdir` */
export const coreDumpDirectory: Check = ({ words: [path = ""], walk, node }) => {
  const absolute = walk.absolute(path);
  if (!walk.exists(node, absolute, "any")) {
    return { code: "httpd/file", message: `CoreDumpDirectory ${absolute} does not exist`, word: 0 };
  }
  if (walk.exists(node, absolute, "directory")) return undefined;
  return { code: "httpd/file", message: `CoreDumpDirectory ${absolute} is not a directory`, word: 0 };
};

/** `ap_mpm_set_max_mem_free`, `ap_mpm_set_thread_stacksize`: strtol with a look at ERANGE. */
export const sizeOfPool: Check = ({ words: [word = ""], command }) => {
  const digits = /^[\t-\r ]*[+-]?\d+/.exec(word)?.[0].trim() ?? "0";
  if (atol(word) >= 0n && BigInt(digits) === atol(word)) return undefined;
  return { code: "httpd/value", message: `Invalid ${command.name} value: ${word}`, word: 0 };
};

/** AP_MAX_LIMIT_XML_BODY: a third of what 64 bits hold, because the text may grow while it is escaped. */
const MOST_XML = 3074457345618258601n;

/** `set_limit_xml_req_body` */
export const xmlRequestBody: Check = ({ words: [word = ""], command: { name } }) => {
  const size = atol(word);
  if (size >= 0n && size <= MOST_XML) return undefined;
  const message = size < 0n ? `${name} requires a non-negative integer.` : `${name} must not exceed ${MOST_XML}`;
  return { code: "httpd/value", message, word: 0 };
};

/** `set_recursion_limit` */
export const recursionLimit: Check = ({ words }) => {
  const at = words.findIndex((word, index) => atoi(word) <= 0 && !(index > 0 && word === ""));
  if (at < 0) return undefined;
  return { code: "httpd/value", message: "The recursion limit must be greater than zero.", word: at };
};

const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ["strict", "unsafe"],
  ["registeredmethods", "lenientmethods"],
  ["require1.0", "allow0.9"],
];

const SPELLING: Readonly<Record<string, string>> = {
  strict: "Strict",
  unsafe: "Unsafe",
  registeredmethods: "RegisteredMethods",
  lenientmethods: "LenientMethods",
  "require1.0": "Require1.0",
  "allow0.9": "Allow0.9",
};

/** `set_http_protocol_options`: each of three choices once per server. */
export const httpProtocolOptions: Check = ({ words, walk, place }) => {
  const chosen = walk.memory(protocolChoices);
  const before = chosen.get(place.server) ?? new Set<string>();
  chosen.set(place.server, before);
  for (const [at, word] of words.entries()) {
    const key = word.toLowerCase();
    if (!Object.hasOwn(SPELLING, key)) {
      const message = `HttpProtocolOptions accepts ${Object.values(SPELLING).join(", ")}; not '${word}'`;
      return { code: "httpd/value", message, word: at };
    }
    before.add(key);
    const pair = EXCLUSIVE.find((two) => two.includes(key));
    if (pair?.every((option) => before.has(option))) {
      const [one, two] = pair.map((option) => SPELLING[option]);
      return {
        code: "httpd/conflict",
        message: `HttpProtocolOptions '${one}' and '${two}' are mutually exclusive`,
        word: at,
      };
    }
  }
  return undefined;
};

function protocolChoices(): Map<object, Set<string>> {
  return new Map();
}

/** `set_etag_bits` */
export const fileETag: Check = ({ words }) => {
  for (const [at, word] of words.entries()) {
    const signed = word.startsWith("+") || word.startsWith("-");
    const key = (signed ? word.slice(1) : word).toLowerCase();
    if (key === "none" || key === "all") {
      if (!signed) continue;
      const shown = key === "none" ? "None" : "All";
      return etagFault(`FileETag keyword '${shown}' cannot be used with '+' or '-'`, at);
    }
    if (!["mtime", "lmtime", "lastmodified", "size", "inode", "digest"].includes(key)) {
      return etagFault(`Unknown keyword '${signed ? word.slice(1) : word}' for FileETag directive`, at);
    }
  }
  return undefined;
};

function etagFault(message: string, word: number): Fault {
  return { code: "httpd/value", message, word };
}

/** A directive that does nothing any more and says so. */
export const nameVirtualHost: Check = ({ walk, node }) => {
  walk.warn(
    "AH00548",
    "httpd/no-effect",
    "NameVirtualHost has no effect and will be removed in the next release",
    node,
  );
  return undefined;
};
