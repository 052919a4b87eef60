export type { LintOptions } from "./lint.ts";
export { lint } from "./lint.ts";
export type { Scope, ScopeKind } from "./model/scope.ts";
export { hostOf, mayMeet, nameOfScope } from "./model/scope.ts";
export type { RuleProfile, RuleProfileName } from "./profile.ts";
export { isRuleProfileName, ruleProfiles } from "./profile.ts";
export type {
  Finding,
  OptionSchema,
  OptionValue,
  Rule,
  RuleContext,
  RuleMessages,
  RuleMeta,
  RuleOption,
  RuleOptions,
} from "./rule.ts";
export { defineRule } from "./rule.ts";
export { registry as builtInRules } from "./rules/registry.generated.ts";
export type { SessionPlace } from "./session/sessions.ts";
export type { RuleSetting, RuleSettings, SettingsProblem } from "./settings.ts";
export { checkSettings, findRule } from "./settings.ts";
