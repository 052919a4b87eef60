import type { Severity } from "@httpd-lint/diagnostics";
import type { RuleProfileName } from "./profile.ts";
import type { OptionSchema, OptionValue, Rule, RuleOptions } from "./rule.ts";

/** `on` keeps the rule's own severity. */
export type RuleSetting =
  | "off"
  | "on"
  | Severity
  | { readonly severity?: "off" | "on" | Severity; readonly options?: RuleOptions };

/** Settings by rule name or alias. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** A rule that runs, and how. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly options: RuleOptions;
}

/** Something wrong in the user's own settings; never mixed with findings. */
export interface SettingsProblem {
  readonly rule: string;
  readonly message: string;
}

export function findRule(rules: readonly Rule[], name: string): Rule | undefined {
  const upper = name.toUpperCase();
  return rules.find(({ meta }) => meta.name === name || meta.aliases.includes(upper));
}

/** The rules a profile and the settings turn on. Settings that `checkSettings` objects to are left out of account. */
export function activeRules(
  rules: readonly Rule[],
  profile: RuleProfileName,
  settings: RuleSettings,
): readonly ActiveRule[] {
  const chosen = new Map<Rule, RuleSetting>();
  for (const [name, setting] of Object.entries(settings)) {
    const rule = findRule(rules, name);
    if (rule !== undefined) chosen.set(rule, setting);
  }
  const active: ActiveRule[] = [];
  for (const rule of rules) {
    const setting = chosen.get(rule);
    const inProfile = rule.meta.profiles.includes(profile);
    const level = (typeof setting === "object" ? setting.severity : setting) ?? (inProfile ? "on" : "off");
    if (level === "off") continue;
    const given = typeof setting === "object" ? (setting.options ?? {}) : {};
    const severity = level === "on" ? rule.meta.severity : level;
    active.push({ rule, severity, options: optionsOf(rule, profile, given) });
  }
  return active;
}

function optionsOf(rule: Rule, profile: RuleProfileName, given: RuleOptions): RuleOptions {
  const options: Record<string, OptionValue> = {};
  for (const [name, option] of Object.entries(rule.meta.options ?? {})) {
    const value = given[name];
    const usable = value !== undefined && objection(value, option.schema) === undefined;
    options[name] = usable ? value : (option.profiles?.[profile] ?? option.default);
  }
  return options;
}

/** What is wrong with the settings: unknown rules and options, and values that the option's schema refuses. */
export function checkSettings(rules: readonly Rule[], settings: RuleSettings): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const rule = findRule(rules, name);
    if (rule === undefined) {
      problems.push({ rule: name, message: `there is no rule '${name}'` });
      continue;
    }
    const options = typeof setting === "object" ? (setting.options ?? {}) : {};
    for (const [key, value] of Object.entries(options)) {
      const schema = rule.meta.options?.[key]?.schema;
      const message = schema === undefined ? "is not an option of this rule" : objection(value, schema);
      if (message !== undefined) problems.push({ rule: name, message: `'${key}' ${message}` });
    }
  }
  return problems;
}

function objection(value: OptionValue, schema: OptionSchema): string | undefined {
  switch (schema.type) {
    case "integer":
      if (!Number.isInteger(value)) return "must be a whole number";
      return schema.minimum !== undefined && (value as number) < schema.minimum
        ? `must be at least ${schema.minimum}`
        : undefined;
    case "array":
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? undefined
        : "must be a list of words";
    default:
      if (typeof value !== schema.type) return `must be a ${schema.type}`;
      return schema.enum !== undefined && !schema.enum.includes(value as string)
        ? `must be one of ${schema.enum.join(", ")}`
        : undefined;
  }
}
