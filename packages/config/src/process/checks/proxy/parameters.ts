import { atoi, atol, durationMilliseconds } from "../../numbers.ts";
import type { Walk } from "../../walk.ts";

/** Judges the value of one `key=value`: what is wrong, or undefined. */
type Judge = (value: string, walk: Walk) => string | undefined;

const anything: Judge = () => undefined;
const onOff: Judge = (value) => (/^(?:on|off)$/i.test(value) ? undefined : "must be On or Off");
const notNegative: Judge = (value) => (atoi(value) < 0 ? "must not be negative" : undefined);
const positive: Judge = (value) => (atoi(value) < 1 ? "must be at least 1 second" : undefined);
const buffer: Judge = (value) => {
  const size = atol(value);
  return size !== 0n && size < 512n ? "must be 0 or at least 512 bytes" : undefined;
};

/** `ap_timeout_parameter_parse`; numbers alone are in `unit`. */
function duration(unit: string): Judge {
  return (value) => {
    const time = durationMilliseconds(value, unit);
    if (time === undefined) return "is no time";
    return time < 1n ? "must be at least 1 millisecond" : undefined;
  };
}

function between(least: number, most: number): Judge {
  return (value) => {
    const number = atoi(value);
    return number < least || number > most ? `must be from ${least} to ${most}` : undefined;
  };
}

const STATUS = /^(?:[+-]?[idshenrcx])*$/i;

/** Parameters of a worker (`set_worker_param`), by key in lower case. */
const WORKER: Readonly<Record<string, Judge>> = {
  acquire: duration("ms"),
  addressttl: (value) =>
    /^[+-]?\d+$/.test(value) && atol(value) >= -1n ? undefined : "must be -1 or a number of seconds",
  connectiontimeout: duration("s"),
  disablereuse: onOff,
  enablereuse: onOff,
  flushpackets: (value) => (/^(?:on|off|auto)$/i.test(value) ? undefined : "must be on, off or auto"),
  flushwait: between(0, 1000),
  iobuffersize: buffer,
  keepalive: onOff,
  lbset: between(0, 99),
  loadfactor: (value) => {
    const factor = Number.parseFloat(value);
    return factor >= 1 && factor <= 100 ? undefined : "must be from 1 to 100";
  },
  max: notNegative,
  min: notNegative,
  ping: duration("s"),
  receivebuffersize: buffer,
  redirect: anything,
  responsefieldsize: (value) => (atol(value) < 0n ? "must not be negative" : undefined),
  retry: notNegative,
  route: anything,
  secret: anything,
  smax: notNegative,
  status: (value) => (STATUS.test(value) ? undefined : "must be letters of D, S, I, H, E, N, R and C with + or -"),
  timeout: positive,
  ttl: positive,
  upgrade: anything,
};

/** Those that mod_proxy_hcheck adds (`set_worker_hc_param`). */
const HEALTH_CHECK: Readonly<Record<string, Judge>> = {
  hctemplate: (value, walk) =>
    walk.memory(healthChecks).templates.has(value) ? undefined : "names no ProxyHCTemplate",
  hcmethod: (value) =>
    /^(?:none|tcp|options|head|get|options11|head11|get11|cping|provider|all)$/i.test(value)
      ? undefined
      : "is no method of a health check",
  hcpasses: notNegative,
  hcfails: notNegative,
  hcinterval: (value) => {
    const time = durationMilliseconds(value, "s");
    return time === undefined || time < 100n ? "must be at least 100 milliseconds" : undefined;
  },
  hcuri: anything,
  hcexpr: (value, walk) => (walk.memory(healthChecks).expressions.has(value) ? undefined : "names no ProxyHCExpr"),
};

/** Names that ProxyHCTemplate and ProxyHCExpr defined. */
export function healthChecks(): { readonly templates: Set<string>; readonly expressions: Set<string> } {
  return { templates: new Set(), expressions: new Set() };
}

const LBMETHODS: Readonly<Record<string, string>> = {
  lbmethod_bybusyness_module: "bybusyness",
  lbmethod_byrequests_module: "byrequests",
  lbmethod_bytraffic_module: "bytraffic",
  lbmethod_heartbeat_module: "heartbeat",
};

/** Parameters of a balancer (`set_balancer_param`). */
const BALANCER: Readonly<Record<string, Judge>> = {
  failonstatus: (value) =>
    value.split(/[, ]+/).every((code) => atoi(code) >= 100 && atoi(code) < 600)
      ? undefined
      : "must be status codes with commas between",
  failontimeout: onOff,
  forcerecovery: onOff,
  growth: between(1, 100),
  lbmethod: (value, walk) => {
    const known = Object.entries(LBMETHODS).flatMap(([module, name]) => (walk.has(module) ? [name] : []));
    if (known.includes(value) || walk.hasForeignModules) return undefined;
    return `is no method of balancing (${known.length === 0 ? "no mod_lbmethod_... is loaded" : known.join(", ")})`;
  },
  maxattempts: notNegative,
  nofailover: onOff,
  nonce: anything,
  scolonpathdelim: onOff,
  stickysession: anything,
  stickysessionsep: (value) =>
    value.length === 1 || /^off$/i.test(value) ? undefined : "must be one character or off",
  timeout: positive,
};

/** What is wrong with a `key=value` of a worker or balancer. */
export function parameterFault(
  kind: "worker" | "balancer",
  key: string,
  value: string,
  walk: Walk,
): string | undefined {
  const name = key.toLowerCase();
  const known = kind === "worker" ? WORKER : BALANCER;
  const own = Object.hasOwn(known, name) ? known[name] : undefined;
  const judge = own ?? (kind === "worker" ? healthCheckJudge(name, walk) : undefined);
  if (judge === undefined) return `there is no parameter '${key}' of a ${kind}`;
  const fault = judge(value, walk);
  return fault === undefined ? undefined : `${key} ${fault}: '${key === "secret" ? "..." : value}'`;
}

/** Of a template of mod_proxy_hcheck: its own parameters only. */
export function templateFault(key: string, value: string, walk: Walk): string | undefined {
  const judge = HEALTH_CHECK[key.toLowerCase()];
  if (judge === undefined) return `there is no parameter '${key}' of a health check`;
  const fault = judge(value, walk);
  return fault === undefined ? undefined : `${key} ${fault}: '${value}'`;
}

function healthCheckJudge(name: string, walk: Walk): Judge | undefined {
  return walk.has("proxy_hcheck_module") && Object.hasOwn(HEALTH_CHECK, name) ? HEALTH_CHECK[name] : undefined;
}
