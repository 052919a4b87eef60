import { readWord } from "@httpd-lint/grammar";
import type { Check, Fault, ModuleChecks } from "../types.ts";
import { definedFilters } from "./filter.ts";

/** Directives of mod_ext_filter. */
export function extFilterChecks(): ModuleChecks {
  return { directives: { extfilterdefine: extFilterDefine, extfilteroptions: extFilterOptions } };
}

/** `define_filter`: a name, which cannot be quoted, then parameters, each of which reads its value in its own way. */
const extFilterDefine: Check = ({ name, text, walk }) => {
  const first = /^(\S*)\s*/.exec(text);
  const defined = walk.memory(definedFilters);
  const filter = first?.[1] ?? "";
  const key = filter.toLowerCase();
  if (defined.has(key)) {
    return { code: "httpd/conflict", message: `${name}: there is a filter '${filter}' already`, word: 0 };
  }
  defined.add(key);
  for (let at = first?.[0].length ?? 0; at < text.length; ) {
    const next = parameterEnd(text, at);
    if (typeof next === "string") return { code: "httpd/value", message: `${name}: ${next}` };
    at = next;
  }
  return undefined;
};

const VALUE = /^(?:mode|ftype|enableenv|disableenv|intype|outtype)=/i;

function parameterEnd(text: string, at: number): number | string {
  const rest = text.slice(at);
  if (/^preservescontentlength(?![^\s])/i.test(rest)) return at + skip(rest, /^\S*\s*/);
  if (/^cmd=/i.test(rest)) return commandEnd(text, at + 4);
  if (!VALUE.test(rest)) return `'${rest}' begins with no known parameter`;
  const word = readWord(text, at);
  if (/^mode=/i.test(word.value) && !/^mode=(?:in|out)put$/i.test(word.value)) {
    return `'${word.value}' must be mode=input or mode=output`;
  }
  return word.next;
}

function skip(text: string, pattern: RegExp): number {
  return pattern.exec(text)?.[0].length ?? 0;
}

/** The command is one word, quoted when it has blanks; it is not looked for. */
function commandEnd(text: string, at: number): number | string {
  if (at >= text.length) return at;
  const word = readWord(text, at);
  return word.value === "" ? "the command behind cmd= is empty" : word.next;
}

/** `add_options` */
const extFilterOptions: Check = ({ name, words }) => {
  const at = words.findIndex((word) => !/^(?:(?:no)?logstderr|onfail=(?:remove|abort))$/i.test(word));
  if (at < 0) return undefined;
  const message = `${name}: '${words[at]}' is none of LogStderr, NoLogStderr, Onfail=remove, Onfail=abort`;
  return { code: "httpd/value", message, word: at } satisfies Fault;
};
