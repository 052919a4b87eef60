import { KIND, type Offer, type Proposal } from "./item.ts";
import { balancerUrls, wordsAt } from "./known-names.ts";
import {
  byModule,
  explained,
  filledIn,
  offer,
  type Place,
  sectionsAround,
  valueData,
  valuesOf,
  wordOffer,
} from "./place.ts";

const ON_OFF: readonly string[] = ["On", "Off"];

/** Parameters of workers with their usual values (mod_proxy's `set_worker_param`). */
const WORKER: Readonly<Record<string, readonly string[]>> = {
  acquire: [],
  addressttl: [],
  connectiontimeout: ["5"],
  disablereuse: ON_OFF,
  enablereuse: ON_OFF,
  flushpackets: ["on", "off", "auto"],
  flushwait: [],
  iobuffersize: [],
  keepalive: ON_OFF,
  lbset: [],
  loadfactor: [],
  max: [],
  min: [],
  ping: [],
  receivebuffersize: [],
  redirect: [],
  responsefieldsize: [],
  retry: ["0"],
  route: [],
  secret: [],
  smax: [],
  status: ["+H", "+D", "+R", "+I"],
  timeout: [],
  ttl: [],
  upgrade: ["websocket", "ANY", "NONE"],
};

const HEALTH_CHECK: Readonly<Record<string, readonly string[]>> = {
  hcmethod: ["GET", "HEAD", "OPTIONS", "TCP", "CPING", "PROVIDER", "GET11", "HEAD11", "OPTIONS11", "NONE"],
  hcinterval: [],
  hcpasses: [],
  hcfails: [],
  hcuri: [],
  hctemplate: [],
  hcexpr: [],
};

/** Parameters of balancers (`set_balancer_param`). */
const BALANCER: Readonly<Record<string, readonly string[]>> = {
  lbmethod: ["byrequests", "bytraffic", "bybusyness", "heartbeat"],
  stickysession: [],
  stickysessionsep: ["Off"],
  nofailover: ON_OFF,
  failonstatus: [],
  failontimeout: ON_OFF,
  forcerecovery: ON_OFF,
  growth: [],
  maxattempts: [],
  nonce: [],
  scolonpathdelim: ON_OFF,
  timeout: [],
};

const SCHEMES: Readonly<Record<string, readonly string[]>> = {
  proxy_http_module: ["http://", "https://"],
  proxy_http2_module: ["h2://", "h2c://"],
  proxy_ajp_module: ["ajp://"],
  proxy_fcgi_module: ["fcgi://"],
  proxy_scgi_module: ["scgi://"],
  proxy_uwsgi_module: ["uwsgi://"],
  proxy_wstunnel_module: ["ws://", "wss://"],
  proxy_ftp_module: ["ftp://"],
};

/** ProxyPass [path] url parameters; in a Location without the path. */
export function proxyPassOffers(place: Place): readonly Offer[] {
  const url = isInPath(place) ? 0 : 1;
  if (place.index < url) return place.typed === "" ? [wordOffer(place, [{ label: "/", kind: KIND.value }])] : [];
  if (place.index === url) return urlOffers(place, { "!": "passes nothing on" });
  const isBalancer = place.before[url]?.startsWith("balancer:") === true;
  const words = valuesOf(place, ["nocanon", "interpolate", "noquery"]).map((each) => ({ ...each, rank: 6 }));
  return parameterOffers(place, { ...WORKER, ...(isBalancer ? BALANCER : {}) }, words);
}

/** ProxyPassReverse [path] url */
export function proxyReverseOffers(place: Place): readonly Offer[] {
  return place.index === (isInPath(place) ? 0 : 1) ? urlOffers(place, {}) : [];
}

function isInPath(place: Place): boolean {
  return sectionsAround(place).some((name) => /^(?:location|locationmatch|directory|files|if|elseif|else)$/.test(name));
}

/** BalancerMember [balancer] url parameters; in the balancer's own section without its name. */
export function memberOffers(place: Place): readonly Offer[] {
  const inside = sectionsAround(place).some((name) => /^(?:proxy|proxymatch)$/.test(name));
  const url = inside ? 0 : 1;
  if (place.index < url) return [wordOffer(place, balancers(place))];
  return place.index === url ? [wordOffer(place, schemes(place))] : parameterOffers(place, WORKER);
}

/** ProxySet [url] parameters, in a Proxy section of what it is for. */
export function proxySetOffers(place: Place): readonly Offer[] {
  const { sections } = place.cursor;
  const inside = sectionsAround(place).some((name) => /^(?:proxy|proxymatch)$/.test(name));
  if (!inside && place.index === 0) return urlOffers(place, {});
  const tag = sections.at(-1)?.openTag;
  const target = inside && tag !== undefined ? place.context.text.slice(tag.start, tag.end) : (place.before[0] ?? "");
  return parameterOffers(place, target.includes("balancer:") ? BALANCER : WORKER);
}

/** `<Proxy url>` */
export function proxySectionOffers(place: Place): readonly Offer[] {
  return place.index === 0 ? urlOffers(place, { "*": "everything that is passed on" }) : [];
}

/** Names of balancers, and the begin of a URL. */
function urlOffers(place: Place, more: Readonly<Record<string, string>>): readonly Offer[] {
  return [wordOffer(place, [...balancers(place), ...schemes(place), ...explained(place, more)])];
}

function balancers(place: Place): readonly Proposal[] {
  const known = balancerUrls(place.analysis).map((label) => ({ label, kind: KIND.value, rank: 2, detail: "balancer" }));
  return [...known, { label: "balancer://", kind: KIND.value, rank: 5, detail: "balancer" }];
}

function schemes(place: Place): readonly Proposal[] {
  return byModule(place, SCHEMES).map(({ data: _none, ...proposal }) => proposal);
}

function parameterOffers(
  place: Place,
  table: Readonly<Record<string, readonly string[]>>,
  words: readonly Proposal[] = [],
): readonly Offer[] {
  const all = { ...table, ...HEALTH_CHECK };
  const equals = place.typed.indexOf("=");
  if (equals >= 0) return valueOffers(place, all, place.typed.slice(0, equals).toLowerCase(), equals);
  const used = new Set([...place.before, ...place.after].map((word) => word.replace(/=.*$/s, "").toLowerCase()));
  const isValueWritten = place.context.text.slice(place.cursor.offset, place.end).includes("=");
  const proposals = Object.keys(all)
    .filter((key) => !used.has(key))
    .map((key): Proposal => {
      const common = {
        label: `${key}=`,
        kind: KIND.value,
        data: valueData(place, key),
        rank: key.startsWith("hc") ? 6 : 5,
      };
      return isValueWritten ? common : { ...common, ...filledIn(place, `${key}=`, "value") };
    });
  return [offer(place, place.typed.length, [...proposals, ...words], /^[\w]*=?/)];
}

function valueOffers(
  place: Place,
  table: Readonly<Record<string, readonly string[]>>,
  key: string,
  equals: number,
): readonly Offer[] {
  const named = key === "hctemplate" ? "proxyhctemplate" : key === "hcexpr" ? "proxyhcexpr" : undefined;
  const values = named === undefined ? (table[key] ?? []) : wordsAt(place.analysis, 0, named);
  if (values.length === 0) return [];
  return [
    offer(
      place,
      place.typed.length - equals - 1,
      valuesOf(place, values, () => key),
    ),
  ];
}
