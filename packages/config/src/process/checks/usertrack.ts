import type { Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_usertrack. */
export function usertrackChecks(): ModuleChecks {
  return { directives: { cookiedomain: cookieDomain, cookieexpires: cookieExpires } };
}

/** `set_cookie_domain` */
const cookieDomain: Check = ({ name, words: [domain = ""] }) => {
  const fault = (message: string): Fault => ({
    code: "httpd/value",
    message: `${name}: '${domain}' ${message}`,
    word: 0,
  });
  if (!domain.startsWith(".")) return fault("must begin with a dot");
  return domain.slice(1).includes(".") ? undefined : fault("must have a dot inside, too");
};

/** Only the beginning of a unit's name counts. */
const UNIT = /^(?:y|mo|w|d|h|mi|s)/i;

/** `set_cookie_exp`: digits at both ends are seconds, whatever stands between; else pairs of number and unit. */
const cookieExpires: Check = ({ name, words: [code = ""] }) => {
  if (/^\d/.test(code) && /\d$/.test(code)) return undefined;
  const fault = (message: string): Fault => ({ code: "httpd/expires", message: `${name}: ${message}`, word: 0 });
  const parts = code.split(/[\t-\r ]+/).filter((part) => part !== "");
  const pairs = /^p/i.test(parts[0] ?? "") ? parts.slice(1) : parts;
  for (let at = 0; at < pairs.length; at += 2) {
    const number = pairs[at] as string;
    const unit = pairs[at + 1];
    if (!/^\d/.test(number)) return fault(`'${number}' is no number`);
    if (unit === undefined) return fault(`the unit behind ${number} is missing`);
    if (!UNIT.test(unit)) return fault(`'${unit}' is none of years, months, weeks, days, hours, minutes, seconds`);
  }
  return undefined;
};
