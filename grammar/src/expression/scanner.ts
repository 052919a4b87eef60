import { byteLength, isDigit, isNamePart, isNameStart, shownByte } from "./characters.ts";
import { symbols, wordSymbols } from "./symbols.ts";
import type { ScanFault } from "./tokens.ts";
import {
  BackReference,
  BinaryOperator,
  Colon,
  Digit,
  ExpressionToken,
  Identifier,
  RegexLiteral,
  ScanError,
  StringBegin,
  StringEnd,
  StringText,
  UnaryOperator,
  VariableBegin,
  VariableEnd,
} from "./tokens.ts";

/** Bytes that fit into the buffer in which httpd gathers a string or regular expression (`MAX_STRING_LEN` less a NUL). */
const LONGEST_TEXT = 8191;

/** What may delimit a regular expression behind `m`. */
const REGEX_DELIMITERS = "/#$%^|?!'\",;:.-";

const UNTERMINATED = "Unterminated string or variable";

/** The scanner's rules in force: outside of strings, in a string, in the name of a variable, behind its colon. */
type Mode = "expression" | "string" | "variable" | "argument";

/**
 * Cuts an expression into the tokens that httpd's scanner makes (`ap_expr_yylex`). Stops at the first fault, as httpd
 * does, with a `ScanError` token.
 */
export function scanExpression(text: string, isString: boolean): ExpressionToken[] {
  return new Scanner(text, isString).run();
}

class Scanner {
  readonly #text: string;
  readonly #length: number;
  readonly #tokens: ExpressionToken[] = [];
  readonly #modes: Mode[];
  /** Of the string we are in; 0 for a string expression, which only the end of the text ends. */
  #quote = 0;
  #at = 0;
  #stopped = false;

  constructor(text: string, isString: boolean) {
    const nul = text.indexOf("\0");
    this.#text = text;
    this.#length = nul < 0 ? text.length : nul;
    this.#modes = [isString ? "string" : "expression"];
  }

  run(): ExpressionToken[] {
    const tokens = this.#tokens;
    while (!this.#stopped) {
      const mode = this.#modes.at(-1);
      if (mode === "expression") this.#expression();
      else if (mode === "variable") this.#variable();
      else this.#string(mode === "argument");
    }
    for (let index = 0; index < tokens.length; index++) (tokens[index] as ExpressionToken).index = index;
    return tokens;
  }

  #push(type: ExpressionToken["type"], symbol: string, end: number): ExpressionToken {
    const made = new ExpressionToken(type, symbol, this.#at, end);
    this.#tokens.push(made);
    this.#at = end;
    return made;
  }

  #fail(message: string, length = 0, fault: ScanFault = "error"): void {
    const made = this.#push(ScanError, "T_ERROR", Math.min(this.#at + length, this.#length));
    made.message = message;
    made.fault = fault;
    this.#stopped = true;
  }

  /** The process that reads the configuration exits here: httpd's scanner has no rule for what comes. */
  #jam(length: number): void {
    this.#fail("flex scanner jammed", length, "jam");
  }

  #expression(): void {
    const text = this.#text;
    while (this.#at < this.#length && " \t\n".includes(text[this.#at] as string)) this.#at++;
    if (this.#at >= this.#length) {
      this.#stopped = true;
      return;
    }
    const at = this.#at;
    const code = text.charCodeAt(at);
    const next = at + 1 < this.#length ? (text[at + 1] as string) : "";
    if (code === 0x22 || code === 0x27) this.#openString(code);
    else if (code === 0x2f) this.#regex(at + 1);
    else if (code === 0x6d && next !== "" && REGEX_DELIMITERS.includes(next)) this.#regex(at + 2);
    else if (isNameStart(code)) this.#word();
    else if (isDigit(code)) this.#digits(at);
    else if (code === 0x2d) this.#dash();
    else if (code === 0x25 && next === "{") this.#openVariable();
    else if (code === 0x24 && isDigit(next.charCodeAt(0))) this.#push(BackReference, "T_REGEX_BACKREF", at + 2);
    else this.#sign();
  }

  #sign(): void {
    const at = this.#at;
    const two = this.#text.slice(at, Math.min(at + 2, this.#length));
    const found = symbols.get(two) ?? symbols.get(two.charAt(0));
    if (found === undefined) this.#fail(`Parse error near '${shownByte(this.#text, at)}'`, 1);
    else this.#push(found.type, found.symbol, at + (symbols.has(two) ? two.length : 1));
  }

  #nameEnd(from: number): number {
    let end = from;
    while (end < this.#length && isNamePart(this.#text.charCodeAt(end))) end++;
    return end;
  }

  #word(): void {
    const end = this.#nameEnd(this.#at);
    const found = end - this.#at <= 5 ? wordSymbols.get(this.#text.slice(this.#at, end)) : undefined;
    this.#push(found?.type ?? Identifier, found?.symbol ?? "T_ID", end);
  }

  #digits(from: number): void {
    let end = from;
    while (end < this.#length && isDigit(this.#text.charCodeAt(end))) end++;
    this.#push(Digit, "T_DIGIT", end);
  }

  /** A dash begins an operator or a negative number; there is no minus. */
  #dash(): void {
    const at = this.#at;
    const code = at + 1 < this.#length ? this.#text.charCodeAt(at + 1) : 0;
    if (isDigit(code)) this.#digits(at + 1);
    else if (isNamePart(code)) this.#operator(this.#nameEnd(at + 1));
    else this.#fail("Parse error near '-'", 1);
  }

  #operator(end: number): void {
    const found = end - this.#at === 3 ? wordSymbols.get(this.#text.slice(this.#at, end)) : undefined;
    if (found !== undefined) this.#push(found.type, found.symbol, end);
    else if (end - this.#at === 2) this.#push(UnaryOperator, "T_OP_UNARY", end);
    else this.#push(BinaryOperator, "T_OP_BINARY", end);
  }

  /** An unterminated regular expression gives no token at all: httpd's scanner just ends in it. */
  #regex(patternStart: number): void {
    const text = this.#text;
    const delimiter = text.charCodeAt(patternStart - 1);
    let bytes = 0;
    for (let at = patternStart; at < this.#length; at++) {
      if (text.charCodeAt(at) === delimiter) {
        const ignoreCase = at + 1 < this.#length && text[at + 1] === "i";
        this.#push(RegexLiteral, ignoreCase ? "T_REGEX_I" : "T_REGEX", at + (ignoreCase ? 2 : 1));
        return;
      }
      bytes += byteLength(text, at);
      if (bytes > LONGEST_TEXT) {
        this.#fail("Regexp too long", at - this.#at);
        return;
      }
    }
    this.#stopped = true;
  }

  #openString(quote: number): void {
    this.#quote = quote;
    this.#modes.push("string");
    this.#push(StringBegin, "T_STR_BEGIN", this.#at + 1);
  }

  #openVariable(): void {
    this.#modes.push("variable");
    this.#push(VariableBegin, "T_VAR_BEGIN", this.#at + 2);
  }

  #variable(): void {
    const at = this.#at;
    const code = at < this.#length ? this.#text.charCodeAt(at) : 0x0a;
    if (isNameStart(code)) this.#push(Identifier, "T_ID", this.#nameEnd(at));
    else if (code === 0x7d) this.#closeVariable();
    else if (code === 0x3a) {
      this.#modes[this.#modes.length - 1] = "argument";
      this.#push(Colon, "':'", at + 1);
    } else if (code === 0x0a) this.#fail(UNTERMINATED);
    else this.#fail(`Invalid character in variable name '${shownByte(this.#text, at)}'`, 1);
  }

  #closeVariable(): void {
    this.#modes.pop();
    this.#push(VariableEnd, "T_VAR_END", this.#at + 1);
  }

  /** One run of plain text and what ends it. Plain text becomes a token only when something else follows. */
  #string(inArgument: boolean): void {
    const start = this.#at;
    const end = this.#textEnd(inArgument);
    if (this.#stopped) return;
    const isWhole = this.#modes.length === 1;
    const isAtEnd = end >= this.#length;
    if (isAtEnd && !isWhole) {
      this.#failAt(end, UNTERMINATED);
      return;
    }
    // A string expression without any text is one empty text to httpd.
    if (end > start || (isAtEnd && this.#tokens.length === 0)) this.#push(StringText, "T_STRING", end);
    if (isAtEnd) this.#stopped = true;
    else this.#afterText(this.#text.charCodeAt(end));
  }

  #textEnd(inArgument: boolean): number {
    const text = this.#text;
    let bytes = 0;
    let at = this.#at;
    while (at < this.#length && !this.#stopped) {
      const code = text.charCodeAt(at);
      if (this.#endsText(code, at, inArgument)) break;
      const next = code === 0x5c ? this.#escapeEnd(at) : at + 1;
      bytes += code === 0x5c ? 1 : byteLength(text, at);
      if (code === 0x0a) this.#failAt(at, UNTERMINATED);
      else if (inArgument && (code === 0x22 || code === 0x27)) this.#jamAt(at);
      else if (bytes > LONGEST_TEXT && !this.#stopped) this.#failAt(at, "String too long");
      at = next;
    }
    return at;
  }

  #endsText(code: number, at: number, inArgument: boolean): boolean {
    if (code === 0x24) return at + 1 < this.#length && isDigit(this.#text.charCodeAt(at + 1));
    if (code === 0x25) return at + 1 < this.#length && this.#text[at + 1] === "{";
    return inArgument ? code === 0x7d : code === this.#quote;
  }

  #afterText(code: number): void {
    if (code === 0x24) this.#push(BackReference, "T_REGEX_BACKREF", this.#at + 2);
    else if (code === 0x25) this.#openVariable();
    else if (code === 0x7d && this.#modes.at(-1) === "argument") this.#closeVariable();
    else {
      this.#modes.pop();
      this.#push(StringEnd, "T_STR_END", this.#at + 1);
    }
  }

  /** End of the escape at `at`. Stops at one that httpd does not take. */
  #escapeEnd(at: number): number {
    let end = at + 1;
    while (end < this.#length && isDigit(this.#text.charCodeAt(end))) end++;
    const digits = this.#text.slice(at + 1, end);
    if (digits === "") {
      if (end >= this.#length) this.#jamAt(at);
      return end + 1;
    }
    if (digits.length > 3 || /[89]/.test(digits)) this.#failAt(at, "Bad escape sequence", end - at);
    else if (Number.parseInt(digits, 8) > 0xff) this.#failAt(at, "Escape sequence out of bound", end - at);
    return end;
  }

  #failAt(at: number, message: string, length = 0): void {
    this.#at = at;
    this.#fail(message, length);
  }

  #jamAt(at: number): void {
    this.#at = at;
    this.#jam(1);
  }
}
