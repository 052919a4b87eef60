import { NOT_IN } from "@httpd-lint/directives";
import { contextFault } from "../../context.ts";
import { patternFault } from "../../pattern-fault.ts";
import type { Call, Check, Fault } from "../../types.ts";
import { parameterFault } from "./parameters.ts";
import { define, isBalancerUrl, workerUrlFault } from "./workers.ts";

/** `add_pass`: in a section the path is that of the section. */
export const proxyPass: Check = (call) => {
  const isMatch = call.command.key === "proxypassmatch";
  const line = readLine(call, isMatch);
  if (isFault(line)) return line;
  const { path, url, urlAt, parameters, isPattern } = line;
  if (isPattern) {
    const fault = patternFault(call, path, Math.max(0, urlAt - 1));
    if (fault !== undefined) return fault;
  }
  if (url === "!") return undefined;
  const message = workerUrlFault(url, isPattern);
  if (message !== undefined) return { code: "httpd/url", message: `${call.name}: ${message}`, word: urlAt };
  define(call, url);
  return parametersFault(call, isBalancerUrl(url) ? "balancer" : "worker", parameters);
};

interface Parameter {
  readonly key: string;
  readonly value: string;
  readonly at: number;
}

interface PassLine {
  readonly path: string;
  readonly url: string;
  readonly urlAt: number;
  readonly isPattern: boolean;
  readonly parameters: readonly Parameter[];
}

function isFault(result: PassLine | Fault): result is Fault {
  return "code" in result;
}

function readLine(call: Call, isMatch: boolean): PassLine | Fault {
  const { words, place, name } = call;
  const misplaced = contextFault(call, NOT_IN.directory | NOT_IN.files);
  if (misplaced !== undefined) return misplaced;
  let at = 0;
  const tilde = place.path === undefined && words[0] === "~";
  if (tilde && isMatch)
    return { code: "httpd/value", message: `${name}: ~ has no place here: it is a pattern anyway`, word: 0 };
  if (tilde) at++;
  const path = place.path ?? words[at++];
  const urlAt = at;
  const url = words[at++];
  const parameters = readParameters(call, at, url);
  if (!Array.isArray(parameters)) return parameters as Fault;
  if (path === undefined || url === undefined) {
    const what = place.path === undefined ? "a path and a URL" : "a URL";
    return { code: "httpd/argument-count", message: `${name} needs ${what}` };
  }
  return { path, url, urlAt, parameters, isPattern: (isMatch || tilde) && place.path === undefined };
}

function readParameters(call: Call, from: number, url: string | undefined): Parameter[] | Fault {
  const parameters: Parameter[] = [];
  for (let at = from; at < call.words.length; at++) {
    const word = call.words[at] as string;
    if (/^(?:nocanon|interpolate|noquery)$/i.test(word)) continue;
    const equals = word.indexOf("=");
    if (equals < 0) return notAParameter(call, at, url);
    const [key, value] = [word.slice(0, equals), word.slice(equals + 1)];
    if (key.toLowerCase() !== "mapping") parameters.push({ key, value, at });
    else if (!/^(?:encoded|servlet)$/i.test(value)) {
      return { code: "httpd/value", message: `${call.name}: mapping must be encoded or servlet`, word: at };
    }
  }
  return parameters;
}

function notAParameter({ name, words, place }: Call, at: number, url: string | undefined): Fault {
  if (place.path !== undefined && url?.startsWith("/")) {
    return { code: "httpd/context", message: `${name} takes no path in a section: it is that of the section`, word: 0 };
  }
  const message = `${name}: '${words[at]}' must have the form key=value`;
  return { code: "httpd/value", message, word: at };
}

function parametersFault(call: Call, kind: "worker" | "balancer", parameters: readonly Parameter[]): Fault | undefined {
  for (const { key, value, at } of parameters) {
    const message = parameterFault(kind, key, value, call.walk);
    if (message !== undefined) return { code: "httpd/value", message: `${call.name}: ${message}`, word: at };
  }
  return undefined;
}

/** Words from an index on as parameters of a worker or balancer. */
export function wordsFault(call: Call, from: number, kind: "worker" | "balancer"): Fault | undefined {
  const parameters: Parameter[] = [];
  for (let at = from; at < call.words.length; at++) {
    const word = call.words[at] as string;
    const equals = word.indexOf("=");
    if (equals < 0)
      return { code: "httpd/value", message: `${call.name}: '${word}' must have the form key=value`, word: at };
    parameters.push({ key: word.slice(0, equals), value: word.slice(equals + 1), at });
  }
  return parametersFault(call, kind, parameters);
}

/** `add_pass_reverse` */
export const proxyPassReverse: Check = (call) => {
  const { words, place, name } = call;
  const misplaced = contextFault(call, NOT_IN.directory | NOT_IN.files);
  if (misplaced !== undefined) return misplaced;
  const [first, second, third] = words;
  if (place.path === undefined) {
    if (second !== undefined && second.toLowerCase() !== "interpolate") return undefined;
    return { code: "httpd/argument-count", message: `${name} needs a path and a URL outside of a Location` };
  }
  if (first !== undefined && third === undefined && (second === undefined || second.toLowerCase() === "interpolate")) {
    return undefined;
  }
  return { code: "httpd/context", message: `${name} takes no path in a section: it is that of the section`, word: 0 };
};
