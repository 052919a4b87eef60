import { type ConfigNode, wordsOf } from "@httpd-lint/config";

/** What a Header directive says. */
export interface HeaderDirective {
  readonly node: ConfigNode;
  /** `always`: the headers that errors have as well; `onsuccess`, which is the default: the others. */
  readonly table: "always" | "onsuccess";
  /** In lower case, e.g. `edit*`. */
  readonly action: string;
  /** In lower case. */
  readonly header: string;
  /** The words behind the header's name. */
  readonly values: readonly string[];
  /** Where the first of them stands among all words. */
  readonly firstValue: number;
}

export function headerDirective(node: ConfigNode): HeaderDirective {
  const words = wordsOf(node);
  const hasTable = /^(?:always|onsuccess)$/i.test(words[0] ?? "");
  const at = hasTable ? 1 : 0;
  return {
    node,
    table: hasTable && words[0]?.toLowerCase() === "always" ? "always" : "onsuccess",
    action: (words[at] ?? "").toLowerCase(),
    header: (words[at + 1] ?? "").replace(/:$/, "").toLowerCase(),
    values: words.slice(at + 2),
    firstValue: at + 2,
  };
}

/** Attributes that an edit of Set-Cookie puts into cookies; undefined for every other Header directive. */
export function flagsOfEdit({ action, header, values }: HeaderDirective): readonly CookieFlag[] | undefined {
  if (!/^edit\*?$/.test(action) || header !== "set-cookie") return undefined;
  const replacement = values[1] ?? "";
  return FLAGS.filter((flag) => new RegExp(`(?:^|[;,\\s])\\s*${flag}\\b`, "i").test(replacement));
}

export type CookieFlag = "HttpOnly" | "Secure" | "SameSite";

const FLAGS: readonly CookieFlag[] = ["HttpOnly", "Secure", "SameSite"];

/** True when a directive may give cookies of a table this attribute. */
export function mayAdd(directive: HeaderDirective, table: HeaderDirective["table"], flag: CookieFlag): boolean {
  if (directive.table !== table || directive.header !== "set-cookie" || !/^edit\*?$/.test(directive.action))
    return false;
  const replacement = directive.values[1] ?? "";
  return replacement.toLowerCase().includes(flag.toLowerCase()) || /%\{|\$\{|^expr=/.test(replacement);
}
