import { type Condition, type ConfigTree, wordsOf } from "@httpd-lint/config";
import { argumentsOf, nameOf } from "@httpd-lint/grammar";
import { skippedDirectives } from "../../../model/false-bodies.ts";
import { placeText } from "../../../modules/load-module.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { mayApply, sessionPlaces } from "../../../session/sessions.ts";

const PROTECTION = /^session(crypto(passphrase|passphrasefile|cipher)|(dbd)?cookiename2?|maxage)$/;

export const rule: Rule = defineRule({
  meta: {
    name: "session/protection-in-false-condition",
    aliases: ["SES003"],
    summary: "Settings that protect a session are skipped, and the session runs without them.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [{ kind: "httpd", id: "IfModule", url: "https://httpd.apache.org/docs/2.4/mod/core.html#ifmodule" }],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    skipped: (directive: string, condition: string, session: string) =>
      `httpd skips ${directive}: ${condition} is false here. The session that is switched on at ${session} runs without it. Set it outside of the condition.`,
    tooEarly: (directive: string, condition: string, load: string, session: string) =>
      `httpd skips ${directive}: ${condition} is decided while reading, and the module is loaded only later, at ${load}. The session that is switched on at ${session} runs without it. Move the LoadModule up.`,
  },

  check(context, messages) {
    const places = sessionPlaces(context);
    if (places.length === 0) return;
    for (const { condition, line } of skippedDirectives(context.tree, false)) {
      const { file } = condition.node.frame;
      const name = nameOf(file.syntax, line);
      if (
        !isProtection(
          name,
          argumentsOf(file.syntax, line).map((argument) => argument.value),
        )
      )
        continue;
      const scope = context.scopeOf(condition.node);
      const place = places.find(
        (candidate) =>
          candidate.scope === scope &&
          !isSetElsewhere(
            name,
            mayApply(context, candidate, ...rivals(name)).map((node) => wordsOf(node)),
          ),
      );
      if (place === undefined) continue;
      const text = `<${condition.name} ${condition.node.argumentText}>`;
      const load = loadOf(context.tree, condition);
      context.report({
        location: { file: file.path, start: line.nameStart, end: line.contentEnd },
        message:
          load === undefined
            ? messages.skipped(name, text, placeText(place.on))
            : messages.tooEarly(name, text, load, placeText(place.on)),
        ...(condition.certainty === "assumed" ? { severity: "info" as const } : {}),
      });
    }
  },
});

function isProtection(name: string, words: readonly string[]): boolean {
  const key = name.toLowerCase();
  return PROTECTION.test(key) || (key === "header" && isCookieEdit(words));
}

function isCookieEdit(words: readonly string[]): boolean {
  return /\bedit\*? set-cookie\b/i.test(words.slice(0, 3).join(" "));
}

/** Directives that do the same thing, so that one of them elsewhere is enough. */
function rivals(name: string): readonly string[] {
  return /^sessioncryptopassphrase/i.test(name) ? ["SessionCryptoPassphrase", "SessionCryptoPassphraseFile"] : [name];
}

function isSetElsewhere(name: string, set: readonly (readonly string[])[]): boolean {
  return name.toLowerCase() === "header" ? set.some(isCookieEdit) : set.length > 0;
}

function loadOf(tree: ConfigTree, condition: Condition): string | undefined {
  if (condition.name.toLowerCase() !== "ifmodule" || condition.negated) return undefined;
  const module = tree.modules.find(({ symbol, source }) => symbol === condition.test || source === condition.test);
  return module?.loadedBy === undefined ? undefined : placeText(module.loadedBy);
}
