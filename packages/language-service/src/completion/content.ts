import { expressionOffers } from "./expression.ts";
import { KIND, type Offer, type Proposal } from "./item.ts";
import { definedFilters } from "./known-names.ts";
import { HANDLERS, INPUT_FILTERS, MEDIA_TYPES, OUTPUT_FILTERS } from "./known-values.ts";
import { byModule, explained, offer, type Place, valuesOf, wordOffer } from "./place.ts";

/** AddType type extensions, ForceType type */
export function typeOffers(place: Place): readonly Offer[] {
  const { index, key, before } = place;
  if (index === 0) {
    const none = key === "forcetype" || key === "defaulttype" ? valuesOf(place, ["None"]) : [];
    return [wordOffer(place, [...mediaTypes(), ...none])];
  }
  const extension = MEDIA_TYPES[before[0]?.toLowerCase() ?? ""] ?? "";
  const isFree = key === "addtype" && extension !== "" && !before.includes(extension);
  return isFree ? [wordOffer(place, [{ label: extension, kind: KIND.value }])] : [];
}

function mediaTypes(): Proposal[] {
  return Object.entries(MEDIA_TYPES).map(([label, detail], order) => ({ label, kind: KIND.value, detail, order }));
}

/** SetHandler handler, AddHandler handler extensions, Action handler-or-type script */
export function handlerOffers(place: Place): readonly Offer[] {
  if (place.index > 0) return [];
  if (place.key === "sethandler" && /%/.test(place.typed)) return expressionOffers(place, place.typed, "string");
  return [wordOffer(place, [...byModule(place, HANDLERS), ...(place.key === "action" ? mediaTypes() : [])])];
}

/** A word of filters with `;` between. */
export function filterOffers(place: Place): readonly Offer[] {
  const { index, key, typed, analysis } = place;
  if (key === "filterprovider" ? index !== 1 : index > 0) {
    return key === "addoutputfilterbytype" ? [wordOffer(place, mediaTypes())] : [];
  }
  const begun = /[^;]*$/.exec(typed)?.[0] ?? "";
  const used = new Set(typed.toLowerCase().split(";").slice(0, -1));
  const isInput = key.includes("input");
  const own = definedFilters(analysis).map((label) => ({ label, kind: KIND.value, rank: 3, detail: "filter" }));
  const known = byModule(place, isInput ? INPUT_FILTERS : OUTPUT_FILTERS);
  const free = [...own, ...known].filter(({ label }) => !used.has(label.toLowerCase()));
  return [offer(place, begun.length, free, /^[^;]*/)];
}

const EXPIRES: Readonly<Record<string, string>> = {
  "access plus 1 year": "a year after the request",
  "access plus 1 month": "a month after the request",
  "access plus 1 week": "a week after the request",
  "access plus 1 day": "a day after the request",
  "access plus 1 hour": "an hour after the request",
  "modification plus 1 week": "a week after the file was changed",
  A0: "at once",
};

/** ExpiresDefault time, ExpiresByType type time */
export function expiresOffers(place: Place): readonly Offer[] {
  const time = place.key === "expiresbytype" ? 1 : 0;
  if (place.index < time) return [wordOffer(place, mediaTypes())];
  return place.index === time ? [wordOffer(place, explained(place, EXPIRES))] : [];
}
