import { dirname, relative } from "node:path";
import { type ConfigHost, isFailure } from "@httpd-lint/config";
import { builtInRules, type Rule, type RuleMeta } from "@httpd-lint/lint";
import { UsageError } from "../terminal.ts";
import type { Settings } from "./settings.ts";

interface Caller {
  readonly cwd: string;
  /** The settings file was named with `--config`. */
  readonly isNamed: boolean;
}

/**
 * Runs the modules that a settings file names and takes their rules. A configuration that somebody sent may bring a
 * settings file along, and looking at it must not run a program: so only the settings that the user works under, or
 * names, may have rules.
 *
 * @throws UsageError with the path of the module and what is wrong with it
 */
export async function loadExtraRules(host: ConfigHost, settings: Settings, caller: Caller): Promise<readonly Rule[]> {
  if (!caller.isNamed && !isAbove(dirname(settings.file), caller.cwd)) {
    throw new UsageError(
      `${settings.placeOf("extraRules")}: rules of your own are programs, which are only run from settings of the current folder or above it: name this file with --config to run them`,
    );
  }
  const known = new Set(builtInRules.flatMap(({ meta }) => [meta.name, ...meta.aliases]));
  const rules: Rule[] = [];
  for (const [index, path] of settings.extraRules.entries()) {
    const type = host.typeOf(path);
    if (isFailure(type)) {
      throw new UsageError(`${settings.placeOf("extraRules", index)}: there is no module of rules ${path}`);
    }
    for (const rule of rulesOf(await imported(path, type === "directory"), path)) {
      const taken = [rule.meta.name, ...rule.meta.aliases].find((name) => known.has(name));
      if (taken !== undefined) throw new UsageError(`${path}: there is a rule '${taken}' already`);
      for (const name of [rule.meta.name, ...rule.meta.aliases]) known.add(name);
      rules.push(guarded(rule, path));
    }
  }
  return rules;
}

function isAbove(folder: string, below: string): boolean {
  const path = relative(folder, below);
  return path === "" || (!/^\.\.(?:[\\/]|$)/.test(path) && path !== below);
}

async function imported(path: string, isFolder: boolean): Promise<unknown> {
  try {
    const { importModule } = await import("./import-module.ts");
    return await importModule(path, isFolder);
  } catch (error) {
    throw new UsageError(`${path}: the rules cannot be loaded: ${firstLine(error)}`);
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? "";
}

function rulesOf(module: unknown, path: string): readonly Rule[] {
  const exported = isRecord(module) ? module.rules : undefined;
  if (!Array.isArray(exported)) {
    throw new UsageError(
      `${path}: a module of rules exports them as an array: export const rules = [defineRule({ ... })]`,
    );
  }
  return exported.map((rule, index) => {
    const fault = faultOf(rule);
    if (fault !== undefined) throw new UsageError(`${path}: rules[${index}] ${fault}`);
    return rule as Rule;
  });
}

const SEVERITIES: readonly unknown[] = ["error", "warning", "info", "hint"];
const FIXABLE: readonly unknown[] = ["safe", "suggestion", "no"];

/** What keeps a value from being a rule. */
function faultOf(rule: unknown): string | undefined {
  if (!isRecord(rule)) return "is no rule: make it with defineRule";
  const { meta, messages, check } = rule;
  if (typeof check !== "function") return "has no function check";
  if (!isRecord(messages)) return "has no messages";
  if (!isRecord(meta)) return "has no meta";
  const { name, summary, severity, fixable, options = {} } = meta;
  if (typeof name !== "string" || !/^[\w.-]+\/[\w.-]+$/.test(name)) return "needs a meta.name such as acme/no-guest";
  const lists = ["aliases", "profiles", "references"] satisfies (keyof RuleMeta)[];
  const missing = lists.find((key) => !Array.isArray(meta[key]));
  if (missing !== undefined) return `(${name}) needs an array meta.${missing}`;
  if (typeof summary !== "string") return `(${name}) needs a meta.summary`;
  if (!SEVERITIES.includes(severity)) return `(${name}): meta.severity is one of ${SEVERITIES.join(", ")}`;
  if (!FIXABLE.includes(fixable)) return `(${name}): meta.fixable is one of ${FIXABLE.join(", ")}`;
  if (!isRecord(options)) return `(${name}): meta.options is an object`;
  const broken = Object.entries(options).find(
    ([, option]) => !isRecord(option) || !isRecord(option.schema) || option.default === undefined,
  );
  return broken === undefined ? undefined : `(${name}): option '${broken[0]}' needs a schema and a default`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** What a rule of the user's own throws is no defect of ours. */
function guarded(rule: Rule, path: string): Rule {
  return {
    ...rule,
    check(context, messages) {
      try {
        rule.check(context, messages);
      } catch (error) {
        throw new UsageError(`${path}: rule ${rule.meta.name} failed: ${firstLine(error)}`);
      }
    },
  };
}
