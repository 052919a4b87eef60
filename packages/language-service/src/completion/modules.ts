import { type ModuleInfo, modules } from "@httpd-lint/directives";
import type { Analysis } from "../workspace.ts";
import { type ItemData, KIND, type Offer, type Proposal } from "./item.ts";
import { moduleFileOffers, moduleFolder } from "./paths.ts";
import { isLoaded, offer, type Place, wordOffer } from "./place.ts";

/** LoadModule name file: with the name comes the file, if there is none. */
export function loadModuleOffers(place: Place): readonly Offer[] {
  if (place.index === 1) return moduleFileOffers(place);
  if (place.index > 1) return [];
  const folder = moduleFolder(place.analysis);
  const hasFile = place.after.length > 0;
  const proposals = allModules(place.analysis)
    .filter(({ symbol, since }) => since !== "2.5" && !isBuiltIn(place.analysis, symbol))
    .map((module): Proposal => {
      const { symbol, file, source, thirdParty } = module;
      const loaded = isLoaded(place, symbol) && knowsModules(place.analysis);
      return {
        label: symbol,
        kind: KIND.module,
        detail: loaded ? `${source} (loaded)` : source,
        rank: (loaded ? 7 : 4) + (thirdParty ? 1 : 0),
        data: moduleData(place, symbol),
        ...(hasFile || place.quote !== undefined ? {} : { text: `${symbol} ${folder}${file}` }),
      };
    });
  return [wordOffer(place, proposals)];
}

/** `<IfModule mod_x.c>`, `<IfModule !x_module>`: loaded modules first. */
export function ifModuleOffers(place: Place): readonly Offer[] {
  if (place.index > 0) return [];
  const typed = place.typed.replace(/^!/, "");
  const proposals = allModules(place.analysis).flatMap((module): Proposal[] => {
    const { symbol, source, thirdParty } = module;
    const loaded = isLoaded(place, symbol);
    const detail = loaded ? "loaded" : "not loaded";
    const rank = (loaded ? 3 : 5) + (thirdParty ? 1 : 0);
    const data = moduleData(place, symbol);
    const common = { kind: KIND.module, detail, data } as const;
    return [
      { ...common, label: source, rank },
      { ...common, label: symbol, rank: rank + 2 },
    ];
  });
  return [offer(place, typed.length, proposals)];
}

/** Names for `LogLevel module:level`. */
export function moduleShortNames({ tree }: Analysis): readonly string[] {
  return tree.modules.map(({ symbol }) => symbol.replace(/_module$/, ""));
}

function moduleData({ context, key }: Place, symbol: string): ItemData {
  return { path: context.path, kind: "module", key: symbol, value: key };
}

function allModules({ tree }: Analysis): readonly ModuleInfo[] {
  return [...(tree.profile.catalogues ?? []), ...modules()];
}

/** Compiled in: nobody loads it. Where no module is loaded at all, all are taken as compiled in. */
function isBuiltIn(analysis: Analysis, symbol: string): boolean {
  if (/^(?:core|so|http)_module$/.test(symbol)) return true;
  if (!knowsModules(analysis)) return false;
  return analysis.tree.modules.some((module) => module.symbol === symbol && module.loadedBy === undefined);
}

function knowsModules({ tree }: Analysis): boolean {
  return tree.modules.some(({ loadedBy }) => loadedBy !== undefined);
}
