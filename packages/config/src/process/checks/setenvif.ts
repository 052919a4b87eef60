import { conditionFault } from "../constraints.ts";
import { patternFault } from "../pattern-fault.ts";
import { WordTaker } from "../section-arguments.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_setenvif. */
export function setEnvIfChecks(): ModuleChecks {
  return {
    directives: {
      setenvif: (call) => setEnvIf(call, false),
      setenvifnocase: (call) => setEnvIf(call, true),
      browsermatch: (call) => patternAndVariables(call, 0, false),
      browsermatchnocase: (call) => patternAndVariables(call, 0, true),
      setenvifexpr: setEnvIfExpr,
    },
    byText: { setenvif: 0, setenvifnocase: 0, browsermatch: 0, browsermatchnocase: 0, setenvifexpr: 0 },
  };
}

function missing({ name }: Call, what: string): Fault {
  return { code: "httpd/argument-count", message: `${name}: ${what} is missing` };
}

/** `add_setenvif` */
function setEnvIf(call: Call, ignoreCase: boolean): Fault | undefined {
  const attribute = call.words[0] ?? "";
  if (attribute === "") return missing(call, "the name of a header or attribute");
  const fault = attributeFault(call, attribute);
  return fault ?? patternAndVariables(call, 1, ignoreCase);
}

/** A name with regular expression characters is one (`is_header_regex`); an OID is not. */
function attributeFault(call: Call, attribute: string): Fault | undefined {
  if (/^oid\(.*\)$/is.test(attribute) || !/[^\w-]/.test(attribute)) return undefined;
  return patternFault(call, attribute, 0, true);
}

function patternAndVariables(call: Call, at: number, ignoreCase: boolean): Fault | undefined {
  const pattern = call.words[at] ?? "";
  if (pattern === "") return missing(call, "the regular expression");
  return patternFault(call, pattern, at, ignoreCase) ?? variablesFault(call, at + 1);
}

/** Each word sets or, with `!`, unsets a variable. */
function variablesFault(call: Call, at: number): Fault | undefined {
  return (call.words[at] ?? "") === "" ? missing(call, "the variable to set") : undefined;
}

/** `add_setenvifexpr` */
const setEnvIfExpr: Check = (call) => {
  const words = new WordTaker(call.text);
  const expression = words.next();
  if (expression === "") return missing(call, "the expression");
  return conditionFault(call, expression, 0) ?? variablesFault(call, 1);
};
