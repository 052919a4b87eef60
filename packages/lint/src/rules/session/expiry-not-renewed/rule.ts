import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../../../model/edits.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { readMaxAge } from "../../../session/max-age.ts";
import { relatedHost, type SessionPlace, sessionPlaces } from "../../../session/sessions.ts";

type Options = { readonly absoluteTimeoutIntended: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/expiry-not-renewed",
    aliases: ["SES064"],
    summary: "Sessions end while they are used.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionExpiryUpdateInterval",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session.html#sessionexpiryupdateinterval",
      },
    ],
    fixable: "suggestion",
    since: "0.1.0",
    options: {
      absoluteTimeoutIntended: {
        description: "Sessions are meant to end after SessionMaxAge, used or not.",
        schema: { type: "boolean" },
        default: false,
      },
    },
  },

  messages: {
    never: (interval: number, maxAge: number) =>
      `The expiry is renewed after ${interval} seconds at the earliest, and the session ends after ${maxAge}: people are logged out in the middle of their work. Keep SessionExpiryUpdateInterval well below SessionMaxAge.`,
    late: (interval: number, maxAge: number) =>
      `The expiry is renewed after ${interval} seconds at the earliest, so a session may end ${maxAge - interval} seconds after its last request instead of ${maxAge}. Keep SessionExpiryUpdateInterval well below SessionMaxAge.`,
    idle: () =>
      "SessionExpiryUpdateInterval says how often the expiry is renewed, and without SessionMaxAge there is none. Set SessionMaxAge.",
  },

  check(context: RuleContext<Options>, messages) {
    if (!context.whole || context.options.absoluteTimeoutIntended) return;
    for (const place of sessionPlaces(context)) {
      const node = place.config.node("SessionExpiryUpdateInterval");
      const { expiryUpdateInterval: interval, maxAge } = place.state;
      if (node === undefined || interval <= 0 || dependsOnMore(place) || !isReadable(place)) continue;
      if (maxAge > 0 && interval <= maxAge / 2) continue;
      context.report({
        message:
          maxAge === 0
            ? messages.idle()
            : interval >= maxAge
              ? messages.never(interval, maxAge)
              : messages.late(interval, maxAge),
        location: locationOf(node),
        severity: maxAge > 0 && interval >= maxAge ? "warning" : "info",
        related: [...maxAgeOf(place), ...relatedHost(context, place, node)],
        fixes: fixes(node, maxAge),
      });
    }
  },
});

/** What is no number, or says by itself that there is no expiry, is another rule's. */
function isReadable({ config, state }: SessionPlace): boolean {
  const maxAge = config.value("SessionMaxAge");
  if (!readMaxAge(config.value("SessionExpiryUpdateInterval") ?? "").isNumber) return false;
  return maxAge === undefined || (readMaxAge(maxAge).isNumber && state.maxAge > 0);
}

/** A section that may apply sets one of the two. */
function dependsOnMore({ config }: SessionPlace): boolean {
  return ["SessionMaxAge", "SessionExpiryUpdateInterval"].some(
    (name) => (config.setting(name)?.possible.length ?? 0) > 0,
  );
}

function maxAgeOf({ config }: SessionPlace): readonly { message: string; location: ReturnType<typeof locationOf> }[] {
  const node = config.node("SessionMaxAge");
  return node === undefined ? [] : [{ message: "the session's length", location: locationOf(node) }];
}

function fixes(node: ConfigNode, maxAge: number): readonly Fix[] {
  if (!isEditable(node) || maxAge < 2 || wordsOf(node).length !== 1) return [];
  const seconds = Math.max(1, Math.floor(maxAge / 10));
  const edit = { ...locationOfArgument(node, 0), newText: String(seconds) };
  return [{ title: `Renew it every ${seconds} seconds`, safe: false, edits: [edit] }];
}
