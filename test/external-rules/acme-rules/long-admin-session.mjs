import { locationOf } from "@httpd-lint/config";
import { defineRule } from "@httpd-lint/lint";

/** Looks at what httpd ends up with: a rule about the effective configuration. */
export const rule = defineRule({
  meta: {
    name: "acme/long-admin-session",
    aliases: ["ACME2"],
    summary: "A session for administrators lasts longer than a coffee break.",
    severity: "error",
    profiles: ["recommended", "strict"],
    references: [{ kind: "acme", id: "Security handbook 7.1" }],
    fixable: "no",
    since: "1.0.0",
    options: {
      paths: {
        description: "URL paths of administration.",
        schema: { type: "array", items: { type: "string" } },
        default: ["/admin"],
      },
      seconds: {
        description: "The longest time allowed.",
        schema: { type: "integer", minimum: 1 },
        default: 900,
        profiles: { strict: 300 },
      },
    },
  },

  messages: {
    endless: (path, seconds) => `Sessions in ${path} never end; set SessionMaxAge to at most ${seconds}.`,
    long: (path, seconds, limit) => `Sessions in ${path} last ${seconds} seconds; the limit there is ${limit}.`,
  },

  check(context, messages) {
    const { paths, seconds } = context.options;
    // Every place that has a session, with the settings that httpd merges for it.
    for (const { scope, on, config, state } of context.sessions()) {
      const path = scope.kind === "location" ? scope.node.argumentText : "/";
      if (!paths.some((one) => path === one || path.startsWith(`${one}/`))) continue;
      const { maxAge } = state;
      if (maxAge > 0 && maxAge <= seconds) continue;
      const set = config.node("SessionMaxAge") ?? on;
      context.report({
        message: maxAge === 0 ? messages.endless(path, seconds) : messages.long(path, maxAge, seconds),
        location: locationOf(set),
        related: [{ message: "is in effect here", location: locationOf(scope.node) }],
      });
    }
  },
});
