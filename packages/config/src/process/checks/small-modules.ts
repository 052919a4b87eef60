import { isNumericHost, parseAddressPort } from "../addresses.ts";
import { atoi } from "../numbers.ts";
import { patternFault } from "../pattern-fault.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";
import { definedFilters } from "./filter.ts";

/** Directives of mod_dav, mod_heartbeat, mod_heartmonitor, mod_http2, mod_lua and mod_xml2enc. */
export function smallModuleChecks(): ModuleChecks {
  return {
    directives: {
      dav,
      heartbeataddress: multicast,
      heartbeatlisten: multicast,
      h2pushpriority: pushPriority,
      h2pushresource: pushResource,
      luahookaccesschecker: luaHook,
      luahookauthchecker: luaHook,
      luahooktranslatename: luaHook,
      luahookpretranslatename: luaHook,
      luahookinsertfilter: (call) => value(call, "is not made yet in this version of httpd"),
      luamaphandler: (call) => patternFault(call, call.words[0] ?? "", 0),
      luainputfilter: () => undefined,
      luaoutputfilter: luaOutputFilter,
      luascope: luaScope,
      lua_____bytecodehack: byteCodeHack,
      xml2encdefault: charset,
    },
  };
}

function value({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

/** `dav_cmd_dav`: On stands for the provider filesystem. */
const dav: Check = (call) => {
  const [word = ""] = call.words;
  if (/^off$/i.test(word)) return undefined;
  const provider = /^on$/i.test(word) ? "filesystem" : word;
  if (provider === "filesystem" && call.walk.has("dav_fs_module")) return undefined;
  if (call.walk.hasForeignModules) return undefined;
  return {
    code: "httpd/provider",
    message: `${call.name}: there is no provider '${provider}' (mod_dav_fs brings filesystem)`,
    word: 0,
  };
};

/** `cmd_hb_address`, `cmd_hm_listen` */
const multicast: Check = (call) => {
  const [address = ""] = call.words;
  const parsed = parseAddressPort(address);
  if (parsed === undefined || parsed.host === undefined || parsed.port === 0) {
    return { code: "httpd/address", message: `${call.name}: '${address}' must be an address with a port`, word: 0 };
  }
  // Only IPv4: what has the form of an address and is none no name server knows.
  if (isNumericHost(parsed.host) && !parsed.host.includes(":")) return undefined;
  const known = /^[\d.]+$|:/.test(parsed.host) ? false : call.walk.knows("host", parsed.host);
  if (known === undefined) call.walk.assume(call.node, "host", `the name ${parsed.host} can be resolved`);
  return known === false
    ? { code: "httpd/address", message: `${call.name}: the name ${parsed.host} cannot be resolved`, word: 0 }
    : undefined;
};

/** `h2_conf_add_push_priority` */
const pushPriority: Check = (call) => {
  const [, dependency = "", weight] = call.words;
  // A number in its place, when nothing follows, is the weight.
  if (weight === undefined && /^\d/.test(dependency))
    return atoi(dependency) >= 1 ? undefined : value(call, "the weight must be 1 or more", 1);
  if (!/^(?:after|before|interleaved)$/i.test(dependency))
    return value(call, `'${dependency}' is none of After, Before, Interleaved`, 1);
  if (weight === undefined || weight === "") return undefined;
  if (/^before$/i.test(dependency)) return value(call, "Before takes no weight", 2);
  return atoi(weight) >= 1 ? undefined : value(call, `'${weight}' is no number from 1 on`, 2);
};

/** `h2_conf_add_push_res`: `[add] path [critical]` */
const pushResource: Check = (call) => {
  const words = /^add$/i.test(call.words[0] ?? "") && call.words.length > 1 ? call.words.slice(1) : call.words;
  const first = call.words.length - words.length;
  if (words.length > 2) return value(call, "there is a word too many", first + 2);
  return words[1] === undefined || /^critical$/i.test(words[1])
    ? undefined
    : value(call, `'${words[1]}' is not critical`, first + 1);
};

/** `register_named_...`: when among other modules' hooks it runs. */
const luaHook: Check = (call) => {
  const when = call.words[2];
  return when === undefined || /^(?:early|late)$/i.test(when)
    ? undefined
    : value(call, `'${when}' is neither early nor late`, 2);
};

/** `register_filter_function_hook`: the name is one of a filter from then on. */
const luaOutputFilter: Check = (call) => {
  call.walk.memory(definedFilters).add((call.words[0] ?? "").toLowerCase());
  return undefined;
};

/** httpd ends with a segmentation fault. */
const byteCodeHack: Check = (call) => ({
  code: "httpd/crash",
  message: `${call.name}: httpd crashes at this directive, which is none for configurations`,
  unplaced: true,
});

/** `register_lua_scope`: only the word itself is judged. */
const luaScope: Check = (call) => {
  const scopes = ["once", "request", "conn", "thread", "server"];
  return scopes.includes(call.words[0] ?? "")
    ? undefined
    : value(call, `'${call.words[0]}' is none of ${scopes.join(", ")}`);
};

/** Character sets libxml2 brings itself; others depend on the machine's iconv. */
const CHARSETS =
  /^(?:utf-?8|utf-?16(?:[bl]e)?|ucs-?[24]|iso-?(?:8859|latin)-?\d{1,2}|us-ascii|ascii|html|windows-\d{3,4}|koi8-[ru]|euc-(?:jp|kr)|shift_jis|iso-2022-jp|gb2312|gbk|gb18030|big5|ebcdic|tis-620|macintosh|cp\d{3,4}|latin\d)/i;

const charset: Check = (call) =>
  CHARSETS.test(call.words[0] ?? "")
    ? undefined
    : value(call, `'${call.words[0]}' is no character set that libxml2 knows`);
