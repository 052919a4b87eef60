import type { Catalogue, CatalogueDirective, CatalogueModule } from "../catalogue.ts";
import { referenceTable } from "./reference-table.generated.ts";

export interface ValueMeaning {
  readonly value: string;
  /** What it does, in a phrase. */
  readonly summary: string;
}

export interface ModuleReference {
  /** LoadModule symbol. */
  readonly symbol: string;
  readonly source: string;
  /** One sentence on what it is for. */
  readonly summary: string;
  /** e.g. `Extension`; of third-party modules the package it was read from. */
  readonly status: string;
  readonly thirdParty: boolean;
  /** Its page in httpd's manual. */
  readonly url: string | undefined;
  readonly directives: readonly DirectiveReference[];
}

export interface DirectiveReference {
  /** httpd's spelling; sections begin with `<`. */
  readonly name: string;
  readonly module: ModuleReference;
  /** One or two sentences, in our own words. */
  readonly summary: string;
  /** As httpd's manual writes it; undefined when nobody has written it down. */
  readonly syntax: string | undefined;
  readonly default: string | undefined;
  /** `server`, `vhost`, `directory`, `location`, `files`, `proxy`, `htaccess`; empty when never tried out. */
  readonly contexts: readonly string[];
  /** AllowOverride classes that let a .htaccess use it. */
  readonly override: readonly string[];
  /** First version that has it, when that is not 2.4.0; `trunk` when no release has. */
  readonly since: string | undefined;
  /** Values worth a word of explanation. */
  readonly meanings: readonly ValueMeaning[];
  /** The place in httpd's manual. */
  readonly url: string | undefined;
}

let read: readonly ModuleReference[] | undefined;
let byName: ReadonlyMap<string, readonly DirectiveReference[]> | undefined;

/** Every module, ordered by symbol. */
export function moduleReferences(): readonly ModuleReference[] {
  read ??= (JSON.parse(referenceTable) as readonly Catalogue[]).map(moduleOf);
  return read;
}

/** @param symbol as LoadModule has it */
export function moduleReference(symbol: string): ModuleReference | undefined {
  return moduleReferences().find((module) => module.symbol === symbol);
}

/** All directives of a name, in any case, with or without the `<` of a section: several modules may have one. */
export function directiveReferences(name: string): readonly DirectiveReference[] {
  if (byName === undefined) {
    const table = new Map<string, DirectiveReference[]>();
    for (const directive of moduleReferences().flatMap(({ directives }) => directives)) {
      const key = keyOf(directive.name);
      table.set(key, [...(table.get(key) ?? []), directive]);
    }
    byName = table;
  }
  return byName.get(keyOf(name)) ?? [];
}

/** Whether a directive has that name, in any case, with or without the brackets of a section. */
export function isCalled(directive: DirectiveReference, name: string): boolean {
  return keyOf(directive.name) === keyOf(name);
}

/** The same of a module that a catalogue of the user's own describes; places that it does not list follow from flags. */
export function referenceOfCatalogue({ module, directives }: Catalogue): ModuleReference {
  const described = directives.map((directive) => ({ ...placesOf(directive), ...directive }));
  return moduleOf({ module: { thirdParty: true, ...module }, directives: described });
}

/** AllowOverride classes by the `req_override` that asks for them. */
const CLASSES: Readonly<Record<string, string>> = {
  OR_AUTHCFG: "AuthConfig",
  OR_FILEINFO: "FileInfo",
  OR_INDEXES: "Indexes",
  OR_LIMIT: "Limit",
  OR_OPTIONS: "Options",
  OR_ALL: "All",
};

function placesOf({ flags }: CatalogueDirective): Pick<CatalogueDirective, "contexts" | "override"> {
  const names = flags.split("|");
  const override = names.flatMap((name) => CLASSES[name] ?? []);
  const contexts = [
    // Outside of sections httpd grants RSRC_CONF and OR_ALL without OR_AUTHCFG and OR_LIMIT.
    ...(names.some((name) => /^(?:RSRC_CONF|OR_(?:ALL|FILEINFO|INDEXES|OPTIONS))$/.test(name))
      ? ["server", "vhost"]
      : []),
    ...(names.includes("ACCESS_CONF") || override.length > 0 ? ["directory", "location", "files"] : []),
    ...(override.length > 0 ? ["htaccess"] : []),
  ];
  return { contexts, override };
}

function keyOf(name: string): string {
  return name.replace(/^<|>$/g, "").toLowerCase();
}

function moduleOf({ module, directives }: Catalogue): ModuleReference {
  const { symbol, source, summary = "", thirdParty = false } = module;
  const own: DirectiveReference[] = [];
  const status = module.status ?? (thirdParty ? `third party${module.package ? `, ${module.package}` : ""}` : "");
  const url = pageOf(module, module.page);
  const reference: ModuleReference = { symbol, source, summary, status, thirdParty, url, directives: own };
  own.push(...directives.map((directive) => directiveOf(directive, module, reference)));
  return reference;
}

function directiveOf(
  directive: CatalogueDirective,
  module: CatalogueModule,
  reference: ModuleReference,
): DirectiveReference {
  const { name, summary = "", syntax, contexts = [], override = [], meanings = {} } = directive;
  const page = pageOf({ ...module, versions: directive.versions ?? module.versions }, directive.page ?? module.page);
  const usual = directive.default;
  return {
    name,
    module: reference,
    summary,
    syntax,
    default: usual === undefined || /^none$/i.test(usual) ? undefined : usual,
    contexts,
    override,
    since: directive.versions === "trunk" || module.versions === "trunk" ? "trunk" : (directive.since ?? module.since),
    meanings: Object.entries(meanings).map(([value, meaning]) => ({ value, summary: meaning })),
    url: page === undefined ? undefined : `${page}#${keyOf(name)}`,
  };
}

const MANUAL = "https://httpd.apache.org/docs";

function pageOf(
  { thirdParty, versions }: Pick<CatalogueModule, "thirdParty"> & { readonly versions?: string | undefined },
  page: string | undefined,
): string | undefined {
  if (thirdParty || page === undefined) return undefined;
  return `${MANUAL}/${versions === "trunk" ? "trunk" : "2.4"}/mod/${page}.html`;
}
