import { splitWords } from "@httpd-lint/grammar";
import { type FileType, isFailure } from "../host.ts";
import { wordsOf } from "../node.ts";
import { serverRootRelative } from "../read/paths.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode, ConfigTree } from "../tree.ts";

/** Ciphers by the names that the drivers of mod_session_crypto know; case matters. */
export const sessionCiphers: ReadonlySet<string> = new Set(["3des192", "aes128", "aes192", "aes256"]);

/** A line of a key file that gives keys. The keys must never reach a message. */
export interface KeyLine {
  /** Counted from 1; the last physical line of a continued one. */
  readonly line: number;
  /** Each is a key of its own, or `exec:` and a program that prints one. */
  readonly keys: readonly string[];
  /** A word that begins with a number sign ends the line: a comment when a blank follows the sign. */
  readonly afterKeys: "comment" | "cut word" | undefined;
  readonly hasQuotes: boolean;
}

/**
 * What mod_session_crypto takes from the file that a SessionCryptoPassphraseFile names (`set_crypto_passphrase_file`).
 *
 * @returns undefined when the file cannot be read here
 */
export function keyFileLines(tree: ConfigTree, node: ConfigNode): readonly KeyLine[] | undefined {
  const state = stateOf(tree);
  const path = state.relocated(serverRootRelative(state.serverRoot, wordsOf(node)[0] ?? ""));
  if (state.host.typeOf(path) !== "file") return undefined;
  const text = state.host.readFile(path);
  if (isFailure(text)) return undefined;
  const lines: KeyLine[] = [];
  let before = "";
  for (const [index, physical] of text.split("\n").entries()) {
    const line = before + physical.replace(/\r$/, "");
    before = line.endsWith("\\") ? line.slice(0, -1) : "";
    if (line.endsWith("\\")) continue;
    const words = splitWords(line);
    const end = words.findIndex((word) => word === "" || word.startsWith("#"));
    const keys = end < 0 ? words : words.slice(0, end);
    if (keys.length === 0) continue;
    lines.push({ line: index + 1, keys, afterKeys: endOf(words.slice(keys.length)), hasQuotes: /["']/.test(line) });
  }
  return lines;
}

function endOf([first, ...more]: readonly string[]): KeyLine["afterKeys"] {
  if (first === undefined || first === "") return undefined;
  return first.startsWith("#") && first.length > 1 && more.length === 0 ? "cut word" : "comment";
}

/** The program of an `exec:` key, and what lies at its path; undefined when the host cannot tell. */
export interface KeyProgram {
  readonly path: string;
  readonly type: FileType | "missing" | undefined;
}

/**
 * The program that a key names: compared in lower case only, and `exec:` alone is a passphrase
 * (`set_crypto_passphrase`). Undefined for a key that is given as it is.
 */
export function keyProgram(tree: ConfigTree, key: string): KeyProgram | undefined {
  if (!key.startsWith("exec:") || key.length <= 5) return undefined;
  // apr_tokenize_to_argv cuts the command at blanks that are not quoted.
  const program = splitWords(key.slice(5).trim())[0];
  if (program === undefined || program === "") return undefined;
  const state = stateOf(tree);
  const path = serverRootRelative(state.serverRoot, program);
  const type = state.host.typeOf(state.relocated(path));
  if (!isFailure(type)) return { path, type };
  return { path, type: type.error === "ENOENT" || type.error === "ENOTDIR" ? "missing" : undefined };
}

/** Drivers that APR can load, and where they lie. */
export interface CryptoDrivers {
  readonly folder: string;
  readonly names: ReadonlySet<string>;
}

/**
 * The drivers that lie in the folder of apr-util's modules.
 *
 * @returns undefined when there is no such folder, or nothing of APR in it: drivers may then be a part of the library
 */
export function cryptoDrivers(tree: ConfigTree): CryptoDrivers | undefined {
  const { host, serverRoot } = stateOf(tree);
  const systemFolders = host.list("/usr/lib");
  const perMachine = isFailure(systemFolders) ? [] : systemFolders.map(({ name }) => `/usr/lib/${name}`);
  for (const folder of [`${serverRoot}/lib`, "/usr/lib64", ...perMachine, "/usr/lib", "/usr/local/apr/lib"]) {
    const entries = host.list(`${folder}/apr-util-1`);
    const files = isFailure(entries) ? [] : entries.map(({ name }) => name).filter((name) => /^apr_\w+/.test(name));
    if (files.length === 0) continue;
    const names = files.flatMap((name) => /^apr_crypto_(\w+?)(?:-\d+)?\.\w+$/.exec(name)?.[1] ?? []);
    return { folder: `${folder}/apr-util-1`, names: new Set(names) };
  }
  return undefined;
}
