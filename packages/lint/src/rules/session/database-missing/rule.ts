import { locationOf } from "@httpd-lint/config";
import { isLoaded } from "../../../modules/load-module.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { databaseSessions } from "../../../session/database.ts";
import { mayApply, relatedHost, type SessionPlace } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/database-missing",
    aliases: ["SES110"],
    summary: "Sessions are kept in a database that is not set up.",
    severity: "error",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "httpd", id: "mod_session_dbd", url: "https://httpd.apache.org/docs/2.4/mod/mod_session_dbd.html" },
      { kind: "httpd", id: "DBDriver", url: "https://httpd.apache.org/docs/2.4/mod/mod_dbd.html#dbdriver" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    module: (directive: string) =>
      `${directive} needs dbd_module, which is not loaded: httpd starts, logs AH01850 when a session is used and keeps none. Load it, and set DBDriver and DBDParams.`,
    driver: (directive: string) =>
      `${directive} needs a database, and no DBDriver says of which kind: httpd starts, logs AH01851 when a session is used and keeps none. Set DBDriver and DBDParams for this server.`,
    params: (directive: string) =>
      `${directive} needs a database, and no DBDParams says where it is. Without it the driver's own defaults have to do.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    for (const { place, storage } of databaseSessions(context)) {
      const missing = missingOf(context, place);
      if (missing === undefined) continue;
      context.report({
        message: messages[missing](storage.name),
        location: locationOf(storage),
        severity: missing === "params" ? "warning" : "error",
        related: [{ message: "the session", location: locationOf(place.on) }, ...relatedHost(context, place, storage)],
      });
    }
  },
});

function missingOf(context: RuleContext, place: SessionPlace): "module" | "driver" | "params" | undefined {
  if (!isLoaded(context, "dbd_module")) return "module";
  if (mayApply(context, place, "DBDriver").length === 0) return "driver";
  return mayApply(context, place, "DBDParams").length === 0 ? "params" : undefined;
}
