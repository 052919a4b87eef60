import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import { type ModuleInfo, moduleBySymbol } from "@httpd-lint/directives";
import type { RuleContext } from "../rule.ts";

const MODULES: readonly string[] = [
  "session_module",
  "session_cookie_module",
  "session_crypto_module",
  "session_dbd_module",
  "auth_form_module",
  "usertrack_module",
];

/** The modules that make up session management, mod_session first. */
export function sessionModules(): readonly ModuleInfo[] {
  return MODULES.flatMap((symbol) => moduleBySymbol(symbol) ?? []);
}

/** True when the configuration has sessions or form login, whatever else is missing for them. */
export function usesSessions(context: RuleContext): boolean {
  const isOn = (node: ConfigNode): boolean => wordsOf(node)[0]?.toLowerCase() === "on";
  const isForm = (node: ConfigNode): boolean => wordsOf(node)[0]?.toLowerCase() === "form";
  return (
    context.directives("Session").some(isOn) ||
    context.directives("SessionCookieName", "SessionDBDCookieName").length > 0 ||
    context.directives("AuthType").some(isForm)
  );
}
