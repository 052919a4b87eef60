import { type ConfigNode, locationOf, sourceTextOf, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable, removeLine } from "../../../model/edits.ts";
import { possibleChanges } from "../../../model/effective.ts";
import { type Place, placesOf } from "../../../model/places.ts";
import { nameOfScope } from "../../../model/scope.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { prefixesAt } from "../../../session/path-prefixes.ts";
import { proxiedPaths } from "../../../session/proxied.ts";
import { headerLines } from "../../../session/response-headers.ts";
import { type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "session/header-sent-to-client",
    aliases: ["SES091"],
    summary: "A header with the whole session can reach browsers.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-200" },
      {
        kind: "httpd",
        id: "SessionHeader",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionheader",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
  },

  messages: {
    outside: (header: string, scope: string) =>
      `httpd takes ${header} out of a response only where a session is on, and in ${scope} none is: what a program writes into it goes to the browser as it is. Set SessionHeader where Session is On.`,
    leftOut: (header: string, directive: string) =>
      `httpd takes ${header} out of a response only where there is a session, and ${directive} leaves paths without one: what a program writes into it there goes to the browser as it is.`,
  },

  check(context, messages) {
    if (!context.whole || context.directives("SessionHeader").length === 0) return;
    for (const place of placesOf(context, "SessionHeader", "Session")) {
      const node = place.config.node("SessionHeader");
      if (node === undefined || possibleChanges(place.config, "SessionHeader").length > 0) continue;
      // A section that switches off the session around it is for something else, such as images.
      if (!isHostOrOwn(context, place, node) || isTakenOut(place, node)) continue;
      const users = usersOf(context, place, node);
      const [user] = users;
      if (user === undefined) continue;
      const name = wordsOf(node)[0] ?? "";
      if (lacksSession(context, place)) {
        context.report({
          message: messages.outside(name, nameOfScope(place.scope)),
          location: locationOf(node),
          severity: users.every((each) => hasOwnProgram(context, each)) ? "info" : "warning",
          related: users.map(({ on }) => ({ message: "a session is on here", location: locationOf(on) })),
          fixes: movedTo(node, users),
        });
        continue;
      }
      const list = users.flatMap((each) => [
        ...prefixesAt(each, "SessionExclude"),
        ...prefixesAt(each, "SessionInclude"),
      ])[0];
      if (list === undefined || user.scope !== place.scope) continue;
      const message = messages.leftOut(name, `${list.name} ${wordsOf(list)[0] ?? ""}`);
      const related = [{ message: "limits the session", location: locationOf(list) }];
      context.report({ message, location: locationOf(node), severity: "info", related });
    }
  },
});

/** No session, but in sections for some paths: those for directories and files may be for all that a program answers. */
function lacksSession(context: RuleContext, { config }: Place): boolean {
  const isForSomePaths = (node: ConfigNode): boolean => {
    const scope = context.scopeOf(node);
    return scope.kind === "location" && scope.literalPath.length > 1;
  };
  return config.value("Session")?.toLowerCase() !== "on" && possibleChanges(config, "Session").every(isForSomePaths);
}

function isHostOrOwn(context: RuleContext, place: Place, node: ConfigNode): boolean {
  return place.scope === place.host || context.scopeOf(node) === place.scope;
}

/** Header unset, in any section: somebody has thought of it. */
function isTakenOut({ config }: Place, node: ConfigNode): boolean {
  const { sure, possible } = headerLines(config, (wordsOf(node)[0] ?? "").toLowerCase());
  return [...sure, ...possible].some(
    ({ action }) => action === "unset" || action === "set" || action.startsWith("edit"),
  );
}

function usersOf(context: RuleContext, { host }: Place, node: ConfigNode): readonly SessionPlace[] {
  return sessionPlaces(context).filter(
    (session) => session.host === host && session.config.node("SessionHeader") === node,
  );
}

/** A section that names the program for itself: the others are probably answered by something else. */
function hasOwnProgram(context: RuleContext, { scope, host }: SessionPlace): boolean {
  if (scope === host) return false;
  if (["ProxyPass", "ProxyPassMatch", "SetHandler", "AddHandler"].some((name) => scope.directives(name).length > 0))
    return true;
  const own = scope.literalPath;
  if (own === "" || scope.kind !== "location") return false;
  const programs = context.directives("ScriptAlias", "WSGIScriptAlias").map((each) => `${wordsOf(each)[0]}/`);
  const proxied = proxiedPaths(context).map(({ path }) => path);
  return [...programs, ...proxied].some((path) => path?.startsWith(own) === true);
}

function movedTo(node: ConfigNode, users: readonly SessionPlace[]): readonly Fix[] {
  const targets = [...new Set(users.map(({ on }) => on))];
  const isOneFile = [node, ...targets].every((each) => isEditable(each) && each.frame.file === node.frame.file);
  if (!isOneFile || node.line.joined) return [];
  const text = sourceTextOf(node).trim();
  const edits = [removeLine(node), ...targets.map((on) => insertLineAfter(on, text))];
  return [{ title: "Set it where the session is on", safe: false, edits }];
}
