import type { Offer, Proposal } from "./item.ts";
import { KIND } from "./item.ts";
import { environmentNames, rewriteMapNames, variableNames } from "./known-names.ts";
import { SPECIAL_VARIABLES } from "./known-values.ts";
import { REWRITE_PREFIXES, requestHeaders, responseHeaders, rewriteVariables, sslVariables } from "./known-words.ts";
import { closingBrace, isLoaded, offer, type Place, REST_OF_NAME } from "./place.ts";

/** Behind `${`: what Define sets, and in mod_rewrite's lines its maps. */
export function interpolationOffers(place: Place): readonly Offer[] | undefined {
  const found = /\$\{([^}\s:]*)$/.exec(place.typed);
  if (found === null) return undefined;
  const close = closingBrace(place);
  const proposals: Proposal[] = [];
  for (const [name, detail] of variableNames(place.analysis)) {
    proposals.push({ label: name, kind: KIND.variable, text: `${name}${close}`, detail, rank: 2 });
  }
  if (/^rewrite(?:rule|cond)$/.test(place.key)) {
    for (const name of rewriteMapNames(place.analysis)) {
      proposals.push({ label: `${name}:`, kind: KIND.variable, detail: "RewriteMap", rank: 1 });
    }
  }
  return [offer(place, found[1]?.length ?? 0, proposals, REST_OF_NAME)];
}

/** Names in braces that have been begun. */
export function named(place: Place, names: Iterable<string>, detail?: string): Proposal[] {
  const close = closingBrace(place);
  return [...names].map((name) => ({
    label: name,
    kind: KIND.variable,
    text: `${name}${close}`,
    ...(detail === undefined ? {} : { detail }),
  }));
}

/** Names of environment variables: those that the configuration sets, then those that httpd looks at. */
export function environmentProposals({ analysis }: Place, textOf = (name: string): string => name): Proposal[] {
  const own = environmentNames(analysis).map((label) => ({ label, kind: KIND.variable, text: textOf(label), rank: 3 }));
  const special = Object.entries(SPECIAL_VARIABLES);
  const known = special.map(([label, detail]) => ({ label, kind: KIND.variable, text: textOf(label), detail }));
  return [...own, ...known];
}

export function headerNames(kind: "request" | "response"): readonly Proposal[] {
  const names = kind === "request" ? requestHeaders() : responseHeaders();
  return names.map((label) => ({ label, kind: KIND.header }));
}

/** `%{...}` in the words of RewriteRule and RewriteCond. */
export function rewriteVariableOffers(place: Place): readonly Offer[] {
  const open = /%\{([^}%]*)$/.exec(place.typed);
  if (open !== null) return [insideBraces(place, open[1] ?? "")];
  const length = place.typed.endsWith("%") ? 1 : 0;
  if (place.typed !== "" && length === 0) return [];
  const variables = rewriteVariables().map((name) => ({ label: `%{${name}}`, kind: KIND.variable, rank: 3 }));
  const prefixed = Object.entries(prefixesOf(place)).map(([prefix, detail]) => ({
    label: `%{${prefix}`,
    kind: KIND.variable,
    detail,
    rank: 4,
  }));
  return [offer(place, length, [...variables, ...prefixed], REST_OF_NAME)];
}

function insideBraces(place: Place, typed: string): Offer {
  const [, prefix = "", name = ""] = /^((?:[A-Za-z-]+:)*)(.*)$/.exec(typed) ?? [];
  const proposals = afterPrefix(place, prefix.toUpperCase());
  return offer(place, name.length, proposals, REST_OF_NAME);
}

function afterPrefix(place: Place, prefix: string): readonly Proposal[] {
  const close = closingBrace(place);
  if (prefix.endsWith("ENV:")) return environmentProposals(place, (name) => `${name}${close}`);
  if (prefix.endsWith("HTTP:")) return named(place, requestHeaders(), "request header");
  if (prefix.endsWith("SSL:")) return named(place, sslVariables(), "mod_ssl");
  const prefixes = Object.entries(prefixesOf(place)).map(([label, detail]) => ({
    label,
    kind: KIND.variable,
    detail,
    rank: 6,
  }));
  return prefix === "" ? [...named(place, rewriteVariables()), ...prefixes] : named(place, rewriteVariables());
}

function prefixesOf(place: Place): Readonly<Record<string, string>> {
  if (isLoaded(place, "ssl_module")) return REWRITE_PREFIXES;
  return Object.fromEntries(Object.entries(REWRITE_PREFIXES).filter(([prefix]) => prefix !== "SSL:"));
}
