import type { Call, Fault, ModuleChecks } from "../types.ts";

/** AuthnCacheSOCache and CacheSocache. */
export function socacheChecks(): ModuleChecks {
  return {
    directives: {
      authncachesocache: (call) => sharedCache(call, true),
      cachesocache: (call) => sharedCache(call, false),
    },
  };
}

/** Providers of shared caches by module. */
const PROVIDERS: Readonly<Record<string, string>> = {
  socache_dbm_module: "dbm",
  socache_dc_module: "dc",
  socache_memcache_module: "memcache",
  socache_redis_module: "redis",
  socache_shmcb_module: "shmcb",
};

const LEAST_SIZE = 8192;
const MOST_SIZE = 4294967295;

/**
 * `provider` or `provider:arguments` of a shared object cache; the module with the provider must be loaded.
 *
 * @param alwaysMade the directive makes the cache at once, also without arguments
 */
export function sharedCache(call: Call, alwaysMade: boolean): Fault | undefined {
  const { name, words, walk, node } = call;
  const [word = ""] = words;
  const colon = word.indexOf(":");
  const provider = colon < 0 ? word : word.slice(0, colon);
  const known = Object.entries(PROVIDERS).flatMap(([module, own]) => (walk.has(module) ? [own] : []));
  if (provider !== "default" && !known.includes(provider)) {
    if (walk.hasForeignModules) {
      walk.assume(node, "module", `${provider} is a cache of a module that is not described`);
      return undefined;
    }
    const names = known.length === 0 ? "no mod_socache_... is loaded" : `there are ${known.join(", ")}`;
    return { code: "httpd/provider", message: `${name}: there is no cache '${provider}' (${names})`, word: 0 };
  }
  if (provider === "default" && !known.includes("shmcb")) {
    return { code: "httpd/provider", message: `${name}: the default cache needs mod_socache_shmcb`, word: 0 };
  }
  const message = argumentsFault(provider, colon < 0 ? undefined : word.slice(colon + 1), alwaysMade);
  return message === undefined ? undefined : { code: "httpd/value", message: `${name}: ${message}`, word: 0 };
}

function argumentsFault(provider: string, given: string | undefined, alwaysMade: boolean): string | undefined {
  if (provider === "redis" || provider === "memcache") {
    return alwaysMade && !given ? `${provider} needs a list of servers` : undefined;
  }
  if (provider !== "shmcb" && provider !== "default") return undefined;
  return given === undefined ? undefined : shmcbFault(given);
}

/** `socache_shmcb_create`: a file, and a size in parentheses. */
function shmcbFault(text: string): string | undefined {
  const open = text.indexOf("(");
  if (open < 0) return text.endsWith(")") ? "the parenthesis before the size is missing" : undefined;
  const match = /^\((.+)\)$/s.exec(text.slice(open));
  if (match === null) return "the size must stand in parentheses at the end";
  const size = match[1] as string;
  if (!/^[\t-\r ]*[+-]?\d+$/.test(size)) return `the size '${size}' is no number of bytes`;
  const bytes = Number(size);
  if (bytes >= MOST_SIZE || bytes < 0) return `the size must be less than ${MOST_SIZE} bytes`;
  return bytes < LEAST_SIZE ? `the size must be at least ${LEAST_SIZE} bytes` : undefined;
}
