import { readWord } from "@httpd-lint/grammar";
import { isNumericHost } from "../../addresses.ts";
import { conditionFault, stringExpressionFault } from "../../constraints.ts";
import { atoi, atol } from "../../numbers.ts";
import { patternFault } from "../../pattern-fault.ts";
import type { Call, Check, Fault, ModuleChecks } from "../../types.ts";
import { balancerMember, proxySet } from "./members.ts";
import { healthChecks, templateFault } from "./parameters.ts";
import { proxyPass, proxyPassReverse } from "./pass.ts";
import { proxySection } from "./section.ts";

/** Directives of mod_proxy and the modules around it. */
export function proxyChecks(): ModuleChecks {
  return {
    directives: {
      allowconnect: allowConnect,
      balancermember: balancerMember,
      proxydomain: proxyDomain,
      proxyerroroverride: errorOverride,
      proxyfcgisetenvif: setEnvIf,
      proxyhcexpr: healthCheckExpression,
      proxyhctemplate: healthCheckTemplate,
      proxyiobuffersize: bufferSize,
      proxypass: proxyPass,
      proxypassmatch: proxyPass,
      proxypassreverse: proxyPassReverse,
      proxyremote: proxyRemote,
      proxyremotematch: proxyRemote,
      proxyset: proxySet,
      proxysourceaddress: sourceAddress,
    },
    sections: { "<proxy": proxySection, "<proxymatch": proxySection },
  };
}

function value({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

/** `set_allowed_ports` */
const allowConnect: Check = (call) => {
  const at = call.words.findIndex((word) => !/^\d+(?:-\d+)?$/.test(word));
  return at < 0 ? undefined : value(call, `'${call.words[at]}' is neither a port nor a range of ports`, at);
};

const proxyDomain: Check = (call) =>
  call.words[0]?.startsWith(".") ? undefined : value(call, `'${call.words[0]}' must begin with a dot`);

/** `set_proxy_error_override`: On and Off in any number, and status codes behind On. */
const errorOverride: Check = (call) => {
  let isOn: boolean | undefined;
  for (const [at, word] of call.words.entries()) {
    const flag = /^(?:on|off)$/i.test(word);
    if (flag) isOn = word.toLowerCase() === "on";
    else if (isOn === undefined) return value(call, `'${word}' is neither On nor Off`);
    else if (!/^\d/.test(word) || atoi(word) < 400 || atoi(word) > 599)
      return value(call, `'${word}' is no status code from 400 to 599`, at);
    else if (!isOn) return value(call, "status codes can only follow On", at);
  }
  return undefined;
};

/** `cmd_setenv` of mod_proxy_fcgi */
const setEnvIf: Check = (call) => {
  const [condition = "", name = "", text] = call.words;
  const fault = conditionFault(call, condition, 0);
  if (fault !== undefined) return fault;
  if (text === undefined) return undefined;
  if (name.startsWith("!")) return value(call, `${name} unsets a variable, and takes no value`, 2);
  const wrong = stringExpressionFault(call, text);
  return wrong === undefined ? undefined : { ...wrong, word: 2 };
};

/** `set_hc_condition`: the expression stands in braces. */
const healthCheckExpression: Check = (call) => {
  const name = readWord(call.text, 0);
  if (name.value === "") return value(call, "a name and an expression are missing");
  const rest = call.text.slice(name.next);
  if (rest === "") return value(call, "the expression is missing");
  const braces = /^\{([^}]*(?:\}[^}]*)*?)\}\s*$/s.exec(rest)?.[1];
  const fault = conditionFault(call, braces ?? readWord(rest, 0).value, 1);
  if (fault === undefined) call.walk.memory(healthChecks).expressions.add(name.value);
  return fault;
};

/** `set_hc_template` */
const healthCheckTemplate: Check = (call) => {
  const [name, ...parameters] = call.words;
  if (name === undefined || name === "") return value(call, "the name of the template is missing");
  for (const [at, word] of parameters.entries()) {
    const equals = word.indexOf("=");
    if (equals < 0) return value(call, `'${word}' must have the form key=value`, at + 1);
    const message = templateFault(word.slice(0, equals), word.slice(equals + 1), call.walk);
    if (message !== undefined) return value(call, message, at + 1);
  }
  call.walk.memory(healthChecks).templates.add(name);
  return undefined;
};

const bufferSize: Check = (call) => {
  const size = atol(call.words[0] ?? "");
  return size === 0n || size >= 512n ? undefined : value(call, `'${call.words[0]}' must be 0 or at least 512 bytes`);
};

/** `add_proxy_regex`, `add_proxy_noregex` */
const proxyRemote: Check = (call) => {
  const [match = "", url = ""] = call.words;
  const fault = call.command.key === "proxyremotematch" ? patternFault(call, match, 0) : undefined;
  if (fault !== undefined) return fault;
  const server = /^[^:]*:\/\/(.+)$/s.exec(url)?.[1];
  if (server === undefined) return value(call, `'${url}' is no server: scheme://host:port`, 1);
  // The first colon is taken for that in front of the port, wherever it stands.
  const colon = server.indexOf(":");
  const port = server.slice(colon + 1);
  return colon < 0 || (/^[\t-\r ]*[+-]?\d/.test(port) && atoi(port) <= 65535)
    ? undefined
    : value(call, `'${port}' is no port`, 1);
};

/** `set_proxy_source_address`: looked up at once. */
const sourceAddress: Check = (call) => {
  const [host = ""] = call.words;
  // A path is taken as that of a Unix domain socket.
  if (isNumericHost(host) || host.startsWith("/")) return undefined;
  const known = /^[\d.]+$/.test(host) ? false : call.walk.knows("host", host);
  if (known === undefined) call.walk.assume(call.node, "host", `the name ${host} can be resolved`);
  return known === false ? value(call, `'${host}' is no address and no name that can be resolved`) : undefined;
};
