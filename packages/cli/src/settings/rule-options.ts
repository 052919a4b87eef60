import type { ConfigHost } from "@httpd-lint/config";
import { builtInRules, checkSettings, isRuleProfileName, type LintOptions, ruleProfiles } from "@httpd-lint/lint";
import type { ServerOptions } from "../server-options.ts";
import { type Terminal, UsageError } from "../terminal.ts";
import { loadExtraRules } from "./extra-rules.ts";

/** What decides which rules run, and how. */
export interface RuleOptions extends Pick<ServerOptions, "settings" | "config"> {
  /** Set of rules; that of the settings file when absent. */
  readonly rules?: string;
}

/**
 * What `lint` is told: the set of rules, the changes of the settings file to it, and rules of the user's own.
 *
 * @throws UsageError when there is no such set or rule, or a module of rules is broken
 */
export async function lintOptionsOf(host: ConfigHost, terminal: Terminal, options: RuleOptions): Promise<LintOptions> {
  const { settings } = options;
  const rules = options.rules ?? settings?.rules;
  if (rules !== undefined && !isRuleProfileName(rules)) {
    const where = options.rules === undefined ? `${settings?.placeOf("rules")}: ` : "";
    throw new UsageError(
      `${where}there is no rule set '${rules}' (there are ${ruleProfiles.map(({ name }) => name).join(", ")})`,
    );
  }
  const profile = rules === undefined ? {} : { profile: rules };
  if (settings === undefined) return profile;
  const extraRules = await extraRulesOf(host, terminal, options);
  const [problem] = checkSettings([...builtInRules, ...extraRules], settings.ruleSettings);
  if (problem !== undefined) {
    const { rule, message } = problem;
    const about = message.startsWith("there is no rule") ? message : `${rule}: ${message}`;
    throw new UsageError(`${settings.placeOf("ruleSettings", rule)}: ${about}`);
  }
  return { ...profile, rules: settings.ruleSettings, extraRules };
}

/** Rules of the user's own. */
export async function extraRulesOf(
  host: ConfigHost,
  terminal: Terminal,
  { settings, config }: RuleOptions,
): Promise<NonNullable<LintOptions["extraRules"]>> {
  if (settings === undefined || settings.extraRules.length === 0) return [];
  return loadExtraRules(host, settings, { cwd: terminal.cwd, isNamed: config !== undefined });
}
