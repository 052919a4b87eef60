import { cryptoDrivers, locationOfArgument, wordsOf } from "@httpd-lint/config";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { isUnknownText } from "../../../session/sessions.ts";

type Options = { readonly fileSystem: boolean };

export const rule: Rule = defineRule({
  meta: {
    name: "session/crypto-driver-missing",
    aliases: ["SES032"],
    summary: "SessionCryptoDriver names a driver that is not there, so httpd does not start.",
    severity: "warning",
    profiles: ["recommended", "strict", "owasp-session"],
    references: [
      {
        kind: "httpd",
        id: "SessionCryptoDriver",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_session_crypto.html#sessioncryptodriver",
      },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      fileSystem: {
        description:
          "httpd-lint runs on the server itself, or on a copy of all of its files. Known without it when the server's own installation is checked.",
        schema: { type: "boolean" },
        default: false,
      },
    },
  },

  messages: {
    unknown: (driver: string) =>
      `APR comes without a driver '${driver}'. Unless it was added, httpd does not start (AH01845), although 'httpd -t' finds nothing wrong. The usual one is openssl.`,
    notInstalled: (driver: string, folder: string) =>
      `There is no driver '${driver}' in ${folder}: httpd does not start (AH01845), although 'httpd -t' finds nothing wrong.`,
  },

  check(context: RuleContext<Options>, messages) {
    const node = context.directives("SessionCryptoDriver").at(-1);
    const driver = node === undefined ? undefined : wordsOf(node)[0];
    if (node === undefined || driver === undefined || isUnknownText(driver)) return;
    const looks = context.options.fileSystem || context.tree.profile.moduleFiles === "check";
    const installed = looks ? cryptoDrivers(context.tree) : undefined;
    const location = locationOfArgument(node, 0);
    if (installed !== undefined) {
      if (!installed.names.has(driver))
        context.report({ message: messages.notInstalled(driver, installed.folder), location, severity: "error" });
    } else if (!/^(?:openssl|nss|commoncrypto)$/.test(driver)) {
      context.report({ message: messages.unknown(driver), location });
    }
  },
});
