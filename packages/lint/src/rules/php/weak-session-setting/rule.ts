import { type ConfigNode, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix, Severity } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { placesOf } from "../../../model/places.ts";
import { isTls } from "../../../model/tls.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";

const DIRECTIVES: readonly string[] = ["php_flag", "php_value", "php_admin_flag", "php_admin_value"];

export const rule: Rule = defineRule({
  meta: {
    name: "php/weak-session-setting",
    aliases: ["SES133"],
    summary: "A PHP setting makes the sessions of applications less safe.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Used vs. Accepted Session ID Exchange Mechanisms" },
      { kind: "OWASP", id: "Session Management: Cookies" },
      {
        kind: "other",
        id: "PHP: session configuration",
        url: "https://www.php.net/manual/en/session.configuration.php",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    weak: (setting: string, value: string, harm: string) => `${setting} is ${value} here: ${harm}.`,
    flagValue: (setting: string, word: string, harm: string) =>
      `php_flag knows 'on' and '1' only, so '${word}' switches ${setting} off: ${harm}.`,
    usualName: () =>
      "PHPSESSID is what PHP calls the cookie anyway, and tells everybody what runs here. Leave the line out, or give the cookie a name of your own.",
  },

  check(context, messages) {
    for (const node of context.directives(...DIRECTIVES)) {
      const [setting = "", word = ""] = wordsOf(node);
      const key = setting.toLowerCase();
      if (isOverridden(context, node, key)) continue;
      if (key === "session.name" && /^phpsessid$/i.test(word)) {
        context.report({ message: messages.usualName(), location: locationOfArgument(node, 1), severity: "info" });
        continue;
      }
      const weakness = weaknessOf(key, word, node.key.endsWith("flag"));
      if (weakness === undefined || (key === "session.cookie_secure" && isPlainHttp(context, node))) continue;
      context.report({
        message:
          weakness.misread === true
            ? messages.flagValue(key, word, weakness.harm)
            : messages.weak(key, weakness.value, weakness.harm),
        location: locationOfArgument(node, 1),
        ...(weakness.severity === undefined ? {} : { severity: weakness.severity }),
        fixes: fixesFor(node, weakness),
      });
    }
  },
});

interface Weakness {
  readonly value: string;
  readonly harm: string;
  readonly better: string;
  readonly safe: boolean;
  readonly severity?: Severity;
  /** The word looks like the right value and is read as the wrong one. */
  readonly misread?: boolean;
}

/** The settings that are on or off: what they should be, and what happens otherwise. */
const SWITCHES: Readonly<Record<string, { readonly wanted: boolean; readonly harm: string }>> = {
  "session.cookie_httponly": { wanted: true, harm: "scripts can read the session cookie" },
  "session.cookie_secure": { wanted: true, harm: "the session cookie is sent over plain HTTP, too" },
  "session.use_only_cookies": { wanted: true, harm: "a session id in a URL is taken, so that another can choose it" },
  "session.use_trans_sid": { wanted: false, harm: "session ids get into URLs, and from there into logs and Referer" },
  "session.use_strict_mode": {
    wanted: true,
    harm: "a session id that PHP never gave out is taken, so that another can choose it",
  },
};

function weaknessOf(key: string, word: string, isFlag: boolean): Weakness | undefined {
  if (/\$\{/.test(word)) return undefined;
  if (key === "session.cookie_samesite" && !isFlag) {
    if (word !== "" && !/^none$/i.test(word)) return undefined;
    const value = word === "" ? "empty" : word;
    const harm = "other sites can send requests with the session of a user. Set it to Lax or Strict";
    return { value, harm, better: "Lax", safe: false, severity: "info" };
  }
  const known = SWITCHES[key];
  if (known === undefined) return undefined;
  const isOn = isFlag ? /^(?:on|1)$/i.test(word) : /^(?:on|yes|true)$/i.test(word) || Number.parseInt(word, 10) > 0;
  if (isOn === known.wanted) return undefined;
  const misread = isFlag && known.wanted && /^(?:yes|true|enabled?)$/i.test(word);
  const better = isFlag ? (known.wanted ? "on" : "off") : known.wanted ? "1" : "0";
  return { value: isOn ? "on" : "off", harm: known.harm, better, safe: true, misread };
}

/** Of several lines in one section the last one counts; the kind with `admin` and the other do not replace each other. */
function isOverridden(context: RuleContext, node: ConfigNode, key: string): boolean {
  const scope = context.scopeOf(node);
  const same = DIRECTIVES.flatMap((name) => scope.directives(name)).filter(
    (other) => wordsOf(other)[0]?.toLowerCase() === key && other.key.includes("admin") === node.key.includes("admin"),
  );
  return same.some((other) => other !== node && other.frame === node.frame && other.line.start > node.line.start);
}

/** Over plain HTTP a Secure cookie does not come back, so there the setting has to be off. */
function isPlainHttp(context: RuleContext, node: ConfigNode): boolean {
  if (!context.whole) return false;
  const scope = context.scopeOf(node);
  return !placesOf(context, ...DIRECTIVES, "SSLEngine").some((place) => {
    const isIn = place.scope === scope || (scope.kind === "server" && place.scope === place.host);
    return isIn && isTls(place);
  });
}

function fixesFor(node: ConfigNode, { better, safe }: Weakness): readonly Fix[] {
  if (!isEditable(node) || wordsOf(node).length !== 2) return [];
  const edit = { ...locationOfArgument(node, 1), newText: better };
  return [{ title: `Set it to ${better}`, safe, edits: [edit] }];
}
