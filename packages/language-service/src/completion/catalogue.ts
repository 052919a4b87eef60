import { type CommandInfo, type EnumConstraint, syntaxOf, type ValueConstraint } from "@httpd-lint/directives";
import { commandOf } from "../model/commands.ts";
import { pathArguments } from "../model/files.ts";
import { expressionOffers } from "./expression.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { usualWords } from "./known-values.ts";
import { pathOffers } from "./paths.ts";
import { offer, type Place, valueData, valuesOf, wordOffer } from "./place.ts";

/** What the catalogue knows of an argument. */
export function catalogueOffers(place: Place): readonly Offer[] {
  const { analysis, key, index } = place;
  const command = commandOf(analysis, key)?.command;
  const constraint = command === undefined ? undefined : constraintAt(command, index);
  const usual = usualWords(key, index);
  const words = usual.length === 0 ? [] : [wordOffer(place, unused(place, valuesOf(place, usual)))];
  if (command === undefined || constraint === undefined) return [...words, ...pathsOf(place)];
  return [...words, ...ofConstraint(place, command, constraint), ...pathsOf(place, constraint)];
}

function pathsOf(place: Place, constraint?: ValueConstraint): readonly Offer[] {
  const { key, index, typed } = place;
  const isFile = constraint?.type === "file" || constraint?.type === "directory";
  const isPath = isFile || pathArguments(key).includes(index) || (index === 0 && MORE_PATHS.has(key));
  return isPath ? pathOffers(place, key === "<iffile" ? typed.replace(/^!/, "") : typed) : [];
}

/** Paths that may be something else, too. */
const MORE_PATHS: ReadonlySet<string> = new Set(
  "<iffile forensiclog mdcertificatefile mdcertificatekeyfile scriptlog scriptsock".split(" "),
);

function ofConstraint(place: Place, command: CommandInfo, constraint: ValueConstraint): readonly Offer[] {
  switch (constraint.type) {
    case "flag":
      return [wordOffer(place, valuesOf(place, ["On", "Off"]))];
    case "enum":
      return constraint.signs === true
        ? signedOffers(place, valuesIn(command, constraint))
        : [wordOffer(place, unused(place, valuesOf(place, valuesIn(command, constraint))))];
    case "integer":
      return [wordOffer(place, valuesOf(place, constraint.or ?? []))];
    case "expression":
      return expressionOffers(place, place.typed, "condition");
    case "string-expression":
      return usualWords(place.key, place.index).length > 0 ? [] : expressionOffers(place, place.typed, "string");
    default:
      return [];
  }
}

/** Which argument's constraint holds for a word, as the kind of arguments has it. */
function constraintAt({ how, values }: CommandInfo, index: number): ValueConstraint | undefined {
  if (how === "flag") return index === 0 ? { type: "flag" } : undefined;
  if (how === "iterate2") return values[Math.min(index, 1)];
  const isList = how === "iterate" || how === "argv" || how === "raw";
  if (isList && values.length === 1) return values[0];
  const last = values.at(-1);
  return values[index] ?? (last?.repeat === true ? last : undefined);
}

/** Values as they can be written, in the case of the manual. */
function valuesIn(command: CommandInfo, { values }: EnumConstraint): readonly string[] {
  const shown = new Map((syntaxOf(command).match(/[\w.-]+/g) ?? []).map((word) => [word.toLowerCase(), word]));
  return values.flatMap(writable).map((value) => shown.get(value.toLowerCase()) ?? value);
}

/** `IconHeight[=n]` is a word with or without a value, `Nonfatal=Override|All` are several. */
function writable(value: string): readonly string[] {
  if (/\s/.test(value)) return /^\S+ \(only -/.test(value) ? [`-${value.slice(0, value.indexOf(" "))}`] : [];
  const optional = /^(\w+)\[=\w+\]$/.exec(value);
  if (optional !== null) return [optional[1] ?? "", `${optional[1]}=`];
  const [name = "", list] = value.split("=");
  if (list === undefined) return [value];
  const choices = list.split("|");
  return choices.every((choice) => /^[A-Z*]/.test(choice))
    ? choices.map((choice) => `${name}=${choice}`)
    : [`${name}=`, ...choices.filter((choice) => choice === "*").map((choice) => `${name}=${choice}`)];
}

/** `+Word` and `-Word`: once a sign is written, all need one. */
function signedOffers(place: Place, values: readonly string[]): readonly Offer[] {
  const others = [...place.before, ...place.after];
  const used = new Set(others.map((word) => word.replace(/^[+-]/, "").toLowerCase()));
  const free = values.filter((value) => !used.has(value.toLowerCase()) && !value.startsWith("-"));
  const sign = /^[+-]/.exec(place.typed)?.[0];
  const signed = (mark: string, rank: number): Proposal[] =>
    free.filter(isSwitch).map((value, order) => ({
      label: `${mark}${value}`,
      kind: KIND.value,
      rank,
      order,
      filter: sign === undefined ? `${mark}${value}` : value,
      ...(sign === undefined ? {} : { text: value }),
      data: valueData(place, value),
    }));
  if (sign !== undefined) return [offer(place, place.typed.length - 1, signed(sign, 4))];
  const isSigned = others.some((word) => /^[+-]/.test(word));
  const plain = valuesOf(place, isSigned ? free.filter((value) => !isSwitch(value)) : free);
  return [
    wordOffer(place, [
      ...plain.map((each) => ({ ...each, rank: isSigned ? 7 : 4 })),
      ...signed("+", 5),
      ...signed("-", 6),
    ]),
  ];
}

/** None and All stand for a whole set and take no sign. */
function isSwitch(value: string): boolean {
  return !/^none$/i.test(value);
}

/** Without what is written in the other words of a list. */
function unused(place: Place, proposals: Proposal[]): Proposal[] {
  const used = new Set([...place.before, ...place.after].map((word) => word.toLowerCase()));
  const free = proposals.filter(({ label }) => !used.has(label.toLowerCase()));
  return free.length === 0 ? proposals : free;
}
