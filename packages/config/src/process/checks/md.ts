import { constraintFault } from "../constraints.ts";
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
    mdinitialdelay: duration,
    mdmember: members,
    mdmembers: members,
    mdomain: domains,
    mdportmap: portMap,
    mdprivatekeys: privateKeys,
    mdrenewwindow: window,
    mdretrydelay: duration,
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
  const names = call.words.filter((word) => word !== "");
  if (names.length === 0) return { code: "httpd/section", message: `${call.name}> needs the name of a domain` };
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
const URL = /^https?:\/\/[^/:]+(?::\d+)?(?:[/?#].*)?$/i;

const authority: Check = (call) => {
  if (call.words.length === 0) return value(call, "needs the URL or name of an authority");
  const at = call.words.findIndex((word) => !AUTHORITIES.test(word) && !URL.test(word) && !/^file:/i.test(word));
  return at < 0 ? undefined : value(call, `'${call.words[at]}' is neither a URL nor a known authority`, at);
};

const proxyUrl: Check = (call) =>
  /^http:\/\/[^/:]+/i.test(call.words[0] ?? "")
    ? undefined
    : value(call, `'${call.words[0]}' is no URL of a proxy: http://host:port`);

/** `md_config_set_eab`: none, a file, or a key and its secret. */
const accountBinding: Check = (call) => {
  const [key = "", secret] = call.words;
  if (secret !== undefined || key.toLowerCase() === "none") return undefined;
  const path = call.walk.absolute(key);
  if (call.walk.exists(call.node, path, "file")) return undefined;
  return { code: "httpd/file", message: `${call.name}: the file '${path}' does not exist`, word: 0 };
};

const PORT = /^(?:http|https|80|443):(?:-|\d+)$/i;

const portMap: Check = (call) => {
  const at = call.words.findIndex((word) => word !== "" && !isPortPair(word));
  return at < 0
    ? undefined
    : value(call, `'${call.words[at]}' must have the form http:port, https:port or port:port`, at);
};

function isPortPair(word: string): boolean {
  const port = Number(/:(\d+)$/.exec(word)?.[1] ?? 1);
  return PORT.test(word) && port >= 1 && port <= 65535;
}

const privateKeys: Check = (call) =>
  (call.words[0] ?? "") === "" ? value(call, "needs the type of the key") : constraintFault(call);

/** `md_duration_parse`: a number with a unit of which the beginning counts, in any case; days when there is none. */
const DURATION = /^[\t-\r ]*[+-]?\d*(?:d|h|mi|ms|s|$)/i;

const duration: Check = (call) => {
  const [word = ""] = call.words;
  const digits = /^[\t-\r ]*[+-]?\d+/.test(word);
  if (digits ? DURATION.test(word) : /^(?:d|h|mi|ms|s)/i.test(word)) return undefined;
  return value(call, `'${word}' is no time: a number with d, h, mi, s or ms`);
};

/** `percentage` or a duration. */
const window: Check = (call) => {
  const [word = ""] = call.words;
  if (/^\d+%$/.test(word)) {
    return Number.parseInt(word, 10) < 100 ? undefined : value(call, `'${word}' must be less than 100%`);
  }
  return /^[\t-\r ]*[+-]?\d/.test(word)
    ? duration(call)
    : value(call, `'${word}' is neither a time nor a share such as 33%`);
};

const storeLocks: Check = (call) => (/^(?:on|off)$/i.test(call.words[0] ?? "") ? undefined : window(call));
