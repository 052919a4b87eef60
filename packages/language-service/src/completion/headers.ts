import { expressionOffers } from "./expression.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { environmentNames } from "./known-names.ts";
import { COOKIE_ATTRIBUTES, HEADER_ITEMS, HEADER_VALUES } from "./known-words.ts";
import { explained, offer, type Place, quoted, valuesOf, wordOffer } from "./place.ts";
import { environmentProposals, headerNames } from "./variables.ts";

const ACTIONS: readonly string[] = ["set", "setifempty", "add", "append", "merge", "unset", "edit", "edit*"];

/** The words of a Header or RequestHeader: [condition] action header [value [replacement]] [when] */
export function headerOffers(place: Place): readonly Offer[] {
  const { before, index, key } = place;
  const isResponse = key === "header";
  const isConditional = isResponse && /^(?:always|onsuccess)$/i.test(before[0] ?? "");
  const at = index - (isConditional ? 1 : 0);
  const [action = "", header = ""] = before.slice(isConditional ? 1 : 0).map((word) => word.toLowerCase());
  if (at === 0) {
    const conditions = isResponse && !isConditional ? ["always", "onsuccess"] : [];
    const own = isResponse ? ["echo", "note"] : [];
    return [wordOffer(place, valuesOf(place, [...ACTIONS, ...own, ...conditions]))];
  }
  if (at === 1) return [wordOffer(place, headerNames(isResponse && action !== "echo" ? "response" : "request"))];
  const isEdit = action.startsWith("edit");
  const hasValue = action !== "unset" && action !== "echo";
  if (hasValue && at === (isEdit ? 3 : 2)) return valueOffers(place, isEdit ? "" : header);
  return at > 2 || !hasValue ? whenOffers(place, { early: "before everything else, for tests" }) : [];
}

function valueOffers(place: Place, header: string): readonly Offer[] {
  const { typed } = place;
  if (/^expr=/i.test(typed)) return expressionOffers(place, typed.slice(5), "string");
  if (header === "set-cookie" && typed.includes(";")) return attributeOffers(place, typed);
  const item = /%(?:\{[^}]*)?$/.exec(typed)?.[0];
  if (item !== undefined) return [offer(place, item.length, explained(place, HEADER_ITEMS), /^[^\s"']*/)];
  const proposals: Proposal[] = (HEADER_VALUES[header] ?? []).map((label, order) => {
    // Quotes in the value are written with a backslash: they are there already.
    return { label, kind: KIND.value, rank: 3, order, ...quoted(place, label) };
  });
  const general = typed === "" ? explained(place, { "expr=": "value of an expression", ...HEADER_ITEMS }) : [];
  return [wordOffer(place, [...proposals, ...general])];
}

/** `env=NAME`, `env=!NAME` and `expr=...` behind Header, CustomLog and their kin. */
export function whenOffers(place: Place, more: Readonly<Record<string, string>> = {}): readonly Offer[] {
  const { typed } = place;
  const name = /^env=!?(.*)$/is.exec(typed)?.[1];
  if (name !== undefined) return [offer(place, name.length, environmentProposals(place))];
  if (/^expr=/i.test(typed)) return expressionOffers(place, typed.slice(5), "condition");
  const names = environmentNames(place.analysis).map((each) => ({
    label: `env=${each}`,
    kind: KIND.variable,
    rank: 4,
    detail: "when the variable is set",
  }));
  const table = {
    "env=": "when a variable is set",
    "env=!": "when a variable is not set",
    "expr=": "when an expression is true",
    ...more,
  };
  return [wordOffer(place, [...names, ...explained(place, table)])];
}

/** Attributes of a session cookie, which are the rest of the line. */
export function cookieNameOffers(place: Place): readonly Offer[] {
  if (place.index === 0) return [];
  const { typed, before } = place;
  return attributeOffers(place, `${before.slice(1).join(" ")};${typed}`, typed);
}

/** Attributes that are not there yet, for what stands behind the last semicolon. */
function attributeOffers(place: Place, all: string, typed: string = all): readonly Offer[] {
  const begun = /[^;\s]*$/.exec(typed)?.[0] ?? "";
  const { offset } = place.cursor;
  const line = place.context.lineIndex.lineRange(place.context.lineIndex.lineAt(offset));
  const behind = place.context.text.slice(offset, line.end);
  const written = `${all.slice(0, all.length - begun.length)};${behind.replace(/^[^;\s"']*/, "")}`;
  const names = written.split(/[;"']/).map((each) => nameOfAttribute(each));
  const used = new Set(names.filter((name) => name !== ""));
  const free = Object.entries(COOKIE_ATTRIBUTES).filter(([attribute]) => !used.has(nameOfAttribute(attribute)));
  return [offer(place, begun.length, explained(place, Object.fromEntries(free)), /^[^;\s"']*/)];
}

function nameOfAttribute(text: string): string {
  return text.trim().replace(/=.*$/s, "").trim().toLowerCase();
}
