import { inStigProfiles } from "../profile.ts";
import type { RuleOption } from "../rule.ts";

/** Option `when` of the rules about how long sessions live: the STIG items ask whether there are sessions or not. */
export const whereAsked: RuleOption = {
  description: "`always`, or only where sessions are on (`sessions-used`).",
  schema: { type: "string", enum: ["always", "sessions-used"] },
  default: "sessions-used",
  profiles: inStigProfiles("always"),
};

/** Seconds that a session may live without a request, by profile. */
export const ageLimit: Omit<RuleOption, "description"> = {
  schema: { type: "integer", minimum: 1 },
  default: 1800,
  profiles: { strict: 300, ...inStigProfiles(600) },
};

/** SessionMaxAge as mod_session reads it: C's atol takes the leading digits and does not mind the rest. */
export function readMaxAge(word: string): { readonly seconds: number; readonly isNumber: boolean } {
  const digits = /^[\s]*([+-]?\d+)/.exec(word)?.[1];
  return { seconds: digits === undefined ? 0 : Number(digits), isNumber: /^\+?\d+$/.test(word) };
}

/** Seconds meant by `30m`, `1h`, `2d`, `90s` or `1w`; undefined for anything else. */
export function meantSeconds(word: string): number | undefined {
  const match = /^(\d+)\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)$/i.exec(word);
  const unit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[(match?.[2]?.[0] ?? "").toLowerCase()];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
