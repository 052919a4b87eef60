import { argumentsOf, nameOf } from "@httpd-lint/grammar";
import { knownCommands } from "../model/commands.ts";
import { type Asking, inSnippet, KIND, type Offer, type Proposal } from "./item.ts";
import { namesAskedFor, variableNames } from "./known-names.ts";
import { offer, type Place, snippet, valuesOf, wordOffer } from "./place.ts";

/** `<IfDefine [!]NAME>`, UnDefine NAME, Define NAME value */
export function defineOffers(place: Place): readonly Offer[] {
  if (place.index > 0) return [];
  const typed = place.key === "<ifdefine" ? place.typed.replace(/^!/, "") : place.typed;
  const defined = place.key === "define" ? [] : variableNames(place.analysis);
  const known: Proposal[] = [...defined]
    .filter(([, from]) => from !== "environment")
    .map(([label, detail]) => ({ label, kind: KIND.variable, detail, rank: 3 }));
  const asked = place.key === "undefine" ? [] : namesAskedFor(place.analysis);
  return [
    offer(place, typed.length, [
      ...known,
      ...asked.map((label) => ({ label, kind: KIND.variable, detail: "IfDefine", rank: 5 })),
    ]),
  ];
}

/** Use NAME value...: the name with places for the values. */
export function useOffers(place: Place): readonly Offer[] {
  if (place.index > 0) return [];
  const isAlone = place.after.length === 0 && place.quote === undefined && place.key === "use";
  const server = place.analysis.server?.tree.macros ?? [];
  const macros = new Map([...server, ...place.analysis.tree.macros].map((macro) => [macro.name, macro]));
  const proposals = [...macros.values()].map(({ name, parameters, node }): Proposal => {
    // mod_macro keeps the name in lower case; people want it as it was written.
    const written = argumentsOf(node.frame.file.syntax, node.line)[0]?.value ?? name;
    const values = parameters.map((parameter, at) => `\${${at + 1}:${inSnippet(parameter)}}`);
    const whole = isAlone && parameters.length > 0 && place.snippets;
    return {
      label: written,
      kind: KIND.macro,
      detail: ["macro", ...parameters].join(" "),
      ...(whole ? snippet(place, written, [inSnippet(written), ...values].join(" ")) : {}),
    };
  });
  return [wordOffer(place, proposals)];
}

/** Parameters of the macro around, which can stand anywhere in its lines. */
export function parameterProposals({ context, cursor }: Asking): readonly Proposal[] {
  const macro = cursor.sections.findLast((section) => nameOf(context.syntax, section).toLowerCase() === "macro");
  if (macro === undefined) return [];
  const [, ...parameters] = argumentsOf(context.syntax, macro.openTag);
  return parameters
    .filter(({ value }) => value !== "")
    .map(({ value }) => ({ label: value, kind: KIND.variable, detail: "macro parameter", rank: 2 }));
}

/** The same for the longest end of what was typed that begins a parameter. */
export function parameterOffers(place: Place): readonly Offer[] {
  const typed = place.typed.toLowerCase();
  return parameterProposals(place).flatMap((proposal) => {
    const name = proposal.label.toLowerCase();
    let length = Math.min(name.length, typed.length);
    while (length > 0 && !typed.endsWith(name.slice(0, length))) length--;
    const isFree = length > 0 || /(?:^|[^\w$@%])$/.test(place.typed);
    return isFree ? [offer(place, length, [proposal], /^\w*/)] : [];
  });
}

/** Names of directives, for AllowOverrideList and IfDirective. */
export function directiveNameOffers(place: Place): readonly Offer[] {
  const typed = place.typed.replace(/^!/, "");
  const names = [...knownCommands(place.analysis).values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const proposals = names.map(({ command, isLoaded }): Proposal => {
    const label = command.name.replace(/^</, "");
    return {
      label,
      kind: KIND.directive,
      rank: isLoaded ? 4 : 6,
      data: { path: place.context.path, kind: "directive", key: command.key },
    };
  });
  const none = place.key === "allowoverridelist" ? valuesOf(place, ["None"]) : [];
  return [offer(place, typed.length, [...none, ...proposals])];
}
