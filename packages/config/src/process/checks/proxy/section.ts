import { NOT_IN, OVERRIDE } from "@httpd-lint/directives";
import { isWildcard } from "../../../read/paths.ts";
import { contextFault } from "../../context.ts";
import { SECTION_BITS } from "../../place.ts";
import { sectionText, WordTaker } from "../../section-arguments.ts";
import type { Call, Fault, SectionCheck } from "../../types.ts";
import { parameterFault } from "./parameters.ts";
import { define, isBalancerUrl, workerUrlFault } from "./workers.ts";

/** `proxysection`: Proxy and ProxyMatch. */
export const proxySection: SectionCheck = (call) => {
  const misplaced = contextFault(call, NOT_IN.dirContext);
  if (misplaced !== undefined) return misplaced;
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  const words = new WordTaker(text);
  const path = words.next().replace(/^proxy:/i, "");
  const isMatch = call.command.key === "<proxymatch";
  if (isMatch && call.walk.patternProblem(path, false)) {
    return { code: "httpd/pattern", message: "Regex could not be compiled", word: 0 };
  }
  const place = { ...call.place, bits: SECTION_BITS | OVERRIDE.proxyConf, path, scope: call.node };
  return { place, leave: () => (words.more ? moreFault(call, path, words, isMatch) : undefined) };
};

/** Words behind the URL are parameters of its worker or balancer. */
function moreFault(call: Call, path: string, words: WordTaker, isMatch: boolean): Fault | undefined {
  const section = (message: string): Fault => ({ code: "httpd/section", message, word: 1 });
  if (isMatch) return section("Multiple <ProxyMatch> arguments not (yet) supported.");
  if (isWildcard(path)) return section("<Proxy> arguments are not supported for wildchar url.");
  if (!path.includes(":")) return section("<Proxy> arguments are not supported for non url.");
  const message = isBalancerUrl(path) ? undefined : workerUrlFault(path, false);
  if (message !== undefined) return { code: "httpd/url", message: `${call.name}>: ${message}`, word: 0 };
  define(call, path);
  return parameters(call, path, words);
}

function parameters(call: Call, path: string, words: WordTaker): Fault | undefined {
  const kind = isBalancerUrl(path) ? "balancer" : "worker";
  for (let at = 1; words.more; at++) {
    const word = words.next();
    const equals = word.indexOf("=");
    const message =
      equals < 0
        ? `'${word}' must have the form key=value`
        : parameterFault(kind, word.slice(0, equals), word.slice(equals + 1), call.walk);
    if (message !== undefined) return { code: "httpd/value", message: `${call.name}>: ${message}`, word: at };
  }
  return undefined;
}
