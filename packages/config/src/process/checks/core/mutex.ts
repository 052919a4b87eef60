import type { Check, Fault } from "../../types.ts";
import type { Walk } from "../../walk.ts";

/** Mutex types by the module that registers them while it is set up. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  ssl_module: ["ssl-cache", "ssl-stapling", "ssl-stapling-refresh"],
  ldap_module: ["ldap-cache"],
  rewrite_module: ["rewrite-map"],
  authn_socache_module: ["authn-socache"],
  auth_digest_module: ["authdigest-client"],
  proxy_module: ["proxy"],
  proxy_balancer_module: ["proxy-balancer-shm"],
  watchdog_module: ["watchdog-callback"],
  cache_socache_module: ["cache-socache"],
  lua_module: ["lua-ivm-shm"],
  mpm_prefork_module: ["mpm-accept"],
  mpm_worker_module: ["mpm-accept"],
};

/** Mechanisms that take a directory behind a colon, and those that are a word alone. */
const WITH_DIRECTORY = new Set(["file", "fcntl", "flock"]);
const PLAIN = new Set(["none", "no", "default", "yes", "pthread", "sysvsem", "posixsem", "sem"]);

/** `ap_set_mutex` */
export const mutex: Check = (call) => {
  const [mechanism = "", ...types] = call.words;
  if (mechanism === "") return mutexFault("Mutex requires at least a mechanism argument", 0);
  const fault = mechanismFault(call, mechanism);
  if (fault !== undefined) return fault;
  const isNone = /^no(?:ne)?(?::|$)/i.test(mechanism);
  const named = types.filter((type) => type.toLowerCase() !== "omitpid");
  const known = knownTypes(call.walk);
  for (const [at, type] of types.entries()) {
    if (type.toLowerCase() === "omitpid" && at === types.length - 1) continue;
    if (!known.has(type)) return mutexFault(`Mutex type ${type} is not valid`, at + 1);
    if (isNone) return mutexFault(`None is not allowed for mutex type ${type}`, at + 1);
  }
  return isNone && named.length === 0 ? mutexFault("None is not allowed for mutex type default", 0) : undefined;
};

function mutexFault(message: string, word: number): Fault {
  return { code: "httpd/mutex", message, word };
}

/** `ap_parse_mutex` */
function mechanismFault({ walk, node }: Parameters<Check>[0], mechanism: string): Fault | undefined {
  const colon = mechanism.indexOf(":");
  const name = (colon < 0 ? mechanism : mechanism.slice(0, colon)).toLowerCase();
  if (!WITH_DIRECTORY.has(name) && !PLAIN.has(name)) {
    const all = [...PLAIN, ...WITH_DIRECTORY].join(", ");
    return mutexFault(`Invalid Mutex argument ${mechanism} (Mutex mechanisms are: ${all})`, 0);
  }
  const directory = colon < 0 ? "" : mechanism.slice(colon + 1);
  // With or without use for it, a directory that is named must be there.
  if (directory === "" || walk.exists(node, walk.absolute(directory), "directory")) return undefined;
  return mutexFault(`Invalid Mutex directory in argument ${mechanism}`, 0);
}

function knownTypes(walk: Walk): ReadonlySet<string> {
  return walk.memory(registeredTypes);
}

function registeredTypes(walk: Walk): ReadonlySet<string> {
  const types = Object.entries(TYPES).flatMap(([module, names]) => (walk.has(module) ? names : []));
  return new Set(["default", ...types]);
}
