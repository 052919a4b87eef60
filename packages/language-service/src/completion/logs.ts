import { whenOffers } from "./headers.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { environmentNames, logFormatNames } from "./known-names.ts";
import { requestHeaders, responseHeaders, sslVariables } from "./known-words.ts";
import { pathOffers } from "./paths.ts";
import { isLoaded, offer, type Place, valueData, valuesOf, wordOffer } from "./place.ts";

/** Items of access logs by module (mod_log_config's `log_pfn_register`). */
const ITEMS: Readonly<Record<string, readonly string[]>> = {
  log_config_module: (
    "%h %a %l %u %t %r %>s %s %b %B %D %T %{Referer}i %{User-Agent}i %v %V %p %U %q %H %m %f %k %L %P %R %X %A %% " +
    "%{c}a %{NAME}C %{NAME}e %{NAME}i %{NAME}n %{NAME}o %{remote}p %{local}p %{tid}P %{FORMAT}t %{UNIT}T %{NAME}^ti " +
    "%{NAME}^to"
  ).split(" "),
  logio_module: ["%I", "%O", "%S", "%^FB"],
  ssl_module: ["%{SSL_PROTOCOL}x", "%{SSL_CIPHER}x"],
};

/** Items of error logs (httpd's `ap_errorlog_handler`s). */
const ERROR_ITEMS: readonly string[] =
  "%t %{u}t %{cu}t %l %m %P %T %{g}T %E %F %M %a %{c}a %A %L %{c}L %{C}L %k %v %V %{NAME}e %{NAME}i %{NAME}n %%".split(
    " ",
  );

export function logFormatOffers(place: Place): readonly Offer[] {
  return place.index === 0 ? formatOffers(place, accessItems(place)) : [];
}

export function errorLogFormatOffers(place: Place): readonly Offer[] {
  const items = ERROR_ITEMS.map((label, order) => itemOf(place, label, order));
  const kinds = place.index === 0 ? [wordOffer(place, valuesOf(place, ["connection", "request"]))] : [];
  return [...(place.typed === "" ? kinds : []), ...formatOffers(place, items)];
}

/** A file, a nickname or format, a condition. */
export function customLogOffers(place: Place): readonly Offer[] {
  if (place.index === 0) return pathOffers(place);
  if (place.index > 1) return whenOffers(place);
  const nicknames = /^[^%\s]*$/.test(place.typed) ? logFormatNames(place.analysis) : [];
  const proposals = nicknames.map((label) => ({ label, kind: KIND.value, rank: 1, detail: "LogFormat" }));
  return [wordOffer(place, proposals), ...formatOffers(place, accessItems(place))];
}

function accessItems(place: Place): readonly Proposal[] {
  const items = Object.entries(ITEMS).flatMap(([module, all]) => (isLoaded(place, module) ? all : []));
  return items.map((label, order) => itemOf(place, label, order));
}

function itemOf(place: Place, label: string, order: number): Proposal {
  const generic = label.replace(/\{(?:Referer|User-Agent)\}i/, "{NAME}i");
  const common = { label, kind: KIND.variable, order, data: valueData(place, generic) } as const;
  if (!place.snippets || !label.includes("NAME")) return common;
  return { ...common, text: label.replace("NAME", "${1:NAME}"), isSnippet: true };
}

function formatOffers(place: Place, items: readonly Proposal[]): readonly Offer[] {
  const { typed } = place;
  const inBraces = /%[!<>\d,]*\{([^}]*)$/.exec(typed)?.[1];
  if (inBraces !== undefined) {
    return [offer(place, inBraces.length, bracedNames(place), /^[\w-]*(?:\}[!<>\d,]*[A-Za-z]?)?/)];
  }
  const begun = /%[!<>\d,]*$/.exec(typed)?.[0];
  if (begun !== undefined) return [offer(place, begun.length, items, /^[A-Za-z]?/)];
  // A new item can stand behind what separates items, or begin the format.
  return /(?:^|[\s"[\](){}<>,;:|=-])$/.test(typed) ? [offer(place, 0, items, /^/)] : [];
}

/** `NAME}letter` for what stands behind `%{`. */
function bracedNames(place: Place): readonly Proposal[] {
  const forms: readonly (readonly [string, readonly string[], string])[] = [
    ["i", requestHeaders(), "request header"],
    ["o", responseHeaders(), "response header"],
    ["e", environmentNames(place.analysis), "environment variable"],
    ["x", isLoaded(place, "ssl_module") ? sslVariables() : [], "mod_ssl"],
    ["a", ["c"], "address of the TCP peer"],
    ["p", ["canonical", "local", "remote"], "port"],
    ["P", ["pid", "tid", "hextid"], "process or thread"],
    ["T", ["s", "ms", "us"], "time taken"],
    ["t", ["sec", "msec", "usec", "msec_frac", "usec_frac", "%Y-%m-%dT%H:%M:%S%z"], "time"],
  ];
  return forms.flatMap(([letter, names, detail], order) =>
    names.map((name) => ({ label: `${name}}${letter}`, kind: KIND.variable, detail, order, filter: name })),
  );
}
