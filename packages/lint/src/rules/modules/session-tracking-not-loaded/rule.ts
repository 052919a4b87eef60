import type { Fix } from "@httpd-lint/diagnostics";
import { absenceOf, isLoaded, showsModules, usesA2enmod, usesDirectiveOf } from "../../../modules/load-module.ts";
import { inStigProfiles } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { usesSessions } from "../../../session/session-directives.ts";

type Options = { readonly modules: readonly string[]; readonly when: string };

export const rule: Rule = defineRule({
  meta: {
    name: "modules/session-tracking-not-loaded",
    aliases: ["SES001", "V-214229"],
    summary: "mod_session or mod_usertrack is not loaded.",
    severity: "warning",
    profiles: [
      "recommended",
      "strict",
      "stig-unix-server",
      "stig-unix-site",
      "stig-windows-server",
      "stig-windows-site",
    ],
    references: [...stig("V-214229", "V-214277", "V-214307", "V-214363")],
    fixable: "safe",
    since: "0.1.0",
    options: {
      modules: {
        description: "LoadModule names of the modules that must be there.",
        schema: { type: "array", items: { type: "string" } },
        default: ["session_module", "usertrack_module"],
        profiles: { "stig-windows-site": ["session_module"] },
      },
      when: {
        description: "`always`, or only when the server has sessions or form login (`sessions-used`).",
        schema: { type: "string", enum: ["always", "sessions-used"] },
        default: "sessions-used",
        profiles: inStigProfiles("always"),
      },
    },
  },

  messages: {
    commentedOut: (module: string) =>
      `${module} is not loaded: its LoadModule is commented out. A text search for STIG V-214229 counts this line, httpd does not. Remove the '#'.`,
    falseCondition: (module: string, condition: string) =>
      `${module} is not loaded: its LoadModule stands under ${condition}, which is false here. STIG V-214229 asks for the module. Move the line out of the condition.`,
    assumedFalse: (module: string, condition: string) =>
      `${module} is not loaded unless httpd is started so that ${condition} holds. STIG V-214229 asks for the module: make sure that it is.`,
    nowhere: (module: string) =>
      `${module} is not loaded: no LoadModule names it. STIG V-214229 asks for it, to manage and track sessions on the server. Add a LoadModule line.`,
    a2enmod: (module: string, name: string) =>
      `${module} is not loaded. STIG V-214229 asks for it, to manage and track sessions on the server. Enable it: a2enmod ${name}.`,
  },

  check(context: RuleContext<Options>, messages) {
    if (!showsModules(context)) return;
    const onlyWhenUsed = context.options.when === "sessions-used";
    if (onlyWhenUsed && !usesSessions(context)) return;
    for (const module of context.options.modules) {
      // A directive of the module stops httpd, and modules/directive-of-module-not-loaded says so.
      if (isLoaded(context, module) || (onlyWhenUsed && usesDirectiveOf(context, module))) continue;
      const { reason, location, condition = "", assumed, fixes } = absenceOf(context, module);
      const report = (message: string, more: { severity?: "info"; fixes?: readonly Fix[] } = {}): void =>
        context.report({ message, location, ...more });
      if (reason === "commented out") report(messages.commentedOut(module), { fixes });
      else if (reason === "nowhere" && usesA2enmod(context))
        report(messages.a2enmod(module, module.replace(/_module$/, "")));
      else if (reason === "nowhere") report(messages.nowhere(module), { fixes });
      else if (assumed === true) report(messages.assumedFalse(module, condition), { severity: "info" });
      else report(messages.falseCondition(module, condition));
    }
  },
});
