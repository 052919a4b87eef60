import { conditionHolds, type Variables } from "../merge/condition.ts";
import { askedFor, type EffectiveConfig } from "../merge/effective.ts";
import type { Verdict } from "../merge/matching.ts";
import { hasVariable } from "./environment.ts";

/** Whether the condition at the end of a Header directive holds; one without a condition always does. */
export function headerCondition(config: EffectiveConfig, condition: string | undefined): Verdict {
  if (condition === undefined || condition === "") return true;
  const [, expression] = /^expr=(.*)$/is.exec(condition) ?? [];
  if (expression !== undefined) return conditionHolds(expression, variablesOf(config));
  const [, negation, name] = /^env=(!?)(.*)$/is.exec(condition) ?? [];
  if (name === undefined) return undefined;
  const verdict = hasVariable(config, name);
  return verdict === undefined ? undefined : verdict === (negation === "");
}

/** By the time of the response an index file's request has the folder's method again. */
function variablesOf(config: EffectiveConfig): Variables {
  const { REQUEST_METHOD } = askedFor(config).target.variables ?? {};
  return { ...config.target.variables, REQUEST_METHOD };
}
