/**
 * Whether the first word of a section is the tilde that announces a regular expression. FilesMatch, LocationMatch and
 * ProxyMatch take every first word for one; DirectoryMatch looks for a tilde first, as Directory does (`dirsection`).
 *
 * @param key of the node
 */
export function isTilde(key: string, first: string): boolean {
  return first === "~" && (key === "directorymatch" || !key.endsWith("match"));
}
