import { directiveKeys, moduleBySymbol } from "@httpd-lint/directives";

/**
 * How modules merge their per-directory settings, where it is not "the value that was set last wins, each by itself".
 * Which module has no merge function, and what the others do with lists, follows from their `create_..._dir_config` and
 * `merge_..._dir_config`.
 */
export interface ModuleMerge {
  /** No merge function: a section with any of its directives puts aside all that the sections before have set. */
  readonly replaces?: boolean;
  /** Directives, in lower case, of which all count, those of the outermost section first. */
  readonly adds?: readonly string[];
  /** Directives that fill one list between them, which a section replaces as a whole. */
  readonly lists?: readonly (readonly string[])[];
  /** As `adds`, but by the first argument: a later directive for the same one wins. */
  readonly keyed?: readonly string[];
  /** Directives that any directive of the module in a section puts back to the default. */
  readonly resets?: readonly string[];
}

const REPLACES: ModuleMerge = { replaces: true };

const RULES: Readonly<Record<string, ModuleMerge>> = {
  session_module: { adds: ["sessioninclude", "sessionexclude"] },
  session_crypto_module: { lists: [["sessioncryptopassphrase", "sessioncryptopassphrasefile"]] },
  session_dbd_module: {
    resets: ["sessiondbdselectlabel", "sessiondbdinsertlabel", "sessiondbdupdatelabel", "sessiondbddeletelabel"],
  },
  usertrack_module: REPLACES,
  access_compat_module: REPLACES,
  authn_anon_module: REPLACES,
  authn_dbm_module: REPLACES,
  authn_file_module: REPLACES,
  auth_digest_module: REPLACES,
  authz_dbm_module: REPLACES,
  authz_groupfile_module: REPLACES,
  authz_owner_module: REPLACES,
  headers_module: { adds: ["header", "requestheader"] },
  env_module: { keyed: ["setenv"], adds: ["passenv", "unsetenv"] },
  setenvif_module: { adds: ["setenvif", "setenvifnocase", "setenvifexpr", "browsermatch", "browsermatchnocase"] },
  alias_module: { adds: ["redirect", "redirectmatch", "redirecttemp", "redirectpermanent"] },
  mime_module: {
    keyed: [
      "addtype",
      "addhandler",
      "addencoding",
      "addcharset",
      "addlanguage",
      "addinputfilter",
      "addoutputfilter",
      "removetype",
      "removehandler",
    ],
  },
  expires_module: { keyed: ["expiresbytype"] },
  rewrite_module: { lists: [["rewriterule", "rewritecond"]] },
  auth_form_module: { lists: [["authformprovider"]] },
  auth_basic_module: { lists: [["authbasicprovider"]] },
  authz_core_module: { lists: [["require", "<requireall", "<requireany", "<requirenone"]] },
  dir_module: { lists: [["directoryindex"]] },
  proxy_module: { adds: ["proxypass", "proxypassmatch", "proxypassreverse"] },
  cache_module: { adds: ["cacheenable", "cachedisable"] },
  substitute_module: { adds: ["substitute"] },
  filter_module: { adds: ["addoutputfilterbytype", "filterchain", "filterprovider", "filterdeclare"] },
  core_module: { keyed: ["errordocument"], lists: [["setoutputfilter"], ["setinputfilter"]], adds: ["options"] },
};

const NONE: ModuleMerge = {};

/** @param symbol LoadModule symbol of the module that has the directive */
export function mergeOf(symbol: string): ModuleMerge {
  return RULES[symbol] ?? NONE;
}

let unloaded: ReadonlyMap<string, string> | undefined;

/**
 * The module that would answer to a name if it were loaded, of those with rules of their own. A configuration that is
 * looked at without its LoadModule lines merges as it would with them.
 *
 * @param key a directive in lower case
 */
export function unloadedModuleOf(key: string): string | undefined {
  unloaded ??= new Map(
    Object.keys(RULES).flatMap((symbol) => {
      const module = moduleBySymbol(symbol);
      return module === undefined ? [] : directiveKeys(module).map((name) => [name, symbol] as const);
    }),
  );
  return unloaded.get(key);
}
