import { builtInRules } from "@httpd-lint/lint";
import { type Asking, KIND, type Offer, type Proposal } from "./item.ts";

/** In comments that keep rules from speaking: the comment's first word, then names of rules. */
export function commentOffers({ context, cursor }: Asking): readonly Offer[] {
  const { offset, line } = cursor;
  const here = context.lineIndex.lineRange(context.lineIndex.lineAt(offset));
  // What is continued has no first word here.
  if (line === undefined || line.nameStart < here.start) return [];
  const typed = context.text.slice(line.nameStart, offset);
  const behind = context.text.slice(offset, here.end);
  const begun = /^#+[ \t]*([\w-]+)$/.exec(typed)?.[1]?.toLowerCase();
  if (begun !== undefined) {
    return begun.length > 1 && "httpd-lint-disable-next-line".startsWith(begun)
      ? [{ start: offset - begun.length, end: offset + restOf(behind), proposals: KINDS }]
      : [];
  }
  const names = /^#+[ \t]*httpd-lint-disable-(?:next-line|file)[ \t]+(.*)$/.exec(typed)?.[1];
  if (names === undefined || /(?:^|[ \t])--(?:[ \t]|$)/.test(names)) return [];
  const name = /[^\s,]*$/.exec(names)?.[0] ?? "";
  const used = new Set(`${names.slice(0, names.length - name.length)} ${behind}`.split(/[\s,]+/));
  return [{ start: offset - name.length, end: offset + restOf(behind), proposals: rules(context.path, used) }];
}

function restOf(behind: string): number {
  return /^[\w/-]*/.exec(behind)?.[0].length ?? 0;
}

const KINDS: readonly Proposal[] = [
  {
    label: "httpd-lint-disable-next-line",
    text: "httpd-lint-disable-next-line ",
    kind: 14,
    detail: "for the next line",
  },
  { label: "httpd-lint-disable-file", text: "httpd-lint-disable-file ", kind: 14, detail: "for the whole file" },
];

function* rules(path: string, used: ReadonlySet<string>): Generator<Proposal> {
  for (const { meta } of builtInRules) {
    const { name, aliases } = meta;
    if (used.has(name)) continue;
    yield { label: name, kind: KIND.value, detail: aliases.join(", "), data: { path, kind: "rule", key: name } };
  }
}
