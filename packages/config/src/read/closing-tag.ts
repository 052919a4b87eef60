/** Names that somebody may have meant to be the same: `VirtualHos` and `VirtualHost`, `Directory` and `DirectoryMatch`. */
export function looksLike(name: string, wanted: string): boolean {
  if (name.length >= 3 && (wanted.startsWith(name) || name.startsWith(wanted))) return true;
  if (name.length !== wanted.length) return false;
  let different = 0;
  for (let at = 0; at < name.length; at++) if (name[at] !== wanted[at]) different++;
  return different <= 2;
}
