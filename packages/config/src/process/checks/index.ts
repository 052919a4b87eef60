import type { CommandInfo } from "@httpd-lint/directives";
import type { ModuleSet } from "../../read/modules.ts";
import type { PlainArguments, PlainSection } from "../plain-arguments.ts";
import type { Check, ModuleChecks, SectionCheck } from "../types.ts";
import { accessCompatChecks } from "./access-compat.ts";
import { aliasChecks } from "./alias.ts";
import { authnChecks } from "./authn.ts";
import { authzChecks } from "./authz.ts";
import { autoindexChecks } from "./autoindex.ts";
import { cacheChecks } from "./cache.ts";
import { contentChecks } from "./content.ts";
import { coreChecks } from "./core/index.ts";
import { directoryServiceChecks } from "./directory-services.ts";
import { expiresChecks } from "./expires.ts";
import { extFilterChecks } from "./ext-filter.ts";
import { filterChecks } from "./filter.ts";
import { headersChecks } from "./headers.ts";
import { logConfigChecks } from "./log-config.ts";
import { machineChecks } from "./machine.ts";
import { mdChecks } from "./md.ts";
import { mpmChecks } from "./mpm.ts";
import { networkChecks } from "./network.ts";
import { proxyHtmlChecks } from "./proxy/html.ts";
import { proxyChecks } from "./proxy/index.ts";
import { rewriteChecks } from "./rewrite.ts";
import { sedChecks } from "./sed.ts";
import { sessionChecks } from "./session.ts";
import { setEnvIfChecks } from "./setenvif.ts";
import { socacheChecks } from "./shared-cache.ts";
import { smallModuleChecks } from "./small-modules.ts";
import { sslChecks } from "./ssl.ts";
import { substituteChecks } from "./substitute.ts";
import { usertrackChecks } from "./usertrack.ts";
import { vhostAliasChecks } from "./vhost-alias.ts";

/** Checks that need code, by LoadModule symbol. */
const CHECKS: Readonly<Record<string, () => ModuleChecks>> = {
  core_module: coreChecks,
  log_config_module: logConfigChecks,
  mpm_event_module: mpmChecks,
  mpm_prefork_module: mpmChecks,
  mpm_winnt_module: mpmChecks,
  mpm_worker_module: mpmChecks,
  alias_module: aliasChecks,
  expires_module: expiresChecks,
  headers_module: headersChecks,
  rewrite_module: rewriteChecks,
  setenvif_module: setEnvIfChecks,
  substitute_module: substituteChecks,
  vhost_alias_module: vhostAliasChecks,
  filter_module: filterChecks,
  ext_filter_module: extFilterChecks,
  autoindex_module: autoindexChecks,
  actions_module: contentChecks,
  allowmethods_module: contentChecks,
  brotli_module: contentChecks,
  buffer_module: contentChecks,
  deflate_module: contentChecks,
  dir_module: contentChecks,
  include_module: contentChecks,
  mime_module: contentChecks,
  negotiation_module: contentChecks,
  userdir_module: contentChecks,
  authz_core_module: authzChecks,
  access_compat_module: accessCompatChecks,
  authn_core_module: authnChecks,
  auth_basic_module: authnChecks,
  auth_digest_module: authnChecks,
  auth_form_module: authnChecks,
  session_cookie_module: sessionChecks,
  session_dbd_module: sessionChecks,
  session_crypto_module: sessionChecks,
  usertrack_module: usertrackChecks,
  remoteip_module: networkChecks,
  reqtimeout_module: networkChecks,
  unixd_module: machineChecks,
  dbd_module: machineChecks,
  log_debug_module: machineChecks,
  ssl_module: sslChecks,
  sed_module: sedChecks,
  authn_socache_module: socacheChecks,
  cache_socache_module: socacheChecks,
  proxy_module: proxyChecks,
  proxy_connect_module: proxyChecks,
  proxy_fcgi_module: proxyChecks,
  proxy_hcheck_module: proxyChecks,
  suexec_module: machineChecks,
  proxy_html_module: proxyHtmlChecks,
  cache_module: cacheChecks,
  cache_disk_module: cacheChecks,
  ldap_module: directoryServiceChecks,
  authnz_ldap_module: directoryServiceChecks,
  authnz_fcgi_module: directoryServiceChecks,
  dav_module: smallModuleChecks,
  heartbeat_module: smallModuleChecks,
  heartmonitor_module: smallModuleChecks,
  http2_module: smallModuleChecks,
  lua_module: smallModuleChecks,
  xml2enc_module: smallModuleChecks,
  md_module: mdChecks,
};

const made = new Map<string, ModuleChecks | undefined>();

function checksOf(module: string): ModuleChecks | undefined {
  if (!made.has(module)) made.set(module, CHECKS[module]?.());
  return made.get(module);
}

/** The handler's check of a directive, where data is not enough. */
export function checkOf(command: CommandInfo): Check | undefined {
  return checksOf(command.module)?.directives?.[command.key];
}

/** Bits of `NOT_IN` for the places where more than its text counts for that check; undefined: more counts everywhere. */
export function moreThanText(command: CommandInfo): number | undefined {
  return checksOf(command.module)?.byText?.[command.key];
}

/** Arguments that the check takes for certain. */
export function plainOf(command: CommandInfo, modules: ModuleSet): PlainArguments | undefined {
  return checksOf(command.module)?.plain?.[command.key]?.(modules);
}

export function plainSectionOf(command: CommandInfo): PlainSection | undefined {
  return checksOf(command.module)?.plainSections?.[command.key];
}

export function sectionCheckOf(command: CommandInfo): SectionCheck | undefined {
  return checksOf(command.module)?.sections?.[command.key];
}
