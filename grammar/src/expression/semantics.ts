import type { Range } from "@httpd-lint/diagnostics";
import type { ExpressionNames } from "./names.ts";
import { hasVariable } from "./names.ts";
import type { Word } from "./nodes.ts";
import { compilesAsRegex } from "./regex-pattern.ts";
import { isSubnet } from "./subnet.ts";
import type { ExpressionToken } from "./tokens.ts";
import { valueOfText } from "./values.ts";

/** Where httpd's parser stops. */
export interface ParseFault {
  /** Place of the token it stops at; Infinity behind the last one. */
  readonly index: number;
  /** Absent at the end of the expression. */
  readonly token: ExpressionToken | undefined;
  /** Its own words; undefined when it gave up silently, leaving the word to the scanner. */
  readonly message: string | undefined;
  readonly kind: "syntax" | "abort" | "regex";
}

/** Something httpd says about a name without stopping; only the last one before the end is ever shown. */
export interface Remark extends Range {
  /** Place of the last token httpd has read by then; Infinity for the end. */
  readonly index: number;
  readonly message: string;
  readonly kind: "variable" | "function" | "list-function" | "unary" | "binary" | "subnet";
}

/** What httpd looks up while it parses (`ap_run_expr_lookup`). Reads nothing when `names` is undefined. */
export class Semantics {
  readonly text: string;
  readonly #names: ExpressionNames | undefined;
  readonly remarks: Remark[] = [];
  readonly faults: ParseFault[] = [];

  constructor(text: string, names: ExpressionNames | undefined) {
    this.text = text;
    this.#names = names;
  }

  variable(name: Range, index: number): void {
    const text = this.text.slice(name.start, name.end);
    if (this.#names === undefined || hasVariable(this.#names, text)) return;
    this.#remark("variable", name, index, `Variable '${text}' does not exist`);
  }

  stringFunction(name: Range, index: number): void {
    const text = this.text.slice(name.start, name.end);
    if (this.#names === undefined || this.#names.functions.has(text.toLowerCase())) return;
    this.#remark("function", name, index, `Function '${text}' does not exist`);
  }

  listFunction(name: Range, index: number): void {
    const text = this.text.slice(name.start, name.end);
    if (this.#names === undefined || this.#names.listFunctions.has(text.toLowerCase())) return;
    this.#remark("list-function", name, index, `List-returning function '${text}' does not exist`);
  }

  unary(operator: Range, operand: Word, index: number): void {
    const dashed = this.text.slice(operator.start, operator.end);
    if (this.#names !== undefined && !this.#names.unaryOperators.has(dashed.slice(1))) {
      this.#remark("unary", operator, index, `Unary operator '${dashed}' does not exist`);
    } else if (dashed === "-R") this.#subnet(dashed, operand, index);
  }

  binary(operator: Range, right: Word, index: number): void {
    const dashed = this.text.slice(operator.start, operator.end);
    const name = dashed.slice(1).toLowerCase();
    if (this.#names !== undefined && !this.#names.binaryOperators.has(name)) {
      this.#remark("binary", operator, index, `Binary operator '${dashed}' does not exist`);
    } else if (name === "ipmatch") this.#subnet(dashed, right, index);
  }

  regex(token: ExpressionToken, pattern: Range): void {
    if (compilesAsRegex(this.text.slice(pattern.start, pattern.end))) return;
    this.faults.push({ index: token.index, token, message: "Failed to compile regular expression", kind: "regex" });
  }

  /** httpd gives up without a word of its own where its grammar allows for the scanner's error. */
  abort(token: ExpressionToken): void {
    this.faults.push({ index: token.index, token, message: undefined, kind: "abort" });
  }

  /** The remark that is left when the token at `index` is the last one read. */
  lastRemark(index: number): Remark | undefined {
    let last: Remark | undefined;
    for (const remark of this.remarks) {
      if (remark.index <= index && (last === undefined || remark.index >= last.index)) last = remark;
    }
    return last;
  }

  /** Both operators that take a subnet read it once, here; it must be plain text in quotes. */
  #subnet(dashed: string, word: Word, index: number): void {
    const constant = constantOf(this.text, word);
    if (constant === undefined) {
      this.#remark("subnet", word, index, `${dashed} requires subnet/netmask as constant argument`);
    } else if (!isSubnet(constant)) this.#remark("subnet", word, index, "parsing of subnet/netmask failed");
  }

  #remark(kind: Remark["kind"], { start, end }: Range, index: number, message: string): void {
    this.remarks.push({ kind, start, end, index, message });
  }
}

/** The value of a quoted string without anything to fill in. */
function constantOf(text: string, word: Word): string | undefined {
  if (word.type !== "QuotedString" || word.parts.length > 1) return undefined;
  const part = word.parts[0];
  if (part === undefined) return "";
  return part.type === "Text" ? valueOfText(text, part) : undefined;
}
