import { type ConfigNode, wordsOf } from "@httpd-lint/config";

/** Whom mod_access_compat lets in, in what mod_authz_core can say. */
export type Access =
  | { readonly kind: "granted" | "denied" }
  | { readonly kind: "some"; readonly only: readonly Client[]; readonly never: readonly Client[] };

/** The words behind Require. */
type Client = readonly [provider: "ip" | "host" | "env", ...names: string[]];

interface Lists {
  readonly allow: Client[];
  readonly deny: Client[];
  allowsAll: boolean;
  deniesAll: boolean;
}

/** What the Order, Allow, Deny and Satisfy lines of one section say together; undefined when it cannot be said otherwise. */
export function accessOf(nodes: readonly ConfigNode[]): Access | undefined {
  const lists: Lists = { allow: [], deny: [], allowsAll: false, deniesAll: false };
  let order = "deny,allow";
  for (const node of nodes) {
    const words = wordsOf(node);
    const [first = "", ...more] = words;
    if (node.key === "order") order = first.toLowerCase();
    else if (node.key === "satisfy") {
      if (first.toLowerCase() !== "all") return undefined;
    } else if (first.toLowerCase() !== "from" || !addClients(lists, node.key, more)) return undefined;
  }
  if (order === "deny,allow") return denyFirst(lists);
  return order === "allow,deny" || order === "mutual-failure" ? allowFirst(lists) : undefined;
}

function addClients(lists: Lists, key: string, words: readonly string[]): boolean {
  const clients: Record<Client[0], string[]> = { ip: [], host: [], env: [] };
  for (const word of words) {
    if (/[$%"'<>\s]/.test(word)) return false;
    if (word.toLowerCase() === "all") lists[key === "allow" ? "allowsAll" : "deniesAll"] = true;
    else if (/^env=!/i.test(word)) return false;
    else if (/^env=/i.test(word)) clients.env.push(word.slice(4));
    else clients[isAddress(word) ? "ip" : "host"].push(word);
  }
  const list = key === "allow" ? lists.allow : lists.deny;
  for (const [provider, names] of Object.entries(clients)) {
    if (names.length > 0) list.push([provider as Client[0], ...names]);
  }
  return words.length > 0;
}

/** As `allow_cmd` tells addresses from names: with a mask, or what apr_ipsubnet_create takes. */
function isAddress(word: string): boolean {
  return word.includes("/") || /^\d{1,3}(?:\.\d{1,3}){0,3}\.?$/.test(word) || /^[\da-f]*:[\da-f:.]*$/i.test(word);
}

/** `Order deny,allow`: whoever is named by neither gets in. */
function denyFirst({ allow, deny, allowsAll, deniesAll }: Lists): Access | undefined {
  if (allowsAll || (!deniesAll && deny.length === 0)) return { kind: "granted" };
  if (deniesAll) return allow.length === 0 ? { kind: "denied" } : { kind: "some", only: allow, never: [] };
  return allow.length === 0 ? { kind: "some", only: [], never: deny } : undefined;
}

/** `Order allow,deny`: only who is allowed and not denied gets in. */
function allowFirst({ allow, deny, allowsAll, deniesAll }: Lists): Access {
  if (deniesAll || (!allowsAll && allow.length === 0)) return { kind: "denied" };
  const only = allowsAll ? [] : allow;
  return only.length + deny.length === 0 ? { kind: "granted" } : { kind: "some", only, never: deny };
}

/** The lines of mod_authz_core that say the same. */
export function requireLines(access: Access, unit: string): readonly string[] {
  if (access.kind !== "some") return [`Require all ${access.kind}`];
  const { only, never } = access;
  const wanted = only.map((client) => `Require ${client.join(" ")}`);
  // Beside each other, one is enough.
  if (never.length === 0) return wanted;
  const any = ["<RequireAny>", ...wanted.map((line) => `${unit}${line}`), "</RequireAny>"];
  const first = wanted.length === 0 ? ["Require all granted"] : wanted.length === 1 ? wanted : any;
  const refused = never.map((client) => `Require not ${client.join(" ")}`);
  return ["<RequireAll>", ...[...first, ...refused].map((line) => `${unit}${line}`), "</RequireAll>"];
}
