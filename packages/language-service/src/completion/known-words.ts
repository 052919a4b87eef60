function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Variables of `%{NAME}` in RewriteCond and RewriteRule (mod_rewrite's `lookup_variable`). */
export function rewriteVariables(): readonly string[] {
  return words(`
    API_VERSION AUTH_TYPE CONN_REMOTE_ADDR CONTEXT_DOCUMENT_ROOT CONTEXT_PREFIX DOCUMENT_ROOT HTTP_ACCEPT HTTP_COOKIE
    HTTP_FORWARDED HTTP_HOST HTTP_PROXY_CONNECTION HTTP_REFERER HTTP_USER_AGENT HTTPS IPV6 IS_SUBREQ PATH_INFO
    QUERY_STRING REMOTE_ADDR REMOTE_HOST REMOTE_IDENT REMOTE_PORT REMOTE_USER REQUEST_FILENAME REQUEST_METHOD
    REQUEST_SCHEME REQUEST_URI SCRIPT_FILENAME SCRIPT_GROUP SCRIPT_USER SERVER_ADDR SERVER_ADMIN SERVER_NAME SERVER_PORT
    SERVER_PROTOCOL SERVER_SOFTWARE THE_REQUEST TIME TIME_DAY TIME_HOUR TIME_MIN TIME_MON TIME_SEC TIME_WDAY TIME_YEAR`);
}

/** Variables of mod_ssl for expressions, RewriteCond, CustomLog and Header. */
export function sslVariables(): readonly string[] {
  return words(`
    SSL_CIPHER SSL_CIPHER_ALGKEYSIZE SSL_CIPHER_EXPORT SSL_CIPHER_USEKEYSIZE SSL_CLIENT_CERT SSL_CLIENT_CERT_RFC4523_CEA
    SSL_CLIENT_I_DN SSL_CLIENT_I_DN_CN SSL_CLIENT_I_DN_O SSL_CLIENT_M_SERIAL SSL_CLIENT_M_VERSION SSL_CLIENT_S_DN
    SSL_CLIENT_S_DN_CN SSL_CLIENT_S_DN_Email SSL_CLIENT_S_DN_O SSL_CLIENT_S_DN_OU SSL_CLIENT_SAN_DNS_0
    SSL_CLIENT_SAN_Email_0 SSL_CLIENT_V_END SSL_CLIENT_V_REMAIN SSL_CLIENT_V_START SSL_CLIENT_VERIFY
    SSL_COMPRESS_METHOD SSL_PROTOCOL SSL_SECURE_RENEG SSL_SERVER_CERT SSL_SERVER_I_DN SSL_SERVER_M_SERIAL
    SSL_SERVER_S_DN SSL_SERVER_S_DN_CN SSL_SERVER_V_END SSL_SERVER_V_START SSL_SESSION_ID SSL_SESSION_RESUMED
    SSL_SRP_USER SSL_SRP_USERINFO SSL_TLS_SNI SSL_VERSION_INTERFACE SSL_VERSION_LIBRARY`);
}

/** What stands before a name in `%{ENV:name}` and its kin of mod_rewrite. */
export const REWRITE_PREFIXES: Readonly<Record<string, string>> = {
  "ENV:": "environment variable",
  "HTTP:": "request header",
  "LA-U:": "value that later phases will set, asked with the URL",
  "LA-F:": "value that later phases will set, asked with the file",
  "SSL:": "variable of mod_ssl",
};

export function responseHeaders(): readonly string[] {
  return words(`
    Access-Control-Allow-Credentials Access-Control-Allow-Headers Access-Control-Allow-Methods
    Access-Control-Allow-Origin Access-Control-Expose-Headers Access-Control-Max-Age Cache-Control Clear-Site-Data
    Content-Disposition Content-Language Content-Security-Policy Content-Security-Policy-Report-Only Content-Type
    Cross-Origin-Embedder-Policy Cross-Origin-Opener-Policy Cross-Origin-Resource-Policy ETag Expires Last-Modified Link
    Location Permissions-Policy Pragma Referrer-Policy Server Set-Cookie Strict-Transport-Security Vary Via
    WWW-Authenticate X-Content-Type-Options X-Frame-Options X-Powered-By X-Robots-Tag`);
}

export function requestHeaders(): readonly string[] {
  return words(`
    Accept Accept-Encoding Accept-Language Authorization Cache-Control Connection Content-Length Content-Type Cookie
    Forwarded Host If-Match If-Modified-Since If-None-Match Origin Proxy Range Referer User-Agent X-Forwarded-For
    X-Forwarded-Host X-Forwarded-Port X-Forwarded-Proto X-Real-IP X-Request-ID`);
}

/** Values that are often sent in response headers, by header in lower case. */
export const HEADER_VALUES: Readonly<Record<string, readonly string[]>> = {
  "cache-control": ["no-store", "no-cache", "private", "public, max-age=31536000, immutable", "max-age=0"],
  "clear-site-data": ['\\"cookies\\", \\"storage\\"'],
  "content-security-policy": ["default-src 'self'", "frame-ancestors 'none'"],
  "cross-origin-embedder-policy": ["require-corp", "credentialless", "unsafe-none"],
  "cross-origin-opener-policy": ["same-origin", "same-origin-allow-popups", "unsafe-none"],
  "cross-origin-resource-policy": ["same-origin", "same-site", "cross-origin"],
  "permissions-policy": ["camera=(), geolocation=(), microphone=()"],
  "referrer-policy": ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"],
  "strict-transport-security": ["max-age=31536000", "max-age=31536000; includeSubDomains"],
  vary: ["Accept-Encoding", "Cookie", "Origin"],
  "x-content-type-options": ["nosniff"],
  "x-forwarded-proto": ["https", "http"],
  "x-frame-options": ["DENY", "SAMEORIGIN"],
  "x-robots-tag": ["noindex", "none"],
};

/** Items of a value of Header (mod_headers' `format_tag_hash`). */
export const HEADER_ITEMS: Readonly<Record<string, string>> = {
  "%t": "time of the request, in microseconds",
  "%D": "microseconds that the request took",
  "%l": "load averages",
  "%i": "idle workers, in percent",
  "%b": "busy workers, in percent",
  "%{NAME}e": "environment variable",
  "%{NAME}s": "variable of mod_ssl",
};

export function methods(): readonly string[] {
  return words("GET POST PUT DELETE PATCH OPTIONS CONNECT PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK");
}

/** Attributes of a session cookie, with what they do; httpd sends them as they stand. */
export const COOKIE_ATTRIBUTES: Readonly<Record<string, string>> = {
  HttpOnly: "scripts of the page cannot read the cookie",
  Secure: "sent over TLS only",
  "SameSite=Lax": "from other sites sent with links only",
  "SameSite=Strict": "never sent from other sites",
  "SameSite=None": "sent from all sites; browsers want Secure, too",
  "path=/": "sent to every path",
  "Domain=": "sent to all hosts of a domain, too",
  "Max-Age=": "seconds that the browser keeps it; mod_session adds its own when SessionMaxAge is set",
};

/** Functions of expressions. */
export const EXPRESSION_FUNCTIONS: Readonly<Record<string, string>> = {
  req: "request header, added to Vary",
  http: "same as req",
  req_novary: "request header, not added to Vary",
  resp: "response header",
  reqenv: "environment variable of the request",
  osenv: "environment variable of the system",
  note: "note of the request",
  env: "first of note, reqenv and osenv",
  tolower: "in lower case",
  toupper: "in upper case",
  escape: "with % escapes",
  unescape: "without % escapes",
  base64: "encoded as Base64",
  unbase64: "decoded from Base64",
  md5: "MD5 hash",
  sha1: "SHA-1 hash",
  ldap: "escaped for an LDAP name or filter",
  file: "content of a file",
  filesize: "size of a file",
  ssl: "variable of mod_ssl",
  hc: "of the answer to a health check",
};

/** Tests of one string in expressions. */
export const UNARY_TESTS: Readonly<Record<string, string>> = {
  "-d": "is a directory",
  "-e": "is a file, directory or the like",
  "-f": "is a file",
  "-s": "is a file that is not empty",
  "-L": "is a symbolic link",
  "-h": "is a symbolic link",
  "-x": "is an executable file",
  "-F": "is a file that this client may have; asks with a subrequest",
  "-U": "is a URL that this client may have; asks with a subrequest",
  "-A": "same as -U",
  "-n": "is not empty",
  "-z": "is empty",
  "-T": "is neither empty nor 0, off, false nor no",
  "-R": "the client's address is in this network",
};

/** What stands between two operands of an expression. */
export const BINARY_TESTS: Readonly<Record<string, string>> = {
  "==": "equal strings",
  "!=": "different strings",
  "=~": "matches a regular expression",
  "!~": "does not match a regular expression",
  "<": "string before",
  "<=": "string before or equal",
  ">": "string behind",
  ">=": "string behind or equal",
  "-eq": "equal numbers",
  "-ne": "different numbers",
  "-lt": "smaller number",
  "-le": "smaller or equal number",
  "-gt": "greater number",
  "-ge": "greater or equal number",
  "-in": "is one of a list",
  "-ipmatch": "address is in a network",
  "-strmatch": "matches a pattern with * and ?",
  "-strcmatch": "the same in any case",
  "-fnmatch": "the same, where * matches no slash",
  "&&": "and",
  "||": "or",
};
