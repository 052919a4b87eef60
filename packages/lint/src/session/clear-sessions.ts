import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import { foundOnce } from "../model/memory.ts";
import type { RuleContext } from "../rule.ts";
import { KEY_DIRECTIVES } from "./crypto.ts";
import { lookUp, type SessionPlace, sessionPlaces, someMayApply } from "./sessions.ts";

/** A place whose session is in a cookie that nothing encrypts. */
export interface ClearSession {
  readonly place: SessionPlace;
  readonly cookie: ConfigNode;
  /** What makes mod_auth_form put user name and password into the session. */
  readonly login: ConfigNode | undefined;
}

export const clearSessions: (context: RuleContext) => readonly ClearSession[] = foundOnce(findClearSessions);

const DATABASE: readonly string[] = ["SessionDBDCookieName", "SessionDBDCookieName2", "SessionDBDPerUser"];

function findClearSessions(context: RuleContext): readonly ClearSession[] {
  if (!context.whole) return [];
  return sessionPlaces(context).flatMap((place) => {
    const cookie = lookUp(place, "SessionCookieName", "SessionCookieName2");
    if (cookie === undefined) return [];
    // With both kinds of storage the module loaded first is the one that keeps the session.
    if (someMayApply(context, place, DATABASE) || someMayApply(context, place, KEY_DIRECTIVES)) return [];
    return [{ place, cookie, login: loginOf(place) }];
  });
}

/** What makes mod_auth_form put user name and password into the session. */
export function loginOf(place: SessionPlace): ConfigNode | undefined {
  const type = lookUp(place, "AuthType");
  if (type !== undefined && wordsOf(type)[0]?.toLowerCase() === "form") return type;
  const handler = lookUp(place, "SetHandler");
  return handler !== undefined && wordsOf(handler)[0] === "form-login-handler" ? handler : undefined;
}
