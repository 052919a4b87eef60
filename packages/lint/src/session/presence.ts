import { type EffectiveConfig, isSessionIncluded, wordsOf } from "@httpd-lint/config";
import { possibleChanges } from "../model/effective.ts";
import type { Place } from "../model/places.ts";
import type { RuleContext } from "../rule.ts";
import { mayApply } from "./sessions.ts";

/** True when requests here have a session for sure: it is on, and no include or exclude keeps it away. */
export function hasSession(config: EffectiveConfig): boolean {
  const isOn = config.value("Session")?.toLowerCase() === "on";
  return isOn && possibleChanges(config, "Session").length === 0 && isSessionIncluded(config) === true;
}

/** True when no request here has a session for sure: nothing switches it on, and no other section may. */
export function hasNoSession(context: RuleContext, place: Place): boolean {
  if (place.config.value("Session")?.toLowerCase() === "on") return false;
  const overrode = place.config.setting("Session")?.overrode ?? [];
  return mayApply(context, place, "Session").every(
    (node) => wordsOf(node)[0]?.toLowerCase() !== "on" || overrode.includes(node),
  );
}
