import { locationOfArgument, wordsOf } from "@httpd-lint/config";
import { defineRule, type Rule } from "../../../rule.ts";

export const rule: Rule = defineRule({
  meta: {
    name: "proxy/session-id-in-url",
    aliases: ["SES136"],
    summary: "A balancer takes session ids out of URLs.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session ID Exchange Mechanisms" },
      { kind: "CWE", id: "CWE-598" },
      { kind: "httpd", id: "ProxyPass", url: "https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass" },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    parameter: (parameter: string) =>
      `The balancer looks for the session id in '${parameter}' of the URL, too. Ids in URLs get into logs, bookmarks and Referer, and others can choose them: let the application use cookies only, and name its cookie alone here.`,
    semicolon: () =>
      "scolonpathdelim=On is for session ids that stand in the URL behind a semicolon. Ids in URLs get into logs, bookmarks and Referer, and others can choose them: let the application use cookies only.",
  },

  check(context, messages) {
    for (const node of context.directives("ProxyPass", "ProxyPassMatch", "ProxySet", "BalancerMember")) {
      for (const [index, word] of wordsOf(node).entries()) {
        const parameter = /^stickysession=[^|]*\|(.+)$/i.exec(word)?.[1];
        const isDelimiter = /^scolonpathdelim=on$/i.test(word);
        if (parameter === undefined && !isDelimiter) continue;
        context.report({
          message: parameter === undefined ? messages.semicolon() : messages.parameter(parameter),
          location: locationOfArgument(node, index),
        });
        break;
      }
    }
  },
});
