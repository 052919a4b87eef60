import { type ConfigNode, locationOf, type Storage } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable, removeLine } from "../../../model/edits.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { lookUp, mayApply, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

const DIRECTIVES: Readonly<Record<Storage, readonly string[]>> = {
  cookie: ["SessionCookieName", "SessionCookieName2"],
  "database cookie": ["SessionDBDCookieName", "SessionDBDCookieName2"],
  "database user": ["SessionDBDPerUser"],
};

const MODULES: Readonly<Record<Storage, string>> = {
  cookie: "session_cookie_module",
  "database cookie": "session_dbd_module",
  "database user": "session_dbd_module",
};

export const rule: Rule = defineRule({
  meta: {
    name: "session/two-storages",
    aliases: ["SES012"],
    summary: "A session has two storages, and one of them is never used.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session ID Content (or Value)" },
      {
        kind: "httpd",
        id: "SessionDBDCookieName",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_dbd.html#sessiondbdcookiename",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    ignored: (loser: string, winner: string, module: string) =>
      `${loser} does nothing where ${winner} applies as well, because ${module} is loaded first: ${winner.startsWith("SessionCookieName") ? "the whole session goes to the browser" : "the session goes to the database"}. Keep one of them.`,
    neutral: (one: string, other: string) =>
      `${one} and ${other} apply to the same session. The one whose module is loaded first keeps it, the other does nothing. Keep one of them.`,
  },

  check(context, messages) {
    const places = sessionPlaces(context);
    const isKnown = isOrderKnown(context);
    let used: ReadonlySet<ConfigNode> | undefined;
    for (const place of places) {
      const { storage, idleStorage } = place.state;
      const idle = idleStorage[0];
      if (storage === undefined || idle === undefined) continue;
      const winner = lookUp(place, ...DIRECTIVES[storage]);
      const loser = lookUp(place, ...DIRECTIVES[idle]);
      if (winner === undefined || loser === undefined) continue;
      used ??= usedStorages(context, places);
      context.report({
        message: isKnown
          ? messages.ignored(loser.name, winner.name, MODULES[storage])
          : messages.neutral(loser.name, winner.name),
        location: locationOf(loser),
        related: [
          { message: "the other storage", location: locationOf(winner) },
          { message: `the session of ${nameOfScope(place.scope)}`, location: locationOf(place.on) },
        ],
        fixes: isKnown && !used.has(loser) ? removal(loser) : [],
      });
    }
  },
});

/** Modules that are taken as compiled in have no order that means something. */
function isOrderKnown({ tree }: RuleContext): boolean {
  const symbols = new Set(Object.values(MODULES));
  return tree.modules.every(({ symbol, loadedBy }) => !symbols.has(symbol) || loadedBy !== undefined);
}

/** The directives that keep a session somewhere, or may. */
function usedStorages(context: RuleContext, places: readonly SessionPlace[]): ReadonlySet<ConfigNode> {
  const used = new Set<ConfigNode>();
  for (const place of places) {
    const { storage } = place.state;
    const names = storage === undefined ? Object.values(DIRECTIVES).flat() : DIRECTIVES[storage];
    for (const node of mayApply(context, place, ...names)) used.add(node);
  }
  return used;
}

function removal(loser: ConfigNode): readonly Fix[] {
  return isEditable(loser) ? [{ title: `Remove this ${loser.name}`, safe: false, edits: [removeLine(loser)] }] : [];
}
