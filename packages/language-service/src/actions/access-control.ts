import type { TextEdit } from "@httpd-lint/diagnostics";
import { indentOf, indentUnit, lineEndOf } from "../model/edits.ts";
import type { DocumentContext } from "../workspace.ts";
import { type AccessPlace, accessPlaces, isPutAside, orderOf, outcomeOf } from "./access-places.ts";
import { accessOf, requireLines } from "./access-rules.ts";
import type { Offer } from "./action.ts";

/**
 * `Require` in the place of Order, Allow and Deny, in every file of the server at once, where it lets in exactly the
 * same clients. Both mod_access_compat and mod_authz_core are asked, and each passes its own settings from section to
 * section: so what other sections say counts, too.
 */
export function modernAccessControl(context: DocumentContext): Offer | undefined {
  const [{ tree, kind, server }, ...others] = context.analyses;
  const loaded = new Set([...tree.modules, ...(server?.tree.modules ?? [])].map(({ symbol }) => symbol));
  if (others.length > 0 || !loaded.has("authz_core_module") || !loaded.has("authz_host_module")) return undefined;
  const places = accessPlaces(tree);
  const around = server === undefined ? [] : accessPlaces(server.tree);
  const changing = places.filter(({ old }) => old.length > 0);
  const staying = [...places.filter(({ old }) => old.length === 0), ...around];
  if (!changing.every(canChange) || !changing.every((place) => isSame(place, staying))) return undefined;
  const title = "Write Require instead of Order, Allow and Deny";
  const isKnown = kind === "server" || server !== undefined;
  return {
    title: isKnown ? title : `${title} (if no other file decides who gets in)`,
    kind: "refactor.rewrite",
    edits: changing.flatMap(editsOf),
  };
}

/** All lines are in one section of one file, written as they are read, and hold for all methods. */
function canChange({ old, require }: AccessPlace): boolean {
  const [first] = old;
  if (first === undefined || require.length > 0 || accessOf(old) === undefined) return false;
  if (/^(?:limit|limitexcept|if|elseif|else)$/.test(first.parent?.key ?? "")) return false;
  return old.every(
    ({ frame, rawArgumentText, line, parent }) =>
      frame === first.frame &&
      parent === first.parent &&
      frame.kind === "file" &&
      frame.file.text.slice(line.nameStart, line.contentEnd).includes(rawArgumentText.trim()),
  );
}

/** Today a client needs the consent of both modules, later of the section that is merged last. */
function isSame(place: AccessPlace, staying: readonly AccessPlace[]): boolean {
  const own = outcomeOf(place);
  return staying.every((other) => {
    const order = orderOf(place, other);
    if (order === "never" || isPutAside(other, place, staying)) return true;
    if (other.require.some(({ key }) => key === "authmerging")) return false;
    const outcome = outcomeOf(other);
    const isFineBefore = outcome === "granted" || own === "denied";
    const isFineAfter = own === "granted" || outcome === "denied";
    return (order === "after" || isFineBefore) && (order === "before" || isFineAfter);
  });
}

/** The first line becomes all the new ones, the others go. */
function editsOf({ old }: AccessPlace): readonly TextEdit[] {
  const [first, ...others] = old;
  const access = accessOf(old);
  if (first === undefined || access === undefined) return [];
  const { text, path } = first.frame.file;
  const lines = requireLines(access, indentUnit(text));
  const newText = lines.join(`${lineEndOf(text)}${indentOf(text, first.line)}`);
  const { nameStart, contentEnd } = first.line;
  return [
    { file: path, start: nameStart, end: contentEnd, newText },
    ...others.map(({ line }) => ({ file: path, start: line.start, end: line.end, newText: "" })),
  ];
}
