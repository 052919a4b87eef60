import {
  type AllowedOverrides,
  type ConfigTree,
  type PatternCompiler,
  type ProcessResult,
  processConfig,
  processHtaccess,
} from "@httpd-lint/config";

/** Stops a run that has met its first regular expression before PCRE2 was there. */
class PatternMet extends Error {}

const absent: PatternCompiler = {
  compile() {
    throw new PatternMet();
  },
};

let patterns: PatternCompiler = absent;

/** `processConfig` with PCRE2 if need be. */
export async function processServer(tree: ConfigTree): Promise<ProcessResult> {
  return withPatterns(() => processConfig(tree, { patterns }));
}

/** `processHtaccess` with PCRE2 if need be. */
export async function processRequestFile(tree: ConfigTree, allowed: AllowedOverrides): Promise<ProcessResult> {
  return withPatterns(() => processHtaccess(tree, allowed, { patterns }));
}

/** PCRE2 is loaded when the first configuration with a pattern is met: most of its weight is for those only. */
async function withPatterns(process: () => ProcessResult): Promise<ProcessResult> {
  try {
    return process();
  } catch (error) {
    if (!(error instanceof PatternMet)) throw error;
    const { httpdPatterns } = await import("@httpd-lint/pcre2");
    patterns = httpdPatterns;
    return process();
  }
}
