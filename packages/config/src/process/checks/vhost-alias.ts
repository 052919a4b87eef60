import type { Check, ModuleChecks } from "../types.ts";

/** Directives of mod_vhost_alias. */
export function vhostAliasChecks(): ModuleChecks {
  return {
    directives: {
      virtualdocumentroot: interpolated,
      virtualdocumentrootip: interpolated,
      virtualscriptalias: interpolated,
      virtualscriptaliasip: interpolated,
    },
  };
}

/** `%%`, `%p`, or `%` with up to two part numbers such as `%1`, `%-2+`, `%1.-1`. */
const FORMAT = /^(?:[^%]|%(?:%|p|-?\d\+?(?:\.-?\d\+?)?(?!\.(?!-?\d))))*$/;

/** `vhost_alias_set` */
const interpolated: Check = ({ name, words: [path = ""] }) => {
  if (path.toLowerCase() === "none") return undefined;
  if (!path.startsWith("/")) {
    return { code: "httpd/value", message: `${name}: '${path}' must be an absolute path or none`, word: 0 };
  }
  if (FORMAT.test(path)) return undefined;
  const message = `${name}: there is something else than %%, %p or a part such as %0, %-1 or %2+ in '${path}'`;
  return { code: "httpd/value", message, word: 0 };
};
