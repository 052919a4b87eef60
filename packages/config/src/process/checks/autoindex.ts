import { atoi } from "../numbers.ts";
import type { Check, ModuleChecks } from "../types.ts";

/** Directives of mod_autoindex. */
export function autoindexChecks(): ModuleChecks {
  return {
    directives: {
      addicon: iconWithText,
      addiconbytype: iconWithText,
      addiconbyencoding: iconWithText,
      fancyindexing: fancyIndexing,
      indexoptions: indexOptions,
    },
  };
}

const OPTIONS = new Set(
  (
    "fancyindexing foldersfirst htmltable iconsarelinks ignorecase ignoreclient scanhtmltitles showforbidden " +
    "suppresscolumnsorting suppressdescription suppresshtmlpreamble suppressicon suppresslastmodified suppressrules " +
    "suppresssize trackmodified versionsort xhtml useolddateformat addaltclass iconheight iconwidth"
  ).split(" "),
);

/** Options with a value; the widths may also be taken away without one. */
const VALUED = /^(?:iconheight|iconwidth|namewidth|charset|type)=/i;
const WIDTH = /^(?:name|description)width$/i;

/** `add_opts` */
const indexOptions: Check = ({ name, words }) => {
  let none = false;
  for (const [at, word] of words.entries()) {
    const signed = word.startsWith("+") || word.startsWith("-");
    const option = signed ? word.slice(1) : word;
    const message = optionFault(option, word);
    if (message !== undefined) return { code: "httpd/options", message: `${name}: ${message}`, word: at };
    // None takes back what came before it, but nothing may come behind it.
    if (none) return { code: "httpd/options", message: `${name}: no other option may follow None`, word: at };
    none = option.toLowerCase() === "none";
  }
  return undefined;
};

function optionFault(option: string, word: string): string | undefined {
  const key = option.toLowerCase();
  if (key === "none") return word === option ? undefined : "None takes no + or -";
  if (/^(?:name|description)width=/.test(key) && word.startsWith("-")) return "- takes a width away and needs no value";
  if (OPTIONS.has(key)) return undefined;
  if (WIDTH.test(key)) return word.startsWith("-") ? undefined : `${option} needs a number of letters or *`;
  if (/^descriptionwidth=/.test(key)) return descriptionWidth(key);
  if (/^namewidth=/.test(key) && key !== "namewidth=*") return nameWidth(key);
  return VALUED.test(key) ? undefined : `there is no option '${option}'`;
}

function nameWidth(key: string): string | undefined {
  const width = atoi(key.slice("namewidth=".length));
  return width !== 0 && width < 5 ? "NameWidth must be at least 5" : undefined;
}

function descriptionWidth(key: string): string | undefined {
  const width = key.slice("descriptionwidth=".length);
  if (width === "*") return undefined;
  const number = atoi(width);
  return number !== 0 && number < 12 ? "DescriptionWidth must be at least 12" : undefined;
}

/** `add_icon`: `(ALT,/icons/x.gif)` is a text and an icon. */
const iconWithText: Check = ({ name, words: [icon = ""] }) => {
  if (!icon.startsWith("(")) return undefined;
  if (icon.includes(",") && icon.endsWith(")")) return undefined;
  return {
    code: "httpd/value",
    message: `${name}: '${icon}' must have the form (text,icon), without blanks or in quotes`,
    word: 0,
  };
};

const fancyIndexing: Check = ({ name }) => ({
  code: "httpd/removed",
  message: `${name} is no longer there: write IndexOptions FancyIndexing`,
});
