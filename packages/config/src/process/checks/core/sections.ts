import { NOT_IN } from "@httpd-lint/directives";
import { isTilde } from "../../../section-tilde.ts";
import type { ConfigNode } from "../../../tree.ts";
import { type AddressAndPort, isNumericHost, parseAddressPort } from "../../addresses.ts";
import { onlyWord } from "../../arity.ts";
import { expressionError } from "../../constraints.ts";
import { contextFault, heeded } from "../../context.ts";
import { type Place, SECTION_BITS, Server, sectionPlace, virtualHostPlace } from "../../place.ts";
import { PlainArguments, type PlainSection } from "../../plain-arguments.ts";
import { missingArgument, sectionText, WordTaker } from "../../section-arguments.ts";
import type { Call, Fault, Inside, SectionCheck } from "../../types.ts";
import { registeredMethods } from "./methods.ts";

/** `dirsection`: Directory and DirectoryMatch. */
export const directorySection: SectionCheck = (call) =>
  pathSection(call, NOT_IN.dirContext, SECTION_BITS, "<Directory");

/** `urlsection`: Location and LocationMatch. */
export const locationSection: SectionCheck = (call) => pathSection(call, NOT_IN.dirContext, SECTION_BITS);

/** `filesection`: Files and FilesMatch keep what the section or .htaccess around them allows. */
export const filesSection: SectionCheck = (call) =>
  pathSection(call, NOT_IN.limit | NOT_IN.location, filesBits(call.place), "<Files");

function filesBits({ path, bits }: Place): number {
  return path === undefined ? SECTION_BITS : bits;
}

/** One word that is no `~`. */
const PATH_IN_TAG = String.raw`(?:"[^"\\~>\n]+"|[^\t-\r "'\\~>]+)>`;

/** Directory and Location with a path. */
export const plainPathSection: PlainSection = {
  plain: new PlainArguments(PATH_IN_TAG, { givesWord: true, elsewhere: heeded(NOT_IN.dirContext) }),
  enter: (outer, path) => sectionPlace(outer, SECTION_BITS, path),
};

/** Files with a name. */
export const plainFilesSection: PlainSection = {
  plain: new PlainArguments(PATH_IN_TAG, { givesWord: true, elsewhere: NOT_IN.limit | NOT_IN.location }),
  enter: (outer, path) => sectionPlace(outer, filesBits(outer), path),
};

const PLAIN_OCTET = String.raw`(?:1\d\d|[1-9]?\d)`;

/** An address that need not be looked up, and a port. */
export const plainVirtualHost: PlainSection = {
  plain: new PlainArguments(String.raw`(?:\*|${PLAIN_OCTET}(?:\.${PLAIN_OCTET}){3}):[1-9]\d{0,3}>`, {
    givesWord: true,
    elsewhere: heeded(NOT_IN.global),
  }),
  enter: (outer, _address, run, line) => virtualHostPlace(outer, new Server(run, line)),
};

/** apr_filepath_merge refuses nothing else of a text on Unix. */
const MAX_PATH = 4096;

/** @param ofFiles how httpd names the section when its path is none of the file system */
function pathSection(call: Call, forbidden: number, bits: number, ofFiles?: string): Fault | Inside {
  const misplaced = contextFault(call, forbidden);
  if (misplaced !== undefined) return misplaced;
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  if (text === "") return missingArgument(call);
  const only = onlyWord(text);
  const words = only === undefined ? new WordTaker(text) : undefined;
  let path = only ?? words?.next() ?? "";
  const byTilde = isTilde(call.node.key, path);
  if (byTilde) path = words?.next() ?? "";
  if (byTilde || call.command.key.endsWith("match")) {
    if (call.walk.patternProblem(path, false)) {
      return { code: "httpd/pattern", message: "Regex could not be compiled", word: byTilde ? 1 : 0 };
    }
  } else if (ofFiles !== undefined && path.length >= MAX_PATH) {
    return { code: "httpd/section", message: `${ofFiles} "${path}"> path is invalid.` };
  }
  const place = sectionPlace(call.place, bits, path);
  if (words === undefined || !words.more) return { place, leave: undefined };
  return {
    place,
    leave: () => surplus(words, byTilde ? 2 : 1, `Multiple ${call.name}> arguments not (yet) supported.`),
  };
}

/** httpd looks at what is left of the line only when the section's content was in order. */
function surplus(words: WordTaker, word: number, message: string): Fault | undefined {
  return words.more ? { code: "httpd/section", message, word } : undefined;
}

/** `ifsection`: If, ElseIf and Else. */
export const ifSection: SectionCheck = (call) => {
  const misplaced = contextFault(call, NOT_IN.limit);
  if (misplaced !== undefined) return misplaced;
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  const words = new WordTaker(text);
  const fault = call.command.key === "<else" ? elseFault(call, text) : conditionFault(call, text, words);
  if (fault !== undefined) return fault;
  const bits = call.place.path === undefined ? SECTION_BITS : call.place.bits;
  const place = sectionPlace(call.place, bits, call.command.key.slice(1));
  return {
    place,
    leave: () => chainFault(call) ?? surplus(words, 1, `Multiple ${call.name}> arguments not supported.`),
  };
};

function elseFault(call: Call, text: string): Fault | undefined {
  if (text === "") return undefined;
  return { code: "httpd/section", message: `${call.name}> does not take an argument`, word: 0 };
}

function conditionFault(call: Call, text: string, words: WordTaker): Fault | undefined {
  if (text === "") return missingArgument(call);
  const error = expressionError(call.walk, "condition", words.next());
  if (error === undefined) return undefined;
  return {
    code: "httpd/expression",
    message: `Cannot parse condition clause: ${error}`,
    word: 0,
    escaped: true,
  };
}

const CONDITIONALS = new Set(["if", "elseif", "else"]);

/** Else and ElseIf belong to the last conditional of their own scope, which must not be an Else. */
function chainFault({ node, command, walk }: Call): Fault | undefined {
  if (command.key === "<if") return undefined;
  const siblings = node.parent?.children ?? walk.tree.nodes;
  let previous: ConfigNode | undefined;
  for (const sibling of siblings) {
    if (sibling === node) break;
    if (sibling.isSection && CONDITIONALS.has(sibling.key)) previous = sibling;
  }
  if (previous !== undefined && previous.key !== "else") return undefined;
  const message = "<Else> or <ElseIf> section without previous <If> or <ElseIf> section in same scope";
  return { code: "httpd/else-without-if", message };
}

/** `ap_limit_section`: Limit and LimitExcept. */
export const limitSection: SectionCheck = (call) => {
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  if (text === "") return missingArgument(call);
  const methods = methodBits(call, text);
  if (typeof methods !== "bigint") return methods;
  const except = call.command.key === "<limitexcept";
  const limited = except ? ~methods : methods;
  const before = call.place.methods;
  const left = before & limited;
  if (left === 0n) return { code: "httpd/limit", message: `${call.name}> directive excludes all methods` };
  if (left === before) {
    return { code: "httpd/limit", message: `${call.name}> directive specifies methods already excluded` };
  }
  return { place: { ...call.place, limited: true, methods: left } };
};

function methodBits(call: Call, text: string): bigint | Fault {
  const known = call.walk.memory(registeredMethods);
  const words = new WordTaker(text);
  let bits = 0n;
  for (let at = 0; words.more; at++) {
    const method = words.next();
    if (method === "TRACE" && call.command.key === "<limit") {
      return { code: "httpd/limit", message: "TRACE cannot be controlled by <Limit>, see TraceEnable", word: at };
    }
    let number = known.get(method);
    if (number === undefined) {
      if (call.place.htaccess) {
        const message = `Could not register method '${method}' for ${call.name} from .htaccess configuration`;
        return { code: "httpd/limit", message, word: at };
      }
      number = known.size;
      known.set(method, number);
    }
    bits |= 1n << BigInt(number);
  }
  return bits;
}

/** `virtualhost_section` */
export const virtualHostSection: SectionCheck = (call) => {
  const misplaced = contextFault(call, NOT_IN.global);
  if (misplaced !== undefined) return misplaced;
  const text = sectionText(call);
  if (typeof text !== "string") return text;
  if (text === "") return missingArgument(call);
  const fault = addressesFault(call, text);
  if (fault !== undefined) return fault;
  return { place: virtualHostPlace(call.place, new Server(call.node)), leave: undefined };
};

/** Addresses that were right and that no name server is asked about: most virtual hosts have the same. */
function rightAddresses(): Set<string> {
  return new Set();
}

function addressesFault(call: Call, text: string): Fault | undefined {
  const right = call.walk.memory(rightAddresses);
  if (right.has(text)) return undefined;
  const words = new WordTaker(text);
  let isNumeric = true;
  for (let at = 0; words.more; at++) {
    const word = words.next();
    const message = addressFault(word);
    if (message !== undefined) return { code: "httpd/address", message, word: at };
    if (lookUp(call, word)) isNumeric = false;
  }
  if (isNumeric) right.add(text);
  return undefined;
}

/**
 * `get_addresses` looks a name up while the configuration is processed, and leaves out one that nobody knows.
 *
 * @returns whether it is a name
 */
function lookUp({ walk, node }: Call, word: string): boolean {
  const host = addressOf(word)?.host;
  if (
    host === undefined ||
    host === "*" ||
    host.toLowerCase() === "_default_" ||
    host.includes(":") ||
    isNumericHost(host)
  )
    return false;
  const known = walk.knows("host", host);
  if (known === undefined) walk.assume(node, "host", `the name ${host} can be resolved`);
  if (known === false) walk.warn("AH00547", "httpd/host", `Could not resolve host name ${host} -- ignoring!`, node);
  return true;
}

/** What `get_addresses` (server/vhost.c) has against an address; a name that cannot be resolved is only warned of. */
function addressFault(word: string): string | undefined {
  // An empty word stands for no address at all, and apr_parse_addr_port does not know `:*`.
  if (word === "") return undefined;
  const parsed = addressOf(word);
  if (parsed === undefined) return "The address or port is invalid";
  return parsed.host === undefined ? "Missing address for VirtualHost" : undefined;
}

function addressOf(word: string): AddressAndPort | undefined {
  return parseAddressPort(word.endsWith(":*") && word.length > 2 ? word.slice(0, -2) : word);
}
