import { type EffectiveConfig, sessionState } from "@httpd-lint/config";
import { possibleChanges } from "../model/effective.ts";

/** True when requests here have a session for sure: it is on, and no include or exclude keeps it away. */
export function hasSession(config: EffectiveConfig): boolean {
  const isOn = config.value("Session")?.toLowerCase() === "on";
  return isOn && possibleChanges(config, "Session").length === 0 && sessionState(config).isIncluded === true;
}

/** True when no request here has a session for sure: nothing switches it on, and nothing may. */
export function hasNoSession(config: EffectiveConfig): boolean {
  return config.value("Session")?.toLowerCase() !== "on" && possibleChanges(config, "Session").length === 0;
}
