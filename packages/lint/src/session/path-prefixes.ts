import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import type { Place } from "../model/places.ts";

export type PrefixProblem = "relative" | "pattern" | "encoded";

/** Why the argument of SessionInclude or SessionExclude matches no URL path: httpd compares bytes, after decoding. */
export function prefixProblem(prefix: string): PrefixProblem | undefined {
  if (/[*?^|[\]\\]|\$$|^~|\(\?|\.\+/.test(prefix)) return "pattern";
  if (!prefix.startsWith("/")) return "relative";
  return /%[0-9a-f]{2}/i.test(prefix) ? "encoded" : undefined;
}

/** Every SessionInclude, or SessionExclude, that counts here: httpd adds up those of all sections. */
export function prefixesAt({ config }: Pick<Place, "config">, name: string): readonly ConfigNode[] {
  const { setBy = [], overrode = [] } = config.setting(name) ?? {};
  return [...overrode, ...setBy];
}

export function prefixOf(node: ConfigNode): string {
  return wordsOf(node)[0] ?? "";
}
