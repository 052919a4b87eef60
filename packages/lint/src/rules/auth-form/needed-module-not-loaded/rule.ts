import { locationOf } from "@httpd-lint/config";
import { absenceOf, isLoaded, showsModules, usesA2enmod, usesDirectiveOf } from "../../../modules/load-module.ts";
import { everyProfile } from "../../../profile.ts";
import { defineRule, type Rule } from "../../../rule.ts";

const AUTH_FORM = "auth_form_module";

/** What mod_auth_form looks for when httpd starts: its functions in other modules (`authenticate_form_post_config`). */
const NEEDED: readonly (readonly [symbol: string, message: string])[] = [
  ["session_module", "AH02617"],
  ["request_module", "AH02618"],
];

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/needed-module-not-loaded",
    aliases: ["SES101"],
    summary: "mod_auth_form is loaded without a module that it needs to start.",
    severity: "error",
    profiles: everyProfile,
    references: [
      { kind: "httpd", id: "mod_auth_form", url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    missing: (module: string, code: string) =>
      `mod_auth_form is loaded without ${module}: httpd does not start (${code}), even when no form login is used, and 'httpd -t' does not tell. Load ${module}.`,
    commentedOut: (module: string, code: string) =>
      `mod_auth_form is loaded without ${module}: httpd does not start (${code}), and 'httpd -t' does not tell. The LoadModule line is there, commented out.`,
    falseCondition: (module: string, code: string, condition: string) =>
      `mod_auth_form is loaded without ${module}: httpd does not start (${code}), and 'httpd -t' does not tell. Its LoadModule stands under ${condition}, which is false here.`,
    a2enmod: (module: string, code: string, name: string) =>
      `mod_auth_form is loaded without ${module}: httpd does not start (${code}), and 'httpd -t' does not tell. Enable it: a2enmod ${name}.`,
  },

  check(context, messages) {
    if (!showsModules(context)) return;
    const loaded = context.tree.modules.find(({ symbol }) => symbol === AUTH_FORM);
    if (loaded === undefined) return;
    for (const [symbol, code] of NEEDED) {
      // A directive of it stops httpd before, and modules/directive-of-module-not-loaded says so.
      if (isLoaded(context, symbol) || usesDirectiveOf(context, symbol)) continue;
      const absence = absenceOf(context, symbol);
      const { reason, condition = "", fixes } = absence;
      const name = symbol.replace(/_module$/, "");
      const message =
        reason === "commented out"
          ? messages.commentedOut(symbol, code)
          : reason === "false condition"
            ? messages.falseCondition(symbol, code, condition)
            : usesA2enmod(context)
              ? messages.a2enmod(symbol, code, name)
              : messages.missing(symbol, code);
      context.report({
        message,
        location: loaded.loadedBy === undefined ? absence.location : locationOf(loaded.loadedBy),
        severity: absence.assumed === true ? "info" : "error",
        related: reason === "nowhere" ? [] : [{ message: "its LoadModule", location: absence.location }],
        fixes,
      });
    }
  },
});
