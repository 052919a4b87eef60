import type { CaseRecord } from "./case-files.ts";

/**
 * Seeded random configurations for the read phase: sections, conditions, continuations, Include with wildcards,
 * macros, Define. Half of them are wrong somewhere.
 */

type Random = () => number;

/** mulberry32: small, seeded, good enough to choose with. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Dice {
  readonly random: Random;
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
  upTo(most: number): number;
}

export function diceOf(seed: number): Dice {
  const random = seeded(seed);
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  return { random, upTo, pick: (items) => items[upTo(items.length - 1)] as never, chance: (of) => random() < of };
}

const directives = split(
  "Timeout 5|ServerAdmin a@b|AddDefaultCharset ${A}|ServerAdmin \"a b\"|LogLevel warn|ServerAdmin ${b}|ServerAdmin '${AB}'|Timeout ${HTEST}",
);
const names = ["A", "b", "AB", "a", "HTEST"];
const values = split('1|"two words"|${A}|base|M|<x>|core.c|inc|x\\y|"a\\"b"|\'|${a}${b}');
const sections = split(
  'Directory /x|Location /|Files y|Location "/a b"|Files *.z|Bogus|Bogus x|VirtualHost *:80|If "true"|Limit GET|Proxy *|RequireAll',
);
const conditions: Readonly<Record<string, readonly string[]>> = {
  IfModule: split("core.c|mod_so.c|nope.c|so_module|mod_macro.c|CORE.C|session_module|${A}|mod_session.c x"),
  IfDefine: split('A|b|a|AB|HTEST|${A}|"A"|B'),
  IfFile: split("httpd.conf|inc|inc/a.conf|none|/etc/passwd|l/a.conf|inc/../httpd.conf|${A}"),
  IfDirective: split("Timeout|session|Session|none|Use|${A}|IfModule"),
  IfSection: split("Directory|macro|Macro|<Directory|none|IfModule"),
  IfVersion: split('2.4|>= 2.4|< 2.4|~ ^2|= /^2.4/|> 2.4.70|2.4.71|<= 3|2|!~ x|">=" 2'),
};
const includes = split(
  "inc/b.conf|inc/c.conf|inc/[b-c].conf|inc/?.conf|inc|inc/|l/c.conf|inc/../inc/c.conf|in*/c.conf|./inc//b.conf|${HTEST}/c.conf|inc/[bc].conf|/dev/null|inc/[!a].conf|inc/*f|inc/\\c.conf",
);
const optional = split(
  "none/*.conf|inc/none*.conf|none.conf|i*/none.conf|none|inc/[a-|inc/b.conf/x|l/*.conf|in*/*|${A}/a.conf",
);
const breaks = split(
  '</Directory>|</IfModule>|<Directory|<Directory >|<IfModule>|<IfModule core.c|<If|</>|<>|>|<|"|\\|$|Include|Define|UnDefine|Use|Define x:y 1|UndefMacro nope|' +
    "LoadModule x_module modules/mod_nope.so|LoadModule session_cookie_module modules/mod_session_cookie.so|LoadModule so_module x|<Macro>|<Macro M $a $a>|" +
    "</Macro>|<IfVersion 1 2 3 4>|ServerRoot none|Define a b c|Use M 1 2 3|LoadFile none|<IfModule a b>|<IfDefine !>|UnDefine A b|Include a b|Use Nope|<IfVersion x>|" +
    "Include none.conf|Include none*.conf|Include inc/a.conf|IncludeOptional inc/b.conf/*|<IfVersion =>|<IfVersion 2.4.71> x|IncludeOptional inc/*.conf",
);

function split(list: string): string[] {
  return list.split("|");
}

/** What the file so far has made: macros with the number of their parameters. */
interface Making {
  readonly dice: Dice;
  readonly macros: Map<string, number>;
}

/** One case, the same for the same seed. Its answer is not known. */
export function fuzzCase(seed: number): Pick<CaseRecord, "id" | "files" | "args" | "env" | "note"> {
  const dice = diceOf(seed);
  const files: Record<string, string | { symlink: string }> = {
    "inc/c.conf": text(dice, dice.upTo(3), 3),
    "inc/b.conf": text(dice, dice.upTo(4), 3),
    "inc/a.conf": text(dice, 1 + dice.upTo(4), 1),
    "httpd.conf": text(dice, 2 + dice.upTo(10), 0),
  };
  if (dice.chance(0.2)) files["inc/sub/d.conf"] = text(dice, dice.upTo(3), 3);
  if (dice.chance(0.2)) files["inc/.hidden.conf"] = "Bogus\n";
  if (dice.chance(0.3)) files.l = { symlink: "inc" };
  if (dice.chance(0.1))
    files["inc/e.conf"] = { symlink: dice.pick(["c.conf", "none", "e.conf", "../inc", "/dev/null"]) };
  const loads = ["mpm_event", ...(dice.chance(0.9) ? ["macro"] : []), ...(dice.chance(0.3) ? ["session"] : [])];
  const args = loads.flatMap((module) => ["-C", `LoadModule ${module}_module modules/mod_${module}.so`]);
  args.push("-C", "ServerName x", "-C", "ErrorLog @ROOT@/error_log");
  if (dice.chance(0.3)) args.push("-D", dice.pick(names));
  if (dice.chance(0.05)) args.push("-c", (text(dice, 1, 3).split("\n")[0] ?? "").replaceAll("\0", ""));
  return { id: `fuzz-${seed}`, files, args, env: { HTEST: "inc" }, note: "" };
}

/** A text of about `size` items; `depth` says how deep in Includes and sections it lies. */
function text(dice: Dice, size: number, depth: number): string {
  const making: Making = { dice, macros: new Map() };
  let lines = items(making, size, depth).join("\n");
  if (dice.chance(0.8)) lines += "\n";
  if (dice.chance(0.1)) lines = lines.replaceAll("\n", "\r\n");
  if (dice.chance(0.08)) lines = damaged(dice, lines);
  return lines;
}

function items(making: Making, size: number, depth: number): string[] {
  return Array.from({ length: size }, () => item(making, depth)).flat();
}

function item(making: Making, depth: number): string[] {
  const { dice } = making;
  const kind = dice.random();
  if (kind < 0.012) return [dice.pick(breaks)];
  if (kind < 0.2) return [written(dice, dice.pick(directives))];
  if (kind < 0.28)
    return [dice.pick(["", "  ", "# note", "# note \\", "\t", `ServerAdmin ${"x".repeat(180 + dice.upTo(40))}`])];
  if (kind < 0.38)
    return [
      written(
        dice,
        `${dice.pick(["Define", "define"])} ${dice.pick(names)} ${dice.chance(0.6) ? dice.pick(values) : ""}`,
      ),
    ];
  if (kind < 0.41) return [written(dice, `UnDefine ${dice.pick(names)}`)];
  if (kind < 0.53) return depth > 2 ? [] : [include(dice)];
  if (kind < 0.61) return macro(making, depth);
  if (kind < 0.7) return use(making);
  if (depth > 4) return [];
  return kind < 0.86 ? condition(making, depth) : section(making, depth);
}

function include(dice: Dice): string {
  if (dice.chance(0.4)) return written(dice, `IncludeOptional ${dice.pick(optional)}`);
  return written(dice, `${dice.pick(["Include", "IncludeOptional", "include"])} ${dice.pick(includes)}`);
}

function condition(making: Making, depth: number): string[] {
  const { dice } = making;
  const name = dice.pick(Object.keys(conditions));
  const test = `${dice.chance(0.3) ? "!" : ""}${dice.pick(conditions[name] ?? [""])}`;
  const close = dice.chance(0.98) ? [`${indent(dice)}</${cased(dice, name)}>${dice.chance(0.03) ? " # end" : ""}`] : [];
  const open = written(dice, `<${name} ${test}>${dice.chance(0.05) ? " x" : ""}`);
  return [open, ...items(making, dice.upTo(3), depth + 1), ...close];
}

function section(making: Making, depth: number): string[] {
  const { dice } = making;
  const head = dice.pick(sections);
  const name = head.split(" ")[0] ?? "";
  const close = dice.chance(0.99) ? [`${indent(dice)}</${cased(dice, name)}>${dice.chance(0.1) ? " # end" : ""}`] : [];
  const open = written(dice, `<${head}>${dice.chance(0.1) ? " # a > b" : ""}`);
  return [open, ...items(making, dice.upTo(3), depth + 1), ...close];
}

function macro(making: Making, depth: number): string[] {
  const { dice, macros } = making;
  const parameters = dice.pick(["", "", "$a", "$a", "$a $ab", "%x @y", "a"]);
  const name = dice.pick(["M", "m2", "N"]);
  const words = parameters.split(" ").filter((word) => word !== "");
  // A body may only use what was there before it, or it would use itself.
  const body = items(making, dice.upTo(3), depth + 2).map((line) =>
    words[0] && dice.chance(0.3) ? `${line}${words[0]}` : line,
  );
  if (dice.chance(0.05)) body.push(dice.pick(["</Directory>", "<Directory /m>", "<IfModule core.c>", "</IfModule>"]));
  macros.set(name, words.length);
  return [`<Macro ${name} ${parameters}>`, ...body, `</Macro>${dice.chance(0.05) ? " # end" : ""}`];
}

function use(making: Making): string[] {
  const { dice, macros } = making;
  const known = [...macros.keys()];
  if (known.length === 0) return [];
  const name = dice.pick(known);
  const count = (macros.get(name) ?? 0) + (dice.chance(0.04) ? 1 : 0);
  const given = Array.from({ length: count }, () => dice.pick(["1", '"a b"', "x", "''", "${A}", "$a"]));
  return [written(dice, `Use ${cased(dice, name)} ${given.join(" ")}`)];
}

function indent(dice: Dice): string {
  return dice.pick(["", "", "  ", "\t"]);
}

function cased(dice: Dice, name: string): string {
  return dice.chance(0.1) ? name.toUpperCase() : name;
}

/** The same line with indentation, a continuation somewhere, or other blanks. */
function written(dice: Dice, line: string): string {
  let shown = indent(dice) + line;
  if (dice.chance(0.12)) {
    const at = dice.upTo(shown.length);
    shown = `${shown.slice(0, at)}\\\n${dice.chance(0.5) ? "  " : ""}${shown.slice(at)}`;
  }
  if (dice.chance(0.04)) shown += dice.pick([" ", "\r", "\\\\", "\\ ", "\0x", " \\"]);
  return shown;
}

/** One character removed, doubled or replaced. */
function damaged(dice: Dice, lines: string): string {
  const at = dice.upTo(Math.max(0, lines.length - 1));
  const into = dice.pick(["", "", "\n", "<", ">", '"', "\\", "$", "}", " ", "/", "\0", "\\\n", "#", "!", "\u00e9"]);
  return lines.slice(0, at) + into + lines.slice(at + (dice.chance(0.5) ? 1 : 0));
}
