import type { CommandInfo } from "@httpd-lint/directives";
import type { Check, ModuleChecks, SectionCheck } from "../types.ts";
import { coreChecks } from "./core/index.ts";

/** Checks that need code, by LoadModule symbol. */
const CHECKS: Readonly<Record<string, () => ModuleChecks>> = {
  core_module: coreChecks,
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
