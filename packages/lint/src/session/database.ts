import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import type { RuleContext } from "../rule.ts";
import { isUnknownText, lookUp, mayApply, type SessionPlace, sessionPlaces } from "./sessions.ts";

/** A place that keeps its session in a database, and the directive that says so. */
export interface DatabaseSession {
  readonly place: SessionPlace;
  readonly storage: ConfigNode;
}

export function databaseSessions(context: RuleContext): readonly DatabaseSession[] {
  return sessionPlaces(context).flatMap((place) => {
    if (place.state.storage !== "database cookie" && place.state.storage !== "database user") return [];
    const storage = lookUp(place, "SessionDBDCookieName", "SessionDBDCookieName2", "SessionDBDPerUser");
    return storage === undefined ? [] : [{ place, storage }];
  });
}

/** One of the four statements of mod_session_dbd. */
export interface SessionStatement {
  readonly directive: string;
  readonly defaultLabel: string;
  /** Values that the module passes, in this order. */
  readonly values: readonly string[];
  /** The statement for a table `session` with the columns `key`, `value` and `expiry`. */
  readonly sql: string;
}

export const sessionStatements: readonly SessionStatement[] = [
  {
    directive: "SessionDBDSelectLabel",
    defaultLabel: "selectsession",
    values: ["key", "current time"],
    sql: "SELECT value FROM session WHERE key = %s AND (expiry = 0 OR expiry > %lld)",
  },
  {
    directive: "SessionDBDInsertLabel",
    defaultLabel: "insertsession",
    values: ["value", "expiry", "key"],
    sql: "INSERT INTO session (value, expiry, key) VALUES (%s, %lld, %s)",
  },
  {
    directive: "SessionDBDUpdateLabel",
    defaultLabel: "updatesession",
    values: ["value", "expiry", "new key", "old key"],
    sql: "UPDATE session SET value = %s, expiry = %lld, key = %s WHERE key = %s",
  },
  {
    directive: "SessionDBDDeleteLabel",
    defaultLabel: "deletesession",
    values: ["key"],
    sql: "DELETE FROM session WHERE key = %s",
  },
];

/** The label that is in effect; undefined when it is not known. */
export function labelOf({ config }: SessionPlace, statement: SessionStatement): string | undefined {
  const setting = config.setting(statement.directive);
  if (setting !== undefined && setting.possible.length > 0) return undefined;
  const label = config.value(statement.directive) ?? statement.defaultLabel;
  return isUnknownText(label) ? undefined : label;
}

/**
 * DBDPrepareSQL by label as mod_dbd has them for a place: those of the virtual host over those of the main server; a
 * label alone takes an inherited statement away.
 */
export function preparedStatements(context: RuleContext, place: SessionPlace): ReadonlyMap<string, ConfigNode> {
  const statements = new Map<string, ConfigNode>();
  for (const node of mayApply(context, place, "DBDPrepareSQL")) {
    const [sql, label] = wordsOf(node);
    if (label !== undefined) statements.set(label, node);
    else if (sql !== undefined) statements.delete(sql);
  }
  return statements;
}
