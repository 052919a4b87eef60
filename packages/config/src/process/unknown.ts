import type { RelatedLocation } from "@httpd-lint/diagnostics";
import { closest, type ModuleInfo, moduleBySource, modules } from "@httpd-lint/directives";
import { locationOfName } from "../node.ts";
import type { ConfigNode } from "../tree.ts";
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

/** How many other places of one missing module are listed. */
const MOST_PLACES = 20;

/** What unknown names a walk met, so that one missing module is reported once. */
export class UnknownNames {
  readonly #walk: Walk;
  /** Other places of what was reported, by module symbol. */
  readonly #places = new Map<string, RelatedLocation[]>();
  /** Modules that are loaded and that nobody has described: any unknown name may be theirs. */
  readonly #undescribed: readonly string[];
  /** What an Include that failed would have loaded is not known either. */
  readonly #incomplete: boolean;

  constructor(walk: Walk) {
    this.#walk = walk;
    this.#undescribed = walk.tree.modules
      .filter(({ symbol, source }) => walk.modules.info(symbol) === undefined && moduleBySource(source) === undefined)
      .map(({ symbol }) => symbol);
    this.#incomplete = walk.tree.errors.some(({ diagnostic }) => diagnostic.code.startsWith("read/include"));
  }

  /** @param forgiven AllowOverride Nonfatal=Unknown leaves it out */
  meet(node: ConfigNode, key: string, forgiven: boolean): void {
    if (forgiven) {
      this.#walk.warn("AH02296", "httpd/ignored", `Unknown directive ${node.name}, but nonfatal`, node);
      return;
    }
    const owner = ownersOf(key).find((module) => this.#walk.modules.offers(module, key));
    if (owner === undefined ? this.#undescribed.length > 0 : this.#incomplete) {
      const of = owner?.symbol ?? this.#undescribed.join(", ");
      this.#walk.assume(node, "module", `${node.name} belongs to ${of}`);
      return;
    }
    const places = owner === undefined ? undefined : this.#places.get(owner.symbol);
    if (places !== undefined) {
      if (places.length < MOST_PLACES)
        places.push({ message: `also of ${owner?.symbol}`, location: locationOfName(node) });
      return;
    }
    const message = `Invalid command '${key.startsWith("<") ? `<${node.name}` : node.name}', perhaps misspelled or defined by a module not included in the server configuration`;
    const code = "httpd/unknown-directive";
    this.#walk.complain("walk", node, {
      code,
      message,
      ...(owner ? this.#missing(owner, message) : this.#slip(node, key, message)),
    });
  }

  #missing(owner: ModuleInfo, message: string): Partial<Fault> {
    const related: RelatedLocation[] = [];
    this.#places.set(owner.symbol, related);
    const load = `LoadModule ${owner.symbol} modules/${owner.file}`;
    return { explained: `${message}. It is a directive of ${owner.source}: ${load}`, related };
  }

  #slip(node: ConfigNode, key: string, message: string): Partial<Fault> {
    const meant = closest(key, this.#names(key.startsWith("<")));
    if (meant === undefined) return {};
    const title = `Change it to ${meant}`;
    const fixes = [{ title, safe: false, edits: [{ ...locationOfName(node), newText: meant }] }];
    return { explained: `${message}. Did you mean ${meant}?`, fixes };
  }

  *#names(sections: boolean): Generator<string> {
    for (const { name, isSection } of this.#walk.modules.names()) if (isSection === sections) yield name;
  }
}
