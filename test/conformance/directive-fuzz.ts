import type { ConformanceCase } from "./case.ts";
import { loadLine, oracleEnvironment, oracleTree } from "./case-files.ts";
import debian from "./data/debian-httpd.json" with { type: "json" };
import { type Dice, diceOf } from "./fuzz.ts";
import type { VerifiedRecord } from "./verified.ts";
import { readVerified } from "./verified-run.ts";

/*
 * Random lines of every directive: arguments that httpd is known to take, changed a little, in random places. Each case
 * holds few directives, because httpd only tells its first error.
 */

/** What depends on the machine or would run something. */
const LEFT_OUT =
  /^(?:<If(?:Module|Define|File|Directive|Section|Version)|<?Lua|<Macro|Use|UndefMacro|Include|Load|ServerRoot|DefaultRuntimeDir|Define|UnDefine|SSLOpenSSLConfCmd|SSLRandomSeed|DBDriver|AuthLDAP|LDAP|Suexec|ChrootDir|xml2EncDefault|SSLCompression|ModemStandard|Error$)/;

const otherMpm = /^mod_mpm_(?:prefork|worker)\.so$/;

/** A module name as the cases load it, MPM first. */
function moduleNames(): string[] {
  const files = debian.loadable.filter((file) => !otherMpm.test(file)).sort();
  const names = files.map((file) => file.slice("mod_".length, -".so".length));
  return ["mpm_event", ...names.filter((name) => name !== "mpm_event")];
}

let dataFolder = "";

/** Where the recorded answers lie: test/conformance/data. */
export function useData(folder: string): void {
  dataFolder = folder;
}

let kept: readonly VerifiedRecord[] | undefined;

function records(): readonly VerifiedRecord[] {
  kept ??= readVerified(dataFolder).filter(({ d, c }) => !LEFT_OUT.test(d) && !/^(?:worker|prefork)\.c$/.test(c));
  return kept;
}

export function directiveCases(seed: number, count: number): ConformanceCase[] {
  return Array.from({ length: count }, (_, at) => directiveCase(seed * 100_003 + at));
}

export function directiveCase(seed: number): ConformanceCase {
  const dice = diceOf(seed);
  const lines = Array.from({ length: 1 + dice.upTo(2) }, () => sectioned(dice, line(dice)));
  const text = ["ServerName fuzz.test", ...lines, ""].join("\n");
  return {
    id: `d${seed}`,
    group: "generated, directives",
    kind: "server",
    entries: () => {
      const entries = oracleTree();
      entries.set("httpd.conf", { kind: "file", bytes: new TextEncoder().encode(text) });
      entries.set("conf/file.txt", { kind: "file", bytes: new TextEncoder().encode("1.2.3.4\n") });
      return entries;
    },
    main: "httpd.conf",
    htaccess: [],
    before: [...moduleNames().map(loadLine), "ErrorLog logs/error.log"],
    after: [],
    defines: [],
    options: [],
    environment: oracleEnvironment,
    expect: { verdict: "accept" },
  };
}

function line(dice: Dice): string {
  const record = dice.pick(records());
  const { d, pre, body } = record;
  const args = changed(dice, argumentsOf(dice, record));
  const before = pre === undefined || dice.chance(0.2) ? "" : `${pre}\n`;
  if (!d.startsWith("<")) return `${before}${d} ${args}`;
  const inside = body !== undefined && dice.chance(0.8) ? body : dice.chance(0.4) ? simple(dice) : "";
  return `${before}${d} ${args}>\n${inside === "" ? "" : `${inside}\n`}</${d.slice(1)}>`;
}

/** A directive with its sample, for the inside of a section. */
function simple(dice: Dice): string {
  const { d, sample } = dice.pick(records().filter((record) => !record.d.startsWith("<")));
  return `${d} ${sample}`;
}

function argumentsOf(dice: Dice, { sample, values }: VerifiedRecord): string {
  if (dice.chance(0.4) || values === undefined) return sample;
  if (dice.chance(0.7) && values.accept.length > 0) return dice.pick(values.accept);
  const refused = Object.values(values.reject).flat();
  return refused.length > 0 ? dice.pick(refused) : sample;
}

const WORDS: readonly string[] = (
  'on off On none all default 0 1 -1 2 10 99 100 255 1000 65535 2147483647 4294967296 1.5 0x10 5s 5ms 5mi 2h 1d 10k 2M "" "a b" ' +
  "/x /tmp logs conf/file.txt x.y http://h/ https://h:81/p ftp://h h:80 :80 127.0.0.1 10.0.0.0/8 ::1 [::1]:80 *.x * a=b +x -x !x .x ^a$ ( [ ~ %{HTTP_HOST} %{x " +
  "expr=true expr=( env=x text/html */* GET POST file: txt:conf/file.txt | |x [L] [NC,R=302] balancer://c unix:/x|http://h/ granted user valid-user not ip"
).split(" ");

/** One of the small things people get wrong. */
function changed(dice: Dice, args: string): string {
  if (dice.chance(0.25)) return args;
  const words: readonly string[] = args.match(/"[^"]*"|\S+/g) ?? [];
  const at = dice.upTo(Math.max(0, words.length - 1));
  const word = words[at] ?? "";
  switch (dice.upTo(8)) {
    case 0:
      return words.filter((_, index) => index !== at).join(" ");
    case 1:
      return [...words, dice.pick(WORDS)].join(" ");
    case 2:
      return words.length === 0 ? dice.pick(WORDS) : words.with(at, dice.pick(WORDS)).join(" ");
    case 3:
      return [dice.pick(WORDS), ...words].join(" ");
    case 4:
      return args.replace(word, () => (dice.chance(0.5) ? word.toUpperCase() : word.toLowerCase()));
    case 5:
      return args.replace(word, () => `${word}${dice.pick(["x", "0", ":", ",", "=", "/", "-", " "])}`);
    case 6:
      return args.replace(/\d+/, (digits) => dice.pick(["0", "-1", `${digits}0`, "99999999999", `${digits}x`, ""]));
    case 7:
      return args.replace(word, () => `"${word.replaceAll('"', "")}"`);
    default:
      return args.replace(word, () => `${word} ${word}`);
  }
}

const SECTIONS = [
  "VirtualHost *:80",
  "Directory /x",
  "Location /x",
  "Files x",
  'If "true"',
  "Proxy http://p/",
  "DirectoryMatch ^/x",
  "LocationMatch ^/x",
  "Limit GET",
  "RequireAny",
  "MDomainSet example.org",
  "Proxy balancer://b",
];

function sectioned(dice: Dice, inner: string): string {
  if (dice.chance(0.45)) return inner;
  const section = dice.pick(SECTIONS);
  const text = `<${section}>\n${inner}\n</${section.split(" ")[0]}>`;
  if (!dice.chance(0.25)) return text;
  const outer = dice.pick(SECTIONS.slice(0, 5));
  return `<${outer}>\n${text}\n</${outer.split(" ")[0]}>`;
}
