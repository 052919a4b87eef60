import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_expires. */
export function expiresChecks(): ModuleChecks {
  return { directives: { expiresdefault: (call) => codeFault(call, 0), expiresbytype: expiresByType } };
}

const expiresByType: Check = (call) => {
  const type = call.words[0] ?? "";
  if (type.includes("/")) return codeFault(call, 1);
  return { code: "httpd/value", message: `${call.name}: '${type}' is no media type: it has no slash`, word: 0 };
};

const BASES = ["now", "access", "modification"];
const UNITS = ["years", "months", "weeks", "days", "hours", "minutes", "seconds"];
/** How much of a unit's name must be there: what comes behind it is not looked at. */
const UNIT = /^(?:y|mo|w|d|h|mi|s)/i;

/** `check_code`: a base, `plus`, and pairs of number and unit. A capital A or M in front is the old form, left as it is. */
function codeFault(call: Call, word: number): Fault | undefined {
  const code = call.words[word] ?? "";
  if (/^[AM]/.test(code)) return undefined;
  const fault = (message: string): Fault => ({ code: "httpd/expires", message: `${call.name}: ${message}`, word });
  const [base = "", ...rest] = code.split(/[\t-\r ]+/).filter((part) => part !== "");
  // Only the first letter of the base counts.
  if (!/^[amn]/i.test(base)) return fault(`'${base}' is no time to count from: ${BASES.join(", ")}`);
  const parts = /^p/i.test(rest[0] ?? "") ? rest.slice(1) : rest;
  for (let at = 0; at < parts.length; at += 2) {
    const number = parts[at] as string;
    const unit = parts[at + 1];
    if (!/^\d/.test(number)) return fault(`'${number}' is no number`);
    if (unit === undefined) return fault(`the unit behind ${number} is missing: ${UNITS.join(", ")}`);
    if (!UNIT.test(unit)) return fault(`'${unit}' is no unit of time: ${UNITS.join(", ")}`);
  }
  return undefined;
}
