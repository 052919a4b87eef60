import { splitWords } from "@httpd-lint/grammar";

/** What a main file says about where its server lies, found without following anything. */
export interface MainFileFacts {
  /** Last ServerRoot, variables replaced; undefined when it has none. */
  readonly serverRoot: string | undefined;
  /** Arguments of Include and IncludeOptional, variables replaced. */
  readonly includes: readonly string[];
  readonly loadsMpm: boolean;
  readonly modulePaths: readonly string[];
}

const FIRST = /^[ \t]*(ServerRoot|Define|Include|IncludeOptional|LoadModule)[ \t]+(\S.*)/i;
/** With the line end in front V8 looks for that first, which takes half of the time in a file of megabytes. */
const OTHERS = /\n[ \t]*(ServerRoot|Define|Include|IncludeOptional|LoadModule)[ \t]+(\S.*)/gi;

/** Longer than any path: Defines that grow by using each other are of no interest here. */
const MAX_VALUE = 4096;

/** A directive that tells something about where a server lies. */
export interface TellingLine {
  readonly name: string;
  /** What stands behind the name. */
  readonly rest: string;
}

/** All of them in a main file: they are few, however large it is, and looked at once more when its variables are known. */
export function tellingLines(text: string): readonly TellingLine[] {
  const first = FIRST.exec(text);
  const found = [...(first === null ? [] : [first]), ...text.matchAll(OTHERS)];
  return found.map(([, name = "", rest = ""]) => ({ name, rest })).filter(({ rest }) => rest.length <= MAX_VALUE);
}

export function mainFileFacts(
  lines: readonly TellingLine[],
  environment: Readonly<Record<string, string>>,
): MainFileFacts {
  const variables = new Map(Object.entries(environment));
  const includes: string[] = [];
  const modulePaths: string[] = [];
  let serverRoot: string | undefined;
  let loadsMpm = false;
  for (const { name, rest } of lines) {
    const words = splitWords(rest.replace(/\$\{([^}]*)\}/g, (whole, key: string) => variables.get(key) ?? whole));
    const [first = "", second = ""] = words;
    switch (name.toLowerCase()) {
      case "serverroot":
        serverRoot = first === "" ? undefined : first.replace(/(.)\/+$/, "$1");
        break;
      case "define":
        if (second.length <= MAX_VALUE) variables.set(first, second);
        break;
      case "loadmodule":
        loadsMpm ||= first.startsWith("mpm_");
        modulePaths.push(second);
        break;
      default:
        includes.push(first);
    }
  }
  return { serverRoot, includes, loadsMpm, modulePaths };
}
