import { readWord } from "@httpd-lint/grammar";
import { conditionFault } from "../../constraints.ts";
import type { Check, ModuleChecks } from "../../types.ts";

/** Directives of mod_proxy_html. */
export function proxyHtmlChecks(): ModuleChecks {
  return { directives: { proxyhtmlurlmap: urlMap } };
}

/** Before expressions were there, a condition was a variable, or one that has a certain value. */
const OLD_CONDITION = /^!?\w+=/;

/** `set_urlmap`: from, to, flags and a condition; the condition is read in httpd's words, or in the module's older ones. */
const urlMap: Check = (call) => {
  const words: string[] = [];
  for (let at = 0; at < call.text.length && words.length < 4; ) {
    const word = readWord(call.text, at);
    words.push(word.value);
    at = word.next;
  }
  const condition = words[3] ?? "";
  // A regular expression that cannot be compiled is not noticed here.
  if (condition === "" || OLD_CONDITION.test(condition)) return undefined;
  if (!/^\w+$/.test(condition)) return conditionFault(call, condition, 3);
  const message = `${call.name}: '${condition}' is no condition: an expression or variable=value`;
  return { code: "httpd/expression", message, word: 3 };
};
