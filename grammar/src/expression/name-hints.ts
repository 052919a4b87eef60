import { coreExpressionNames } from "./names.ts";
import type { Remark } from "./semantics.ts";

/** What to do about a name httpd does not know. */
export function remarkHint(text: string, remark: Remark): string {
  const name = text.slice(remark.start, remark.end);
  if (remark.kind === "variable") return variableHint(name);
  if (remark.kind === "function") return functionHint(name);
  if (remark.kind === "list-function") return listFunctionHint(name);
  if (remark.kind === "unary") return unaryHint(name);
  if (remark.kind === "binary") return binaryHint(name);
  return "Write one address or network in quotes, such as '192.168.0.0/16'; httpd reads it when it starts.";
}

function variableHint(name: string): string {
  if (/^ssl_/i.test(name)) return "mod_ssl knows this variable: its LoadModule has to stand before this line.";
  if (/^hc_/i.test(name)) return "mod_proxy_hcheck knows this variable: its LoadModule has to stand before this line.";
  const similar = nearest(name.toLowerCase(), coreExpressionNames().variables);
  if (similar !== undefined) return `Did you mean %{${similar.toUpperCase()}}?`;
  if (/^http_./i.test(name)) {
    return `httpd has variables for a few request headers only; read any other one as %{req:${headerName(name)}}.`;
  }
  return `If ${name} is an environment variable, read it as %{reqenv:${name}}; SetEnv and SetEnvIf set those.`;
}

/** `HTTP_X_FORWARDED_FOR`: X-Forwarded-For. */
function headerName(variable: string): string {
  const words = variable.slice("HTTP_".length).toLowerCase().split("_");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("-");
}

function functionHint(name: string): string {
  if (name.toLowerCase() === "ssl") return "mod_ssl knows this function: its LoadModule has to stand before this line.";
  const names = coreExpressionNames();
  if (names.variables.has(name.toLowerCase())) return `${name} is a variable and takes no argument: write %{${name}}.`;
  const similar = nearest(name.toLowerCase(), names.functions);
  if (similar !== undefined) return `Did you mean ${similar}?`;
  return `httpd's functions are ${list(names.functions)}.`;
}

function listFunctionHint(name: string): string {
  if (name.toLowerCase() === "peerextlist") {
    return "mod_ssl knows this function: its LoadModule has to stand before this line.";
  }
  return "Behind 'in' stands a list in braces, such as { 'a', 'b' }; the functions of httpd's core give no lists.";
}

function unaryHint(operator: string): string {
  const { unaryOperators } = coreExpressionNames();
  const letter = operator.slice(1);
  const otherCase = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  if (unaryOperators.has(otherCase)) return `The case of the letter counts: did you mean -${otherCase}?`;
  return `The operators before one word are ${[...unaryOperators].map((known) => `-${known}`).join(" ")}.`;
}

function binaryHint(operator: string): string {
  const { binaryOperators } = coreExpressionNames();
  const similar = nearest(
    operator.slice(1).toLowerCase(),
    new Set([...binaryOperators, "eq", "ne", "lt", "le", "gt", "ge", "in"]),
  );
  if (similar !== undefined) return `Did you mean -${similar}?`;
  return `The operators with a name are ${list([...binaryOperators].map((known) => `-${known}`))}.`;
}

function list(names: Iterable<string>): string {
  return [...names].join(", ");
}

/** The name that differs least, if it differs little. */
function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 40) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 4)) + 1;
  for (const candidate of known) {
    const edits = editDistance(name, candidate, least);
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? limit;
}
