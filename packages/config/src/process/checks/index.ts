import type { CommandInfo } from "@httpd-lint/directives";
import type { Check, ModuleChecks, SectionCheck } from "../types.ts";
import { aliasChecks } from "./alias.ts";
import { autoindexChecks } from "./autoindex.ts";
import { contentChecks } from "./content.ts";
import { coreChecks } from "./core/index.ts";
import { expiresChecks } from "./expires.ts";
import { extFilterChecks } from "./ext-filter.ts";
import { filterChecks } from "./filter.ts";
import { headersChecks } from "./headers.ts";
import { logConfigChecks } from "./log-config.ts";
import { mpmChecks } from "./mpm.ts";
import { rewriteChecks } from "./rewrite.ts";
import { setEnvIfChecks } from "./setenvif.ts";
import { substituteChecks } from "./substitute.ts";
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

export function sectionCheckOf(command: CommandInfo): SectionCheck | undefined {
  return checksOf(command.module)?.sections?.[command.key];
}
