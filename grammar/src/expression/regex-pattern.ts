import { encodeSource } from "../source-bytes.ts";

/*
 * Whether PCRE2 compiles a pattern, as far as the usual faults tell: brackets, quantifiers, ranges, escapes and
 * references. httpd compiles while it parses and says no more than that it failed. What is not known here compiles.
 */

/** Only inside brackets; PCRE2 refuses `[:alpha:]` on its own. */
const POSIX = /^\[([:.=])[^\]]*?\1\]/;
const POSIX_CLASS =
  /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit|<|>):\]/;

/** Letters that mean nothing behind a backslash, and those that mean nothing inside brackets. */
const BAD_ESCAPES = "FIJLMOTUYijlmquy";
const BAD_IN_CLASS = "BRXNKAGZz";
const NOT_REPEATABLE = "bBAGZzKE";

/** `(*ACCEPT)` and its kind. */
const VERB = /\(\*(?:ACCEPT|COMMIT|F|FAIL|MARK|PRUNE|SKIP|THEN|UTF8?|UCP|(?:LIMIT|NO|NOTEMPTY|BSR)_\w+)(?![A-Z])/;

const PROPERTY =
  /\\[pP](?:\{\^?(?:L[ulmot&]?|M[nce]?|N[dlo]?|P[cdsefio]?|S[mcko]?|Z[slp]?|C[cfnos]?|Any|X(?:an|sp|ps|wd)|[A-Z][a-z]{3,})\}|[CLMNPSZ])/y;

const MOST_REPEATS = 65535;

/** A bracket and what has to be known when it closes. */
interface OpenGroup {
  readonly isLookbehind: boolean;
  readonly isCondition: boolean;
  alternatives: number;
}

/** True when httpd takes the pattern (`ap_regcomp`). */
export function compilesAsRegex(pattern: string): boolean {
  const bytes = isAscii(pattern) ? pattern : byteString(pattern);
  return new PatternReader(bytes).compiles();
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}

/** One character for each byte: httpd does not ask PCRE2 for UTF-8. */
function byteString(text: string): string {
  let bytes = "";
  for (const byte of encodeSource(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

class PatternReader {
  readonly #pattern: string;
  readonly #open: OpenGroup[] = [];
  readonly #names = new Set<string>();
  /** References to groups, by number or name, checked when all groups are known. */
  readonly #references: (number | string)[] = [];
  #groups = 0;
  #at = 0;
  /** Something stands before that a quantifier can follow. */
  #repeatable = false;
  #failed = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  compiles(): boolean {
    const pattern = this.#pattern;
    // Verbs and `(?x)` change what follows; such patterns are believed.
    if (VERB.test(pattern) || /\(\?[imsnJU^-]*x/.test(pattern)) return true;
    while (this.#at < pattern.length && !this.#failed) this.#item();
    if (this.#failed || this.#open.length > 0) return false;
    return this.#references.every((to) => (typeof to === "number" ? to <= this.#groups : this.#names.has(to)));
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#pattern);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #item(): void {
    const character = this.#pattern[this.#at];
    if (character === "(") this.#openGroup();
    else if (character === ")") this.#closeGroup();
    else if (character === "[") this.#class();
    else if (character === "\\") this.#escape();
    else if (character === "|") this.#alternative();
    else if (character === "*" || character === "+" || character === "?" || character === "{") this.#quantifier();
    else {
      this.#at++;
      this.#repeatable = character !== "^" && character !== "$";
    }
  }

  #alternative(): void {
    this.#at++;
    this.#repeatable = false;
    const group = this.#open.at(-1);
    if (group !== undefined) group.alternatives++;
  }

  #quantifier(): void {
    const found = this.#match(/[*+?]|\{(\d+)(,?)(\d*)\}/y);
    if (found === undefined) {
      this.#at++;
      this.#repeatable = true;
      return;
    }
    const [sign, least, comma, most] = found;
    const unlimited = sign === "*" || sign === "+" || (comma === "," && most === "");
    if (!this.#repeatable || (unlimited && this.#open.some((group) => group.isLookbehind))) this.#failed = true;
    if (Number(least ?? 0) > MOST_REPEATS || Number(most ?? 0) > MOST_REPEATS) this.#failed = true;
    if (most !== undefined && most !== "" && Number(most) < Number(least)) this.#failed = true;
    this.#match(/[?+]/y);
    this.#repeatable = false;
  }

  #openGroup(): void {
    this.#repeatable = false;
    if (this.#match(/\(\?#/y) !== undefined) {
      if (this.#match(/[^)]*\)/y) === undefined) this.#failed = true;
      return;
    }
    if (this.#match(/\(\?(?:R|0)\)|\(\?C(?:25[0-5]|2[0-4]\d|1?\d?\d)?\)/y) !== undefined) {
      this.#repeatable = true;
      return;
    }
    if (this.#match(/\(\?\^?[imsnJU]*(?:-[imsnJU]*)?\)/y) !== undefined) return;
    if (this.#call()) return;
    const lookbehind = this.#match(/\(\?<[=!]/y) !== undefined;
    const conditional = !lookbehind && this.#condition();
    if (!lookbehind && !conditional && this.#match(/\(\?(?:[=!>|]|\^?[imsnJU]*(?:-[imsnJU]*)?:)/y) === undefined) {
      this.#capture();
    }
    this.#open.push({ isLookbehind: lookbehind, isCondition: conditional, alternatives: 1 });
  }

  #call(): boolean {
    const found = this.#match(/\(\?(?:([+-]?)(\d+)|&(\w+)|P[>=](\w+))\)/y);
    if (found === undefined) return false;
    const [, sign, number, ...names] = found;
    const name = names.find((part) => part !== undefined);
    if (name !== undefined) this.#references.push(name);
    else if (sign === "+") this.#references.push(this.#groups + Number(number));
    else if (sign === "-") this.#failed ||= Number(number) > this.#groups;
    else this.#references.push(Number(number));
    this.#repeatable = true;
    return true;
  }

  #condition(): boolean {
    const found = this.#match(/\(\?\((?:(\d+)|R\d*|DEFINE|[<'](\w+)[>'])\)/y);
    if (found !== undefined) {
      if (found[1] !== undefined) this.#references.push(Number(found[1]));
      if (found[2] !== undefined) this.#references.push(found[2]);
      return true;
    }
    return this.#match(/\(\?(?=\(\?<?[=!])/y) !== undefined;
  }

  #capture(): void {
    this.#groups++;
    const named = this.#match(/\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y);
    if (named !== undefined) this.#names.add(named[1] ?? named[2] ?? "");
    else if (this.#match(/\((?!\?)/y) === undefined) this.#failed = true;
  }

  #closeGroup(): void {
    this.#at++;
    const group = this.#open.pop();
    if (group === undefined || (group.isCondition && group.alternatives > 2)) this.#failed = true;
    this.#repeatable = true;
  }

  #escape(): void {
    const next = this.#pattern[this.#at + 1];
    if (next === "Q") {
      const end = this.#pattern.indexOf("\\E", this.#at + 2);
      const stop = end < 0 ? this.#pattern.length : end;
      if (stop > this.#at + 2) this.#repeatable = true;
      this.#at = end < 0 ? stop : end + 2;
      return;
    }
    if (next === "E") {
      this.#at += 2;
      return;
    }
    this.#repeatable = !NOT_REPEATABLE.includes(next ?? "E");
    if (next === undefined || !this.#reference()) this.#character(false);
  }

  #reference(): boolean {
    const number = this.#match(/\\([1-9])(?!\d)/y);
    if (number !== undefined) {
      this.#references.push(Number(number[1]));
      return true;
    }
    const relative = this.#match(/\\g\{?([+-]?)(\d+)\}?/y);
    if (relative !== undefined) {
      const [, sign, digits] = relative;
      if (sign === "-") this.#failed ||= Number(digits) > this.#groups;
      else this.#references.push(Number(digits));
      return true;
    }
    const name = this.#match(/\\(?:k[<'{](\w+)[>'}]|g\{([A-Za-z_]\w*)\})/y);
    if (name !== undefined) this.#references.push(name[1] ?? name[2] ?? "");
    return name !== undefined;
  }

  /** Reads one escaped character; its code where it has one. */
  #character(inClass: boolean): number | undefined {
    const octal = this.#match(/\\([0-7]{1,3})/y) ?? this.#match(/\\o\{([0-7]+)\}/y);
    if (octal !== undefined) return this.#code(Number.parseInt(octal[1] ?? "", 8));
    const hex = this.#match(/\\x\{([0-9a-fA-F]+)\}/y) ?? this.#match(/\\x([0-9a-fA-F]{0,2})/y);
    if (hex !== undefined) return this.#code(Number.parseInt(hex[1] || "0", 16));
    const control = this.#match(/\\c([\x20-\x7e])/y);
    if (control !== undefined) return (control[1] ?? "").toUpperCase().charCodeAt(0) ^ 0x40;
    if (this.#match(PROPERTY) !== undefined) return undefined;
    if (this.#match(/\\N\{U/y) !== undefined) this.#failed = true;
    const letter = this.#pattern[this.#at + 1];
    this.#at += 2;
    const bad = letter === undefined || `${BAD_ESCAPES}cgkopP`.includes(letter) || letter === "8" || letter === "9";
    if (bad || (inClass && BAD_IN_CLASS.includes(letter))) this.#failed = true;
    if (letter === undefined || /[dDwWsShHvVNRXC]/.test(letter)) return undefined;
    return { n: 10, r: 13, t: 9, f: 12, e: 27, a: 7, b: 8 }[letter] ?? letter.charCodeAt(0);
  }

  #code(code: number): number {
    if (code > 0xff) this.#failed = true;
    return code;
  }

  #class(): void {
    if (
      POSIX_CLASS.test(this.#pattern.slice(this.#at, this.#at + 12)) &&
      /^\[:[<>]/.test(this.#pattern.slice(this.#at))
    ) {
      this.#failed = true;
    }
    if (POSIX.test(this.#pattern.slice(this.#at, this.#at + 40))) {
      this.#failed = true;
      return;
    }
    this.#match(/\[\^?/y);
    let isFirst = true;
    /** Start of a possible range: a code, or undefined for a whole set, behind which no range can start. */
    let from: number | undefined | "none" = "none";
    for (;;) {
      const character = this.#pattern[this.#at];
      if (character === undefined) this.#failed = true;
      if (this.#failed) return;
      if (character === "]" && !isFirst) break;
      isFirst = false;
      const isRange =
        character === "-" && from !== "none" && !/^-(?:\]|$)/.test(this.#pattern.slice(this.#at, this.#at + 2));
      if (!isRange) {
        from = this.#member();
        continue;
      }
      this.#at++;
      const to = this.#member();
      if (typeof from !== "number" || to === undefined || to < from) this.#failed = true;
      from = "none";
    }
    this.#at++;
    this.#repeatable = true;
  }

  #member(): number | undefined {
    const rest = this.#pattern.slice(this.#at, this.#at + 40);
    if (POSIX.test(rest)) {
      const found = POSIX_CLASS.exec(rest);
      if (found === null) this.#failed = true;
      this.#at += found?.[0].length ?? 1;
      return undefined;
    }
    if (rest[0] === "\\") {
      const quoted = this.#match(/\\Q([\s\S]*?)(?:\\E|$)/y);
      if (quoted !== undefined) return (quoted[1] ?? "").charCodeAt(Math.max(0, (quoted[1] ?? "").length - 1));
      if (this.#match(/\\E/y) !== undefined) return this.#pattern[this.#at] === "]" ? 0 : this.#member();
      return this.#character(true);
    }
    this.#at++;
    return rest.charCodeAt(0);
  }
}
