import { conditionFault, constraintFault, stringExpressionFault } from "../constraints.ts";
import { patternFault } from "../pattern-fault.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";
import { authnProviders } from "./authn.ts";
import { authzProviders } from "./authz.ts";

/** Directives of mod_ldap, mod_authnz_ldap and mod_authnz_fcgi. */
export function directoryServiceChecks(): ModuleChecks {
  return {
    directives: {
      authldapurl: ldapUrl,
      authldapbindpassword: bindPassword,
      authldapdereferencealiases: dereference,
      authldapinitialbindpattern: (call) => patternFault(call, call.words[0] ?? "", 0),
      ldaptrustedglobalcert: (call) => trustedCertificate(call, GLOBAL_TYPES),
      ldaptrustedclientcert: (call) => trustedCertificate(call, CLIENT_TYPES),
      ldapconnectionpoolttl: (call) => ((call.words[0] ?? "").startsWith("-") ? undefined : constraintFault(call)),
      authnzfcgidefineprovider: defineProvider,
      authnzfcgicheckauthnprovider: checkProvider,
    },
  };
}

function value({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

const MODES = /^(?:none|ssl|tls|starttls)$/i;

/** `mod_auth_ldap_parse_url`: `ldap://host/base?attributes?scope?filter` and how to connect. */
const ldapUrl: Check = (call) => {
  const [url = "", mode] = call.words;
  if (!/^ldap[si]?:\/\//i.test(url)) return value(call, `'${url}' must begin with ldap://, ldaps:// or ldapi://`);
  const scope = url.split("?")[2] ?? "";
  if (scope !== "" && !/^(?:base|one|sub|onelevel|subtree)$/i.test(scope))
    return value(call, `'${scope}' is no scope: base, one or sub`);
  if (mode === undefined || mode === "" || MODES.test(mode)) return undefined;
  return value(call, `'${mode}' is none of NONE, SSL, TLS, STARTTLS`, 1);
};

/** `set_bind_password`: a program that is named gives it; it is never started here. */
const bindPassword: Check = ({ words: [password = ""], walk, node }) => {
  if (password.startsWith("exec:")) walk.assume(node, "program", "the program that gives the password runs");
  return undefined;
};

/** `mod_auth_ldap_set_deref`: the values of old in any case, those of today in small letters. */
const dereference: Check = (call) => (/^(?:on|off)$/i.test(call.words[0] ?? "") ? undefined : constraintFault(call));

const GLOBAL_TYPES =
  "CA_DER CA_BASE64 CA_CERT7_DB CA_SECMOD CERT_DER CERT_BASE64 CERT_KEY3_DB CERT_NICKNAME CERT_PFX KEY_DER KEY_BASE64 KEY_PFX".split(
    " ",
  );
const CLIENT_TYPES = "CA_DER CA_BASE64 CERT_DER CERT_BASE64 CERT_NICKNAME KEY_DER KEY_BASE64 KEY_PFX".split(" ");

/** `util_ldap_set_trusted_global_cert`: all but nicknames are files. */
function trustedCertificate(call: Call, types: readonly string[]): Fault | undefined {
  const [type = "", file = ""] = call.words;
  const upper = type.toUpperCase();
  if (!types.includes(upper)) return value(call, `'${type}' is none of ${types.join(", ")}`);
  const clientOnly =
    call.command.key === "ldaptrustedclientcert" &&
    upper.startsWith("CA_") &&
    upper !== "CA_DER" &&
    upper !== "CA_BASE64";
  if (clientOnly) return value(call, `${type} is for LDAPTrustedGlobalCert`);
  if (upper === "CERT_NICKNAME") return undefined;
  const path = call.walk.absolute(file);
  if (call.walk.exists(call.node, path, "any")) return undefined;
  return { code: "httpd/file", message: `${call.name}: the file '${path}' does not exist`, word: 1 };
}

const KINDS = /^(?:authn|authz|authnz)$/i;

/** `fcgi_define_provider`: what it asks, a name, and the address, which is resolved at once. */
const defineProvider: Check = (call) => {
  const [kind, name, address] = call.words;
  if (kind === undefined || kind === "") return value(call, "authn, authz or authnz is missing");
  if (!KINDS.test(kind)) return value(call, `'${kind}' is none of authn, authz, authnz`);
  if (name === undefined) return value(call, "the name of the provider is missing", 0);
  if (address === undefined) return value(call, "the address of the backend is missing", 1);
  const host = /^fcgi:\/\/([^:/]+|\[[^\]]*\]):(\d+)\/?$/i.exec(address)?.[1];
  if (host === undefined) return value(call, `'${address}' must have the form fcgi://host:port/`, 2);
  if (!resolves(call, host))
    return { code: "httpd/address", message: `${call.name}: the name ${host} cannot be resolved`, word: 2 };
  if (call.words.length > 3) return value(call, `'${call.words[3]}' is one word too many`, 3);
  if (!/^authz$/i.test(kind)) call.walk.memory(authnProviders).add(name);
  if (!/^authn$/i.test(kind)) call.walk.memory(authzProviders).add(name);
  return undefined;
};

function resolves({ walk, node }: Call, host: string): boolean {
  if (/^[\d.]+$|^\[/.test(host)) return true;
  const known = walk.knows("host", host);
  if (known === undefined) walk.assume(node, "host", `the name ${host} can be resolved`);
  return known ?? true;
}

const FLAGS = /^(?:authoritative|requirebasicauth)$/i;

/** `fcgi_check_authn_provider`: a name, and options with a value each. */
const checkProvider: Check = (call) => {
  const [provider, ...options] = call.words;
  if (provider === undefined || provider === "") return value(call, "the name of a provider, or None, is missing");
  if (/^none$/i.test(provider)) return options.length === 0 ? undefined : value(call, "None takes no options", 1);
  for (let at = 0; at < options.length; at += 2) {
    const fault = optionFault(call, options[at] as string, options[at + 1], at + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

function optionFault(call: Call, option: string, given: string | undefined, word: number): Fault | undefined {
  if (given === undefined) return value(call, `'${option}' needs a value`, word);
  if (FLAGS.test(option))
    return /^(?:on|off)$/i.test(given) ? undefined : value(call, `${option} must be On or Off`, word + 1);
  if (/^defaultuser$/i.test(option)) return stringExpressionFault(call, given);
  if (/^userexpr$/i.test(option)) return conditionFault(call, given, word + 1);
  return value(call, `there is no option '${option}'`, word);
}
