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

export function mainFileFacts(text: string, environment: Readonly<Record<string, string>>): MainFileFacts {
  const variables = new Map(Object.entries(environment));
  const includes: string[] = [];
  const modulePaths: string[] = [];
  let serverRoot: string | undefined;
  let loadsMpm = false;
  for (const [, name = "", rest = ""] of interesting(text)) {
    if (rest.length > MAX_VALUE) continue;
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

function* interesting(text: string): Generator<RegExpExecArray> {
  const first = FIRST.exec(text);
  if (first !== null) yield first;
  yield* text.matchAll(OTHERS);
}
