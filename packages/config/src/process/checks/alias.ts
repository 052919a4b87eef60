import { NOT_IN } from "@httpd-lint/directives";
import { TWO_WORDS } from "../arity.ts";
import { stringExpressionFault } from "../constraints.ts";
import { contextFault, PATH } from "../context.ts";
import { atoi } from "../numbers.ts";
import { patternFault } from "../pattern-fault.ts";
import { PlainArguments } from "../plain-arguments.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Outside of all sections two words are enough. */
const PLAIN_ALIAS = new PlainArguments(TWO_WORDS, { elsewhere: PATH });

/** A path and a URL or another path. */
const REDIRECTED = String.raw`/[^\t-\r "'\\]* (?:https?:/)?/[^\t-\r "'\\]*`;
const PLAIN_REDIRECT_WITHOUT_STATUS = new PlainArguments(REDIRECTED, { elsewhere: PATH });
const PLAIN_REDIRECT = new PlainArguments(`(?:(?:permanent|temp|30[1278]) )?${REDIRECTED}`, { elsewhere: PATH });

/** Directives of mod_alias. */
export function aliasChecks(): ModuleChecks {
  const redirect: Check = (call) => redirectFault(call, false, 302);
  return {
    directives: {
      alias,
      scriptalias: alias,
      aliasmatch: aliasMatch,
      scriptaliasmatch: aliasMatch,
      redirect,
      redirecttemp: redirect,
      redirectpermanent: (call) => redirectFault(call, false, 301),
      redirectmatch: (call) => redirectFault(call, true, 302),
    },
    plain: {
      alias: () => PLAIN_ALIAS,
      scriptalias: () => PLAIN_ALIAS,
      redirect: () => PLAIN_REDIRECT,
      redirecttemp: () => PLAIN_REDIRECT_WITHOUT_STATUS,
      redirectpermanent: () => PLAIN_REDIRECT_WITHOUT_STATUS,
    },
  };
}

/** `add_alias`: two words at server level, the target alone in a Location. */
const alias: Check = (call) => {
  const { name, words, place } = call;
  const single = words[1] === undefined || words[1] === "";
  if (place.path === undefined) {
    if (!single) return undefined;
    return { code: "httpd/argument-count", message: `${name} needs a URL path and a file path outside of a Location` };
  }
  if (!single) return contextFault(call, NOT_IN.dirContext);
  const misplaced = contextFault(call, NOT_IN.directory | NOT_IN.files);
  return misplaced ?? targetFault(call, 0);
};

function targetFault(call: Call, word: number): Fault | undefined {
  const fault = stringExpressionFault(call, call.words[word] ?? "");
  return fault === undefined ? undefined : { ...fault, word };
}

const aliasMatch: Check = (call) => patternFault(call, call.words[0] ?? "", 0);

const STATUS: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303, gone: 410 };

/** `add_redirect_internal` */
function redirectFault(call: Call, isMatch: boolean, usual: number): Fault | undefined {
  const { name, words, place } = call;
  const [first = ""] = words;
  const status = STATUS[first.toLowerCase()] ?? (/^\d/.test(first) ? atoi(first) : undefined);
  if (words.length > 2 && status === undefined) {
    const message = `${name}: '${first}' is neither a status code nor one of ${Object.keys(STATUS).join(", ")}`;
    return { code: "httpd/value", message, word: 0 };
  }
  const target = status === undefined ? 1 : 2;
  // There the path or pattern is that of the section, also for RedirectMatch when a status stands in front.
  const inSection = place.path !== undefined;
  if (inSection && words.length <= target) return sectionRedirectFault(call, status ?? usual, status !== undefined);
  if (isMatch) {
    const fault = patternFault(call, words[target - 1] ?? "", target - 1);
    if (fault !== undefined) return fault;
  }
  return targetTextFault(call, status ?? usual, target, !isMatch);
}

/** Inside a section the place is known, and only the target is given, as an expression. */
function sectionRedirectFault(call: Call, status: number, hasStatus: boolean): Fault | undefined {
  const target = hasStatus ? 1 : 0;
  if (call.words[target] === undefined) return isRedirect(status) ? missingTarget(call) : undefined;
  return targetFault(call, target);
}

/** `ap_is_HTTP_REDIRECT` */
function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function missingTarget({ name }: Call): Fault {
  return { code: "httpd/argument-count", message: `${name}: the address to redirect to is missing` };
}

function targetTextFault(call: Call, status: number, at: number, isPath: boolean): Fault | undefined {
  const { name, words } = call;
  const target = words[at];
  if (!isRedirect(status)) {
    if (target === undefined) return undefined;
    return { code: "httpd/value", message: `${name}: a status of ${status} takes no address to redirect to`, word: at };
  }
  if (target === undefined) return missingTarget(call);
  if (!isPath || target.startsWith("/") || isUrl(target)) return undefined;
  return {
    code: "httpd/value",
    message: `${name}: '${target}' is neither a URL nor a path with a slash in front`,
    word: at,
  };
}

/** `ap_is_url` */
function isUrl(text: string): boolean {
  return /^[a-z\d+.-]+:/i.test(text);
}
