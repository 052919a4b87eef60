import { expressionArgument } from "./expression.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { providerAliases } from "./known-names.ts";
import { methods } from "./known-words.ts";
import { byModule, offer, type Place, valuesOf, wordOffer } from "./place.ts";
import { environmentProposals } from "./variables.ts";

/** Providers of authorization by the module that registers them. */
const AUTHORIZATION: Readonly<Record<string, readonly string[]>> = {
  authz_core_module: ["all granted", "all denied", "env", "method", "expr"],
  authz_user_module: ["valid-user", "user"],
  authz_host_module: ["ip", "host", "forward-dns", "local"],
  authz_groupfile_module: ["group", "file-group"],
  authz_owner_module: ["file-owner"],
  authz_dbm_module: ["dbm-group", "dbm-file-group"],
  authz_dbd_module: ["dbd-group", "dbd-login", "dbd-logout"],
  authnz_ldap_module: ["ldap-user", "ldap-group", "ldap-dn", "ldap-attribute", "ldap-filter", "ldap-search"],
  ssl_module: ["ssl", "ssl-verify-client"],
};

/** Providers of authentication by the module that registers them. */
const AUTHENTICATION: Readonly<Record<string, readonly string[]>> = {
  authn_file_module: ["file"],
  authn_dbm_module: ["dbm"],
  authn_dbd_module: ["dbd"],
  authn_anon_module: ["anon"],
  authn_socache_module: ["socache"],
  authnz_ldap_module: ["ldap"],
};

/** Require [not] provider arguments */
export function requireOffers(place: Place): readonly Offer[] {
  const isNegated = place.before[0]?.toLowerCase() === "not";
  const [provider, ...words] = place.before.slice(isNegated ? 1 : 0);
  if (provider === undefined) {
    const not = isNegated ? [] : [{ label: "not", kind: KIND.operator, rank: 8, detail: "the opposite" }];
    return [wordOffer(place, [...providers(place, "authz"), ...not])];
  }
  switch (provider.toLowerCase()) {
    case "all":
      return words.length === 0 ? [wordOffer(place, valuesOf(place, ["granted", "denied"]))] : [];
    case "method":
      return [
        wordOffer(
          place,
          valuesOf(place, methods(), () => "method"),
        ),
      ];
    case "env":
      return [wordOffer(place, environmentProposals(place))];
    case "expr":
      return expressionArgument(place, isNegated ? 2 : 1);
    default:
      return [];
  }
}

function providers(place: Place, kind: "authn" | "authz"): readonly Proposal[] {
  const section = kind === "authn" ? "<AuthnProviderAlias>" : "<AuthzProviderAlias>";
  const own = providerAliases(place.analysis, kind).map((label) => ({
    label,
    kind: KIND.value,
    rank: 3,
    detail: section,
  }));
  const known = byModule(place, kind === "authn" ? AUTHENTICATION : AUTHORIZATION);
  // `all granted` is two words.
  return [...own, ...known.map((proposal) => ({ ...proposal, text: proposal.label }))];
}

/** AuthBasicProvider and its kin: any number of providers. */
export function authnProviderOffers(place: Place): readonly Offer[] {
  const used = new Set([...place.before, ...place.after]);
  return [
    wordOffer(
      place,
      providers(place, "authn").filter(({ label }) => !used.has(label)),
    ),
  ];
}

/** `<AuthnProviderAlias base name>`, `<AuthzProviderAlias base name arguments>` */
export function providerAliasOffers(place: Place): readonly Offer[] {
  if (place.index > 0) return [];
  const base = byModule(place, place.key === "<authnprovideralias" ? AUTHENTICATION : AUTHORIZATION);
  return [
    wordOffer(
      place,
      base.filter(({ label }) => !label.startsWith("all ")),
    ),
  ];
}

const OPTIONS: readonly string[] =
  "Indexes Includes IncludesNOEXEC FollowSymLinks SymLinksIfOwnerMatch ExecCGI MultiViews None All".split(" ");

/** AllowOverride: with `Options=`, the options that may be set. */
export function overrideOffers(place: Place): readonly Offer[] | undefined {
  const list = /^Options=(?:.*,)?([^,]*)$/i.exec(place.typed)?.[1];
  if (list === undefined) return undefined;
  const used = new Set(place.typed.slice("Options=".length).toLowerCase().split(","));
  const free = OPTIONS.filter((name) => !used.has(name.toLowerCase()));
  return [
    offer(
      place,
      list.length,
      valuesOf(place, free, () => "option"),
      /^[^,]*/,
    ),
  ];
}
