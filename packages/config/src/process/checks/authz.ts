import { NOT_IN, OVERRIDE } from "@httpd-lint/directives";
import { isSubnet } from "@httpd-lint/grammar";
import { expressionError } from "../constraints.ts";
import { contextFault } from "../context.ts";
import type { Place } from "../place.ts";
import { PlainArguments } from "../plain-arguments.ts";
import { isFault, missingArgument, sectionText, WordTaker } from "../section-arguments.ts";
import type { Call, Check, Fault, Inside, ModuleChecks, SectionCheck } from "../types.ts";
import type { Walk } from "../walk.ts";
import { registeredMethods } from "./core/methods.ts";

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ADDRESS = String.raw`${OCTET}(?:\.${OCTET}){3}(?:/(?:[12]\d|3[0-2]|[1-9]))?`;

// In a Require section members are counted.
const PLAIN_REQUIRE = new PlainArguments("all (?:granted|denied)", { elsewhere: NOT_IN.limit });
const PLAIN_REQUIRE_OR_ADDRESS = new PlainArguments(`(?:all (?:granted|denied)|ip ${ADDRESS})`, {
  elsewhere: NOT_IN.limit,
});

/** Directives of mod_authz_core. */
export function authzChecks(): ModuleChecks {
  return {
    directives: { require },
    plain: { require: (modules) => (modules.has("authz_host_module") ? PLAIN_REQUIRE_OR_ADDRESS : PLAIN_REQUIRE) },
    sections: {
      "<requireall": requireSection,
      "<requireany": requireSection,
      "<requirenone": requireSection,
      "<authzprovideralias": providerAlias,
    },
  };
}

/** What a Require section holds: `conf->section` while its content is walked. */
interface Group {
  readonly kind: "all" | "any" | "none";
  /** For messages: the section without its `>`. */
  readonly name: string;
  members: number;
  positive: number;
}

/** Groups by scope; the one in front is that of the innermost section. */
function groupsByScope(): Map<object, Group[]> {
  return new Map();
}

function groupsOf({ walk, place }: Call): Group[] {
  const scopes = walk.memory(groupsByScope);
  const scope = place.scope ?? place.server;
  const groups = scopes.get(scope) ?? [];
  scopes.set(scope, groups);
  return groups;
}

/** Where a Require belongs; without a section around, one of its own holds (RequireAny). */
function currentGroup(groups: readonly Group[] | undefined): Group {
  return groups?.[0] ?? { kind: "any", name: "<RequireAny", members: 0, positive: 0 };
}

/** Requires whose provider and arguments were right, and whether they are negative: the same few stand everywhere. */
function rightRequires(): Map<string, boolean> {
  return new Map();
}

/** Providers of authorization by the module that registers them. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  authz_core_module: ["env", "method", "expr", "all"],
  authz_dbd_module: ["dbd-group", "dbd-login", "dbd-logout"],
  authz_dbm_module: ["dbm-group", "dbm-file-group"],
  authz_groupfile_module: ["group", "file-group"],
  authz_host_module: ["ip", "host", "forward-dns", "local"],
  authz_owner_module: ["file-owner"],
  authz_user_module: ["user", "valid-user"],
  authnz_ldap_module: ["ldap-user", "ldap-group", "ldap-dn", "ldap-attribute", "ldap-filter", "ldap-search"],
  ssl_module: ["ssl", "ssl-verify-client"],
};

/** Names that AuthzProviderAlias, LuaAuthzProvider and AuthnzFcgiDefineProvider add. */
export function authzProviders(walk: Walk): Set<string> {
  return new Set(Object.entries(PROVIDERS).flatMap(([module, names]) => (walk.has(module) ? names : [])));
}

/** `add_authz_provider` */
const require: Check = (call) => {
  const { walk, place, text } = call;
  // Most stand in no Require section, and then there is nothing to count.
  const groups = walk.memory(groupsByScope).get(place.scope ?? place.server);
  const negated = walk.memory(rightRequires).get(text);
  if (negated === false && groups?.[0] === undefined) return undefined;
  const group = currentGroup(groups);
  const words = new WordTaker(text);
  let provider = words.next();
  const negate = provider.toLowerCase() === "not";
  if (negate) provider = words.next();
  const at = negate ? 1 : 0;
  group.members++;
  if (!negate) group.positive++;
  const unknown = unknownProvider(call, provider, at);
  if (unknown !== undefined) return unknown;
  const fault = argumentsFault(call, provider, words.rest, at + 1);
  if (fault !== undefined) return fault;
  if (walk.memory(authzProviders).has(provider)) walk.memory(rightRequires).set(text, negate);
  if (!negate || group.kind === "all") return undefined;
  const message = `negative ${call.name} directive has no effect in ${group.name}> directive`;
  return { code: "httpd/no-effect", message, word: 0 };
};

function unknownProvider(call: Call, provider: string, word: number): Fault | undefined {
  const { walk, node } = call;
  if (walk.memory(authzProviders).has(provider)) return undefined;
  if (provider !== "" && walk.hasForeignModules) {
    walk.assume(node, "module", `${provider} is a provider of a module that is not described`);
    return undefined;
  }
  return { code: "httpd/provider", message: `Unknown Authz provider: ${provider}`, word };
}

const EXPRESSION_ARGUMENTS =
  /^(?:user|group|host|forward-dns|ldap-(?:user|group|dn|attribute|filter|search)|dbm-group|dbd-group)$/;

/** What the provider's `parse_require_line` has against the rest of the line. */
function argumentsFault(call: Call, provider: string, text: string, word: number): Fault | undefined {
  const fault = (message: string): Fault => ({
    code: "httpd/value",
    message: `${call.name} ${provider}: ${message}`,
    word,
  });
  if (provider === "all") {
    return /^(?:granted|denied)$/i.test(text) ? undefined : fault("must be followed by granted or denied alone");
  }
  if (provider === "ssl" || provider === "ssl-verify-client") {
    return text === "" ? undefined : fault("takes no arguments");
  }
  if (provider === "ip") return addressesFault(text, word, fault);
  if (provider === "method") return methodsFault(call, text, word, fault);
  if (provider === "expr") return expressionFault(call, withoutQuotes(text), "condition", fault);
  return EXPRESSION_ARGUMENTS.test(provider) ? expressionFault(call, text, "string", fault) : undefined;
}

type Say = (message: string) => Fault;

/** `expr_parse_config` takes double quotes off when they stand around everything. */
function withoutQuotes(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function expressionFault(call: Call, text: string, mode: "condition" | "string", fault: Say): Fault | undefined {
  const error = expressionError(call.walk, mode, text);
  return error === undefined ? undefined : fault(`the expression cannot be read: ${error}`);
}

/** `ip_parse_config` */
function addressesFault(text: string, from: number, fault: Say): Fault | undefined {
  const words = new WordTaker(text);
  const first = words.next();
  if (first === "") return fault("needs an address");
  for (let word = first, at = from; word !== ""; word = words.next(), at++) {
    if (isSubnet(word)) continue;
    return { ...fault(`'${word}' is no address, network or beginning of an address`), word: at };
  }
  return undefined;
}

/** `method_parse_config` */
function methodsFault({ walk }: Call, text: string, from: number, fault: Say): Fault | undefined {
  const known = walk.memory(registeredMethods);
  const words = new WordTaker(text);
  for (let at = from; words.more; at++) {
    const method = words.next();
    if (!known.has(method)) return { ...fault(`'${method}' is no method that httpd knows`), word: at };
  }
  return undefined;
}

/** `add_authz_section` */
const requireSection: SectionCheck = (call) => {
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  if (text !== "") {
    return { code: "httpd/section", message: `${call.name}> directive doesn't take additional arguments`, word: 0 };
  }
  const groups = groupsOf(call);
  const kind = call.command.key.slice("<require".length) as Group["kind"];
  const group: Group = { kind, name: call.name, members: 0, positive: 0 };
  groups.unshift(group);
  const place: Place = { ...call.place, bits: OVERRIDE.authConfig, limited: true, scope: call.place.scope };
  return { place, leave: () => leaveGroup(call, groups, group) };
};

function leaveGroup(call: Call, groups: Group[], group: Group): Fault | undefined {
  groups.shift();
  if (group.members === 0) {
    return { code: "httpd/section", message: `${call.name}> directive contains no authorization directives` };
  }
  const outer = currentGroup(groups);
  outer.members++;
  // One RequireAll in another is taken as part of it.
  if (group.kind === "all" && outer.kind === "all") outer.positive += group.positive;
  else if (group.kind !== "none") outer.positive++;
  else if (outer.kind !== "all") {
    return { code: "httpd/no-effect", message: `${call.name}> directive has no effect in ${outer.name}> directive` };
  }
  if (group.kind === "all" && outer.kind !== "all" && group.positive === 0) onlyNegative(call);
  return undefined;
}

/** `authz_core_check_section`, which httpd runs when all directives were walked. */
function onlyNegative({ walk, node, name }: Call): void {
  walk.atEnd(() => {
    const message = `AH01624: ${name}> directive contains only negative authorization directives`;
    walk.complain("check", node, { code: "httpd/no-effect", message });
  });
}

/** `authz_require_alias_section`: base provider, alias, and what stands behind the base in a Require. */
const providerAlias: SectionCheck = (call) => {
  const misplaced = contextFault(call, NOT_IN.global);
  if (misplaced !== undefined) return misplaced;
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  const words = new WordTaker(text);
  const [base, alias] = [words.next(), words.next()];
  if (base === "" || alias === "") return missingArgument(call);
  return aliasInside(call, base, alias, words);
};

function aliasInside(call: Call, base: string, alias: string, words: WordTaker): Fault | Inside {
  const place: Place = {
    ...call.place,
    bits: OVERRIDE.authConfig | OVERRIDE.accessConf,
    path: alias,
    scope: call.node,
  };
  const rest = words.rest;
  return {
    place,
    // httpd walks what is in the section before it looks for the provider.
    leave: () => {
      const unknown = unknownProvider(call, base, 0);
      if (unknown !== undefined) return unknown;
      const fault = argumentsFault(call, base, withoutQuotes(rest), 2);
      call.walk.memory(authzProviders).add(alias);
      if (!isFault(fault)) return undefined;
      return withoutQuotes(rest) === rest ? fault : { ...fault, word: 2 };
    },
  };
}
