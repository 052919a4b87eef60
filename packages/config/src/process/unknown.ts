import type { RelatedLocation } from "@httpd-lint/diagnostics";
import { closest, type ModuleInfo, moduleBySource, modules } from "@httpd-lint/directives";
import { locationOf, locationOfName } from "../node.ts";
import type { ConfigNode, LoadedModule } from "../tree.ts";
import { loadModule, replaceName } from "./fixes.ts";
import type { Fault } from "./types.ts";
import type { Walk } from "./walk.ts";

/** Modules by the directives they bring, lower case; sections with `<`. Made when the first unknown name is met. */
let owners: ReadonlyMap<string, readonly ModuleInfo[]> | undefined;

function ownersOf(key: string): readonly ModuleInfo[] {
  if (owners === undefined) {
    const table = new Map<string, ModuleInfo[]>();
    for (const module of modules()) {
      for (const command of module.commands) table.set(command.key, [...(table.get(command.key) ?? []), module]);
    }
    owners = table;
  }
  return owners.get(key) ?? [];
}

const PERHAPS = "perhaps misspelled or defined by a module not included in the server configuration";

/** How many other places of one missing module are listed. */
const MOST_PLACES = 20;

/** How many names of a module that is not described are shown. */
const MOST_NAMES = 8;

/** What unknown names a walk met, so that one missing module is reported once. */
export class UnknownNames {
  readonly #walk: Walk;
  /** Other places of what was reported, by module symbol. */
  readonly #places = new Map<string, RelatedLocation[]>();
  /** Modules that are loaded and that nobody has described: any unknown name may be theirs. */
  readonly #undescribed: readonly LoadedModule[];
  readonly #supposed = new Set<string>();
  /** What an Include that failed would have loaded is not known either. */
  readonly #incomplete: boolean;

  constructor(walk: Walk) {
    this.#walk = walk;
    this.#undescribed = walk.tree.modules.filter(
      ({ symbol, source }) => walk.modules.info(symbol) === undefined && moduleBySource(source) === undefined,
    );
    this.#incomplete = walk.tree.errors.some(({ diagnostic }) => diagnostic.code.startsWith("read/include"));
  }

  /** @param forgiven AllowOverride Nonfatal=Unknown leaves it out */
  meet(node: ConfigNode, key: string, forgiven: boolean): void {
    if (forgiven) {
      const name = key.replace("<", "");
      this.#walk.warn("AH02296", "httpd/ignored", `Unknown directive ${name} ${PERHAPS}`, node);
      return;
    }
    const owner = ownersOf(key).find((module) => this.#walk.modules.offers(module, key));
    if (owner === undefined ? this.#undescribed.length > 0 : this.#incomplete) {
      const of = owner?.symbol ?? this.#undescribed.map(({ symbol }) => symbol).join(", ");
      this.#walk.assume(node, "module", `${node.name} belongs to ${of}`);
      if (owner === undefined) this.#suppose(node, key);
      return;
    }
    const places = owner === undefined ? undefined : this.#places.get(owner.symbol);
    if (places !== undefined) {
      if (places.length < MOST_PLACES)
        places.push({ message: `also of ${owner?.symbol}`, location: locationOfName(node) });
      return;
    }
    const message = `Invalid command '${key.startsWith("<") ? `<${node.name}` : node.name}', ${PERHAPS}`;
    const code = "httpd/unknown-directive";
    this.#walk.complain("walk", node, {
      code,
      message,
      ...(owner ? this.#missing(owner, message) : this.#slip(node, key, message)),
    });
  }

  /** A name that only a module nobody has described can have, if it is not a slip. */
  #suppose(node: ConfigNode, key: string): void {
    const meant = closest(key, this.#names(key.startsWith("<")));
    if (meant === undefined) {
      this.#supposed.add(node.name);
      return;
    }
    const message = `${node.name} is no directive that is known here; did you mean ${meant}?`;
    const location = locationOfName(node);
    this.#walk.warnings.push({
      code: "httpd/unknown-directive",
      severity: "warning",
      source: "httpd",
      message,
      location,
    });
  }

  /** Says once which modules are not described, instead of complaining of each of their directives. */
  finish(): void {
    if (this.#supposed.size === 0) return;
    const [first] = this.#undescribed;
    const symbols = this.#undescribed.map(({ symbol }) => symbol).join(", ");
    const shown = [...this.#supposed].slice(0, MOST_NAMES).join(", ");
    const more = this.#supposed.size > MOST_NAMES ? ` and ${this.#supposed.size - MOST_NAMES} more` : "";
    const message = `Nothing is known of ${symbols}: ${shown}${more} are taken as its directives. A catalogue can describe them ("catalogues" in .httpd-lint.json)`;
    this.#walk.warnings.push({
      code: "httpd/unknown-module",
      severity: "info",
      source: "httpd",
      message,
      ...(first?.loadedBy === undefined ? {} : { location: locationOf(first.loadedBy) }),
    });
  }

  #missing(owner: ModuleInfo, message: string): Partial<Fault> {
    const related: RelatedLocation[] = [];
    this.#places.set(owner.symbol, related);
    const load = `LoadModule ${owner.symbol} modules/${owner.file}`;
    const fixes = loadModule(this.#walk.tree, owner);
    return { explained: `${message}. It is a directive of ${owner.source}: ${load}`, related, fixes };
  }

  #slip(node: ConfigNode, key: string, message: string): Partial<Fault> {
    const meant = closest(key, this.#names(key.startsWith("<")));
    if (meant === undefined) return {};
    return { explained: `${message}. Did you mean ${meant}?`, fixes: replaceName(node, meant) };
  }

  *#names(sections: boolean): Generator<string> {
    for (const { name, isSection } of this.#walk.modules.names()) if (isSection === sections) yield name;
  }
}
