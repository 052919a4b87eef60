import { URI } from "vscode-uri";

/**
 * The path of a document. What does not lie on the disk (a buffer without a name, a revision of an old file) gets a
 * path where nothing else is.
 */
export function pathOf(uri: string): string {
  const { scheme, path, authority } = parsed(uri);
  if (scheme === "file" && authority === "") return withoutEnd(path) || "/";
  return `/${scheme}:${authority}/${path.replace(/^\//, "")}`;
}

export function uriOfPath(path: string): string {
  const other = /^\/([a-z][a-z0-9+.-]*):([^/]*)\/(.*)$/i.exec(path);
  if (other === null) return URI.file(path).toString();
  const [, scheme = "", authority = "", rest = ""] = other;
  return URI.from({ scheme, authority, path: authority === "" ? rest : `/${rest}` }).toString();
}

/** @throws never: what is no URI is taken as a path */
function parsed(uri: string): URI {
  try {
    return URI.parse(uri, true);
  } catch {
    return URI.file(uri);
  }
}

function withoutEnd(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}
