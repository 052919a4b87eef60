import { PlainArguments } from "../plain-arguments.ts";
import type { Check, Fault, ModuleChecks } from "../types.ts";

/** Attributes may follow. */
const PLAIN_COOKIE = new PlainArguments(String.raw`[^\t-\r =&]+(?=[ \t]|\r?\n|$)`, { isOpen: true });

/** Directives of the session modules. */
export function sessionChecks(): ModuleChecks {
  return {
    directives: {
      sessioncookiename: (call) => cookieName(call, /[=&]/),
      sessioncookiename2: (call) => cookieName(call, /[=&]/),
      sessiondbdcookiename: (call) => cookieName(call, /[=;&]/),
      sessiondbdcookiename2: (call) => cookieName(call, /[=;&]/),
      sessioncryptopassphrase: passphrase,
      sessioncryptopassphrasefile: passphraseFile,
    },
    plain: { sessioncookiename: () => PLAIN_COOKIE, sessioncookiename2: () => PLAIN_COOKIE },
  };
}

/**
 * `set_cookie_name`, `set_dbd_cookie_name`: everything up to a blank is the name, quotes included, and what stands
 * behind it goes into the cookie as it is.
 */
function cookieName({ name, text }: Parameters<Check>[0], forbidden: RegExp): Fault | undefined {
  const cookie = /^[^ \t]*/.exec(text)?.[0] ?? "";
  if (cookie === "") return { code: "httpd/argument-count", message: `${name} needs the name of the cookie` };
  const wrong = forbidden.exec(cookie)?.[0];
  if (wrong === undefined) return undefined;
  const message = `${name}: the name of the cookie must not hold '${wrong}'; attributes follow it behind a blank`;
  return { code: "httpd/cookie-name", message, word: 0 };
}

/** `set_crypto_passphrase`: a program that is named gives the passphrase; it is never started here. */
const passphrase: Check = ({ words, walk, node }) => {
  if (words.some((word) => word.length > 5 && word.startsWith("exec:"))) {
    walk.assume(node, "program", "the program that gives the passphrase runs");
  }
  return undefined;
};

/** `set_crypto_passphrase_file`: it is opened, and may be empty. */
const passphraseFile: Check = ({ name, words: [file = ""], walk, node }) => {
  const path = walk.absolute(file);
  if (path === "/dev/null" || walk.exists(node, path, "file")) return undefined;
  return { code: "httpd/file", message: `${name}: the file '${path}' cannot be opened`, word: 0 };
};
