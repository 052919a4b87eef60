import { conditionFault, stringExpressionFault } from "../constraints.ts";
import { patternFault } from "../pattern-fault.ts";
import { PlainArguments } from "../plain-arguments.ts";
import { PLAIN_TEST } from "../plain-expression.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives of mod_headers. */
export function headersChecks(): ModuleChecks {
  return {
    directives: { header, requestheader: header },
    byText: { header: 0, requestheader: 0 },
    plain: { header: () => PLAIN_HEADER, requestheader: () => PLAIN_REQUEST_HEADER },
  };
}

const ACTIONS = new Set(["add", "set", "setifempty", "append", "merge", "unset", "echo", "note", "edit", "edit*"]);

/** What nearly all lines are: a value in which nothing is filled in. */
const VALUE = String.raw`(?:add|set|setifempty|append|merge) [^\t-\r "'\\]+ (?!"?expr=)(?:"[^"\\%\n]+"|[^\t-\r "'\\%]+)`;
/** Perhaps on a line of its own. */
const CONDITION = String.raw`(?:[ \t]+(?:\\\n[ \t]+)?"expr=${PLAIN_TEST}")?`;
const PLAIN_HEADER = new PlainArguments(`(?:(?:always|onsuccess) )?${VALUE}${CONDITION}`, { joins: true });
const PLAIN_REQUEST_HEADER = new PlainArguments(VALUE + CONDITION, { joins: true });

/** The same in any case, with any condition. */
const PLAIN_LINE = new RegExp(String.raw`^(?:(always|onsuccess) )?${VALUE}(?:[\t-\r ]+"expr=([^"\\]*)")?$`, "i");

/** Whether the line is plain, and right. */
function isPlain(call: Call): boolean {
  const found = PLAIN_LINE.exec(call.text);
  if (found === null || (found[1] !== undefined && call.command.key !== "header")) return false;
  const condition = found[2];
  return condition === undefined || conditionFault(call, condition) === undefined;
}

/** The words of the line by what they are, with their places. */
interface HeaderLine {
  readonly action: string;
  /** Index of the header's name. */
  readonly name: number;
  readonly value: number | undefined;
  readonly substitution: number | undefined;
  readonly condition: number | undefined;
}

/** `header_cmd`, `header_inout_cmd` */
const header: Check = (call) => {
  if (isPlain(call)) return undefined;
  const line = readLine(call);
  if (!("action" in line)) return line;
  const { action } = line;
  if (call.command.key === "requestheader" && (action === "echo" || action === "note")) {
    return { code: "httpd/value", message: `${call.name}: '${action}' is for response headers only`, word: 0 };
  }
  return conditionOf(call, line) ?? patternOf(call, line) ?? formatOf(call, line);
};

/** Sorts the words; `always` and `onsuccess` stand before the action of a Header. */
function readLine(call: Call): HeaderLine | Fault {
  const { words, command } = call;
  const first = command.key === "header" && /^(?:always|onsuccess)$/i.test(words[0] ?? "") ? 1 : 0;
  const action = (words[first] ?? "").toLowerCase();
  if (!ACTIONS.has(action)) {
    const message = `${call.name}: the action must be one of ${[...ACTIONS].join(", ")}`;
    return { code: "httpd/value", message, word: first };
  }
  const at = (index: number): number | undefined => (index < words.length ? index : undefined);
  const name = first + 1;
  if (action === "edit" || action === "edit*") return editLine(call, { action, name, at });
  if (words.length > name + 3) return tooMany(call, name + 3);
  if (action === "unset" || action === "echo") {
    if (words.length > name + 2) return tooMany(call, name + 2);
    return { action, name, value: undefined, substitution: undefined, condition: at(name + 1) };
  }
  if (words.length < name + 2) return tooFew(call, `${action} needs the header's name and its value`);
  return { action, name, value: name + 1, substitution: undefined, condition: at(name + 2) };
}

interface EditWords {
  readonly action: string;
  readonly name: number;
  readonly at: (index: number) => number | undefined;
}

function editLine(call: Call, { action, name, at }: EditWords): HeaderLine | Fault {
  if (call.words.length < name + 3) return tooFew(call, `${action} needs a header, a pattern and its replacement`);
  if (call.words.length > name + 4) return tooMany(call, name + 4);
  return { action, name, value: name + 1, substitution: name + 2, condition: at(name + 3) };
}

function tooFew({ name }: Call, message: string): Fault {
  return { code: "httpd/argument-count", message: `${name}: ${message}` };
}

function tooMany({ name }: Call, word: number): Fault {
  return {
    code: "httpd/argument-count",
    message: `${name}: there are too many words; quote what belongs together`,
    word,
  };
}

function conditionOf(call: Call, { condition }: HeaderLine): Fault | undefined {
  if (condition === undefined) return undefined;
  const word = call.words[condition] as string;
  const lower = word.toLowerCase();
  if (lower === "early") return undefined;
  if (lower.startsWith("env=")) {
    if (word.length > (word[4] === "!" ? 5 : 4)) return undefined;
    return {
      code: "httpd/value",
      message: `${call.name}: env= needs the name of a variable behind it`,
      word: condition,
    };
  }
  if (lower.startsWith("expr=")) return conditionFault(call, word.slice(5), condition);
  const message = `${call.name}: '${word}' is no condition (early, env=..., expr=...); a value with blanks needs quotes`;
  return { code: "httpd/value", message, word: condition };
}

function patternOf(call: Call, { action, name, value }: HeaderLine): Fault | undefined {
  if (action === "echo") return patternFault(call, call.words[name] ?? "", name);
  if (!action.startsWith("edit") || value === undefined) return undefined;
  return patternFault(call, call.words[value] as string, value);
}

/** `parse_format_string` */
function formatOf(call: Call, { value, substitution }: HeaderLine): Fault | undefined {
  const at = substitution ?? value;
  if (at === undefined) return undefined;
  const format = call.words[at] as string;
  if (format.startsWith("expr=")) {
    const fault = stringExpressionFault(call, format.slice(5));
    return fault === undefined ? undefined : { ...fault, word: at };
  }
  for (let index = format.indexOf("%"); index >= 0 && index < format.length - 1; ) {
    let tag = index + 1;
    if (format[tag] === "{") {
      const close = format.indexOf("}", tag);
      tag = close < 0 ? format.length : close + 1;
    }
    const letter = format[tag];
    if (letter === undefined || !(TAGS.has(letter) || (letter === "%" && tag === index + 1))) {
      const message = `${call.name}: '${format.slice(index, tag + 1)}' is no item of a header format; a percent sign itself is written %%`;
      return { code: "httpd/header-format", message, word: at };
    }
    index = format.indexOf("%", tag + 1);
  }
  return undefined;
}

const TAGS = new Set(["t", "D", "e", "s", "l", "i", "b"]);
