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
    const all = formats(context);
    if (all.length === 0) return;
    const secrets = secretsOf(context);
    for (const each of all) {
      const { node, index, format } = each;
      const tokens = tokensOf(format, secrets);
      if (tokens.length === 0 || !isUsed(context, each)) continue;
      for (const { token, what } of tokens) {
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

const LOGS: readonly string[] = ["CustomLog", "GlobalLog", "ErrorLogFormat"];

/** Formats with variables in them, in logs and under names. */
function formats(context: RuleContext): readonly Format[] {
  // Most logs are named by the format they have, and are not cut into words for this.
  const hasVariable = (node: ConfigNode): boolean => node.argumentText.includes("%");
  return context
    .directives(...LOGS, "LogFormat")
    .filter(hasVariable)
    .flatMap((node) => {
      const index = indexOfFormat(node);
      const format = wordsOf(node)[index];
      return format === undefined ? [] : [{ node, index, format }];
    });
}

function indexOfFormat(node: ConfigNode): number {
  if (node.key === "logformat") return 0;
  // `ErrorLogFormat [connection|request] FORMAT`
  return node.key !== "errorlogformat" ? 1 : wordsOf(node).length > 1 ? 1 : 0;
}

/** A format that has only a name may be used by a file that is not seen; one without a name is that of TransferLog. */
function isUsed(context: RuleContext, { node }: Format): boolean {
  if (node.key !== "logformat" || !context.whole) return true;
  const name = wordsOf(node)[1];
  if (name === undefined) return context.directives("TransferLog").length > 0;
  return context.directives(...LOGS).some((log) => wordsOf(log)[indexOfFormat(log)] === name);
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
