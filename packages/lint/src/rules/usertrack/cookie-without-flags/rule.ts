import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { insertLineAfter, isEditable } from "../../../model/edits.ts";
import { isTls } from "../../../model/tls.ts";
import { isBefore } from "../../../model/version.ts";
import { everyProfile } from "../../../profile.ts";
import { stig } from "../../../references.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";
import { splitAttributes } from "../../../session/session-cookie.ts";
import { type TrackingPlace, trackingPlaces } from "../../../session/tracking.ts";

const DIRECTIVES = { HttpOnly: "CookieHTTPOnly", Secure: "CookieSecure" } as const;
type Flag = keyof typeof DIRECTIVES;

export const rule: Rule = defineRule({
  meta: {
    name: "usertrack/cookie-without-flags",
    aliases: ["SES121"],
    summary: "A tracking cookie is sent without HttpOnly, or over TLS without Secure.",
    severity: "warning",
    profiles: everyProfile,
    references: [
      ...stig("V-214251", "V-214288"),
      { kind: "OWASP", id: "Session Management: Cookies" },
      { kind: "CWE", id: "CWE-1004" },
      { kind: "CWE", id: "CWE-614" },
      {
        kind: "httpd",
        id: "CookieHTTPOnly",
        url: "https://httpd.apache.org/docs/2.4/mod/mod_usertrack.html#cookiehttponly",
      },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    missing: (cookie: string, flags: string, directives: string) =>
      `Tracking cookie '${cookie}' is sent without ${flags}: what tells visitors apart is there for scripts or listeners to take. Set ${directives}.`,
    old: (cookie: string, flags: string, version: string) =>
      `Tracking cookie '${cookie}' is sent without ${flags}, and httpd ${version} has no directives for that: add them with 'Header always edit Set-Cookie'.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const { version } = context.tree.profile;
    const byDirective = new Map<ConfigNode, TrackingPlace[]>();
    for (const tracking of trackingPlaces(context)) {
      const known = byDirective.get(tracking.on);
      if (known === undefined) byDirective.set(tracking.on, [tracking]);
      else known.push(tracking);
    }
    for (const [on, places] of byDirective) {
      const flags = (["HttpOnly", "Secure"] as const).filter((flag) => places.some((place) => lacks(place, flag)));
      const name = places[0]?.line.name ?? "";
      if (flags.length === 0) continue;
      const isOld = isBefore(version, "2.4.42");
      const directives = flags.map((flag) => `${DIRECTIVES[flag]} On`).join(" and ");
      context.report({
        message: isOld
          ? messages.old(name, flags.join(" and "), version)
          : messages.missing(name, flags.join(" and "), directives),
        location: locationOf(on),
        fixes: isOld ? [] : fixesFor(context, on, flags, places),
      });
    }
  },
});

function lacks({ place, line }: TrackingPlace, flag: Flag): boolean {
  if (flag === "Secure" && !isTls(place)) return false;
  // What a section lost is what usertrack/settings-lost-in-section tells.
  const setting = place.config.setting(DIRECTIVES[flag]);
  const lost = setting?.lostTo === undefined ? undefined : setting.overrode.at(-1);
  if (lost !== undefined && wordsOf(lost)[0]?.toLowerCase() === "on") return false;
  return !splitAttributes(line.attributes).some((part) => part.name === flag.toLowerCase());
}

/** A cookie that goes to plain HTTP as well would be lost there with Secure, so that is left to the reader. */
function fixesFor(
  context: RuleContext,
  on: ConfigNode,
  flags: readonly Flag[],
  places: readonly TrackingPlace[],
): readonly Fix[] {
  const scope = context.scopeOf(on);
  if (!isEditable(on) || (flags.includes("Secure") && !places.every(({ place }) => isTls(place)))) return [];
  const set = flags.map((flag) => ({ flag, node: scope.directives(DIRECTIVES[flag]).at(-1) }));
  if (set.some(({ node }) => node !== undefined && !isEditable(node))) return [];
  const lines = set.filter(({ node }) => node === undefined).map(({ flag }) => `${DIRECTIVES[flag]} On`);
  const edits = set.flatMap(({ node }) =>
    node === undefined ? [] : [{ ...locationOfArgument(node, 0), newText: "On" }],
  );
  if (lines.length > 0) edits.push(insertLineAfter(on, ...lines));
  return [{ title: `Add ${flags.join(" and ")}`, safe: true, edits }];
}
