import { isSubnet } from "@httpd-lint/grammar";
import type { Check, ModuleChecks } from "../types.ts";

/** Directives of mod_access_compat. */
export function accessCompatChecks(): ModuleChecks {
  return { directives: { allow: allowDeny, deny: allowDeny } };
}

/** `allow_cmd`: `from`, then `all`, `env=...`, addresses and names of hosts. */
const allowDeny: Check = ({ name, words: [from = "", ...sources] }) => {
  if (sources.length > 0 && from.toLowerCase() !== "from") {
    return { code: "httpd/value", message: `${name} must be followed by 'from'`, word: 0 };
  }
  for (const [at, source] of sources.entries()) {
    if (/^(?:all$|env=)/i.test(source)) continue;
    const isRight = looksLikeAddress(source) ? isSubnet(source) : !source.includes("#");
    if (isRight) continue;
    const message = `${name}: '${source}' is no address, network or name of a host`;
    return { code: "httpd/value", message, word: at + 1 };
  }
  return undefined;
};

/** What has a mask or a colon, or only digits and dots, cannot be a name (`looks_like_ip`). */
function looksLikeAddress(source: string): boolean {
  return /[/:]|^[\d.]+$/.test(source);
}
