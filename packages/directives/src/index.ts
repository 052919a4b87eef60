export type { Catalogue, CatalogueDirective, CatalogueModule } from "./catalogue.ts";
export { moduleOfCatalogue } from "./catalogue.ts";
export { closest, isSlip } from "./closest.ts";
export type { ArgumentsHow } from "./command.ts";
export { CommandInfo, NOT_IN, OVERRIDE } from "./command.ts";
export type { DurationConstraint, EnumConstraint, IntegerConstraint, ValueConstraint } from "./constraints.ts";
export type { ModuleInfo, ModuleNeed } from "./modules.ts";
export {
  commandsOf,
  directiveKeys,
  firstVersions,
  moduleBySource,
  moduleBySymbol,
  modules,
} from "./modules.ts";
export { syntaxOf } from "./syntax.ts";
