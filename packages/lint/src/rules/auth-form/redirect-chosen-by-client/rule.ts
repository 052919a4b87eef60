import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import { placesOf } from "../../../model/places.ts";
import { defineRule, type Rule } from "../../../rule.ts";

const DEFAULT_FIELD = "httpd_location";

export const rule: Rule = defineRule({
  meta: {
    name: "auth-form/redirect-chosen-by-client",
    aliases: ["SES109"],
    summary: "Whoever sends a login form says where the browser goes next.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "CWE", id: "CWE-601" },
      {
        kind: "httpd",
        id: "AuthFormLocation",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_auth_form.html#authformlocation",
      },
    ],
    fixable: "no",
    since: "0.1.0",
  },

  messages: {
    chosen: (field: string) =>
      `A login that is posted with the field '${field}' is redirected to what the field says, to any server and even with a wrong password. Give AuthFormLocation a name that nobody guesses and that the login page does not show.`,
  },

  check(context, messages) {
    const isForm = (node: ConfigNode): boolean => wordsOf(node)[0]?.toLowerCase() === "form";
    if (!context.directives("AuthType").some(isForm)) return;
    const reported = new Set<ConfigNode>();
    for (const { config } of placesOf(context, "AuthType", "AuthFormLocation")) {
      const type = config.node("AuthType");
      if (type === undefined || !isForm(type)) continue;
      const setting = config.setting("AuthFormLocation");
      const node = setting?.setBy.at(-1);
      if (node === undefined && (!context.whole || setting !== undefined)) continue;
      const field = config.value("AuthFormLocation") ?? DEFAULT_FIELD;
      const anchor = node ?? type;
      if (!isGuessable(field) || reported.has(anchor)) continue;
      reported.add(anchor);
      context.report({ message: messages.chosen(field), location: locationOf(anchor) });
    }
  },
});

/** The names that programs use for this. */
function isGuessable(field: string): boolean {
  return (
    field === DEFAULT_FIELD ||
    /^(?:(?:httpd|login|redirect|return|back|next)[_-]?)?(?:location|redirect|return|next|goto|target|to|url|uri|path|page|back|referer|referrer)$/i.test(
      field,
    )
  );
}
