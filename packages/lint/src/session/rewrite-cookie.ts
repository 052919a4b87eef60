import { type ConfigNode, wordsOf } from "@httpd-lint/config";
import type { Range } from "@httpd-lint/diagnostics";

/** A cookie that a RewriteRule sets with its flag CO. */
export interface RewriteCookie {
  readonly name: string;
  readonly value: string;
  /** Name, value, domain, lifetime, path, secure, httponly, samesite; `apr_strtok` skips empty ones. */
  readonly fields: readonly string[];
  readonly separator: ":" | ";";
  readonly isSecure: boolean;
  readonly isHttpOnly: boolean;
  readonly hasSameSite: boolean;
  /** Place of the text behind `CO=` in the word of the flags. */
  readonly range: Range;
}

/** The cookies of a rule as `add_cookie` of mod_rewrite reads them; without a domain it sets none. */
export function rewriteCookies(node: ConfigNode): readonly RewriteCookie[] {
  // Most rules set none, and are not cut into words for this.
  if (!/co(?:okie)?=/i.test(node.argumentText)) return [];
  const flags = wordsOf(node)[2] ?? "";
  return [...flags.matchAll(/(?<=[[,])\s*(?:co|cookie)=([^,\]]*)/gi)].flatMap((match) => {
    const text = match[1] ?? "";
    const separator = text.startsWith(";") ? ";" : ":";
    const start = (match.index ?? 0) + match[0].length - text.length;
    const fields = (separator === ";" ? text.slice(1) : text).split(separator).filter((field) => field !== "");
    const [name = "", value = "", domain = "", , , secure = "", httpOnly = "", sameSite = ""] = fields;
    if (name === "" || value === "" || domain === "") return [];
    return [
      {
        name,
        value,
        fields,
        separator,
        isSecure: /^(?:true|1|secure)$/i.test(secure),
        isHttpOnly: /^(?:true|1|httponly)$/i.test(httpOnly),
        hasSameSite: sameSite !== "" && !/^(?:false|0)$/i.test(sameSite),
        range: { start, end: start + text.length },
      },
    ];
  });
}
