import { conditionHolds, type Variables } from "../merge/condition.ts";
import type { EffectiveConfig } from "../merge/effective.ts";
import { compiled, type Verdict } from "../merge/matching.ts";
import { wordsOf } from "../node.ts";
import type { ConfigNode } from "../tree.ts";

/** Whether the condition at the end of a Header directive holds; one without a condition always does. */
export function headerCondition(config: EffectiveConfig, condition: string | undefined): Verdict {
  if (condition === undefined || condition === "") return true;
  // What is done when the request comes in finds no cookies yet.
  if (/^early$/i.test(condition)) return false;
  const [, expression] = /^expr=(.*)$/is.exec(condition) ?? [];
  if (expression !== undefined) return conditionHolds(expression, variablesOf(config));
  const [, negation, name] = /^env=(!?)(.*)$/is.exec(condition) ?? [];
  if (name === undefined) return undefined;
  const own = isInEnvironment(config, name);
  const verdict = own === false && config.ofFolder !== undefined ? isInEnvironment(config.ofFolder, name) : own;
  return verdict === undefined ? undefined : verdict === (negation === "");
}

/** By the time of the response an index file's request has the folder's method again. */
function variablesOf({ target, ofFolder }: EffectiveConfig): Variables {
  const { REQUEST_METHOD } = (ofFolder ?? { target }).target.variables ?? {};
  return { ...target.variables, REQUEST_METHOD };
}

const OTHERS = ["PassEnv", "SetEnvIfNoCase", "SetEnvIfExpr", "BrowserMatch", "BrowserMatchNoCase", "RewriteRule"];

/**
 * Whether a request has a variable: what SetEnvIf gives it comes first, what SetEnv and UnsetEnv say comes later.
 * Undefined when anything else may set it; httpd's modules set those of CGI and their own, with names in upper case.
 */
function isInEnvironment(config: EffectiveConfig, name: string): Verdict {
  const last = [...nodesOf(config, "SetEnv"), ...nodesOf(config, "UnsetEnv")];
  const certain = last.filter((node) =>
    wordsOf(node)
      .slice(0, isUnset(node.key) ? undefined : 1)
      .includes(name),
  );
  const possible = ["SetEnv", "UnsetEnv"].some((each) => (config.setting(each)?.possible.length ?? 0) > 0);
  if (possible || certain.length > 1) return undefined;
  const [only] = certain;
  if (only !== undefined) return !isUnset(only.key);
  if (OTHERS.some((each) => mentions(config, each, name))) return undefined;
  const tests = nodesOf(config, "SetEnvIf");
  if (tests.length === 0) return /^[A-Z_]+$/.test(name) && KNOWN.test(name) ? undefined : false;
  return fromTests(config, name);
}

/** Variables that httpd or a module gives every request, or some of them. */
const KNOWN =
  /^(?:HTTP|SSL|REMOTE|SERVER|REQUEST|SCRIPT|AUTH|CONTEXT|REDIRECT|GEOIP|UNIQUE|PATH|QUERY|DOCUMENT)(?:S$|_|$)/;

function fromTests(config: EffectiveConfig, name: string): Verdict {
  let verdict: Verdict = KNOWN.test(name) ? undefined : false;
  for (const node of nodesOf(config, "SetEnvIf")) {
    const [attribute = "", pattern = "", ...variables] = wordsOf(node);
    const change = variables.find((each) => each.replace(/^!|=.*$/gs, "") === name);
    if (change === undefined) continue;
    const subject = attributeOf(config, attribute, node);
    const found = subject === undefined ? undefined : compiled(pattern)?.test(subject);
    if (found === undefined) return undefined;
    if (found) verdict = !change.startsWith("!");
  }
  return verdict;
}

function attributeOf({ target }: EffectiveConfig, attribute: string, node: ConfigNode): string | undefined {
  // A server's own are tested when the request has been read (`match_headers`), before its path is decoded.
  const isOfServer = node.parent === undefined || node.parent.key === "virtualhost";
  if (attribute.toLowerCase() === "request_uri") return isOfServer ? target.sentPath : target.path;
  return attribute.toLowerCase() === "request_method" ? target.variables?.REQUEST_METHOD : undefined;
}

function nodesOf(config: EffectiveConfig, name: string): NonNullable<ReturnType<EffectiveConfig["setting"]>>["setBy"] {
  return config.setting(name)?.setBy ?? [];
}

function mentions(config: EffectiveConfig, directive: string, name: string): boolean {
  const { setBy = [], possible = [] } = config.setting(directive) ?? {};
  return [...setBy, ...possible].some((node) => node.argumentText.includes(name));
}

function isUnset(key: string): boolean {
  return key === "unsetenv";
}
