import { type ConfigHost, type ConfigTree, isFailure, type Masker, maskerOfAll } from "@httpd-lint/config";
import { applyFixes, type Diagnostic } from "@httpd-lint/diagnostics";
import { encodeSource, parseFile } from "@httpd-lint/grammar";
import { realPath } from "@httpd-lint/language-server/node-host";
import { shortest } from "./layout.ts";
import { type Terminal, UsageError } from "./terminal.ts";

export interface FixOptions {
  /** Write what is certain. */
  readonly fix?: boolean;
  /** Also what may change what a correct server does. */
  readonly unsafeFixes?: boolean;
  /** Show the changes, and write nothing. */
  readonly diff?: boolean;
}

/** What a round of checking found. */
export interface Findings {
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of the files that were read, by the paths that diagnostics name. */
  readonly sources: ReadonlyMap<string, string>;
  /** Folders of the servers that were looked at, and files that were named: only these are changed. */
  readonly places: readonly string[];
  readonly trees: Iterable<ConfigTree>;
}

export interface Fixed {
  /** Shows the new texts in place of those on the disk. */
  readonly host: ConfigHost;
  /** Changed texts by real path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly count: number;
  /** Findings whose fix is in a file that is not ours to change. */
  readonly elsewhere: readonly string[];
  readonly mask: Masker;
}

/** A fix makes another one possible now and then; what has not come to rest by then goes in circles. */
const ROUNDS = 10;

export function wantsFixes({ fix, unsafeFixes, diff }: FixOptions): boolean {
  return fix === true || unsafeFixes === true || diff === true;
}

/** Applies fixes and looks again until there are none left. Nothing is written. */
export async function fixAll(
  host: ConfigHost,
  { unsafeFixes = false }: FixOptions,
  look: (host: ConfigHost) => Promise<Findings>,
): Promise<Fixed> {
  const texts = new Map<string, string>();
  const overlay: ConfigHost = { ...host, readFile: (path) => texts.get(realPath(path)) ?? host.readFile(path) };
  const elsewhere = new Set<string>();
  let count = 0;
  let mask: Masker | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const { diagnostics, sources, places, trees } = await look(overlay);
    // Of the texts as they are on the disk: a fix may take a secret to another place.
    mask ??= maskerOfAll(trees);
    const done = new Set<string>();
    let applied = 0;
    for (const [path, text] of sources) {
      const real = realPath(path);
      // A file under two names is changed under one of them; the other sees it in the next round.
      if (done.has(real)) continue;
      const result = applyFixes(text, path, diagnostics, { unsafe: unsafeFixes });
      if (result.text === text) continue;
      if (!isOurs(real, places)) {
        elsewhere.add(real);
        continue;
      }
      done.add(real);
      texts.set(real, result.text);
      applied += result.applied.length;
    }
    count += applied;
    if (applied === 0) break;
  }
  return { host: overlay, texts, count, elsewhere: [...elsewhere], mask: mask ?? maskerOfAll([]) };
}

/** A configuration may include files from anywhere; only what was named, or lies in the server's folder, is changed. */
function isOurs(real: string, places: readonly string[]): boolean {
  return places.some((place) => {
    const folder = realPath(place);
    return real === folder || real.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
  });
}

/**
 * Writes the new texts over the old ones.
 *
 * @throws UsageError when a file cannot be written; those before it are
 */
export function writeFixed(terminal: Terminal, { texts }: Fixed): void {
  for (const [path, text] of texts) {
    try {
      terminal.write(path, encodeSource(text));
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? error.code : error;
      throw new UsageError(`Cannot write ${shortest(terminal.cwd, path)}: ${reason}`);
    }
  }
}

/** The changes as `diff -u` shows them, with secrets masked. */
export async function diffText(host: ConfigHost, terminal: Terminal, { texts, mask }: Fixed): Promise<string> {
  const { unifiedDiff } = await import("./unified-diff.ts");
  const parts: string[] = [];
  for (const [path, text] of texts) {
    const before = host.readFile(path);
    if (!isFailure(before))
      parts.push(unifiedDiff(shortest(terminal.cwd, path), masked(before, mask), masked(text, mask)));
  }
  return parts.join("");
}

function masked(text: string, mask: Masker): string {
  return parseFile(text)
    .lines.map(({ start, end }) => mask(text.slice(start, end)))
    .join("");
}

/** e.g. `Fixed 3 findings in 2 files.` */
export function fixedText(terminal: Terminal, { texts, count, elsewhere }: Fixed): string {
  const findings = `${count} finding${count === 1 ? "" : "s"}`;
  const files = `${texts.size} file${texts.size === 1 ? "" : "s"}`;
  const others = elsewhere.map((path) => `${shortest(terminal.cwd, path)} lies elsewhere and was left as it is.\n`);
  return `${count === 0 ? "Nothing to fix." : `Fixed ${findings} in ${files}.`}\n${others.join("")}`;
}
