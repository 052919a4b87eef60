/** The names httpd knows while it reads an expression. All in lower case but `unaryOperators`, which have a case. */
export interface ExpressionNames {
  readonly variables: ReadonlySet<string>;
  /** Beginnings of variable names behind which httpd accepts anything. */
  readonly variablePrefixes: readonly string[];
  /** Functions that give a string. */
  readonly functions: ReadonlySet<string>;
  /** Functions that give a list, for `in`. */
  readonly listFunctions: ReadonlySet<string>;
  /** One letter each. */
  readonly unaryOperators: ReadonlySet<string>;
  readonly binaryOperators: ReadonlySet<string>;
}

const coreVariables = `api_version auth_type conn_log_id conn_remote_addr content_type context_document_root
  context_prefix document_root document_uri handler http2 http_accept http_cookie http_forwarded http_host
  http_proxy_connection http_referer http_user_agent https ipv6 is_subreq last_modified path_info query_string
  remote_addr remote_host remote_ident remote_port remote_user request_filename request_log_id request_method
  request_scheme request_status request_uri script_filename script_group script_user server_admin server_name
  server_port server_protocol server_software the_request time time_day time_hour time_min time_mon time_sec
  time_wday time_year`;

const coreFunctions = `base64 env escape file filesize http ldap md5 note osenv req req_novary reqenv resp sha1
  tolower toupper unbase64 unescape`;

/** What modules of httpd 2.4 add when they are loaded (`ap_hook_expr_lookup`). */
const moduleNames = new Map([
  ["ssl_module", { variablePrefix: "ssl_", function: "ssl", listFunction: "peerextlist" }],
  ["proxy_hcheck_module", { variablePrefix: "hc_", function: "hc", listFunction: undefined }],
]);

function wordsOf(text: string): string[] {
  return text.split(/\s+/);
}

let core: ExpressionNames | undefined;

/** The names of httpd 2.4.71 without further modules. */
export function coreExpressionNames(): ExpressionNames {
  core ??= {
    variables: new Set(wordsOf(coreVariables)),
    variablePrefixes: [],
    functions: new Set(wordsOf(coreFunctions)),
    listFunctions: new Set(),
    unaryOperators: new Set("defhnsxzAFLRTU"),
    binaryOperators: new Set(["fnmatch", "ipmatch", "strcmatch", "strmatch"]),
  };
  return core;
}

/**
 * The names httpd knows with these modules loaded (`ssl_module`, as in `LoadModule`). A module counts from its
 * `LoadModule` line on: httpd parses an expression where it stands.
 */
export function expressionNames(modules: Iterable<string>): ExpressionNames {
  const names = coreExpressionNames();
  const added = [...modules].flatMap((module) => moduleNames.get(module) ?? []);
  if (added.length === 0) return names;
  return {
    ...names,
    variablePrefixes: added.map((names) => names.variablePrefix),
    functions: new Set([...names.functions, ...added.map((names) => names.function)]),
    listFunctions: new Set(added.flatMap((names) => names.listFunction ?? [])),
  };
}

export function hasVariable(names: ExpressionNames, name: string): boolean {
  const lower = name.toLowerCase();
  return names.variables.has(lower) || names.variablePrefixes.some((prefix) => lower.startsWith(prefix));
}
