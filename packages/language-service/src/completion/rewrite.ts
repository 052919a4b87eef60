import { expressionOffers } from "./expression.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { HANDLERS, MEDIA_TYPES } from "./known-values.ts";
import { pathOffers } from "./paths.ts";
import { byModule, explained, offer, type Place, snippet, valueData, valuesOf, wordOffer } from "./place.ts";
import { environmentProposals, rewriteVariableOffers } from "./variables.ts";

/** Flags with what is written for them; the short names only, as people write them. */
const RULE_FLAGS: Readonly<Record<string, string>> = {
  L: "L",
  R: "R=${1|301,302,303,307,308|}",
  NC: "NC",
  QSA: "QSA",
  QSD: "QSD",
  QSL: "QSL",
  F: "F",
  G: "G",
  P: "P",
  PT: "PT",
  END: "END",
  NE: "NE",
  B: "B",
  BCTLS: "BCTLS",
  BNE: "BNE=${1:characters}",
  BNP: "BNP",
  C: "C",
  CO: "CO=${1:name}:${2:value}:${3:domain}",
  DPI: "DPI",
  E: "E=${1:name}:${2:value}",
  H: "H=${1:handler}",
  N: "N",
  NS: "NS",
  S: "S=${1:1}",
  T: "T=${1:text/html}",
  UNC: "UNC",
  UnsafeAllow3F: "UnsafeAllow3F",
  UnsafePrefixStat: "UnsafePrefixStat",
};

const CONDITION_FLAGS: Readonly<Record<string, string>> = { NC: "NC", OR: "OR", NV: "NV" };

/** Flags in brackets that are often written. */
const WHOLE_FLAGS: readonly string[] = [
  "[L]",
  "[R=301,L]",
  "[R=302,L]",
  "[QSA,L]",
  "[NC,L]",
  "[F]",
  "[G]",
  "[P]",
  "[PT]",
  "[END]",
];

export function ruleOffers(place: Place): readonly Offer[] {
  if (place.index === 0) return [wordOffer(place, explained(place, { "^": "every path" }))];
  if (place.index >= 2) return flagOffers(place, RULE_FLAGS, WHOLE_FLAGS);
  const unchanged = place.typed === "" ? [wordOffer(place, explained(place, { "-": "leaves the path as it is" }))] : [];
  return [...unchanged, ...rewriteVariableOffers(place)];
}

/** What is tested with a word in place of a pattern. */
const TESTS: Readonly<Record<string, string>> = {
  "-d": "is a folder",
  "-f": "is a file",
  "-F": "is a file that this client may have; asks with a subrequest",
  "-H": "is a symbolic link",
  "-h": "is a symbolic link",
  "-l": "is a symbolic link",
  "-L": "is a symbolic link",
  "-s": "is a file that is not empty",
  "-U": "is a URL that this client may have; asks with a subrequest",
  "-x": "is an executable file",
  "-eq": "equal numbers",
  "-ne": "different numbers",
  "-lt": "smaller number",
  "-le": "smaller or equal number",
  "-gt": "greater number",
  "-ge": "greater or equal number",
  "=": "equal strings",
  "<": "string before",
  ">": "string behind",
};

export function conditionOffers(place: Place): readonly Offer[] {
  const isExpression = place.before[0]?.toLowerCase() === "expr";
  if (place.index >= 2) return flagOffers(place, CONDITION_FLAGS, ["[NC]", "[OR]", "[NC,OR]"]);
  if (place.index === 1) {
    if (isExpression) return expressionOffers(place, place.typed, "condition");
    const typed = place.typed.replace(/^!/, "");
    return /^[-=<>]?\w*$/.test(typed) ? [offer(place, typed.length, explained(place, TESTS))] : [];
  }
  const whole = place.typed === "" || "expr".startsWith(place.typed);
  const expression = whole ? [wordOffer(place, explained(place, { expr: "the condition is an expression" }))] : [];
  return [...rewriteVariableOffers(place), ...expression];
}

function flagOffers(place: Place, flags: Readonly<Record<string, string>>, whole: readonly string[]): readonly Offer[] {
  const { typed } = place;
  if (!typed.startsWith("["))
    return typed === ""
      ? [
          wordOffer(
            place,
            valuesOf(place, whole, () => "flags"),
          ),
        ]
      : [];
  if (typed.endsWith("]")) return [];
  const flag = /[^[,]*$/.exec(typed)?.[0] ?? "";
  const equals = flag.indexOf("=");
  if (equals >= 0) return flagValues(place, flag.slice(0, equals).toUpperCase(), flag.slice(equals + 1));
  const rest = place.context.text.slice(place.cursor.offset, place.end);
  const others = `${typed.slice(0, typed.length - flag.length)},${rest.slice(rest.search(/[,\]]|$/))}`;
  const used = new Set(others.split(/[[\],]/).map((each) => each.replace(/=.*$/s, "").toUpperCase()));
  const isValueWritten = /^\w*=/.test(rest);
  const proposals: Proposal[] = Object.entries(flags)
    .filter(([name]) => name === "E" || !used.has(name.toUpperCase()))
    .map(([name, text], order) => ({
      label: name,
      kind: KIND.value,
      order,
      data: valueData(place, name),
      ...(text === name || isValueWritten ? {} : snippet(place, name, text)),
    }));
  return [offer(place, flag.length, proposals, /^[\w]*/)];
}

const STATUS: Readonly<Record<string, string>> = {
  "301": "moved for good",
  "302": "moved for now",
  "303": "see there, with GET",
  "307": "moved for now, same method",
  "308": "moved for good, same method",
};

function flagValues(place: Place, flag: string, typed: string): readonly Offer[] {
  const proposals = valuesOfFlag(place, flag);
  return proposals.length === 0 ? [] : [offer(place, typed.length, proposals, /^[^,\]]*/)];
}

function valuesOfFlag(place: Place, flag: string): readonly Proposal[] {
  switch (flag) {
    case "R":
    case "REDIRECT":
      return explained(place, STATUS);
    case "T":
    case "TYPE":
      return explained(place, MEDIA_TYPES);
    case "H":
    case "HANDLER":
      return byModule(place, HANDLERS);
    case "E":
    case "ENV":
      return environmentProposals(place);
    default:
      return [];
  }
}

const MAP_TYPES: Readonly<Record<string, string>> = {
  "txt:": "text file with a key and a value on each line",
  "rnd:": "text file with several values, one of which is taken",
  "dbm:": "DBM file",
  "prg:": "program that answers line by line",
  "dbd:": "SQL query",
  "fastdbd:": "SQL query whose answers are kept",
  "int:tolower": "in lower case",
  "int:toupper": "in upper case",
  "int:escape": "with % escapes",
  "int:unescape": "without % escapes",
};

/** The kind of a map, then the file of it. */
export function mapOffers(place: Place): readonly Offer[] {
  if (place.index !== 1) return [];
  const kind = /^(?:txt|rnd|prg|dbm(?:=\w+)?):/i.exec(place.typed)?.[0];
  if (kind !== undefined) return pathOffers(place, place.typed.slice(kind.length));
  return [wordOffer(place, explained(place, MAP_TYPES))];
}
