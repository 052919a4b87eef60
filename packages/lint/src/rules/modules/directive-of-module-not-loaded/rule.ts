import { locationOf, locationOfName } from "@httpd-lint/config";
import { absenceOf, isLoaded, showsModules } from "../../../modules/load-module.ts";
import { everyProfile } from "../../../profile.ts";
import { defineRule, type Rule } from "../../../rule.ts";
import { sessionModules } from "../../../session/session-directives.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "modules/directive-of-module-not-loaded",
    aliases: ["SES002"],
    summary: "A session directive is used, and the module that knows it is not loaded.",
    severity: "error",
    profiles: everyProfile,
    references: [
      { kind: "httpd", id: "LoadModule", url: "https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule" },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    missing: (directive: string, module: string) =>
      `'${directive}' needs ${module}, which is not loaded, so httpd does not start. Add its LoadModule line.`,
    commentedOut: (directive: string, module: string) =>
      `'${directive}' needs ${module}, which is not loaded, so httpd does not start. Its LoadModule is commented out.`,
    falseCondition: (directive: string, module: string, condition: string) =>
      `'${directive}' needs ${module}, which is not loaded, so httpd does not start. Its LoadModule stands under ${condition}, which is false here.`,
  },

  check(context, messages) {
    if (!showsModules(context)) return;
    for (const module of sessionModules()) {
      if (isLoaded(context, module.symbol)) continue;
      const [first, ...others] = context.directives(...module.directives);
      if (first === undefined) continue;
      const absence = absenceOf(context, module.symbol);
      const message =
        absence.reason === "commented out"
          ? messages.commentedOut(first.name, module.symbol)
          : absence.reason === "false condition"
            ? messages.falseCondition(first.name, module.symbol, absence.condition ?? "")
            : messages.missing(first.name, module.symbol);
      const place = absence.reason === "nowhere" ? [] : [{ message: "the LoadModule", location: absence.location }];
      context.report({
        message,
        location: locationOfName(first),
        severity: absence.assumed === true ? "warning" : "error",
        related: [...place, ...others.map((node) => ({ message: "needs it too", location: locationOf(node) }))],
        fixes: absence.fixes.map((fix) => ({ ...fix, safe: false })),
      });
    }
  },
});
