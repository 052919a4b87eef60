import { whyDiscarded } from "../../allowed-overrides.ts";
import type { Check, Fault } from "../../types.ts";

/** Names of Options in lower case with what they switch; `None` is not among them. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  indexes: ["indexes"],
  includes: ["includes"],
  includesnoexec: ["includesnoexec"],
  followsymlinks: ["followsymlinks"],
  symlinksifownermatch: ["symlinksifownermatch"],
  execcgi: ["execcgi"],
  multiviews: ["multiviews"],
  runscripts: ["multiviews", "execcgi"],
  all: ["indexes", "includes", "followsymlinks", "symlinksifownermatch", "execcgi"],
};

const MIXED = "Either all Options must start with + or -, or no Option may.";

/** `set_options` */
export const options: Check = (call) => {
  let merge = false;
  let whole = false;
  for (const [at, word] of call.words.entries()) {
    const signed = word.startsWith("+") || word.startsWith("-");
    // All or None in front may be followed by changes to it.
    if (signed ? at > 0 && !merge && !whole : merge) return optionFault(MIXED, at);
    merge ||= signed;
    const name = signed ? word.slice(1) : word;
    whole ||= at === 0 && !signed && /^(?:all|none)$/i.test(name);
    const message = nameFault(name, at, merge);
    if (message !== undefined) return optionFault(message, at);
    const key = name.toLowerCase();
    const allowed = call.place.allowedOptions;
    if (allowed !== undefined && !(OPTIONS[key] ?? []).every((option) => isAllowed(allowed, option))) {
      return { code: "httpd/context", message: `Option ${name} not allowed here`, word: at };
    }
  }
  return undefined;
};

function optionFault(message: string, word: number): Fault {
  return { code: "httpd/options", message, word };
}

function nameFault(name: string, at: number, merge: boolean): string | undefined {
  const key = name.toLowerCase();
  if (key === "none") {
    if (at > 0) return "'Options None' must be the first Option given.";
    return merge ? "You may not use 'Options +None' or 'Options -None'." : undefined;
  }
  if (key === "all") {
    if (at > 0) return "'Options All' must be the first option given.";
    return merge ? "You may not use 'Options +All' or 'Options -All'." : undefined;
  }
  return Object.hasOwn(OPTIONS, key) ? undefined : `Illegal option ${name}`;
}

function isAllowed(allowed: ReadonlySet<string>, option: string): boolean {
  if (allowed.has("all") || allowed.has(option)) return true;
  // IncludesNOEXEC is a part of Includes.
  return option === "includesnoexec" && allowed.has("includes");
}

const OVERRIDES = new Set(["limit", "options", "fileinfo", "authconfig", "indexes", "none", "all"]);

/** `set_override` */
export const allowOverride: Check = (call) => {
  warnWhenUseless(call, "AllowOverride");
  for (const [at, word] of call.words.entries()) {
    const equals = word.indexOf("=");
    const name = (equals < 0 ? word : word.slice(0, equals)).toLowerCase();
    if (name === "nonfatal") {
      if (equals >= 0) continue;
      return overrideFault(`=Override, =Unknown or =All expected after ${word}`, at);
    }
    // httpd cuts the word at `=` and shows what is left of it.
    if (!OVERRIDES.has(name)) {
      return overrideFault(`Illegal override option ${equals < 0 ? word : word.slice(0, equals)}`, at);
    }
    if (name !== "options" || equals < 0) continue;
    const illegal = word
      .slice(equals + 1)
      .split(",")
      .find(
        (option) => option !== "" && option.toLowerCase() !== "none" && !Object.hasOwn(OPTIONS, option.toLowerCase()),
      );
    if (illegal !== undefined) return optionFault(`Illegal option ${illegal}`, at);
  }
  return undefined;
};

function overrideFault(message: string, word: number): Fault {
  return { code: "httpd/override", message, word };
}

/** `set_override_list`: unknown names and those that no .htaccess may use are only warned of. */
export const allowOverrideList: Check = (call) => {
  warnWhenUseless(call, "AllowOverrideList");
  for (const [at, word] of call.words.entries()) {
    if (word.toLowerCase() !== "none") {
      warnWhenDiscarded(call, word);
      continue;
    }
    if (call.words.length === 1) return undefined;
    return overrideFault("'None' not allowed with other directives in AllowOverrideList", at);
  }
  return undefined;
};

function warnWhenDiscarded({ walk, node }: Parameters<Check>[0], word: string): void {
  const why = whyDiscarded(word, walk.modules);
  if (why === undefined) return;
  const place = `in AllowOverrideList at ${walk.placeText(node)}`;
  if (why === "unrecognized") {
    walk.warn("AH00116", "httpd/no-effect", `Discarding unrecognized directive \`${word}' ${place}`, node);
  } else {
    walk.warn("AH02304", "httpd/no-effect", `Discarding directive \`${word}' not allowed ${place}`, node);
  }
}

const USELESS = new Set(["location", "locationmatch", "files", "filesmatch", "if", "elseif", "else"]);

/** No .htaccess is looked for in a place that is not a directory. */
function warnWhenUseless(call: Parameters<Check>[0], name: string): void {
  for (let { parent } = call.node; parent !== undefined; parent = parent.parent) {
    if (!USELESS.has(parent.key)) continue;
    const [id, code] =
      name === "AllowOverride" ? ["AH00114", "httpd/useless-override"] : ["AH00115", "httpd/useless-override"];
    call.walk.warn(id as string, code as string, `Useless use of ${name} inside <${parent.name}>`, call.node);
    return;
  }
}
