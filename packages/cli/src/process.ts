import type { PatternCompiler } from "@httpd-lint/config";
import {
  type AllowedOverrides,
  type ConfigTree,
  type ProcessResult,
  processConfig,
  processHtaccess,
} from "@httpd-lint/config";

let patterns: PatternCompiler | undefined;

/** PCRE2 is loaded when the first configuration with a pattern is met: most of its weight is for those only. */
async function loadPatterns(): Promise<PatternCompiler> {
  const { httpdPatterns } = await import("@httpd-lint/pcre2");
  patterns = httpdPatterns;
  return httpdPatterns;
}

/** `processConfig` with PCRE2 if need be. */
export async function processServer(tree: ConfigTree): Promise<ProcessResult> {
  return withPatterns((compiler) => processConfig(tree, compiler));
}

/** `processHtaccess` with PCRE2 if need be. */
export async function processRequestFile(tree: ConfigTree, allowed: AllowedOverrides): Promise<ProcessResult> {
  return withPatterns((compiler) => processHtaccess(tree, allowed, compiler));
}

type Compiler = { readonly patterns?: PatternCompiler };

async function withPatterns(process: (compiler: Compiler) => ProcessResult): Promise<ProcessResult> {
  const result = process(patterns === undefined ? {} : { patterns });
  return result.missesPatterns ? process({ patterns: await loadPatterns() }) : result;
}
