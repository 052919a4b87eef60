import { isFailure, wordsOf } from "@httpd-lint/config";
import { moduleBySymbol } from "@httpd-lint/directives";
import { hostPath } from "../model/files.ts";
import type { Analysis } from "../workspace.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { offer, type Place, wordOffer } from "./place.ts";

const MOST_ENTRIES = 500;

/**
 * Files and folders below what was typed of a path.
 *
 * @param typed the path's part of the word
 */
export function pathOffers(place: Place, typed: string = place.typed): readonly Offer[] {
  const slash = typed.lastIndexOf("/") + 1;
  return [offer(place, typed.length - slash, entries(place, typed.slice(0, slash), typed.slice(slash)), /^[^/\s"']*/)];
}

function entries({ context, analysis, quote }: Place, written: string, begun: string): readonly Proposal[] {
  const folder = withVariables(analysis, written);
  if (/[*?[$%|]/.test(folder)) return [];
  const { host } = context.workspace;
  const path = hostPath(analysis.server ?? analysis, folder === "" ? "." : folder);
  const found = host.list(path);
  if (isFailure(found)) return [];
  const isHiddenWanted = begun.startsWith(".");
  return found
    .filter(({ name }) => (isHiddenWanted || !name.startsWith(".")) && !/["']/.test(name))
    .filter(({ name }) => quote !== undefined || !/\s/.test(name))
    .slice(0, MOST_ENTRIES)
    .map(({ name, isDirectory }) => {
      // A link to a folder is told by asking; what has an extension is hardly one.
      const isFolder = isDirectory || (!name.includes(".") && host.typeOf(`${path}/${name}`) === "directory");
      return {
        label: isFolder ? `${name}/` : name,
        kind: isFolder ? KIND.folder : KIND.file,
        rank: isFolder ? 5 : 4,
      };
    });
}

/** What is not defined stays as it is. */
function withVariables({ tree, server }: Analysis, path: string): string {
  const { defines, profile } = (server ?? { tree }).tree;
  return path.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    const environment = Object.hasOwn(profile.environment, name) ? profile.environment[name] : undefined;
    return defines.find((each) => each.name === name)?.value ?? environment ?? whole;
  });
}

/** The file of the module that LoadModule names, then all files. */
export function moduleFileOffers(place: Place): readonly Offer[] {
  const file = moduleBySymbol(place.before[0] ?? "")?.file;
  const own = file === undefined ? [] : [{ label: `${moduleFolder(place.analysis)}${file}`, kind: KIND.file, rank: 1 }];
  const path = own[0]?.label;
  const offers = pathOffers(place);
  return path?.startsWith(place.typed) ? [wordOffer(place, own), ...offers] : offers;
}

/** Where the other modules lie, with a slash at the end. */
export function moduleFolder({ tree }: Analysis): string {
  const loads = tree.executed.filter(({ key }) => key === "loadmodule");
  const other = loads.map((node) => wordsOf(node)[1]).findLast((path) => path?.includes("/"));
  return other === undefined ? "modules/" : other.slice(0, other.lastIndexOf("/") + 1);
}
