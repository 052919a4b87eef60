import { constraintFault } from "../constraints.ts";
import { atoi, atol } from "../numbers.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_cache and mod_cache_disk. */
export function cacheChecks(): ModuleChecks {
  return {
    directives: {
      cachedisable: cacheDisable,
      cacheenable: cacheEnable,
      cachekeybaseurl: keyBaseUrl,
      cachelastmodifiedfactor: lastModifiedFactor,
      cachelockmaxage: lockMaxAge,
      cachedirlength: dirLength,
      cachedirlevels: dirLevels,
    },
  };
}

function value({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

/** `add_cache_disable`: in a Location the word on, else what is not to be cached. */
const cacheDisable: Check = (call) => {
  const [url = ""] = call.words;
  if (call.place.path !== undefined) {
    return url.toLowerCase() === "on" ? undefined : value(call, "in a section the only word is on");
  }
  return url.startsWith("/") || url.includes(":") ? undefined : value(call, `'${url}' is neither a path nor a URL`);
};

/** `add_cache_enable`: in a Location a URL may be left out, and must lie below it. */
const cacheEnable: Check = (call) => {
  const [provider = "", url] = call.words;
  if (provider.startsWith("/")) return value(call, `'${provider}' is no provider: that comes first, then the path`);
  const { path } = call.place;
  const given = url === undefined || url === "" ? undefined : url;
  if (path === undefined)
    return given === undefined ? value(call, `${provider} needs a path or URL behind it`) : undefined;
  if (given === undefined || given.startsWith(path)) return undefined;
  return value(call, `'${given}' does not lie below ${path}`, 1);
};

/** `set_cache_key_base_url` */
const keyBaseUrl: Check = (call) => {
  const [url = ""] = call.words;
  return /^[a-z][\w+.-]*:|^\/\/|^[^/]+:\d+$/i.test(url)
    ? undefined
    : value(call, `'${url}' has neither a scheme nor a host nor a port`);
};

const FLOAT = /^[\t-\r ]*[+-]?(?:inf|nan|\d|\.\d)/i;

const lastModifiedFactor: Check = (call) =>
  FLOAT.test(call.words[0] ?? "") ? undefined : value(call, `'${call.words[0]}' is no number`);

const lockMaxAge: Check = (call) =>
  atol(call.words[0] ?? "") > 0n
    ? undefined
    : value(call, `'${call.words[0]}' must be a number of seconds greater than 0`);

/** Length of a cached file's path: levels of folders times letters of their names (`CACHEFILE_LEN`). */
const MOST_LETTERS = 20;

function layouts(): Map<object, { levels: number; length: number }> {
  return new Map();
}

function layoutFault(call: Call, changed: "levels" | "length"): Fault | undefined {
  const fault = constraintFault(call);
  if (fault !== undefined) return fault;
  const known = call.walk.memory(layouts);
  const layout = known.get(call.place.server) ?? { levels: 2, length: 2 };
  known.set(call.place.server, layout);
  layout[changed] = atoi(call.words[0] ?? "");
  // The product is one of 32 bits.
  if (Math.imul(layout.levels, layout.length) <= MOST_LETTERS) return undefined;
  return value(call, `CacheDirLevels times CacheDirLength must not be more than ${MOST_LETTERS}`);
}

const dirLength: Check = (call) => layoutFault(call, "length");
const dirLevels: Check = (call) => layoutFault(call, "levels");
