import { constraintFault } from "../constraints.ts";
import { atoi, wholeNumber } from "../numbers.ts";
import { enclosing } from "../place.ts";
import type { Call, Check, Fault, ModuleChecks, SectionCheck } from "../types.ts";

const SET = new Set(["mdomainset", "mdomain"]);

/** Directives that hold for the whole server and cannot stand in a domain's section. */
const SERVER_ONLY =
  "mdactivationdelay mdbaseserver mdchallengedns01version mdcheckinterval mdinitialdelay mdmatchnames mdmessagecmd mdnotifycmd mdomain mdportmap mdretrydelay mdretryfailover mdstoredir mdstorelocks".split(
    " ",
  );

/** Directives of mod_md. */
export function mdChecks(): ModuleChecks {
  const own: Record<string, Check> = {
    mdactivationdelay: duration,
    mdcertificateauthority: authority,
    mdcertificatefile: insideOnly,
    mdcertificatekeyfile: insideOnly,
    mdexternalaccountbinding: accountBinding,
    mdhttpproxy: proxyUrl,
    mdcheckinterval: delay(SECOND, "at least 1s"),
    mdinitialdelay: delay(0n, "0 or more"),
    mdmember: members,
    mdmembers: members,
    mdomain: domains,
    mdportmap: portMap,
    mdprivatekeys: privateKeys,
    mdrenewwindow: window,
    mdretrydelay: delay(1n, "more than 0"),
    mdstaplingkeepresponse: window,
    mdstaplingrenewwindow: window,
    mdstorelocks: storeLocks,
    mdwarnwindow: window,
  };
  const directives: Record<string, Check> = { ...own };
  for (const key of SERVER_ONLY) directives[key] = (call) => misplaced(call) ?? (own[key] ?? constraintFault)(call);
  return { directives, sections: { "<mdomainset": domainSet, "<mdomain": domainSet } };
}

function value({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

/** `md_conf_check_location` */
function misplaced({ node, name }: Call): Fault | undefined {
  if (enclosing(node, SET) === undefined) return undefined;
  return { code: "httpd/context", message: `${name} cannot stand in a <MDomainSet>: it holds for the whole server` };
}

const insideOnly: Check = ({ node, name }) =>
  enclosing(node, SET) === undefined
    ? { code: "httpd/context", message: `${name} can only stand in a <MDomainSet>` }
    : undefined;

/** `md_config_sec_start`: at least one domain. */
const domainSet: SectionCheck = (call) => {
  const wrong = misplaced(call);
  if (wrong !== undefined) return wrong;
  if (call.words.length === 0) return { code: "httpd/section", message: `${call.name}> needs the name of a domain` };
  return { place: call.place };
};

const domains: Check = (call) =>
  call.words.some((word) => word !== "" && !/^(?:auto|manual)$/i.test(word))
    ? undefined
    : value(call, "needs the name of a domain");

/** `md_config_set_names_old`, `md_config_set_names`: outside of a section one word says how members are found. */
const members: Check = (call) => {
  if (enclosing(call.node, SET) !== undefined) return undefined;
  const [word = ""] = call.words;
  if (call.words.length === 1 && /^(?:auto|manual)$/i.test(word)) return undefined;
  return value(call, "outside of a <MDomainSet> it is followed by auto or manual alone");
};

const AUTHORITIES = /^(?:letsencrypt(?:-test)?|buypass(?:-test)?)$/i;

/** `md_get_ca_url_from_name`: anything with a scheme will do; of http and https a host must be there. */
const URL = /^(?!https?:(?!\/\/))[a-z][\w+.-]*:/i;

const authority: Check = (call) => {
  const at = call.words.findIndex((word) => !AUTHORITIES.test(word) && !URL.test(word));
  return at < 0 ? undefined : value(call, `'${call.words[at]}' is neither a URL nor a known authority`, at);
};

const proxyUrl: Check = (call) =>
  /^http:\/\/[^/:]+/i.test(call.words[0] ?? "")
    ? undefined
    : value(call, `'${call.words[0]}' is no URL of a proxy: http://host:port`);

/** `md_config_set_eab`: none, a file, or a key and its secret. */
const accountBinding: Check = (call) => {
  const [key = "", secret = ""] = call.words;
  if (secret !== "" || key.toLowerCase() === "none") return undefined;
  const path = call.walk.absolute(key);
  if (call.walk.exists(call.node, path, "file")) return undefined;
  return { code: "httpd/file", message: `${call.name}: the file '${path}' does not exist`, word: 0 };
};

const portMap: Check = (call) => {
  const at = call.words.findIndex((word) => word !== "" && !isPortPair(word));
  return at < 0
    ? undefined
    : value(call, `'${call.words[at]}' must have the form http:port, https:port or port:port`, at);
};

/** `set_port_map`: a minus says that there is no such port; of another word the leading digits count. */
function isPortPair(word: string): boolean {
  const target = /^(?:http|https|80|443):(.*)$/s.exec(word)?.[1];
  if (target === undefined) return false;
  if (target.startsWith("-")) return true;
  const port = atoi(target);
  return port >= 1 && port <= 65535;
}

const LEAST_RSA_BITS = 2048;

const MOST_INT = 2 ** 31 - 1;

/** `md_config_set_pkeys`: what it does not know as RSA is taken as the name of a curve. */
const privateKeys: Check = (call) => {
  const { words } = call;
  if (words.length === 0) return value(call, "needs the type of the key");
  const lower = words.map((word) => word.toLowerCase());
  const standard = lower.indexOf("default");
  if (standard >= 0 && words.length > 1) return value(call, "Default stands alone", standard);
  const seen = new Set<string>();
  for (let at = 0; at < lower.length; at++) {
    const word = lower[at] as string;
    const attached = /^rsa(\d.*)?$/.exec(word);
    const type = attached === null ? word : "rsa";
    if (seen.has(type)) return value(call, `there can be one key of type ${words[at]}`, at);
    seen.add(type);
    if (attached === null) continue;
    // The next word is the length when it begins with a digit.
    const following = attached[1] === undefined ? /^\d.*/.exec(lower[at + 1] ?? "")?.[0] : undefined;
    if (following !== undefined) at++;
    const bits = following ?? attached[1];
    if (bits === undefined) continue;
    if (atoi(bits) < LEAST_RSA_BITS) return value(call, `an RSA key needs ${LEAST_RSA_BITS} bits or more`, at);
    if (atoi(bits) === MOST_INT) return value(call, `${bits} bits are too many for an RSA key`, at);
  }
  return undefined;
};

const UNITS: readonly (readonly [prefix: string, microseconds: bigint])[] = [
  ["ms", 1000n],
  ["mi", 60_000_000n],
  ["s", 1_000_000n],
  ["h", 3_600_000_000n],
  ["d", 86_400_000_000n],
];

/** `md_duration_parse`: a whole number and a unit of which the beginning counts; it overflows without a word. */
function microseconds(word: string, defaultUnit: string): bigint | undefined {
  const [, digits = "", unit = ""] = /^[\t-\r ]*([+-]?\d+)(.*)$/s.exec(word) ?? [];
  const number = wholeNumber(digits);
  const factor = UNITS.find(([prefix]) => (unit || defaultUnit).toLowerCase().startsWith(prefix))?.[1];
  return number === undefined || factor === undefined ? undefined : BigInt.asIntN(64, number * factor);
}

const duration: Check = (call) => (microseconds(call.words[0] ?? "", "d") === undefined ? noTime(call) : undefined);

function noTime(call: Call): Fault {
  return value(call, `'${call.words[0]}' is no time: a number with d, h, mi, s or ms`);
}

const SECOND = 1_000_000n;

/** Before the first attempt and between two: seconds when no unit is given. */
function delay(least: bigint, wanted: string): Check {
  return (call) => {
    const time = microseconds(call.words[0] ?? "", "s");
    if (time === undefined) return noTime(call);
    if (time >= least) return undefined;
    return value(call, `'${call.words[0]}' must be ${wanted}`);
  };
}

/** `md_timeslice_parse`: a time, or a share of the lifetime; what follows the percent sign is not read. */
const window: Check = (call) => {
  const [word = ""] = call.words;
  if (microseconds(word, "d") !== undefined) return undefined;
  const [written, share = "0"] = /^(?:[\t-\r ]*([+-]?\d+))?%/.exec(word) ?? [];
  if (written === undefined) return value(call, `'${word}' is neither a time nor a share such as 33%`);
  const number = BigInt(share.replace("+", ""));
  const isRight = number >= 0n && number < 1n << 63n && shareOfLifetime(number) < LIFETIME * SECOND;
  return isRight ? undefined : value(call, `'${word}' must be 0% to 99%`);
};

/** `MD_TIME_LIFE_NORM`, in seconds: as long as a certificate is taken to be valid. */
const LIFETIME = 100n * 24n * 60n * 60n;

/** In microseconds, as httpd works it out: shares that are far too large may come out as less than all. */
function shareOfLifetime(percent: bigint): bigint {
  const seconds = (LIFETIME * BigInt.asIntN(32, percent)) / 100n;
  return BigInt.asIntN(64, seconds * SECOND);
}

const storeLocks: Check = (call) => (/^(?:on|off)$/i.test(call.words[0] ?? "") ? undefined : duration(call));
