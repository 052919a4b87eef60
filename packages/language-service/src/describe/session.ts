import type { ConfigNode, ConfigTree, EffectiveConfig, SessionState } from "@httpd-lint/config";
import { sessionState } from "@httpd-lint/config";
import { hostOf, sectionsAround, settingsInside } from "../effective/target.ts";
import { code } from "./markdown.ts";

/** Sections that decide which requests their content is for. */
const PLACES: ReadonlySet<string> = new Set(
  "virtualhost directory directorymatch location locationmatch files filesmatch proxy proxymatch if elseif else".split(
    " ",
  ),
);

export function isPlace(node: ConfigNode): boolean {
  return node.isSection && PLACES.has(node.key);
}

/** What is in effect for requests that land in a section, as far as sections tell; without one, in the main server. */
export function settingsIn(tree: ConfigTree, section: ConfigNode | undefined): EffectiveConfig {
  const inside =
    section === undefined ? [] : [...(section.key === "virtualhost" ? [] : [section]), ...sectionsAround(section)];
  return settingsInside(tree, hostOf(section), inside);
}

/** The session that requests in a section have, as Markdown; undefined when nothing there is about sessions. */
export function sessionText(tree: ConfigTree, section: ConfigNode | undefined): string | undefined {
  const config = settingsIn(tree, section);
  const named = config.settings().some(({ name, setBy }) => /^Session/i.test(name) && setBy.length > 0);
  if (!named) return undefined;
  const state = sessionState(config);
  const lines = state.isOn ? linesOf(state) : ["off"];
  const possible = ["Session", "SessionMaxAge", "SessionCookieName"].some(
    (name) => (config.setting(name)?.possible.length ?? 0) > 0,
  );
  return [
    "**Session here**",
    lines.map((line) => `- ${line}`).join("\n"),
    ...(possible ? ["Other sections that may apply can change this."] : []),
  ].join("\n\n");
}

function linesOf(state: SessionState): readonly string[] {
  const { maxAge, expiryUpdateInterval, includes, excludes, storage } = state;
  const encrypted =
    state.isEncrypted === undefined
      ? "encrypted if the key file has a key"
      : state.isEncrypted
        ? `encrypted with ${code(state.cipher)}`
        : "not encrypted";
  return [
    storage === undefined ? "on, but no module stores it" : `on, kept in: ${storage}`,
    encrypted,
    maxAge === 0 ? "without limit (SessionMaxAge 0)" : `ends after ${maxAge} seconds without a request`,
    ...(expiryUpdateInterval > 0 ? [`expiry is renewed at most every ${expiryUpdateInterval} seconds`] : []),
    ...(includes.length === 0 ? [] : [`only for ${includes.map(code).join(", ")}`]),
    ...(excludes.length === 0 ? [] : [`not for ${excludes.map(code).join(", ")}`]),
    ...(state.isIncluded === false ? ["not for the path of this section"] : []),
    ...(state.header === undefined ? [] : [`the application writes it with the response header ${code(state.header)}`]),
    ...(state.isInEnvironment ? [`the application sees it as ${code("HTTP_SESSION")}`] : []),
    ...state.setCookie.map(({ header, name, attributes }) => code(`${header}: ${name}=…;${attributes}`)),
    ...(state.failure === undefined ? [] : [`**it is not saved**: ${state.failure}`]),
  ];
}
