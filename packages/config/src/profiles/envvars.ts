/*
 * Debian starts httpd through a shell that sources /etc/apache2/envvars. We read that script as text and follow the
 * few shell constructs people use in it; nothing is ever run, and what would need running is left unset.
 */

interface Shell {
  readonly variables: Map<string, string>;
  readonly exported: Set<string>;
}

/**
 * The environment that an envvars script leaves for httpd.
 *
 * @param initial shell variables that are set before, e.g. APACHE_CONFDIR; not part of the result unless exported
 */
export function readEnvvars(text: string, initial: Readonly<Record<string, string>> = {}): Record<string, string> {
  const shell: Shell = { variables: new Map(Object.entries(initial)), exported: new Set() };
  // One entry per open `if`: whether its current branch runs, whether a branch of it has run.
  const branches: { active: boolean; taken: boolean }[] = [];
  let loops = 0;
  for (const words of commandsOf(text)) {
    const [command] = words;
    const runs = loops === 0 && branches.every(({ active }) => active);
    const branch = branches.at(-1);
    if (command === "case" || command === "for" || command === "while" || command === "until") loops++;
    else if (command === "esac" || command === "done") loops = Math.max(0, loops - 1);
    else if (loops > 0) continue;
    else if (command === "if") {
      const holds = runs && isTrue(words.slice(1), shell);
      branches.push({ active: holds, taken: holds });
    } else if (command === "elif" && branch !== undefined) {
      branch.active = !branch.taken && isTrue(words.slice(1), shell);
      branch.taken ||= branch.active;
    } else if (command === "else" && branch !== undefined) {
      branch.active = !branch.taken;
      if (branches.every(({ active }) => active)) run(words.slice(1), shell);
    } else if (command === "fi") branches.pop();
    else if (command === "then") {
      if (runs) run(words.slice(1), shell);
    } else if (runs) run(words, shell);
  }
  const environment: Record<string, string> = {};
  for (const [name, value] of shell.variables) if (shell.exported.has(name)) environment[name] = value;
  return environment;
}

/** Words of each command, quotes still in place. */
function* commandsOf(text: string): Generator<string[]> {
  let words: string[] = [];
  let word = "";
  const joined = text.replace(/\\\r?\n/g, "");
  for (let at = 0; at <= joined.length; ) {
    const character = joined[at] ?? "\n";
    if (character === "#" && word === "") {
      while (at < joined.length && joined[at] !== "\n") at++;
    } else if (/[\s;&|]/.test(character)) {
      if (word !== "") words.push(word);
      word = "";
      if (!/[ \t\r]/.test(character)) {
        if (words.length > 0) yield words;
        words = [];
      }
      at++;
    } else {
      const end = pieceEnd(joined, at);
      word += joined.slice(at, end);
      at = end;
    }
  }
}

/** Behind a quoted string, a `${...}` or `$(...)`, or one character. */
function pieceEnd(text: string, at: number): number {
  const first = text[at];
  const close = first === "$" ? { "{": "}", "(": ")" }[text[at + 1] ?? ""] : first;
  if (first === "\\") return Math.min(at + 2, text.length);
  if (close === undefined || (first !== "$" && !/["'`]/.test(first ?? ""))) return at + 1;
  let end = first === "$" ? at + 2 : at + 1;
  while (end < text.length && text[end] !== close) end += text[end] === "\\" && first !== "'" ? 2 : 1;
  return Math.min(end + 1, text.length);
}

function run(words: readonly string[], shell: Shell): void {
  const [command = "", ...rest] = words;
  if (command === "") return;
  if (command === "export") {
    for (const word of rest) {
      const name = assign(word, shell) ?? word;
      shell.exported.add(name);
    }
  } else if (command === "unset") {
    for (const word of rest) {
      shell.variables.delete(word);
      shell.exported.delete(word);
    }
  } else if (command === ":") {
    // Only its words matter: `: ${NAME:=value}` assigns.
    for (const word of rest) expand(word, shell);
  } else if (words.every((word) => /^[A-Za-z_]\w*=/.test(word))) {
    for (const word of words) assign(word, shell);
  }
}

function assign(word: string, shell: Shell): string | undefined {
  const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
  const name = match?.[1];
  if (name === undefined) return undefined;
  const value = expand(match?.[2] ?? "", shell);
  if (value === undefined) shell.variables.delete(name);
  else shell.variables.set(name, value);
  return name;
}

/** A condition that needs the file system or a program counts as false. */
function isTrue(words: readonly string[], shell: Shell): boolean {
  const inner = words.filter((word) => word !== "then" && word !== "]" && word !== "]]");
  const [command, ...operands] = inner;
  if (command !== "[" && command !== "test" && command !== "[[") return false;
  const negated = operands[0] === "!";
  const [first = "", second = "", third = ""] = (negated ? operands.slice(1) : operands).map((word) =>
    expand(word, shell),
  );
  let holds = false;
  if (first === "-z") holds = second === "";
  else if (first === "-n") holds = second !== "";
  else if (second === "=" || second === "==") holds = first === third;
  else if (second === "!=") holds = first !== third;
  return holds !== negated;
}

/** Quotes and variables of a word; undefined when a program would have to be run. */
function expand(word: string, shell: Shell): string | undefined {
  let value = "";
  let inDouble = false;
  for (let at = 0; at < word.length; ) {
    const character = word[at];
    if (character === "'" && !inDouble) {
      const end = pieceEnd(word, at);
      value += word.slice(at + 1, end - 1);
      at = end;
    } else if (character === '"') {
      inDouble = !inDouble;
      at++;
    } else if (character === "\\") {
      value += word[at + 1] ?? "";
      at += 2;
    } else if (character === "`" || (character === "$" && word[at + 1] === "(")) {
      return undefined;
    } else if (character === "$") {
      const reference = /^\$(?:\{([A-Za-z_]\w*)([^}]*)\}|([A-Za-z_]\w*))/.exec(word.slice(at));
      if (reference === null) return undefined;
      value += lookUp(reference[1] ?? reference[3] ?? "", reference[2] ?? "", shell);
      at += reference[0].length;
    } else {
      value += character;
      at++;
    }
  }
  return value;
}

/** `${NAME}` with what stands behind the name: a default, or a part to cut off (without wildcards). */
function lookUp(name: string, operation: string, shell: Shell): string {
  const value = shell.variables.get(name);
  const [, operator = "", operand = ""] = /^(:?[-=+]|##?|%%?)(.*)$/s.exec(operation) ?? [];
  const isSet = operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  const word = operand === "" ? "" : (expand(operand, shell) ?? "");
  switch (operator.replace(":", "")) {
    case "-":
      return isSet ? (value ?? "") : word;
    case "=":
      if (!isSet) shell.variables.set(name, word);
      return isSet ? (value ?? "") : word;
    case "+":
      return isSet ? word : "";
    case "#":
    case "##":
      return value?.startsWith(word) === true ? value.slice(word.length) : (value ?? "");
    case "%":
    case "%%":
      return value?.endsWith(word) === true ? value.slice(0, value.length - word.length) : (value ?? "");
    default:
      return value ?? "";
  }
}
