import { conditionFault } from "../constraints.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";
import type { Walk } from "../walk.ts";

/** Directives of mod_filter. */
export function filterChecks(): ModuleChecks {
  return {
    directives: {
      addoutputfilterbytype: addOutputFilterByType,
      filterdeclare: filterDeclare,
      filterprotocol: filterProtocol,
      filterprovider: filterProvider,
      filtertrace: filterTrace,
    },
  };
}

/** Output filters by the module that registers them, in lower case. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  core_module: ["core", "subreq_core", "content_length", "old_write"],
  http_module: ["byterange", "chunk", "http_header", "http_outerror"],
  logio_module: ["logio_ttfb_out"],
  brotli_module: ["brotli_compress"],
  bucketeer_module: ["bucketeer"],
  buffer_module: ["buffer"],
  cache_module: [
    "cache",
    "cache_invalidate",
    "cache_out",
    "cache_out_subreq",
    "cache_remove_url",
    "cache_save",
    "cache_save_subreq",
  ],
  case_filter_module: ["casefilter"],
  charset_lite_module: ["xlateout"],
  data_module: ["data"],
  deflate_module: ["deflate", "inflate"],
  dumpio_module: ["dumpio_out"],
  expires_module: ["mod_expires"],
  headers_module: ["fixup_headers_err", "fixup_headers_out"],
  http2_module: ["h2_c2_net_catch_h1", "h2_c2_net_out", "h2_c2_response_out", "h2_c2_trailers_out", "h2_c2_ws_out"],
  include_module: ["includes"],
  proxy_ftp_module: ["proxy_send_dir"],
  proxy_html_module: ["proxy-html"],
  ratelimit_module: ["rate_limit"],
  sed_module: ["sed"],
  session_module: ["mod_session_out"],
  ssl_module: ["ssl/tls coalescing filter", "ssl/tls filter"],
  substitute_module: ["substitute"],
  xml2enc_module: ["xml2enc"],
};

/** Filters that directives define, in lower case (`ap_register_output_filter`). */
export function definedFilters(): Set<string> {
  return new Set();
}

/** A filter of a loaded module, one a directive defined, or perhaps one of a module nobody has described. */
function isKnownFilter({ walk, node }: Call, name: string): boolean {
  const key = name.toLowerCase();
  if (walk.memory(definedFilters).has(key) || walk.memory(moduleFilters).has(key)) return true;
  if (!walk.hasForeignModules) return false;
  walk.assume(node, "module", `the filter ${name} is one of a module that is not described`);
  return true;
}

function moduleFilters(walk: Walk): ReadonlySet<string> {
  return new Set(Object.entries(FILTERS).flatMap(([module, names]) => (walk.has(module) ? names : [])));
}

function unknownFilter({ name }: Call, filter: string, word: number): Fault {
  return { code: "httpd/provider", message: `${name}: there is no output filter '${filter}'`, word };
}

/** Smart filters of one scope with their providers: both of `cfg->live_filters`. */
type SmartFilters = Map<string, Set<string>>;

function filtersByScope(): Map<object, SmartFilters> {
  return new Map();
}

function smartFilters({ walk, place }: Call): SmartFilters {
  const scopes = walk.memory(filtersByScope);
  const scope = place.scope ?? place.server;
  const filters = scopes.get(scope) ?? new Map();
  scopes.set(scope, filters);
  return filters;
}

/** `add_filter` behind AddOutputFilterByType: the filters are names with `;` between, media types follow. */
const addOutputFilterByType: Check = (call) => {
  const [filters = "", type] = call.words;
  if (type === undefined) {
    return { code: "httpd/argument-count", message: `${call.name} requires at least two arguments` };
  }
  for (const filter of filters.split(";"))
    if (filter !== "" && !isKnownFilter(call, filter)) return unknownFilter(call, filter, 0);
  return undefined;
};

/** `filter_declare` */
const filterDeclare: Check = (call) => {
  smartFilters(call).set(call.words[0] ?? "", new Set());
  return undefined;
};

/** `filter_provider` declares the smart filter when that was not done. */
const filterProvider: Check = (call) => {
  const [filter = "", provider = "", expression = ""] = call.words;
  if (!isKnownFilter(call, provider)) return unknownFilter(call, provider, 1);
  const fault = conditionFault(call, expression, 2);
  if (fault !== undefined) return fault;
  const filters = smartFilters(call);
  filters.set(filter, (filters.get(filter) ?? new Set()).add(provider.toLowerCase()));
  return undefined;
};

/** `filter_protocol` */
const filterProtocol: Check = (call) => {
  const [filter = "", provider = "", flags] = call.words;
  const providers = smartFilters(call).get(filter);
  if (providers === undefined) return undeclared(call, filter);
  if (flags === undefined || providers.has(provider.toLowerCase())) return undefined;
  const message = `${call.name}: '${provider}' is no provider of '${filter}': FilterProvider must come first`;
  return { code: "httpd/conflict", message, word: 1 };
};

/** `filter_debug` */
const filterTrace: Check = (call) => {
  const [filter = ""] = call.words;
  return smartFilters(call).has(filter) ? undefined : undeclared(call, filter);
};

function undeclared({ name }: Call, filter: string): Fault {
  const message = `${name}: no FilterDeclare or FilterProvider of this scope names the filter '${filter}'`;
  return { code: "httpd/conflict", message, word: 0 };
}
