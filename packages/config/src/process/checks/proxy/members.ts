import type { Call, Check, Fault } from "../../types.ts";
import { wordsFault } from "./pass.ts";
import { balancerName, define, definedWorkers, isBalancerUrl, workerName, workerUrlFault } from "./workers.ts";

function fault({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

/** `add_member`: in a Proxy section the balancer is that of the section. */
export const balancerMember: Check = (call) => {
  const { words, place } = call;
  const inside = place.path !== undefined;
  const balancer = inside ? (place.path as string) : words[0];
  const at = inside ? 0 : 1;
  if (balancer === undefined || balancer === "") return fault(call, "the name of the balancer is missing");
  const url = words[at];
  const second = words[at + 1];
  if (inside && second !== undefined && !second.includes("=") && isBalancerUrl(url ?? "")) {
    return {
      code: "httpd/context",
      message: `${call.name} takes no name of a balancer here: it is that of the section`,
      word: 0,
    };
  }
  if (url === undefined || url === "") return fault(call, "the URL of the member is missing");
  const parameters = parametersForm(call, at + 1);
  if (parameters !== undefined) return parameters;
  // ap_proxy_define_balancer does not ask for the scheme.
  if (!/^[^:]*:\/\/./s.test(balancer)) return fault(call, `'${balancer}' is no name of a balancer: balancer://name`);
  const message = workerUrlFault(url, false);
  if (message !== undefined) return { code: "httpd/url", message: `${call.name}: ${message}`, word: at };
  // The member itself belongs to the balancer alone.
  if (isBalancerUrl(balancer)) define(call, balancer);
  return wordsFault(call, at + 1, "worker");
};

/** httpd looks for words that are no parameters before it looks at anything else. */
function parametersForm(call: Call, from: number): Fault | undefined {
  const at = call.words.findIndex((word, index) => index >= from && !word.includes("="));
  return at < 0 ? undefined : fault(call, `'${call.words[at]}' must have the form key=value`, at);
}

/** `set_proxy_param`: in a Proxy section of the section's worker or balancer, else of one that was defined before. */
export const proxySet: Check = (call) => {
  const { words, place, node } = call;
  const inProxy = node.parent?.key === "proxy" || node.parent?.key === "proxymatch";
  if (inProxy) {
    const name = place.path ?? "";
    const message = isBalancerUrl(name) ? undefined : workerUrlFault(name, false);
    if (message !== undefined) return { code: "httpd/url", message: `${call.name}: ${message}` };
    define(call, name);
    return wordsFault(call, 0, isBalancerUrl(name) ? "balancer" : "worker");
  }
  const [name = ""] = words;
  const { workers, balancers } = definedWorkers(call);
  if (isBalancerUrl(name)) {
    return balancers.has(balancerName(name)) ? wordsFault(call, 1, "balancer") : undefinedYet(call, name);
  }
  return isWorker(workers, name) ? wordsFault(call, 1, "worker") : undefinedYet(call, name);
};

/** `ap_proxy_get_worker`: the longest worker whose URL the name begins with. */
function isWorker(workers: ReadonlySet<string>, name: string): boolean {
  const wanted = workerName(name);
  return [...workers].some((worker) => wanted === worker || wanted.startsWith(`${worker}/`));
}

function undefinedYet({ name }: Call, url: string): Fault {
  const message = `${name}: no worker or balancer '${url}' was defined before (ProxyPass, BalancerMember)`;
  return { code: "httpd/conflict", message, word: 0 };
}
