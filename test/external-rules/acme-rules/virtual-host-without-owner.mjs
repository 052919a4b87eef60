import { locationOf } from "@httpd-lint/config";
import { defineRule } from "@httpd-lint/lint";

/** Looks at comments, which httpd drops: a rule about the text. */
export const rule = defineRule({
  meta: {
    name: "acme/virtual-host-without-owner",
    aliases: ["ACME1"],
    summary: "Nobody is named who answers for a virtual host.",
    severity: "warning",
    profiles: ["recommended", "strict"],
    references: [{ kind: "acme", id: "Operations handbook 4.2" }],
    fixable: "suggestion",
    since: "1.0.0",
    options: {
      label: {
        description: "The word before the colon.",
        schema: { type: "string" },
        default: "owner",
      },
    },
  },

  messages: {
    missing: (label) =>
      `Nobody can tell whom to call about this virtual host. Write a comment above it: # ${label}: NAME`,
  },

  check(context, messages) {
    const { label } = context.options;
    for (const node of context.directives("VirtualHost")) {
      const { file } = locationOf(node);
      const { text, lines } = context.syntax(file);
      const above = lines[lines.findIndex(({ start }) => start === node.line.start) - 1];
      const comment = above?.type === "Comment" ? text.slice(above.nameStart, above.contentEnd) : "";
      if (comment.startsWith(`# ${label}: `)) continue;
      const { start } = node.line;
      context.report({
        message: messages.missing(label),
        location: locationOf(node),
        fixes: [
          {
            title: "Ask for an owner",
            safe: false,
            edits: [{ file, start, end: start, newText: `# ${label}: TODO\n` }],
          },
        ],
      });
    }
  },
});
