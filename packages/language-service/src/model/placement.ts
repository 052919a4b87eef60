import { allowedOverrides } from "@httpd-lint/config";
import { type CommandInfo, NOT_IN, OVERRIDE } from "@httpd-lint/directives";
import { nameOf, type Section } from "@httpd-lint/grammar";
import type { DocumentContext } from "../workspace.ts";
import { nodeOf } from "./nodes.ts";

/** Where a directive would stand: what httpd's `cmd_parms` say there. */
export interface Placement {
  /** Bits of `OVERRIDE`. */
  readonly bits: number;
  /** Bits of `NOT_IN` that describe the sections around. */
  readonly inside: number;
  /** AllowOverrideList, in lower case. */
  readonly list: ReadonlySet<string>;
  /** It is not known what is around the file. */
  readonly isOpen: boolean;
}

const SECTION_BITS = OVERRIDE.all | OVERRIDE.accessConf;
const SERVER_BITS = OVERRIDE.rsrcConf | OVERRIDE.options | OVERRIDE.fileInfo | OVERRIDE.indexes;

/** The place inside these sections of a document, which are in what includes the file. */
export function placementAt(context: DocumentContext, sections: readonly Section[]): Placement {
  const [analysis] = context.analyses;
  let placement = topPlacement(context);
  const outer = namesAround(context, sections);
  for (const name of [...outer, ...sections.map((section) => nameOf(context.syntax, section).toLowerCase())]) {
    placement = enter(placement, name);
  }
  return { ...placement, isOpen: analysis.kind === "fragment" && sections.length === 0 };
}

function topPlacement(context: DocumentContext): Placement {
  const [analysis] = context.analyses;
  const none = new Set<string>();
  if (analysis.kind !== "htaccess") return { bits: SERVER_BITS, inside: 0, list: none, isOpen: false };
  const allowed = analysis.server === undefined ? undefined : allowedOverrides(analysis.server.tree, context.path);
  const bits = allowed?.bits ?? OVERRIDE.all;
  return { bits, inside: NOT_IN.htaccess, list: allowed?.list ?? none, isOpen: false };
}

/** The sections in which the file is included, as any line of it tells. */
function namesAround(context: DocumentContext, sections: readonly Section[]): readonly string[] {
  const first = sections[0]?.openTag ?? context.syntax.lines.find(({ type }) => type === "Directive");
  const found = first === undefined ? undefined : nodeOf(context, first);
  const own = sections.length > 0 ? undefined : first;
  const names: string[] = [];
  // A line deep in the file also stands in the file's own sections: those are left out.
  let { depth } = { depth: own === undefined ? 0 : depthOf(context, own.start) };
  for (let parent = found?.node.parent; parent !== undefined; parent = parent.parent) {
    if (depth > 0) depth--;
    else names.unshift(parent.key);
  }
  return names;
}

/** How many sections of the file that httpd keeps are around an offset; conditions leave no trace in the tree. */
function depthOf(context: DocumentContext, offset: number): number {
  let depth = 0;
  let children = context.syntax.children;
  for (;;) {
    const section = children.find((node) => node.type === "Section" && node.start < offset && offset < node.end);
    if (section?.type !== "Section") return depth;
    if (!isCondition(nameOf(context.syntax, section).toLowerCase())) depth++;
    children = section.children;
  }
}

/** Sections that httpd resolves while it reads; what is in them stands where they do. */
export function isCondition(name: string): boolean {
  return /^if(?:module|define|version|file|directive|section)$/.test(name) || name === "macro";
}

function enter(placement: Placement, name: string): Placement {
  const { bits, inside } = placement;
  const isOutside = (inside & NOT_IN.dirContext & ~NOT_IN.limit) === 0 && (inside & NOT_IN.htaccess) === 0;
  switch (name) {
    case "virtualhost":
      return { ...placement, bits: SERVER_BITS, inside: inside | NOT_IN.virtualHost };
    case "directory":
    case "directorymatch":
      return { ...placement, bits: SECTION_BITS, inside: inside | NOT_IN.directory };
    case "location":
    case "locationmatch":
      return { ...placement, bits: SECTION_BITS, inside: inside | NOT_IN.location };
    case "proxy":
    case "proxymatch":
      return { ...placement, bits: SECTION_BITS | OVERRIDE.proxyConf, inside: inside | NOT_IN.proxy };
    case "files":
    case "filesmatch":
    case "if":
    case "elseif":
    case "else":
      return { ...placement, bits: isOutside ? SECTION_BITS : bits, inside: inside | NOT_IN.files };
    case "limit":
    case "limitexcept":
      return { ...placement, inside: inside | NOT_IN.limit };
    case "requireall":
    case "requireany":
    case "requirenone":
      return { ...placement, bits: OVERRIDE.authConfig, inside: inside | NOT_IN.limit };
    case "authnprovideralias":
    case "authzprovideralias":
      return { ...placement, bits: OVERRIDE.authConfig | OVERRIDE.accessConf };
    default:
      return placement;
  }
}

/** Whether httpd would take the directive there (`invoke_cmd`, `ap_check_cmd_context`). */
export function isAllowed(command: CommandInfo, { bits, inside, list, isOpen }: Placement): boolean {
  if (isOpen) return true;
  if ((bits & command.mask) === 0 && !list.has(command.key)) return false;
  return command.forbidden.every((mask) => {
    // Any section with a path counts as directory context, .htaccess too.
    const isDirContext = (mask & NOT_IN.dirContext) === NOT_IN.dirContext && (inside & NOT_IN.htaccess) !== 0;
    return (mask & inside) === 0 && !isDirContext;
  });
}
