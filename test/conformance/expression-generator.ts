import { seeded } from "./fuzz.ts";

/** One random expression and how it is meant to be read. */
export interface ExpressionCase {
  readonly mode: "condition" | "string";
  readonly text: string;
}

/** Seeded random expressions; about half of them are broken by taking out, putting in or swapping pieces. */
export function expressionCases(seed: number, count: number): ExpressionCase[] {
  const generator = new Generator(seed);
  return Array.from({ length: count }, () => generator.next());
}

const words = (text: string): string[] => text.split(" ");

const variables = words(
  "REMOTE_ADDR HTTP_HOST https REQUEST_URI HTTP_USER_AGENT TIME_HOUR QUERY_STRING NOPE A_1 SSL_PROTOCOL",
);
const functions = words(
  "tolower toupper req http resp env osenv note escape unescape base64 md5 sha1 file nofunc PeerExtList",
);
const unary = words("-n -z -e -d -f -s -L -h -F -U -A -x -T -R -Z -q");
const binary = words("-strmatch -strcmatch -fnmatch -ipmatch -IPMatch -nope");
const comparisons = words("== != < <= > >= = -eq -ne -lt -le -gt -ge eq ne lt le gt ge");
const patterns = [
  "/^a/",
  "/b$/i",
  "m#x/y#",
  "m#x#i",
  "m|a.c|",
  "m!x!",
  "/[a-z]+/",
  "m'q'",
  "/(/",
  "m,x(y)?,i",
  "/a{2}/",
  "//",
];
const texts = [
  "a",
  "/x/y",
  "192.168.0.0/16",
  "10.0.0.1",
  "::1/64",
  "300.1",
  "%",
  "$",
  "\\n",
  "\\\\",
  "\\101",
  "\\8",
  "é",
  "a b",
  "",
  "*.php",
];
const strays = words(
  "true false ( ) { } , : . ! && || and or not in -in == =~ !~ -n -ipmatch a tolower 'x' %{ } ${ $1 42 -1 ' \" / m/ @ ; | & # ~ - _ \\ é 'unclosed %{a %{a: %{a:b} \\400",
);

class Generator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  next(): ExpressionCase {
    const mode = this.#chance(0.2) ? "string" : "condition";
    const pieces = mode === "string" ? this.#parts(3) : this.#condition(3);
    const breaks = this.#chance(0.5) ? 1 + this.#below(2) : 0;
    for (let times = 0; times < breaks; times++) this.#spoil(pieces);
    const separator = mode === "condition" && this.#chance(0.8) ? " " : "";
    return { mode, text: pieces.join(separator) };
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #condition(depth: number): string[] {
    const kind = depth === 0 ? this.#below(7) : this.#below(11);
    if (kind === 0) return [this.#pick(["true", "false"])];
    if (kind === 1) return [this.#pick(unary), ...this.#word(depth)];
    if (kind === 2) return [...this.#word(depth), this.#pick(binary), ...this.#word(depth)];
    if (kind === 3) return [...this.#word(depth), this.#pick(["=~", "!~"]), this.#pick(patterns)];
    if (kind === 4) return [...this.#word(depth), this.#pick(["in", "-in"]), ...this.#list(depth)];
    if (kind < 7) return [...this.#word(depth), this.#pick(comparisons), ...this.#word(depth)];
    if (kind === 7) return [this.#pick(["!", "not"]), ...this.#condition(depth - 1)];
    if (kind === 8) return ["(", ...this.#condition(depth - 1), ")"];
    const operator = this.#pick(["&&", "and", "||", "or"]);
    return [...this.#condition(depth - 1), operator, ...this.#condition(depth - 1)];
  }

  #list(depth: number): string[] {
    if (this.#chance(0.25)) return [this.#pick(functions), "(", ...this.#word(depth), ")"];
    const list = ["{", ...this.#word(depth)];
    while (this.#chance(0.5)) list.push(",", ...this.#word(depth));
    return [...list, "}"];
  }

  #word(depth: number): string[] {
    const kind = this.#below(depth > 0 ? 9 : 6);
    if (kind === 0) return [this.#pick(["0", "42", "-1", "007"])];
    if (kind === 1) return [`$${this.#below(10)}`];
    if (kind < 4) return [`%{${this.#pick(variables)}}`];
    if (kind < 6) return [this.#quoted(depth)];
    if (kind === 6) return [this.#pick(functions), "(", ...this.#word(depth - 1), ")"];
    if (kind === 7) return [...this.#word(depth - 1), ".", ...this.#word(depth - 1)];
    return [`%{${this.#pick(functions)}:${this.#parts(depth - 1).join("")}}`];
  }

  #quoted(depth: number): string {
    const quote = this.#pick(["'", '"']);
    return `${quote}${this.#chance(0.1) ? "" : this.#parts(depth).join("")}${quote}`;
  }

  #parts(depth: number): string[] {
    const parts: string[] = [];
    do {
      const kind = this.#below(6);
      if (kind < 3) parts.push(this.#pick(texts));
      else if (kind === 3) parts.push(`$${this.#below(10)}`);
      else if (kind === 4 || depth === 0) parts.push(`%{${this.#pick(variables)}}`);
      else parts.push(`%{${this.#pick(functions)}:${this.#parts(depth - 1).join("")}}`);
    } while (this.#chance(0.4));
    return parts;
  }

  #spoil(pieces: string[]): void {
    const at = this.#below(pieces.length);
    const kind = this.#below(6);
    if (kind === 0) pieces.splice(at, 1);
    else if (kind === 1) pieces.splice(at, 0, this.#pick(strays));
    else if (kind === 2) pieces.splice(at, 1, this.#pick(strays));
    else if (kind === 3) pieces.push(...pieces.splice(at, 1));
    else if (kind === 4) pieces.splice(at);
    else pieces.splice(at, 1, this.#cut(pieces[at] ?? ""));
  }

  #cut(piece: string): string {
    const at = this.#below(piece.length + 1);
    return this.#chance(0.5) ? piece.slice(0, at) : piece.slice(0, at) + this.#pick(strays) + piece.slice(at);
  }
}
