import { type ConfigNode, locationOfArgument, wordsOf, writtenArguments } from "@httpd-lint/config";
import type { Fix, Location } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/secret-in-log",
    aliases: ["SES134"],
    summary: "A log takes down session ids, the content of sessions, or credentials.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Logging Sessions Life Cycle" },
      { kind: "CWE", id: "CWE-532" },
      {
        kind: "httpd",
        id: "Custom Log Formats",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    logged: (token: string, what: string) =>
      `${token} writes ${what} into the log, where it is good for whoever reads the log. Leave it out.`,
  },

  check(context, messages) {
    const secrets = secretsOf(context);
    for (const { node, index, format } of usedFormats(context)) {
      for (const { token, what } of tokensOf(format, secrets)) {
        const location = placeOf(node, index, token);
        context.report({
          message: messages.logged(token, what),
          location: location ?? locationOfArgument(node, index),
          fixes: fixesFor(node, location),
        });
      }
    }
  },
});

interface Format {
  readonly node: ConfigNode;
  /** The word that is the format. */
  readonly index: number;
  readonly format: string;
}

/** Formats that something is logged in. One that has only a name may be used by a file that is not seen. */
function usedFormats(context: RuleContext): readonly Format[] {
  const own = context.directives("CustomLog", "GlobalLog", "ErrorLogFormat").flatMap((node) => {
    const words = wordsOf(node);
    // `ErrorLogFormat [connection|request] FORMAT`
    const index = node.key !== "errorlogformat" ? 1 : words.length > 1 ? 1 : 0;
    return words[index] === undefined ? [] : [{ node, index, format: words[index] }];
  });
  const names = new Set(own.map(({ format }) => format));
  // Without a name it is the format of TransferLog.
  const named = context.directives("LogFormat").flatMap((node) => {
    const [format = "", name] = wordsOf(node);
    const isUsed =
      !context.whole || (name === undefined ? context.directives("TransferLog").length > 0 : names.has(name));
    return isUsed ? [{ node, index: 0, format }] : [];
  });
  return [...own, ...named];
}

interface Secrets {
  /** In lower case. */
  readonly headers: ReadonlySet<string>;
  readonly cookies: ReadonlySet<string>;
}

function secretsOf(context: RuleContext): Secrets {
  const first = (...names: readonly string[]): string[] =>
    context.directives(...names).map((node) => (wordsOf(node)[0] ?? "").toLowerCase());
  const cookies = first("SessionCookieName", "SessionCookieName2", "SessionDBDCookieName", "SessionDBDCookieName2");
  return {
    headers: new Set(["x-replace-session", ...first("SessionHeader")]),
    cookies: new Set(["phpsessid", "jsessionid", ...cookies.map((name) => name.replace(/^["']|["']$/g, ""))]),
  };
}

interface Token {
  readonly token: string;
  readonly what: string;
}

const TOKEN = /%[!<>,\d]*\{([^}]*)\}([a-z])/gi;

function tokensOf(format: string, secrets: Secrets): readonly Token[] {
  // Most logs are named by the format they have.
  if (!format.includes("{")) return [];
  return [...format.matchAll(TOKEN)].flatMap(([token, name = "", letter = ""]) => {
    const what = secretIn(name.toLowerCase(), letter, secrets);
    return what === undefined ? [] : [{ token, what }];
  });
}

function secretIn(name: string, letter: string, { headers, cookies }: Secrets): string | undefined {
  if (letter === "i" && name === "cookie") return "every cookie of the request, session ids among them,";
  if (letter === "o" && /^set-cookie2?$/.test(name)) return "every cookie that is set, session ids among them,";
  if (letter === "i" && /^(?:proxy-)?authorization$/.test(name)) return "the credentials of the request";
  if (letter === "e" && name === "http_session") return "the content of the session";
  if ((letter === "o" || letter === "i") && headers.has(name)) return "the content of the session";
  return letter === "C" && cookies.has(name) ? "the session cookie" : undefined;
}

function placeOf(node: ConfigNode, index: number, token: string): Location | undefined {
  const written = writtenArguments(node)[index];
  const at = written?.raw.indexOf(token) ?? -1;
  if (written === undefined || at < 0) return undefined;
  const start = written.start + at;
  const isExact = node.frame.file.text.startsWith(token, start);
  return isExact ? { file: node.frame.file.path, start, end: start + token.length } : undefined;
}

/** A hyphen is what httpd logs for nothing, so that programs that read the log find as many fields as before. */
function fixesFor(node: ConfigNode, location: Location | undefined): readonly Fix[] {
  if (location === undefined || !isEditable(node)) return [];
  return [{ title: "Log '-' in its place", safe: false, edits: [{ ...location, newText: "-" }] }];
}
