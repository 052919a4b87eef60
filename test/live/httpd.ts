import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findHttpd } from "../conformance/ask-httpd.ts";
import { moduleFolder } from "../conformance/case-files.ts";

/** A file below the server's folder: text in which `@ROOT@`, `@PORT@` and `@PORT2@` stand, a script, or bytes. */
export type StagedFile = string | { readonly exec: string } | { readonly bytes: Uint8Array };

export type StagedFiles = Readonly<Record<string, StagedFile>>;

export interface LiveRequest {
  readonly method: "GET" | "POST" | "HEAD";
  /** As it is sent, in %-notation and with its query. */
  readonly target: string;
  /** The Host field without its port, which is sent too. */
  readonly host: string;
  /** Which of the two ports the server listens on. */
  readonly port: 1 | 2;
  /** Of a form; sent as `application/x-www-form-urlencoded`. */
  readonly body?: string;
  /** Whether it has the field X-Riddle, of which the prediction is not told. */
  readonly hasRiddle?: boolean;
}

export interface RawAnswer {
  readonly status: number;
  /** In the order in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface LiveHttpd {
  /** Where the files lie; the main file is `httpd.conf` in it. */
  readonly root: string;
  readonly ports: readonly [number, number];
  ask(request: LiveRequest): Promise<RawAnswer>;
  /** What the server has written to its error log. */
  log(): string;
}

const MODULES = [
  ..."mpm_event authz_core authn_core cgi mime setenvif env headers session session_cookie session_crypto".split(" "),
  ..."session_dbd dbd usertrack auth_form authn_file authz_user request alias dir".split(" "),
];

/** httpd with all the modules that the generated configurations load, or undefined with the reason. */
export function liveHttpd(): { readonly program: string } | { readonly missing: string } {
  const program = findHttpd();
  if (program === undefined) return { missing: "no apache2 or httpd with Debian's modules on PATH" };
  const absent = MODULES.filter((name) => !existsSync(`${moduleFolder}/mod_${name}.so`));
  return absent.length === 0 ? { program } : { missing: `httpd has no module ${absent.join(", ")}` };
}

/**
 * Puts the files into a new folder, starts httpd on them on two free ports of 127.0.0.1, and ends it after `use`. With
 * `-X` httpd is a single process without children, so that it starts in milliseconds and can be killed at once.
 *
 * @throws when httpd does not accept the configuration, with what it said
 */
export async function served<T>(
  program: string,
  files: StagedFiles,
  use: (server: LiveHttpd) => Promise<T>,
): Promise<T> {
  const { root, ports, child } = await running(program, files);
  try {
    return await use({ root, ports, ask: (request) => ask(request, ports), log: () => logOf(root) });
  } finally {
    await ended(child);
    remove(root);
  }
}

interface Running {
  readonly root: string;
  readonly ports: readonly [number, number];
  readonly child: ChildProcess;
}

const MOST_TRIES = 5;

/** Another program may take a port that was free: then once more with others. */
async function running(program: string, files: StagedFiles, tries = 1): Promise<Running> {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "hl-live-"));
  remaining.folders.add(root);
  let child: ChildProcess | undefined;
  try {
    const ports = await twoFreePorts();
    stage(root, ports, files);
    const started = start(program, root);
    child = started.child;
    await listening(started, ports, root);
    return { root, ports, child };
  } catch (error) {
    await ended(child);
    remove(root);
    if (tries < MOST_TRIES && /could not bind to address|make_sock/.test(String(error))) {
      return running(program, files, tries + 1);
    }
    throw error;
  }
}

/** What is there at the moment; taken away even when the tests are broken off. */
const remaining = { folders: new Set<string>(), children: new Set<ChildProcess>() };

process.once("exit", () => {
  for (const child of remaining.children) child.kill("SIGKILL");
  for (const folder of remaining.folders) remove(folder);
});
// Vitest's worker outlives the program that started it, and a signal ends it without "exit".
for (const event of ["disconnect", "SIGINT", "SIGTERM"]) process.once(event, () => process.exit(1));

function remove(root: string): void {
  rmSync(root, { recursive: true, force: true });
  remaining.folders.delete(root);
}

function stage(root: string, ports: readonly [number, number], files: StagedFiles): void {
  // httpd started by root may serve as another user.
  chmodSync(root, 0o755);
  symlinkSync(moduleFolder, join(root, "modules"));
  for (const [path, content] of Object.entries(files)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof content === "string") writeFileSync(place, stagedText(content, root, ports));
    else if ("exec" in content) writeFileSync(place, content.exec, { mode: 0o755 });
    else writeFileSync(place, content.bytes);
  }
}

/** The text as it lies in the server's folder. */
export function stagedText(text: string, root: string, ports: readonly [number, number]): string {
  return text.replaceAll("@ROOT@", root).replaceAll("@PORT@", String(ports[0])).replaceAll("@PORT2@", String(ports[1]));
}

async function twoFreePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((done, failed) => {
          server.once("error", failed).listen(0, "127.0.0.1", () => {
            const address = server.address();
            done(typeof address === "object" && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
}

function start(program: string, root: string): Started {
  const args = ["-X", "-d", root, "-f", join(root, "httpd.conf")];
  const environment = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  const child = spawn(program, args, { cwd: root, env: environment, stdio: ["ignore", "ignore", "pipe"] });
  remaining.children.add(child);
  child.once("exit", () => remaining.children.delete(child));
  let text = "";
  child.stderr?.setEncoding("latin1").on("data", (piece: string) => {
    text += piece;
  });
  child.on("error", (error) => {
    text += String(error);
  });
  return { child, said: () => text };
}

const START_LIMIT = 20_000;

/** httpd writes its PidFile after it has bound its ports; then it accepts. */
async function listening({ child, said }: Started, ports: readonly number[], root: string): Promise<void> {
  const until = Date.now() + START_LIMIT;
  const isUp = async (): Promise<boolean> => {
    if (!existsSync(join(root, "pid"))) return false;
    const accepted = await Promise.all(ports.map(accepts));
    return accepted.every(Boolean);
  };
  while (!(await isUp())) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      throw new Error(`httpd did not start: ${said()}${logOf(root)}`);
    }
    await new Promise((done) => setTimeout(done, 2));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => done(false));
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
  });
}

function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
}

function logOf(root: string): string {
  const path = join(root, "error_log");
  return existsSync(path) ? readFileSync(path, "latin1") : "";
}

const ANSWER_LIMIT = 20_000;

function ask(request: LiveRequest, ports: readonly [number, number]): Promise<RawAnswer> {
  const { method, target, host, body } = request;
  const port = ports[request.port - 1] ?? 0;
  const lines = [`${method} ${target} HTTP/1.1`, `Host: ${host}:${port}`, "Connection: close"];
  if (request.hasRiddle === true) lines.push("X-Riddle: 1");
  if (body !== undefined) {
    lines.push("Content-Type: application/x-www-form-urlencoded", `Content-Length: ${Buffer.byteLength(body)}`);
  }
  return new Promise((done, failed) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("latin1").setTimeout(ANSWER_LIMIT);
    socket.on("connect", () => socket.write(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`));
    socket.on("data", (piece) => {
      text += piece;
    });
    socket.once("timeout", () => socket.destroy(new Error(`no answer to ${method} ${target}`)));
    socket.once("error", failed);
    socket.once("close", () => done(readAnswer(text)));
  });
}

/** Takes a whole HTTP/1.1 response apart. */
export function readAnswer(text: string): RawAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...fields] = text.slice(0, end < 0 ? text.length : end).split("\r\n");
  const headers = fields.map((field): readonly [string, string] => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1).replace(/^[ \t]+/, "")];
  });
  const raw = end < 0 ? "" : text.slice(end + 4);
  const chunked = headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value));
  return { status: Number(statusLine.split(" ")[1] ?? 0), headers, body: chunked ? unchunked(raw) : raw };
}

function unchunked(text: string): string {
  let body = "";
  let rest = text;
  for (;;) {
    const line = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.slice(0, line), 16);
    if (line < 0 || !(size > 0)) return body;
    body += rest.slice(line + 2, line + 2 + size);
    rest = rest.slice(line + 2 + size + 2);
  }
}
