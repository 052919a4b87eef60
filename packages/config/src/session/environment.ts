import { type EffectiveConfig, isPreparedBy } from "../merge/effective.ts";
import type { Layer } from "../merge/layers.ts";
import { compiled, type Verdict } from "../merge/matching.ts";
import { wordsOf } from "../node.ts";

/**
 * Whether a request has an environment variable by the time of its response: SetEnvIf gives it some, and SetEnv puts
 * others over these. Undefined when anything else may set it; httpd's modules set those of CGI and their own.
 */
export function hasVariable(config: EffectiveConfig, name: string): Verdict {
  const { ofFolder } = config;
  if (!isPreparedBy(config, "env_module")) return isTested(config, name);
  if (ofFolder === undefined) return either(isSet(config, name), () => isTested(config, name));
  // An index file's request begins with what the folder's has; SetEnvIf is not asked again (`ap_run_header_parser`).
  return either(isSet(config, name), () => hasVariable(ofFolder, name));
}

function either(one: Verdict, other: () => Verdict): Verdict {
  if (one === true) return true;
  const second = other();
  return second === true ? true : one === undefined ? undefined : second;
}

/** A name in httpd's tables, which do not tell letters by case. */
function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/**
 * Whether mod_env sets it (`merge_env_dir_configs`): UnsetEnv takes away what SetEnv has set before, and not what others
 * have set.
 */
function isSet({ layers }: EffectiveConfig, name: string): Verdict {
  let isUnknown = false;
  for (const { section, isCertain } of [...layers].reverse()) {
    for (const node of [...section.directives].reverse()) {
      const names = ENVIRONMENT[node.key]?.(wordsOf(node)) ?? [];
      if (!names.some((each) => isSame(each, name))) continue;
      // PassEnv may find nothing to pass on.
      if (!isCertain || node.key === "passenv") isUnknown = true;
      else return isUnknown ? undefined : node.key === "setenv";
    }
  }
  return isUnknown ? undefined : false;
}

/** The names that a directive of mod_env is about. */
const ENVIRONMENT: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  setenv: (words) => words.slice(0, 1),
  unsetenv: (words) => words,
  passenv: (words) => words,
};

const OTHERS = new Set(["setenvifnocase", "setenvifexpr", "browsermatch", "browsermatchnocase", "rewriterule"]);

/** Variables that httpd or a module gives every request, or some of them. */
const KNOWN =
  /^(?:HTTP|HTTPS|SSL|REMOTE|SERVER|REQUEST|SCRIPT|AUTH|CONTEXT|REDIRECT|GEOIP|UNIQUE|PATH|QUERY|DOCUMENT)(?:_|$)/i;

/** What the tests make of it, those of the server before those of sections (`match_headers`). */
function isTested(config: EffectiveConfig, name: string): Verdict {
  let verdict: Verdict = KNOWN.test(name) ? undefined : false;
  for (const layer of config.layers) {
    if (config.endsIn === "mapping" && !isServer(layer)) continue;
    for (const node of layer.section.directives) {
      if (OTHERS.has(node.key) && node.argumentText.toLowerCase().includes(name.toLowerCase())) return undefined;
      if (node.key !== "setenvif") continue;
      const [attribute = "", pattern = "", ...changes] = wordsOf(node);
      const change = changes.findLast((each) => isSame(/^!?([^=]*)/.exec(each)?.[1], name));
      if (change === undefined) continue;
      const found = isFound(config, layer, attribute, pattern);
      if (found === undefined) return undefined;
      if (found) verdict = !change.startsWith("!");
    }
  }
  return verdict;
}

function isFound(config: EffectiveConfig, layer: Layer, attribute: string, pattern: string): Verdict {
  const subject = attributeOf(config, layer, attribute.toLowerCase());
  const found = subject === undefined ? undefined : compiled(pattern)?.test(subject);
  return layer.isCertain ? found : found === false ? false : undefined;
}

function isServer({ section: { kind } }: Layer): boolean {
  return kind === "server" || kind === "virtual host";
}

function attributeOf({ target }: EffectiveConfig, layer: Layer, attribute: string): string | undefined {
  // A server's own are tested when the request has been read, before its path is decoded.
  switch (attribute) {
    case "request_uri":
      return isServer(layer) ? target.sentPath : target.path;
    case "request_method":
      return target.variables?.REQUEST_METHOD;
    case "host":
      return target.variables?.HTTP_HOST;
    default:
      return undefined;
  }
}
