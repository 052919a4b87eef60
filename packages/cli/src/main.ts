import { fstatSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { encodeSource } from "@httpd-lint/grammar";
import { createNodeHost } from "./node-host.ts";
import { runProgram } from "./program.ts";
import { forShortRun } from "./short-run.ts";
import type { Terminal } from "./terminal.ts";

/*
 * Node's own stream objects cost a tenth of the start-up time, so output is written to the descriptors and
 * `process.stdout` is only touched when a terminal may be at the other end.
 */

const STDOUT = 1;
const STDERR = 2;
const PIECE = 64 * 1024;

function writeTo(descriptor: number): (text: string) => void {
  return (text) => {
    for (let at = 0; at < text.length; ) {
      let end = Math.min(at + PIECE, text.length);
      if (isHighSurrogate(text.charCodeAt(end - 1)) && end < text.length) end++;
      writeBytes(descriptor, bytesOf(text.slice(at, end)));
      at = end;
    }
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Bytes that are not UTF-8 go out as the bytes they came from. */
function bytesOf(text: string): Uint8Array {
  // No \p{Surrogate}: V8 would ask ICU for its characters, which takes longer than most writing.
  return /[\ud800-\udfff]/.test(text) ? encodeSource(text) : Buffer.from(text);
}

function writeBytes(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      // `httpd-lint ... | head` closes the pipe early; that is no error.
      if (code === "EPIPE") process.exit();
      if (code !== "EAGAIN") throw error;
      // A pipe that does not block is full: its reader needs a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

let isTerminal: boolean | undefined;

function onTerminal(): boolean {
  isTerminal ??= mayBeTerminal() && process.stdout.isTTY;
  return isTerminal;
}

function mayBeTerminal(): boolean {
  try {
    const stats = fstatSync(STDOUT);
    return stats.isCharacterDevice() && stats.rdev !== statSync("/dev/null").rdev;
  } catch {
    return false;
  }
}

const terminal: Terminal = {
  cwd: process.cwd(),
  out: writeTo(STDOUT),
  err: writeTo(STDERR),
  colorByDefault: async () => {
    if (!("FORCE_COLOR" in process.env) && !onTerminal()) return false;
    // Knows NO_COLOR, TERM and what else there is.
    const { default: pc } = await import("picocolors");
    return pc.isColorSupported;
  },
  columns: () => (onTerminal() ? process.stdout.columns : undefined),
  environment: process.env,
  input: () => readFileSync(0),
  // In place, so that owner, mode and links stay what they are.
  write: writeFileSync,
};

/**
 * Each time so many bytes of a function's code were run V8 asks itself whether to compile it: as a rule 66 kB. Only the
 * V8 of Node 20 has that number; later ones complain of it.
 */
function compileLater(): void {
  if (!process.versions.v8.startsWith("11.")) return;
  process.getBuiltinModule("node:v8").setFlagsFromString("--interrupt-budget=1000000");
}

/*
 * All output is written when the promise is resolved. Without `exit` Node would wait for what V8 still compiles in the
 * background, and give memory back piece by piece.
 */
void runProgram(forShortRun(createNodeHost(), compileLater), terminal, process.argv.slice(2)).then((status) =>
  process.exit(status),
);
