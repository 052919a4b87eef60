import type { Fix, RelatedLocation, TextEdit } from "@httpd-lint/diagnostics";
import { closest, directiveKeys, type ModuleInfo, moduleBySource, modules } from "@httpd-lint/directives";
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
      for (const key of directiveKeys(module)) {
        const others = table.get(key);
        if (others === undefined) table.set(key, [module]);
        else others.push(module);
      }
    }
    owners = table;
  }
  return owners.get(key) ?? [];
}

const PERHAPS = "perhaps misspelled or defined by a module not included in the server configuration";

/** How many other places of one missing module or one unknown name are listed, beside the first one of each file. */
const MOST_PLACES = 20;

/** How many names of a module that is not described are shown. */
const MOST_NAMES = 8;

/** What was reported before, and where else it stands. */
interface Reported {
  readonly file: string;
  readonly message: string;
  readonly places: RelatedLocation[];
  /** Of the fix that writes another name, in the file of the first place. */
  readonly edits: TextEdit[];
  meant?: string;
  readonly files: Set<string>;
  /** Starts of places in their files: a macro can be used more than once. */
  readonly seen: Set<string>;
}

/** What unknown names a walk met, so that one missing module and one unknown name are reported once. */
export class UnknownNames {
  readonly #walk: Walk;
  /** By `module` and symbol of a missing module, or by key of a name that no module has. */
  readonly #reported = new Map<string, Reported>();
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
    const what = owner === undefined ? key : `module ${owner.symbol}`;
    if (this.#isReported(node, what)) return;
    const reported = this.#report(node, what, owner === undefined ? node.name : `of ${owner.symbol}`);
    const message = `Invalid command '${key.startsWith("<") ? `<${node.name}` : node.name}', ${PERHAPS}`;
    const code = "httpd/unknown-directive";
    this.#walk.complain("walk", node, {
      code,
      message,
      related: reported.places,
      ...(owner ? this.#missing(owner, message) : this.#slip(node, key, message, reported)),
    });
  }

  #isReported(node: ConfigNode, what: string): boolean {
    const reported = this.#reported.get(what);
    if (reported === undefined) return false;
    const { file, files, message, places, edits, meant, seen } = reported;
    const location = locationOfName(node);
    const place = `${location.start} ${location.file}`;
    if (seen.has(place)) return true;
    seen.add(place);
    if (places.length < MOST_PLACES || !files.has(location.file)) places.push({ message, location });
    files.add(location.file);
    if (meant !== undefined && location.file === file) edits.push(...editsOf(replaceName(node, meant)));
    return true;
  }

  #report(node: ConfigNode, what: string, also: string): Reported {
    const { file, start } = locationOfName(node);
    const reported: Reported = {
      file,
      message: `also ${also}`,
      places: [],
      edits: [],
      files: new Set([file]),
      seen: new Set([`${start} ${file}`]),
    };
    this.#reported.set(what, reported);
    return reported;
  }

  /** A name that only a module nobody has described can have, if it is not a slip. */
  #suppose(node: ConfigNode, key: string): void {
    const meant = closest(key, this.#names(key.startsWith("<")));
    if (meant === undefined) {
      this.#supposed.add(node.name);
      return;
    }
    if (this.#isReported(node, key)) return;
    const message = `${node.name} is no directive that is known here; did you mean ${meant}?`;
    const location = locationOfName(node);
    this.#walk.warnings.push({
      code: "httpd/unknown-directive",
      severity: "warning",
      source: "httpd",
      message,
      location,
      related: this.#report(node, key, node.name).places,
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
    const load = `LoadModule ${owner.symbol} modules/${owner.file}`;
    const fixes = loadModule(this.#walk.tree, owner);
    return { explained: `${message}. It is a directive of ${owner.source}: ${load}`, fixes };
  }

  #slip(node: ConfigNode, key: string, message: string, reported: Reported): Partial<Fault> {
    const meant = closest(key, this.#names(key.startsWith("<")));
    if (meant === undefined) return {};
    const { edits } = reported;
    reported.meant = meant;
    // Further places are added while the walk goes on.
    const fixes = replaceName(node, meant).map((fix) => {
      edits.push(...fix.edits);
      return { ...fix, edits };
    });
    return { explained: `${message}. Did you mean ${meant}?`, fixes };
  }

  *#names(sections: boolean): Generator<string> {
    for (const { name, isSection } of this.#walk.modules.names()) if (isSection === sections) yield name;
  }
}

function editsOf(fixes: readonly Fix[]): readonly TextEdit[] {
  return fixes.flatMap(({ edits }) => edits);
}
