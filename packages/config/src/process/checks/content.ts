import { atol } from "../numbers.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";
import { registeredMethods } from "./core/methods.ts";

/** Small modules about content: mod_actions, mod_allowmethods, mod_brotli, mod_buffer, mod_deflate, mod_dir, mod_include, mod_mime, mod_negotiation and mod_userdir. */
export function contentChecks(): ModuleChecks {
  return {
    directives: {
      action,
      script,
      allowmethods: allowMethods,
      brotlifilternote: filterNote,
      deflatefilternote: filterNote,
      buffersize: bufferSize,
      directoryindexredirect: directoryIndexRedirect,
      ssistarttag: ssiTag,
      ssiendtag: ssiTag,
      multiviewsmatch: multiviewsMatch,
      forcelanguagepriority: forceLanguagePriority,
      userdir: userDir,
    },
  };
}

function fault({ name }: Call, message: string, word?: number): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, ...(word === undefined ? {} : { word }) };
}

/** `add_action` */
const action: Check = (call) => {
  const option = call.words[2];
  if (option === undefined || option.toLowerCase() === "virtual") return undefined;
  return fault(call, `'${option}' is no option: only virtual is`, 2);
};

/** `set_script` */
const script: Check = (call) =>
  call.words[0] === "TRACE" ? fault(call, "TRACE cannot be given to a script", 0) : undefined;

/** `am_allowmethods`: the word reset alone, or methods that are known by then. */
const allowMethods: Check = (call) => {
  const { words, walk } = call;
  if (words.length === 0) return fault(call, "names of methods, or the word reset, are missing");
  if (words.length === 1 && words[0]?.toLowerCase() === "reset") return undefined;
  const known = walk.memory(registeredMethods);
  const at = words.findIndex((word) => !known.has(word));
  return at < 0
    ? undefined
    : fault(call, `'${words[at]}' is no method that httpd knows (RegisterHttpMethod adds one)`, at);
};

/** `brotli_set_filter_note`, `deflate_set_note` */
const filterNote: Check = (call) => {
  const [type = "", note] = call.words;
  if (note === undefined || note === "" || /^(?:input|output|ratio)$/i.test(type)) return undefined;
  return fault(call, `'${type}' is none of Input, Output, Ratio`, 0);
};

const MOST_BUFFER = 2n ** 63n - 1n;

/** `set_buffer_size` */
const bufferSize: Check = (call) => {
  const [word = ""] = call.words;
  const digits = BigInt(/^\d+/.exec(word)?.[0] ?? "0");
  if (atol(word) > 0n && digits <= MOST_BUFFER) return undefined;
  return fault(call, `'${word}' must be a number of bytes greater than 0`, 0);
};

/** `configure_redirect` of mod_dir: any 3xx number, or a word. */
const directoryIndexRedirect: Check = (call) => {
  const [word = ""] = call.words;
  if (/^(?:on|off|permanent|temp|seeother)$/i.test(word)) return undefined;
  const status = /^\d/.test(word) ? Number(atol(word)) : 0;
  if (status >= 300 && status < 400) return undefined;
  return fault(
    call,
    `'${word}' is neither a status code from 300 to 399 nor one of on, off, permanent, temp, seeother`,
    0,
  );
};

/** `set_default_start_tag` */
const ssiTag: Check = (call) =>
  /[\t-\r ]/.test(call.words[0] ?? "") ? fault(call, "there must be no blank in it", 0) : undefined;

const WAYS = ["any", "negotiatedonly", "handlers", "filters"];

/** What MultiviewsMatch chose so far, by scope. */
function multiviewsChoices(): Map<object, Set<string>> {
  return new Map();
}

/** `multiviews_match`: Any and NegotiatedOnly stand alone, also over several lines. */
const multiviewsMatch: Check = (call) => {
  const choices = call.walk.memory(multiviewsChoices);
  const scope = call.place.scope ?? call.place.server;
  const chosen = choices.get(scope) ?? new Set();
  choices.set(scope, chosen);
  for (const [at, word] of call.words.entries()) {
    const key = word.toLowerCase();
    if (!WAYS.includes(key)) return fault(call, `'${word}' is none of Any, NegotiatedOnly, Handlers, Filters`, at);
    chosen.add(key);
    const alone = chosen.has("any") || chosen.has("negotiatedonly");
    if (alone && chosen.size > 1) return fault(call, "Any and NegotiatedOnly stand alone", at);
  }
  return undefined;
};

/** `set_force_priority` */
const forceLanguagePriority: Check = (call) => {
  const at = call.words.findIndex((word) => !/^(?:none|prefer|fallback)$/i.test(word));
  if (at >= 0) return fault(call, `'${call.words[at]}' is none of None, Prefer, Fallback`, at);
  const none = call.words.some((word) => /^none$/i.test(word));
  return none && call.words.some((word) => !/^none$/i.test(word)) ? fault(call, "None stands alone", 1) : undefined;
};

/** `set_user_dir` */
const userDir: Check = (call) =>
  (call.words[0] ?? "") === "" ? fault(call, "a directory, or disabled or enabled with names, is missing") : undefined;
