import type { ProcessResult, ReadError, ServerProfile } from "@httpd-lint/config";
import { processConfig, processHtaccess, readConfig, readHtaccess } from "@httpd-lint/config";
import { moduleBySource, OVERRIDE } from "@httpd-lint/directives";
import { bytesOfLatin1 } from "./case.ts";
import { moduleFolder } from "./case-files.ts";
import debian from "./data/debian-httpd.json" with { type: "json" };
import { type Entry, memoryHost } from "./memory-host.ts";
import { patterns } from "./patterns.ts";

/** What httpd answered about one directive: 1 for accepted, else its message; `<usage>` and `<v>` stand for texts. */
export interface VerifiedRecord {
  readonly d: string;
  /** Source file of its module. */
  readonly c: string;
  readonly how: string;
  /** Arguments that are accepted, with what they need before and inside. */
  readonly sample: string;
  readonly pre?: string;
  readonly body?: string;
  readonly ctx: Readonly<Record<string, 1 | string>>;
  readonly arity: Readonly<Record<string, 1 | string>>;
  readonly htaccess?: Readonly<Record<string, 1 | string>>;
  readonly values?: {
    readonly accept: readonly string[];
    readonly reject: Readonly<Record<string, readonly string[]>>;
  };
}

export interface Probe {
  readonly id: string;
  readonly kind: "context" | "arity" | "htaccess" | "value";
  readonly text: string;
  /** Undefined: accepted. */
  readonly expected: string | undefined;
  /** `AllowOverride` of a .htaccess. */
  readonly override?: string;
  readonly mpm: string;
}

const WRAPPERS: Readonly<Record<string, (line: string) => string>> = {
  server: (line) => line,
  vhost: (line) => `<VirtualHost *:80>\n${line}\n</VirtualHost>`,
  directory: (line) => `<Directory /x>\n${line}\n</Directory>`,
  location: (line) => `<Location /x>\n${line}\n</Location>`,
  files: (line) => `<Files x>\n${line}\n</Files>`,
  if: (line) => `<If "true">\n${line}\n</If>`,
  limit: (line) => `<Directory /x>\n<Limit GET>\n${line}\n</Limit>\n</Directory>`,
  proxy: (line) => `<Proxy http://p/>\n${line}\n</Proxy>`,
  mdset: (line) => `<MDomainSet example.org>\n${line}\n</MDomainSet>`,
  directory_files: (line) => `<Directory /x>\n<Files x>\n${line}\n</Files>\n</Directory>`,
  vhost_location: (line) => `<VirtualHost *:80>\n<Location /x>\n${line}\n</Location>\n</VirtualHost>`,
};

/** Every single question of a record. */
export function probesOf(record: VerifiedRecord): Probe[] {
  const module = moduleBySource(record.c);
  const mpm = module?.mpm ? module.symbol : "mpm_event_module";
  // What must stand before was put beside the directive, but for a <Proxy>, which no other section may hold.
  const pre = record.pre === undefined ? "" : `${record.pre}\n`;
  const isOutside = pre.startsWith("<Proxy");
  const first = isOutside ? pre : "";
  const line = (args: string): string => (isOutside ? "" : pre) + lineOf(record, args);
  const probes: Probe[] = [];
  const add = (kind: Probe["kind"], name: string, text: string, answer: 1 | string, override?: string): void => {
    const id = `${record.c} ${record.d} ${kind} ${name}`;
    const accepted = typeof answer !== "string" || answer.startsWith("ok,");
    const expected = accepted ? undefined : answer;
    probes.push({ id, kind, text, expected, mpm, ...(override === undefined ? {} : { override }) });
  };
  for (const [name, answer] of Object.entries(record.ctx)) {
    const wrap = WRAPPERS[name] as (text: string) => string;
    add("context", name, first + wrap(line(record.sample)), answer);
  }
  const place = Object.keys(record.ctx).find((name) => record.ctx[name] === 1) ?? "server";
  const placed = (args: string): string => first + (WRAPPERS[place] as (text: string) => string)(line(args));
  for (const [args, answer] of Object.entries(record.arity)) add("arity", args, placed(args), answer);
  for (const [name, answer] of Object.entries(record.htaccess ?? {})) {
    add("htaccess", name, first + line(record.sample), answer, name);
  }
  for (const args of record.values?.accept ?? []) add("value", args, placed(args), 1);
  for (const [answer, list] of Object.entries(record.values?.reject ?? {})) {
    for (const args of list) add("value", args, placed(args), answer);
  }
  return probes;
}

/** The answers about this section were asked for inside of another, where it means something. */
const REQUIRE_NONE = (text: string): string => `<RequireAll>\nRequire all granted\n${text}\n</RequireAll>`;

function lineOf({ d, body }: VerifiedRecord, args: string): string {
  args = args.replace("@MODDIR@", moduleFolder).replace("@ROOT@", root);
  if (!d.startsWith("<")) return `${d} ${args}`;
  const text = `${d} ${args}>\n${body === undefined ? "" : `${body}\n`}</${d.slice(1)}>`;
  return d === "<RequireNone" ? REQUIRE_NONE(text) : text;
}

const root = "/srv/case";
const otherMpms = new Set(["mod_mpm_event.so", "mod_mpm_worker.so", "mod_mpm_prefork.so"]);

export interface Answer {
  readonly message: string;
  readonly phase: string;
  /** In the text of the probe; null when httpd names no place. */
  readonly line: number | null;
}

/** Our answer to a probe: undefined when we accept. */
export function answer(probe: Probe): Answer | undefined {
  const server = probe.override === undefined ? probe.text : "";
  const entries = machine(server, probe.override === undefined ? undefined : probe.text);
  const host = memoryHost(entries);
  const profile = profileOf(probe);
  const tree = readConfig(`${root}/httpd.conf`, host, profile);
  const [readError] = tree.errors;
  if (readError !== undefined) return answerOf(readError, "read");
  let result: ProcessResult;
  if (probe.override === undefined) result = processConfig(tree, { patterns });
  else {
    const htaccess = readHtaccess(`${root}/htdocs/.htaccess`, host, profile, tree);
    const [error] = htaccess.errors;
    if (error !== undefined) return answerOf(error, "read");
    result = processHtaccess(htaccess, { bits: BITS[probe.override] ?? 0 }, { patterns });
  }
  const [error] = result.errors;
  return error === undefined ? undefined : answerOf(error, error.phase);
}

function answerOf({ message, line }: ReadError, phase: string): Answer {
  return { message, phase, line };
}

const BITS: Readonly<Record<string, number>> = {
  AuthConfig: OVERRIDE.authConfig,
  FileInfo: OVERRIDE.fileInfo,
  Indexes: OVERRIDE.indexes,
  Limit: OVERRIDE.limit,
  Options: OVERRIDE.options,
  All: OVERRIDE.all,
};

function profileOf({ mpm }: Probe): ServerProfile {
  const others = debian.loadable.filter((file) => !otherMpms.has(file));
  const load = (file: string): string =>
    `LoadModule ${file.replace(/^mod_|\.so$/g, "")}_module ${moduleFolder}/${file}`;
  return {
    name: "debian",
    version: debian.version,
    serverRoot: root,
    compiledIn: debian.compiledIn,
    defines: [],
    environment: {},
    before: [load(`mod_${mpm.replace(/_module$/, "")}.so`), ...others.map(load), ...EXTRA],
    after: [],
    moduleFiles: "check",
    relocations: [],
  };
}

/** The answers were made with an error log that is where it is whatever ServerRoot says. */
const EXTRA: readonly string[] = [`ErrorLog ${root}/logs/error.log`];

function machine(server: string, htaccess: string | undefined): Map<string, Entry> {
  const file = (text: string): Entry => ({ kind: "file", bytes: bytesOfLatin1(text) });
  const entries = new Map<string, Entry>([
    ["/dev/null", { kind: "device" }],
    ["/dev/urandom", { kind: "device" }],
    ["/etc/passwd", file("root")],
    ...["cat", "true"].map((name) => [`/bin/${name}`, file("x")] as const),
    ["/tmp", { kind: "directory" }],
    [`${root}/logs`, { kind: "directory" }],
    [`${root}/htdocs`, { kind: "directory" }],
    [`${root}/conf/empty.conf`, file("")],
    [`${root}/conf/file.txt`, file("some text\n")],
    ...["c.pem", "k.pem"].map((name) => [`${root}/conf/${name}`, file("x")] as const),
    [`${root}/conf/ips`, file("1.2.3.4\n")],
    [`${root}/httpd.conf`, file(`${server}\n`)],
  ]);
  if (htaccess !== undefined) entries.set(`${root}/htdocs/.htaccess`, file(`${htaccess}\n`));
  for (const name of debian.loadable) entries.set(`${moduleFolder}/${name}`, file(""));
  return entries;
}
