import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import { possibleChanges } from "../model/effective.ts";
import { foundOnce } from "../model/memory.ts";
import type { Place } from "../model/places.ts";
import type { RuleContext } from "../rule.ts";

/** The directive that makes mod_auth_form ask for a password here: AuthType form with a Require for users. */
export function formLogin({ config }: Pick<Place, "config">): ConfigNode | undefined {
  const type = config.node("AuthType");
  if (type === undefined || wordsOf(type)[0]?.toLowerCase() !== "form") return undefined;
  const setting = config.setting("Require");
  const requires = [...(setting?.setBy ?? []), ...(setting?.possible ?? [])];
  return requires.some(asksForUser) ? type : undefined;
}

/** Whether the server has form login at all; most have not, and need not be looked at more closely. */
export function usesFormLogin(context: Pick<RuleContext, "directives" | "scopes">): boolean {
  return formLogins(context).length > 0;
}

const formLogins: (context: Pick<RuleContext, "directives" | "scopes">) => readonly ConfigNode[] = foundOnce(
  (context) =>
    context
      .directives("AuthType", "SetHandler")
      // Most are others, and are not cut into words for this.
      .filter((node) => /^\W*form/i.test(node.argumentText))
      .filter((node) => /^(?:form|form-log(?:in|out)-handler)$/i.test(wordsOf(node)[0] ?? "")),
);

/** As `formLogin`, when nothing that may apply could change it and nobody gets in without a password. */
export function certainFormLogin(place: Pick<Place, "config">): ConfigNode | undefined {
  const type = formLogin(place);
  if (type === undefined) return undefined;
  const requires = place.config.setting("Require")?.setBy ?? [];
  const isOpen = requires.some((node) => /^all\s+granted$/i.test(node.argumentText.trim()));
  if (isOpen || !requires.some(asksForUser)) return undefined;
  return possibleChanges(place.config, "AuthType", "Require").length > 0 ? undefined : type;
}

const WITHOUT_USER = /^(?:not|all|ip|host|forward-dns|local|env|method|expr|ssl|unix-)/i;

function asksForUser(node: ConfigNode): boolean {
  return !node.isSection && !WITHOUT_USER.test(wordsOf(node)[0] ?? "");
}

/** The SetHandler that takes a login form's password. */
export function loginHandler({ config }: Pick<Place, "config">): ConfigNode | undefined {
  const handler = config.node("SetHandler");
  return handler !== undefined && wordsOf(handler)[0] === "form-login-handler" ? handler : undefined;
}

/** A URL that takes a form or ends a login, and needs no session to do so. */
export function isFormHandler({ config }: Pick<Place, "config">): boolean {
  return /^form-log(?:in|out)-handler$/.test(config.value("SetHandler") ?? "");
}
