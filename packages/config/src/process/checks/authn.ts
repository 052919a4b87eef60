import { NOT_IN, OVERRIDE } from "@httpd-lint/directives";
import { constraintFault, stringExpressionFault } from "../constraints.ts";
import { contextFault } from "../context.ts";
import { atol, wholeNumber } from "../numbers.ts";
import { missingArgument, sectionText, WordTaker } from "../section-arguments.ts";
import type { Call, Check, Fault, ModuleChecks, SectionCheck } from "../types.ts";
import type { Walk } from "../walk.ts";

/** Directives about who a user is: mod_authn_core, mod_auth_basic, mod_auth_digest, mod_auth_form. */
export function authnChecks(): ModuleChecks {
  return {
    directives: {
      authbasicfake: basicFake,
      authbasicprovider: authnProvider,
      authformprovider: authnProvider,
      authdigestprovider: digestProvider,
      authdigestshmemsize: digestShmemSize,
      authformbody: formName,
      authformlocation: formName,
      authformmethod: formName,
      authformmimetype: formName,
      authformpassword: formName,
      authformusername: formName,
      authformsize: formSize,
    },
    sections: { "<authnprovideralias": providerAlias },
  };
}

/** Providers of authentication by the module that registers them. */
const PROVIDERS: Readonly<Record<string, string>> = {
  authn_anon_module: "anon",
  authn_dbd_module: "dbd",
  authn_dbm_module: "dbm",
  authn_file_module: "file",
  authn_socache_module: "socache",
  authnz_ldap_module: "ldap",
};

/** Names of providers, those that AuthnProviderAlias and AuthnzFcgiDefineProvider add among them. */
export function authnProviders(walk: Walk): Set<string> {
  return new Set(Object.entries(PROVIDERS).flatMap(([module, name]) => (walk.has(module) ? [name] : [])));
}

function unknownProvider({ walk, node }: Call, provider: string, word: number): Fault | undefined {
  if (walk.memory(authnProviders).has(provider)) return undefined;
  if (walk.hasForeignModules) {
    walk.assume(node, "module", `${provider} is a provider of a module that is not described`);
    return undefined;
  }
  return { code: "httpd/provider", message: `Unknown Authn provider: ${provider}`, word };
}

const authnProvider: Check = (call) => {
  for (const [at, provider] of call.words.entries()) {
    const fault = unknownProvider(call, provider, at);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

/** A provider that only compares passwords cannot give the hash that digest authentication needs. */
const digestProvider: Check = (call) => {
  const fault = authnProvider(call);
  if (fault !== undefined) return fault;
  const at = call.words.findIndex((word) => word === "anon" || word === "ldap");
  if (at < 0) return undefined;
  return {
    code: "httpd/provider",
    message: `${call.name}: '${call.words[at]}' cannot be used for digest authentication`,
    word: at,
  };
};

/** `set_shmem_size`: room for at least one client. */
const LEAST_SHMEM = 88;

const digestShmemSize: Check = ({ name, words: [word = ""] }) => {
  const match = /^[\t-\r ]*([+-]?\d+)([km])?$/i.exec(word.replace(/([km]).*$/i, "$1"));
  const fault = (message: string): Fault => ({
    code: "httpd/value",
    message: `${name}: '${word}' ${message}`,
    word: 0,
  });
  if (match === null) return fault("must be a number of bytes, with K or M behind it if need be");
  const unit = { k: 1024, m: 1024 * 1024 }[match[2]?.toLowerCase() ?? ""] ?? 1;
  return atol(match[1] as string) * BigInt(unit) < BigInt(LEAST_SHMEM)
    ? fault(`is less than ${LEAST_SHMEM} bytes`)
    : undefined;
};

/** `add_basic_fake`: off, or expressions for the name and the password. */
const basicFake: Check = (call) => {
  const [user = "", password] = call.words;
  if (user.toLowerCase() === "off") return undefined;
  const fault = stringExpressionFault(call, user);
  if (fault !== undefined) return { ...fault, word: 0 };
  const second = password === undefined ? undefined : stringExpressionFault(call, password);
  return second === undefined ? undefined : { ...second, word: 1 };
};

/** `check_string`: names of form fields and of the locations after login are used in a query. */
const formName: Check = (call) => {
  const [word = ""] = call.words;
  if (!/[=&]/.test(word)) return constraintFault(call);
  return { code: "httpd/value", message: `${call.name}: '${word}' must hold neither = nor &`, word: 0 };
};

/** `set_cookie_form_size` */
const formSize: Check = ({ name, words: [word = ""] }) => {
  const digits = /^[\t-\r ]*[+-]?\d+/.exec(word)?.[0] ?? "0";
  if (atol(word) >= 0n && wholeNumber(digits) !== undefined) return undefined;
  return { code: "httpd/value", message: `${name}: '${word}' must be a number of bytes, or 0`, word: 0 };
};

/** `authaliassection` */
const providerAlias: SectionCheck = (call) => {
  const misplaced = contextFault(call, NOT_IN.global);
  if (misplaced !== undefined) return misplaced;
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  const words = new WordTaker(text);
  const [base, alias] = [words.next(), words.next()];
  if (base === "" || alias === "") return missingArgument(call);
  const fault = (message: string): Fault => ({ code: "httpd/provider", message: `${call.name}>: ${message}`, word: 1 });
  if (base.toLowerCase() === alias.toLowerCase()) return fault("alias and provider must have different names");
  const known = call.walk.memory(authnProviders);
  if (known.has(alias)) return fault(`there is a provider ${alias} already`);
  const bits = OVERRIDE.authConfig | OVERRIDE.accessConf;
  return {
    place: { ...call.place, bits, path: alias, scope: call.node },
    // httpd walks what is in the section before it looks for the provider.
    leave: () => {
      const unknown = unknownProvider(call, base, 0);
      if (unknown === undefined) known.add(alias);
      return unknown;
    },
  };
};
