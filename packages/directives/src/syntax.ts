import type { CommandInfo } from "./command.ts";
import { syntaxTable } from "./syntax-table.generated.ts";

/** What a directive's line looks like, e.g. `SessionMaxAge maxage`; made up from the kind of arguments when unknown. */
export function syntaxOf({ module, name, how, isSection }: CommandInfo): string {
  const key = `\n${module} ${name}\t`;
  const at = syntaxTable.indexOf(key);
  if (at >= 0) return syntaxTable.slice(at + key.length, syntaxTable.indexOf("\n", at + key.length));
  const words = WORDS[how] ?? "...";
  return isSection ? `${name} ${words}> ... </${name.slice(1)}>` : `${name} ${words}`;
}

const WORDS: Partial<Record<CommandInfo["how"], string>> = {
  take1: "value",
  take2: "value value",
  take3: "value value value",
  take12: "value [value]",
  take13: "value [value value]",
  take23: "value value [value]",
  take123: "value [value [value]]",
  iterate: "value [value] ...",
  iterate2: "value value [value] ...",
  flag: "On|Off",
};
