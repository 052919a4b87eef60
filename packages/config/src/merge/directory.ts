import { wordsOf } from "../node.ts";
import type { ConfigNode } from "../tree.ts";
import { type EffectiveConfig, preparations } from "./effective.ts";
import type { RequestConfig } from "./request.ts";

/** Looks at another path, with its query, in the course of a request, as a subrequest does. */
export type LookUp = (path: string, from: RequestConfig) => RequestConfig;

/** LimitInternalRecursion: then the innermost subrequest fails, and what it was made for is as without it. */
const MOST_ROUNDS = 10;

/**
 * What mod_dir makes of a request that leads to a folder or to nothing (`dir_fixups`): a redirection to the path with a
 * slash, another file that answers (DirectoryIndex, FallbackResource), or no change. `answer` is undefined when that
 * cannot be told.
 */
export function answeredBy(asked: RequestConfig, lookUp: LookUp, rounds = 0): RequestConfig {
  const isFolder = asked.answer === "folder";
  if (!(isFolder || asked.answer === "nothing") || rounds > MOST_ROUNDS || !hasModule(asked)) return asked;
  const names = isFolder ? namesInFolder(asked) : fallback(asked);
  if (names === "redirection") return { ...asked, answer: names };
  if (names === undefined) return { ...asked, answer: undefined };
  const lookedUp: EffectiveConfig[] = [];
  for (const name of names) {
    const found = answeredBy(lookUp(pathOf(asked, name), asked), lookUp, rounds + 1);
    if (found.answer === undefined) return { ...asked, answer: undefined };
    const isThere = found.answer === "file" || found.answer === "backend";
    const isElsewhere = isThere ? isFolder && redirectsToIndex(asked) : found.answer === "redirection";
    if (isThere && isElsewhere === false) return below(found, asked, lookedUp);
    lookedUp.push(...preparations(found));
    if (isElsewhere !== false) return { ...asked, lookedUp, answer: isElsewhere ? "redirection" : undefined };
  }
  return { ...asked, lookedUp };
}

function below<T extends EffectiveConfig>(found: T, asked: EffectiveConfig, lookedUp: readonly EffectiveConfig[]): T {
  const { ofFolder } = found;
  if (ofFolder === undefined) return { ...found, ofFolder: asked, lookedUp };
  return { ...found, ofFolder: below(ofFolder, asked, lookedUp) };
}

function pathOf({ target: { path = "/" } }: RequestConfig, name: string): string {
  return name.startsWith("/") ? name : `${path.slice(0, path.lastIndexOf("/") + 1)}${name}`;
}

/** The files that are looked for, in this order; undefined when sections that may apply decide. */
function namesInFolder(config: RequestConfig): readonly string[] | "redirection" | undefined {
  if (config.target.path?.endsWith("/") === false) {
    const hasSlash = flag(config, "DirectorySlash", true);
    return hasSlash === undefined ? undefined : hasSlash ? "redirection" : [];
  }
  const checksHandler = flag(config, "DirectoryCheckHandler", false);
  const index = config.setting("DirectoryIndex");
  if (checksHandler === undefined || (index?.possible.length ?? 0) > 0) return undefined;
  if (checksHandler && hasHandler(config) !== false) return hasHandler(config) === true ? [] : undefined;
  if (index === undefined) return ["index.html"];
  let names: string[] = [];
  for (const node of index.setBy) {
    const words = wordsOf(node);
    // Alone it puts aside the lines before it; among others it is the name of a file.
    if (words.length === 1 && words[0]?.toLowerCase() === "disabled") names = [];
    else names.push(...words);
  }
  return names;
}

/** FallbackResource counts where nothing is and nobody has said what handles it. */
function fallback(config: RequestConfig): readonly string[] | undefined {
  const setting = config.setting("FallbackResource");
  if (setting === undefined) return [];
  const [name = ""] = setting.setBy.flatMap((node) => wordsOf(node));
  const handler = hasHandler(config);
  if (setting.possible.length > 0 || handler === undefined) return undefined;
  return handler || name.toLowerCase() === "disabled" ? [] : [name];
}

/** DirectoryIndexRedirect: undefined when it is not known. */
function redirectsToIndex(config: RequestConfig): boolean | undefined {
  const { setBy = [], possible = [] } = config.setting("DirectoryIndexRedirect") ?? {};
  const [word = "off"] = setBy.flatMap((node) => wordsOf(node));
  return possible.length > 0 ? undefined : word.toLowerCase() !== "off";
}

/** Whether SetHandler or AddHandler gives the request one. */
function hasHandler(config: RequestConfig): boolean | undefined {
  const set = config.setting("SetHandler");
  if ((set?.possible.length ?? 0) > 0) return undefined;
  const [name] = set?.setBy.flatMap((node) => wordsOf(node)) ?? [];
  if (name !== undefined && name.toLowerCase() !== "none") return true;
  const { setBy = [], possible = [] } = config.setting("AddHandler") ?? {};
  const base = config.file?.slice(config.file.lastIndexOf("/") + 1) ?? "";
  const extensions = base.toLowerCase().split(".").slice(1);
  const isFor = (node: ConfigNode): boolean =>
    wordsOf(node)
      .slice(1)
      .some((word) => extensions.includes(word.replace(/^\./, "").toLowerCase()));
  if (config.setting("RemoveHandler") === undefined && setBy.some(isFor)) return true;
  return [...setBy, ...possible].some(isFor) ? undefined : false;
}

function flag(config: RequestConfig, name: string, byDefault: boolean): boolean | undefined {
  const setting = config.setting(name);
  if ((setting?.possible.length ?? 0) > 0) return undefined;
  const value = config.value(name);
  return value === undefined ? byDefault : value.toLowerCase() === "on";
}

function hasModule({ tree }: RequestConfig): boolean {
  return tree.modules.some(({ symbol }) => symbol === "dir_module");
}
