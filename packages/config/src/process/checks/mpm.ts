import { isNumericHost, parseAddressPort } from "../addresses.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives that several MPMs have in common (server/listen.c) and those of mpm_event. */
export function mpmChecks(): ModuleChecks {
  return { directives: { listen, asyncrequestworkerfactor: asyncRequestWorkerFactor } };
}

function seenAddresses(): Set<string> {
  return new Set();
}

/** `ap_set_listener` */
const listen: Check = (call) => {
  const { words, walk } = call;
  const [address = ""] = words;
  if (words.length < 1 || words.length > 2) return listenFault("Listen requires 1 or 2 arguments.");
  const parsed = parseAddressPort(address);
  if (parsed === undefined) return listenFault("Invalid address or port", 0);
  if (parsed.port === 0) return listenFault("Port must be specified", 0);
  const host = parsed.host === "*" ? undefined : parsed.host;
  if (host !== undefined && !resolves(call, host)) return listenFault("Listen setup failed", 0);
  const key = `${host?.toLowerCase() ?? ""}:${parsed.port}`;
  const seen = walk.memory(seenAddresses);
  if (seen.has(key)) return listenFault("Cannot define multiple Listeners on the same IP:port", 0);
  seen.add(key);
  return undefined;
};

/** A name is looked up while the configuration is read. */
function resolves({ walk, node }: Call, host: string): boolean {
  if (isNumericHost(host)) return true;
  const known = walk.knows("host", host);
  if (known === undefined) walk.assume(node, "host", `the name ${host} can be resolved`);
  return known ?? true;
}

function listenFault(message: string, word?: number): Fault {
  return { code: "httpd/listen", message, ...(word === undefined ? {} : { word }) };
}

const NUMBER = /^[\t-\r ]*[+-]?(?:inf(?:inity)?|nan|0x[\da-f]+(?:\.[\da-f]*)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;

/** `set_worker_factor`: strtod, which knows more numbers than one would write. */
const asyncRequestWorkerFactor: Check = ({ words: [word = ""] }) => {
  if (!NUMBER.test(word)) return { code: "httpd/value", message: "error parsing value", word: 0 };
  const value = word.trim().toLowerCase();
  if (!value.startsWith("-") && !(Number(value) <= 0)) return undefined;
  return { code: "httpd/value", message: "AsyncRequestWorkerFactor argument must be a positive number", word: 0 };
};
