import { type ConfigNode, keyFileLines, locationOf, wordsOf, writtenArguments } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { isEditable } from "../model/edits.ts";
import type { RuleContext } from "../rule.ts";
import type { SessionPlace } from "./sessions.ts";

/** The directives that give keys; a section's list of them replaces the one around it. */
export const KEY_DIRECTIVES: readonly string[] = ["SessionCryptoPassphrase", "SessionCryptoPassphraseFile"];

/** One key as it stands in a directive or in the file that it names. The key must never reach a message. */
export interface SessionKey {
  readonly key: string;
  /** Which word of the directive it is, or comes from. */
  readonly index: number;
}

/** The keys that a directive gives; undefined when they are in a file that cannot be read here. */
export function keysOf(context: Pick<RuleContext, "tree">, node: ConfigNode): readonly SessionKey[] | undefined {
  if (node.key === "sessioncryptopassphrase") return wordsOf(node).map((key, index) => ({ key, index }));
  return keyFileLines(context.tree, node)?.flatMap(({ keys }) => keys.map((key) => ({ key, index: 0 })));
}

/** False when sections that may apply, or may not, would change what these directives say here. */
export function isSettled({ config }: Pick<SessionPlace, "config">, ...names: readonly string[]): boolean {
  return names.every((name) => (config.setting(name)?.possible.length ?? 0) === 0);
}

/**
 * As `isSettled`, but sections for single paths do not count for a whole host: requests for other paths are not in them,
 * so what holds around them holds for some.
 */
export function isSettledSomewhere(context: RuleContext, place: SessionPlace, ...names: readonly string[]): boolean {
  const isHost = place.scope.kind === "server" || place.scope.kind === "virtual host";
  return names.every((name) => {
    const setting = place.config.setting(name);
    if (setting === undefined || setting.possible.length === 0) return true;
    return setting.possible.every((node) => {
      const scope = context.scopeOf(node);
      return isHost && scope.kind === "location" && scope.literalPath.length > 1;
    });
  });
}

/** True when the word comes out of a variable, so that it is not written in the configuration. */
export function comesFromVariable(node: ConfigNode, index: number): boolean {
  const written = writtenArguments(node);
  const own = written.length === wordsOf(node).length ? written[index] : undefined;
  return own === undefined ? written.some(({ raw }) => raw.includes("${")) : own.raw.includes("${");
}

/** The key in a file: the file is for the administrator to make, so this is never a safe fix. */
export function readKeyFromFile(node: ConfigNode): readonly Fix[] {
  if (!isEditable(node)) return [];
  const edit = { ...locationOf(node), newText: "SessionCryptoPassphraseFile conf/session.key" };
  return [{ title: "Read the key from a file", safe: false, edits: [edit] }];
}
