import type { Check, Fault, ModuleChecks } from "../types.ts";
import { compileSed, newSedProgram, type SedProgram } from "./sed-program.ts";

/** Directives of mod_sed. */
export function sedChecks(): ModuleChecks {
  return { directives: { inputsed: sedExpression(inputPrograms), outputsed: sedExpression(outputPrograms) } };
}

/** One program for each place, filters of request and response apart: every directive adds its line to it. */
type Programs = WeakMap<object, SedProgram>;

function inputPrograms(): Programs {
  return new WeakMap();
}

function outputPrograms(): Programs {
  return new WeakMap();
}

/** `sed_compile_expr` */
function sedExpression(programs: () => Programs): Check {
  return (call): Fault | undefined => {
    const known = call.walk.memory(programs);
    const owner = call.place.scope ?? call.place.server;
    const program = known.get(owner) ?? newSedProgram();
    known.set(owner, program);
    const fault = compileSed(program, call.words[0] ?? "");
    return fault === undefined ? undefined : { code: "httpd/value", message: `${call.name}: ${fault}`, word: 0 };
  };
}
