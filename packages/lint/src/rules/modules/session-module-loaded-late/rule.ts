import { type ConfigNode, locationOf, locationOfArgument, wordsOf } from "@httpd-lint/config";
import type { Fix } from "@httpd-lint/diagnostics";
import { moduleBySymbol } from "@httpd-lint/directives";
import { insertLineBefore, isEditable } from "../../../model/edits.ts";
import { absenceOf, placeText } from "../../../modules/load-module.ts";
import { everyProfile } from "../../../profile.ts";
import { defineRule, type Rule, type RuleContext } from "../../../rule.ts";

const NEEDED = "session_module";

export const rule: Rule = defineRule({
  meta: {
    name: "modules/session-module-loaded-late",
    aliases: ["SES004"],
    summary: "A part of session management is loaded before mod_session, or without it.",
    severity: "error",
    profiles: everyProfile,
    references: [
      { kind: "httpd", id: "LoadModule", url: "https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule" },
    ],
    fixable: "safe",
    since: "0.1.0",
  },

  messages: {
    late: (module: string, place: string) =>
      `${module} needs ${NEEDED}, which is loaded only at ${place}: httpd does not start and complains about an undefined symbol. Load ${NEEDED} first.`,
    never: (module: string) =>
      `${module} needs ${NEEDED}, which is not loaded: httpd does not start and complains about an undefined symbol. Load ${NEEDED} first.`,
  },

  check(context, messages) {
    if (!context.whole) return;
    const { modules } = context.tree;
    const at = modules.findIndex(({ symbol }) => symbol === NEEDED);
    const load = modules[at]?.loadedBy;
    const early = (at < 0 ? modules : modules.slice(0, at)).flatMap(({ symbol, loadedBy }) =>
      loadedBy !== undefined && needsSession(symbol) ? [loadedBy] : [],
    );
    const [first, ...others] = early;
    if (first === undefined || (at >= 0 && load === undefined)) return;
    const module = wordsOf(first)[0] ?? "";
    context.report({
      message: load === undefined ? messages.never(module) : messages.late(module, placeText(load)),
      location: locationOfArgument(first, 0),
      severity: isWindows(context) ? "warning" : "error",
      related: [
        ...(load === undefined ? [] : [{ message: `${NEEDED} is loaded here`, location: locationOf(load) }]),
        ...others.map((node) => ({ message: "needs it too", location: locationOf(node) })),
      ],
      fixes: load === undefined ? absenceOf(context, NEEDED).fixes : moveUp(load, first),
    });
  },
});

function needsSession(symbol: string): boolean {
  return moduleBySymbol(symbol)?.needs.some(({ module }) => module === NEEDED) === true;
}

/** Only among lines that are read together: whether a condition holds may differ from place to place. */
function moveUp(load: ConfigNode, first: ConfigNode): readonly Fix[] {
  if (load.frame !== first.frame || !isEditable(load)) return [];
  const { file } = load.frame;
  const { start, end, nameStart, contentEnd } = load.line;
  const text = file.text.slice(nameStart, contentEnd);
  const removed = { file: file.path, start, end, newText: "" };
  return [{ title: `Load ${NEEDED} first`, safe: true, edits: [insertLineBefore(first, text), removed] }];
}

/** DLLs find what they need by file name, whatever was loaded before. */
function isWindows(context: RuleContext): boolean {
  return context.directives("ServerRoot").some((node) => /^[a-z]:[\\/]/i.test(wordsOf(node)[0] ?? ""));
}
