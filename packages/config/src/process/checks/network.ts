import { isSubnet } from "@httpd-lint/grammar";
import { atoi } from "../numbers.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_remoteip and mod_reqtimeout. */
export function networkChecks(): ModuleChecks {
  return {
    directives: {
      remoteipinternalproxy: proxies,
      remoteiptrustedproxy: proxies,
      remoteipinternalproxylist: proxyList,
      remoteiptrustedproxylist: proxyList,
      remoteipproxyprotocolexceptions: exceptions,
      requestreadtimeout: readTimeout,
    },
  };
}

/** `proxies_set`: an address or network; a name is looked up at once. */
const proxies: Check = (call) => {
  for (const [at, word] of call.words.entries()) {
    if (isSubnet(word)) continue;
    if (!/^[\d./:]+$/.test(word) && !word.includes("/") && resolves(call, word)) continue;
    const message = `${call.name}: '${word}' is no address or network, and no name that can be resolved`;
    return { code: "httpd/address", message, word: at };
  }
  return undefined;
};

function resolves({ walk, node }: Call, host: string): boolean {
  const known = walk.knows("host", host);
  if (known === undefined) walk.assume(node, "host", `the name ${host} can be resolved`);
  return known ?? true;
}

/** `proxylist_read`: a line holds one address; a number sign begins a comment. */
const proxyList: Check = (call) => {
  const { name, words, walk, node } = call;
  const path = walk.absolute(words[0] ?? "");
  if (!walk.exists(node, path, "file")) {
    return { code: "httpd/file", message: `${name}: the file '${path}' cannot be opened`, word: 0 };
  }
  const lines = (walk.textOf(path) ?? "").split("\n").map((line) => line.replace(/#.*/, "").trim());
  const wrong = lines.find(
    (line) => line !== "" && !isSubnet(line) && (/^[\d./:]+$/.test(line) || !resolves(call, line)),
  );
  if (wrong === undefined) return undefined;
  return { code: "httpd/address", message: `${name}: '${wrong}' in ${path} is no address or network`, word: 0 };
};

const exceptions: Check = ({ name, words }) => {
  if (words.length === 0) return { code: "httpd/argument-count", message: `${name} needs an address` };
  const at = words.findIndex((word) => !isSubnet(word));
  if (at < 0) return undefined;
  return { code: "httpd/address", message: `${name}: '${words[at]}' is no address or network`, word: at };
};

const STAGES = new Set(["handshake", "header", "body"]);

/** `set_reqtimeouts`: `stage=timeout[-longest][,MinRate=bytes]`, each as its own word. */
const readTimeout: Check = ({ name, words }) => {
  for (const [at, word] of words.entries()) {
    const message = stageFault(word);
    if (message !== undefined) return { code: "httpd/value", message: `${name}: ${message}`, word: at } satisfies Fault;
  }
  return undefined;
};

function stageFault(word: string): string | undefined {
  const equals = word.indexOf("=");
  if (equals < 0) return `'${word}' must have the form stage=seconds`;
  const stage = word.slice(0, equals);
  if (!STAGES.has(stage.toLowerCase())) return `'${stage}' is none of handshake, header, body`;
  const value = word.slice(equals + 1);
  const match = /^(\d+)(?:-(\d*))?(?:,MinRate=(.*))?$/is.exec(value);
  if (match === null) return `'${value}' must be seconds, a range of seconds, and ,MinRate=bytes if there is a range`;
  const [, first = "", longest, rate] = match;
  if (longest === "") return `the end of the range in '${value}' is missing`;
  if (rate !== undefined && !/^\d+$/.test(rate)) return `'${rate}' is no number of bytes a second`;
  if (rate !== undefined && atoi(rate) === 0) return "MinRate must be greater than 0";
  if (longest === undefined) return undefined;
  if (rate === undefined) return `a range needs a MinRate: ${word},MinRate=500`;
  return atoi(longest) <= atoi(first) ? `${longest} must be more than ${first}` : undefined;
}
