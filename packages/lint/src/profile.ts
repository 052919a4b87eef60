/** A named choice of rules and of their options. */
export type RuleProfileName =
  | "recommended"
  | "strict"
  | "stig-unix-server"
  | "stig-unix-site"
  | "stig-windows-server"
  | "stig-windows-site"
  | "owasp-session";

export interface RuleProfile {
  readonly name: RuleProfileName;
  readonly summary: string;
}

export const ruleProfiles: readonly RuleProfile[] = [
  { name: "recommended", summary: "What we would mend on any server; the default." },
  { name: "strict", summary: "Every rule, with the limits for applications of high value." },
  { name: "stig-unix-server", summary: "Rules that decide an item of DISA's Apache Server 2.4 UNIX Server STIG." },
  { name: "stig-unix-site", summary: "Rules that decide an item of DISA's Apache Server 2.4 UNIX Site STIG." },
  {
    name: "stig-windows-server",
    summary: "Rules that decide an item of DISA's Apache Server 2.4 Windows Server STIG.",
  },
  { name: "stig-windows-site", summary: "Rules that decide an item of DISA's Apache Server 2.4 Windows Site STIG." },
  { name: "owasp-session", summary: "Rules that check advice of OWASP's Session Management Cheat Sheet." },
];

export const everyProfile: readonly RuleProfileName[] = [
  "recommended",
  "strict",
  "stig-unix-server",
  "stig-unix-site",
  "stig-windows-server",
  "stig-windows-site",
  "owasp-session",
];

/** A value for the four STIG profiles. */
export function inStigProfiles<Value>(value: Value): Partial<Record<RuleProfileName, Value>> {
  return {
    "stig-unix-server": value,
    "stig-unix-site": value,
    "stig-windows-server": value,
    "stig-windows-site": value,
  };
}

export function isRuleProfileName(name: string): name is RuleProfileName {
  return ruleProfiles.some((profile) => profile.name === name);
}
