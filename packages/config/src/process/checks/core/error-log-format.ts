import type { Check, Fault } from "../../types.ts";

/** Directives of an ErrorLogFormat that the core registers (server/log.c). */
const LETTERS = new Set("aAeEFiklLmnPtTvV".split(""));

interface Found {
  readonly message?: string;
  /** `%M` was there. */
  readonly hasMessage: boolean;
}

/** `set_errorlog_format` */
export const errorLogFormat: Check = ({ words }) => {
  const [first = "", second] = words;
  if (second === undefined || second === "") return mainFault(first, 0);
  const type = first.toLowerCase();
  if (type !== "connection" && type !== "request") {
    return formatFault("ErrorLogFormat type must be one of request, connection", 0);
  }
  const found = parse(second, false);
  if (found.message !== undefined) return formatFault(found.message, 1);
  if (!found.hasMessage) return undefined;
  return formatFault("%M cannot be used in once-per-request or once-per-connection formats", 1);
};

function mainFault(format: string, word: number): Fault | undefined {
  const found = parse(format, true);
  if (found.message !== undefined) return formatFault(found.message, word);
  return found.hasMessage
    ? undefined
    : formatFault("main ErrorLogFormat must contain message format string '%M'", word);
}

function formatFault(message: string, word: number): Fault {
  return { code: "httpd/log-format", message, word };
}

/** `parse_errorlog_string` */
function parse(format: string, isMain: boolean): Found {
  let hasMessage = false;
  for (let at = 0; at < format.length; ) {
    if (format[at] !== "%") {
      at += format[at] === "\\" ? 2 : 1;
      continue;
    }
    at++;
    // A blank behind `%` only separates fields.
    if (format[at] === " " || format[at] === "%") {
      at++;
      continue;
    }
    const item = readItem(format, at, isMain);
    if (typeof item === "string") return { message: item, hasMessage };
    hasMessage ||= item.letter === "M";
    at = item.next;
  }
  return { hasMessage };
}

/** Modifiers up to the letter: `{...}`, `+`, `-` and a log level number. */
function readItem(format: string, from: number, isMain: boolean): string | { letter: string; next: number } {
  for (let at = from; at < format.length; at++) {
    const letter = format[at] as string;
    if (letter === "{") {
      const close = format.indexOf("}", at);
      if (close < 0) break;
      at = close;
    } else if (letter === "+" && isMain) {
      return "The '+' flag cannot be used in the main error log format";
    } else if (!/[\d+-]/.test(letter)) {
      if (letter !== "M" && !LETTERS.has(letter)) return `Unrecognized error log format directive %${letter}`;
      return { letter, next: at + 1 };
    }
  }
  return "Ran off end of error log format parsing args to some directive";
}
