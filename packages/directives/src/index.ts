export type { ModuleInfo, ModuleNeed } from "./modules.ts";
export { moduleBySource, moduleBySymbol, modules } from "./modules.ts";
