import { type ConfigNode, wordsOf } from "@httpd-lint/config";

/** The sections that httpd keeps settings for, by what they match. */
export type ScopeKind =
  | "server"
  | "virtual host"
  | "directory"
  | "files"
  | "location"
  | "proxy"
  | "if"
  | "provider"
  | "htaccess";

/** A set of settings that belongs together: the main server, or a section with a configuration of its own. */
export interface Scope {
  readonly kind: ScopeKind;
  /** Undefined for the main server and for a `.htaccess`. */
  readonly node: ConfigNode | undefined;
  readonly parent: Scope | undefined;
  /** The path with a slash at its end; empty when the section has a pattern. */
  readonly literalPath: string;
  /** The directives of that name that stand in this scope itself, in httpd's order. */
  directives(name: string): readonly ConfigNode[];
}

const KINDS: ReadonlyMap<string, ScopeKind> = new Map<string, ScopeKind>([
  ["virtualhost", "virtual host"],
  ["directory", "directory"],
  ["directorymatch", "directory"],
  ["files", "files"],
  ["filesmatch", "files"],
  ["location", "location"],
  ["locationmatch", "location"],
  ["proxy", "proxy"],
  ["proxymatch", "proxy"],
  ["if", "if"],
  ["elseif", "if"],
  ["else", "if"],
  ["authnprovideralias", "provider"],
  ["authzprovideralias", "provider"],
]);

/** The names of those sections, in lower case. */
export const scopeNames: readonly string[] = [...KINDS.keys()];

/** Undefined for sections that only group, such as Limit and RequireAll: what is in them belongs to the scope around. */
export function scopeKindOf(section: ConfigNode): ScopeKind | undefined {
  return KINDS.get(section.key);
}

/** The virtual host a scope is part of; the main server when there is none. */
export function hostOf(scope: Scope): Scope {
  let at = scope;
  while (at.kind !== "virtual host" && at.parent !== undefined) at = at.parent;
  return at;
}

/** `<Location /app>`, or words for what has no section. */
export function nameOfScope(scope: Scope): string {
  if (scope.node === undefined) return scope.kind === "htaccess" ? "this .htaccess" : "the main server";
  const text = scope.node.argumentText;
  return `<${scope.node.name}${text === "" ? "" : ` ${text}`}>`;
}

/**
 * False only when no request can be in both scopes: two virtual hosts, or two sections for paths that lie apart. What
 * URL a directory has is not looked at, so a Directory and a Location may always meet.
 */
export function mayMeet(first: Scope, second: Scope): boolean {
  for (let one: Scope | undefined = first; one !== undefined; one = one.parent) {
    for (let other: Scope | undefined = second; other !== undefined; other = other.parent) {
      if (apart(one, other)) return false;
    }
  }
  return true;
}

function apart(first: Scope, second: Scope): boolean {
  if (first === second || first.kind !== second.kind) return false;
  if (first.kind === "virtual host") return true;
  if (first.kind !== "location" && first.kind !== "directory") return false;
  const one = first.literalPath;
  const other = second.literalPath;
  return one !== "" && other !== "" && !one.startsWith(other) && !other.startsWith(one);
}

/** What `Scope.literalPath` is for a section. */
export function pathOfSection(node: ConfigNode | undefined): string {
  if (node === undefined || node.key.endsWith("match")) return "";
  const [path, ...rest] = wordsOf(node);
  if (path === undefined || rest.length > 0 || path === "~" || /[*?[\]$]/.test(path)) return "";
  const slashed = path.endsWith("/") ? path : `${path}/`;
  return slashed;
}
