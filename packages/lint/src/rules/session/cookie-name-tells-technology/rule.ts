import { type ConfigNode, locationOf, wordsOf } from "@httpd-lint/config";
import type { Location } from "@httpd-lint/diagnostics";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { sentTracking } from "../../../session/sent-cookie.ts";
import { usedCookies } from "../../../session/session-cookie.ts";

type Options = { readonly strictNames: boolean };

/** Names that servers and frameworks give the session cookie by default. */
const DEFAULTS =
  /^(?:phpsessid|jsessionid|asp\.net_sessionid|aspsessionid\w*|\.aspnetcore\.session|cfid|cftoken|connect\.sid|laravel_session|ci_session|cakephp|symfony|_session_id|rack\.session|beaker\.session\.id|play_session|grails_session)$/i;

/** Of httpd's own examples and of many guides. */
const COMMON = /^(?:session|sessionid|session_id|sessid|sid)$/i;

export const rule: Rule = defineRule({
  meta: {
    name: "session/cookie-name-tells-technology",
    aliases: ["SES050"],
    summary: "The name of a cookie tells which software is behind it.",
    severity: "info",
    profiles: ["strict", "owasp-session"],
    references: [
      { kind: "OWASP", id: "Session Management: Session ID Name Fingerprinting" },
      { kind: "CWE", id: "CWE-200" },
    ],
    fixable: "no",
    since: "0.1.0",
    options: {
      strictNames: {
        description: "Also find names that only tell that it is a session, such as `session`.",
        schema: { type: "boolean" },
        default: false,
      },
    },
  },

  messages: {
    known: (cookie: string) =>
      `The cookie name '${cookie}' is the default of a product, and tells which one to attack. Use a neutral name, such as id.`,
    tracking: () =>
      "Without CookieName mod_usertrack's cookie is called 'Apache', which tells what server this is. Give it a neutral name with CookieName.",
    common: (cookie: string) =>
      `The cookie name '${cookie}' tells that this cookie is the session. Use a neutral name, such as id.`,
  },

  check(context: RuleContext<Options>, messages) {
    const { strictNames } = context.options;
    for (const { cookie, location } of created(context)) {
      if (DEFAULTS.test(cookie)) context.report({ message: messages.known(cookie), location });
      else if (strictNames && COMMON.test(cookie)) context.report({ message: messages.common(cookie), location });
    }
    for (const { place } of sentTracking(context)) {
      const on = place.config.node("CookieTracking");
      if (on === undefined || place.config.node("CookieName") !== undefined) continue;
      context.report({ message: messages.tracking(), location: locationOf(on) });
    }
  },
});

interface CreatedCookie {
  readonly cookie: string;
  readonly location: Location;
}

/** Every cookie that this configuration makes; those of a backend that it only looks for are not its own. */
function created(context: RuleContext): readonly CreatedCookie[] {
  const sessions = usedCookies(context).map(({ cookie }) => ({ cookie: cookie.name, location: cookie.nameLocation }));
  const others = [
    ...sentTracking(context).flatMap(({ place }) => named(place.config.node("CookieName"), trackingName)),
    ...context.directives("Header").flatMap((node) => named(node, headerName)),
    ...context.directives("RewriteRule").flatMap((node) => named(node, rewriteName)),
  ];
  return [...sessions, ...others];
}

function named(
  node: ConfigNode | undefined,
  nameOf: (words: readonly string[]) => string | undefined,
): readonly CreatedCookie[] {
  const cookie = node === undefined ? undefined : nameOf(wordsOf(node));
  return node === undefined || cookie === undefined ? [] : [{ cookie, location: locationOf(node) }];
}

function trackingName(words: readonly string[]): string | undefined {
  return words[0];
}

/** `Header add Set-Cookie "name=value"`; a cookie that is taken away is none. */
function headerName(words: readonly string[]): string | undefined {
  const [action = "", header = "", value = ""] = /^(?:always|onsuccess)$/i.test(words[0] ?? "")
    ? words.slice(1)
    : words;
  if (!/^(?:set|add|append|merge|setifempty)$/i.test(action) || !/^set-cookie:?$/i.test(header)) return undefined;
  return /max-age=0|1970/i.test(value) ? undefined : /^([^=;\s]+)=/.exec(value)?.[1];
}

/** `[CO=name:value:domain]`, or with another separator in front. */
function rewriteName(words: readonly string[]): string | undefined {
  const flags = /^\[(.*)\]$/.exec(words[2] ?? "")?.[1] ?? "";
  const text = /(?:^|,)(?:CO|cookie)=([^,]*)/i.exec(flags)?.[1] ?? "";
  return /^;?([^:;]+)/.exec(text)?.[1];
}
