import { readFileSync, writeFileSync } from "node:fs";
import { modules } from "@httpd-lint/directives";
import { askHttpd, findHttpd, twoAtATime } from "./ask-httpd.ts";
import type { ConformanceCase, Expectation, Phase } from "./case.ts";
import { bytesOfLatin1 } from "./case.ts";
import type { CaseFolders } from "./groups.ts";
import { ownCases, sharedCases } from "./groups.ts";
import type { Entry } from "./memory-host.ts";

/**
 * Asks the installed httpd what the case files do not say, and writes it to data/: for every rejected case whether it
 * is decided while reading or later (phases.json), for every accepted hand-written case what httpd's dumps show
 * (dumps.json). Run by `node scripts/conformance.mjs --ask`; needs Debian's apache2.
 */
export async function writeAnswers(folders: CaseFolders): Promise<string> {
  const program = findHttpd();
  if (program === undefined) return "no httpd to ask: data/ is left as it is";
  const none = { phases: {}, dumps: {} };
  const asked = [...ownCases(folders, none), ...sharedCases(folders, none)];
  const odd = await writePhases(program, folders, asked);
  odd.push(...(await writeDumps(program, folders, asked)));
  return [`${asked.length} cases`, ...odd.map((line) => `not as recorded: ${line}`)].join("\n");
}

async function writePhases(
  program: string,
  { data }: CaseFolders,
  cases: readonly ConformanceCase[],
): Promise<string[]> {
  const odd: string[] = [];
  const rejected = cases.filter(({ expect }) => expect.verdict === "reject" && expect.phase === undefined);
  const answers = await twoAtATime(rejected, async (question) => {
    if (question.kind === "htaccess") return [question.id, await phaseOfHtaccess(program, question)] as const;
    const answer = await askHttpd(program, question);
    const agrees = (question.expect.line ?? null) === (answer.line ?? null);
    if (!agrees) odd.push(`${question.id}: ${JSON.stringify(answer)}`);
    return [question.id, (agrees ? answer.phase : phaseOfMessage(question.expect.message ?? "")) ?? "check"] as const;
  });
  writeSorted(`${data}/phases.json`, Object.fromEntries(answers));
  return odd;
}

/** For a case that this machine answers differently, e.g. because a module is installed here: from its recorded text. */
function phaseOfMessage(message: string): Phase {
  return /^(Cannot load |Can't locate API |Could not open configuration |Include\/)/.test(message) ? "read" : "walk";
}

/** httpd does not say when it rejects a .htaccess; it says so of the same text included in a `<Directory>`. */
async function phaseOfHtaccess(program: string, question: ConformanceCase): Promise<Phase> {
  const { message } = question.expect;
  const [path = ""] = question.htaccess ?? [];
  if (message === null || message === undefined) return "walk";
  if (/: Line too long$/.test(message)) return "read";
  const refused = /^<?(\S+) not allowed (?:here|in )/.exec(message)?.[1];
  if (refused !== undefined) return readPhaseNames().has(refused.toLowerCase()) ? "read" : "walk";
  const entries = (root: string): Map<string, Entry> => {
    const wrapper = `Include ${question.main}\n<Directory "/srv">\nInclude ${path}\n</Directory>\n`;
    return new Map([...question.entries(root), ["asked.conf", { kind: "file", bytes: bytesOfLatin1(wrapper) }]]);
  };
  const answer = await askHttpd(program, { ...question, kind: "server", main: "asked.conf", entries });
  return answer.phase === "read" && answer.message === message ? "read" : "walk";
}

function readPhaseNames(): Set<string> {
  return new Set(modules().flatMap(({ readPhase }) => readPhase.map((name) => name.replace("<", "").toLowerCase())));
}

async function writeDumps(
  program: string,
  { data }: CaseFolders,
  cases: readonly ConformanceCase[],
): Promise<string[]> {
  const odd: string[] = [];
  const accepted = cases.filter(
    ({ kind, expect }) => kind === "server" && expect.verdict === "accept" && expect.config === undefined,
  );
  // Of a peer breaker only the snippet is ours to keep, not the list of all modules; and one case has a line of 15 MB.
  const small = accepted.filter(({ group, id }) => group !== "peer breakers" && id !== "line-15mb");
  const answers = await twoAtATime(small, async (question) => {
    const { verdict, includes, defines, modules, config } = await askHttpd(program, question, true);
    if (verdict !== "accept") odd.push(question.id);
    return [question.id, { includes, defines, modules, config }] as const;
  });
  writeSorted(`${data}/dumps.json`, Object.fromEntries(answers));
  return odd;
}

/** Adds to what is in the file: without the shared folder only some of the cases were asked. */
function writeSorted(file: string, answers: Readonly<Record<string, string | Partial<Expectation>>>): void {
  const all = { ...(JSON.parse(readFileSync(file, "utf8")) as typeof answers), ...answers };
  const lines = Object.keys(all)
    .sort()
    .map((id) => `${JSON.stringify(id)}: ${JSON.stringify(all[id])}`);
  writeFileSync(file, `{\n  ${lines.join(",\n  ")}\n}\n`);
}
