import { authnProviderOffers, overrideOffers, providerAliasOffers, requireOffers } from "./access.ts";
import { catalogueOffers } from "./catalogue.ts";
import { expiresOffers, filterOffers, handlerOffers, typeOffers } from "./content.ts";
import { expressionArgument, expressionOffers } from "./expression.ts";
import { cookieNameOffers, headerOffers, whenOffers } from "./headers.ts";
import { type Asking, KIND, type Offer } from "./item.ts";
import { methods } from "./known-words.ts";
import { customLogOffers, errorLogFormatOffers, logFormatOffers } from "./logs.ts";
import { ifModuleOffers, loadModuleOffers, moduleShortNames } from "./modules.ts";
import { defineOffers, directiveNameOffers, parameterOffers, useOffers } from "./names.ts";
import { explained, offer, type Place, placeOf, valuesOf, wordOffer } from "./place.ts";
import { memberOffers, proxyPassOffers, proxyReverseOffers, proxySectionOffers, proxySetOffers } from "./proxies.ts";
import { conditionOffers, mapOffers, ruleOffers } from "./rewrite.ts";
import { environmentProposals, headerNames, interpolationOffers } from "./variables.ts";

type Completer = (place: Place) => readonly Offer[] | undefined;

/** What may be written where the cursor is in the arguments of a directive. */
export function argumentOffers(asking: Asking): readonly Offer[] {
  const place = placeOf(asking);
  if (place === undefined) return [];
  const { key } = place;
  const interpolation = interpolationOffers(place);
  if (interpolation !== undefined) return [...interpolation, ...parameterOffers(place)];
  const own = Object.hasOwn(COMPLETERS, key) ? COMPLETERS[key]?.(place) : undefined;
  return [...parameterOffers(place), ...(own ?? catalogueOffers(place))];
}

/** Only the first word. */
function first(completer: Completer): Completer {
  return (place) => (place.index === 0 ? completer(place) : []);
}

const methodOffers: Completer = (place) => {
  const used = new Set([...place.before, ...place.after]);
  const free = methods().filter((name) => !used.has(name));
  return [
    wordOffer(
      place,
      valuesOf(place, free, () => "method"),
    ),
  ];
};

const requestHeaderOffers: Completer = (place) => [wordOffer(place, headerNames("request"))];
const responseHeaderOffers: Completer = (place) => [wordOffer(place, headerNames("response"))];
const environmentOffers: Completer = (place) => [wordOffer(place, environmentProposals(place))];

const ifOffers: Completer = (place) => expressionArgument(place, 0);

const ATTRIBUTES: Readonly<Record<string, string>> = {
  Remote_Host: "host name of the client, if known",
  Remote_Addr: "address of the client",
  Server_Addr: "address on which the request came in",
  Request_Method: "method such as GET",
  Request_Protocol: "protocol and version",
  Request_URI: "path of the URL",
};

/** An attribute or header, a pattern, variables. */
const setEnvIfOffers: Completer = (place) => {
  if (place.index === 0) return [wordOffer(place, [...explained(place, ATTRIBUTES), ...headerNames("request")])];
  return place.index === 1 ? [] : variableOffers(place);
};

/** `[!]NAME[=value]` */
function variableOffers(place: Place): readonly Offer[] {
  if (place.typed.includes("=")) return [];
  return [offer(place, place.typed.replace(/^!/, "").length, environmentProposals(place), /^[^=\s]*/)];
}

const LEVELS: readonly string[] =
  "emerg alert crit error warn notice info debug trace1 trace2 trace3 trace4 trace5 trace6 trace7 trace8".split(" ");

/** `level` and `module:level` */
const logLevelOffers: Completer = (place) => {
  const colon = place.typed.indexOf(":");
  const levels = valuesOf(place, LEVELS);
  if (colon >= 0) return [offer(place, place.typed.length - colon - 1, levels)];
  const used = new Set([...place.before, ...place.after].map((word) => word.replace(/:.*$/s, "")));
  const names = moduleShortNames(place.analysis).filter((name) => !used.has(name));
  const modules = names.map((name) => ({ label: `${name}:`, kind: KIND.module, rank: 6, detail: "of a module" }));
  return [wordOffer(place, [...levels, ...modules])];
};

/** Directives whose arguments the catalogue cannot describe alone, by key. */
const COMPLETERS: Readonly<Record<string, Completer>> = {
  "<if": ifOffers,
  "<elseif": ifOffers,
  sslrequire: ifOffers,
  "<ifmodule": ifModuleOffers,
  "<ifdefine": defineOffers,
  "<ifdirective": first(directiveNameOffers),
  "<ifversion": first(catalogueOffers),
  "<limit": methodOffers,
  "<limitexcept": methodOffers,
  "<proxy": proxySectionOffers,
  "<authnprovideralias": providerAliasOffers,
  "<authzprovideralias": providerAliasOffers,
  "<macro": () => [],
  loadmodule: loadModuleOffers,
  define: defineOffers,
  undefine: defineOffers,
  use: useOffers,
  undefmacro: useOffers,
  allowoverride: (place) => overrideOffers(place) ?? catalogueOffers(place),
  allowoverridelist: directiveNameOffers,
  require: requireOffers,
  authbasicprovider: authnProviderOffers,
  authdigestprovider: authnProviderOffers,
  authformprovider: authnProviderOffers,
  authncacheprovidefor: authnProviderOffers,
  rewriterule: ruleOffers,
  rewritecond: conditionOffers,
  rewritemap: mapOffers,
  header: headerOffers,
  requestheader: headerOffers,
  sessionheader: first(responseHeaderOffers),
  remoteipheader: first(requestHeaderOffers),
  cacheignoreheaders: (place) => [wordOffer(place, [...valuesOf(place, ["None"]), ...headerNames("response")])],
  sessioncookiename: cookieNameOffers,
  sessioncookiename2: cookieNameOffers,
  sessiondbdcookiename: cookieNameOffers,
  sessiondbdcookiename2: cookieNameOffers,
  logformat: logFormatOffers,
  errorlogformat: errorLogFormatOffers,
  customlog: customLogOffers,
  globallog: customLogOffers,
  loglevel: logLevelOffers,
  logmessage: (place) => (place.index === 0 ? expressionOffers(place, place.typed, "string") : whenOffers(place)),
  setenv: first(environmentOffers),
  unsetenv: environmentOffers,
  passenv: environmentOffers,
  setenvif: setEnvIfOffers,
  setenvifnocase: setEnvIfOffers,
  setenvifexpr: (place) =>
    place.index === 0 ? expressionOffers(place, place.typed, "condition") : variableOffers(place),
  browsermatch: (place) => (place.index === 0 ? [] : variableOffers(place)),
  browsermatchnocase: (place) => (place.index === 0 ? [] : variableOffers(place)),
  proxypass: proxyPassOffers,
  proxypassmatch: proxyPassOffers,
  proxypassreverse: proxyReverseOffers,
  balancermember: memberOffers,
  proxyset: proxySetOffers,
  addtype: typeOffers,
  forcetype: typeOffers,
  defaulttype: typeOffers,
  sethandler: handlerOffers,
  addhandler: handlerOffers,
  action: (place) => (place.index === 0 ? handlerOffers(place) : catalogueOffers(place)),
  setoutputfilter: filterOffers,
  addoutputfilter: filterOffers,
  addoutputfilterbytype: filterOffers,
  setinputfilter: filterOffers,
  addinputfilter: filterOffers,
  filterprovider: filterOffers,
  expiresbytype: expiresOffers,
  expiresdefault: expiresOffers,
};
