import { binary } from "./pcre2-binary.generated.ts";

/** What build/shim.c exports. Addresses are numbers; 0 is none. */
export interface Engine {
  readonly memory: WebAssembly.Memory;
  readonly malloc: (size: number) => number;
  readonly free: (address: number) => void;
  readonly compile: (pattern: number, length: number, options: number) => number;
  readonly release: (code: number) => void;
  readonly error_code: () => number;
  readonly error_offset: () => number;
  readonly capture_count: (code: number) => number;
  readonly name_count: (code: number) => number;
  readonly name_entry_size: (code: number) => number;
  readonly name_table: (code: number) => number;
  readonly match: (code: number, subject: number, length: number, from: number, pairs: number, room: number) => number;
  readonly message: (code: number, buffer: number, room: number) => number;
}

let module: WebAssembly.Module | undefined;
let running: Engine | undefined;

/** PCRE2, compiled and started when it is first asked for. */
export function engine(): Engine {
  if (running === undefined) {
    module ??= new WebAssembly.Module(bytesOf(binary));
    const instance = new WebAssembly.Instance(module);
    const { _initialize, ...exported } = instance.exports;
    (_initialize as () => void)();
    running = exported as unknown as Engine;
  }
  return running;
}

/** After a trap (stack or memory exhausted) the memory is in no known state: the next call starts anew. */
export function abandonEngine(): void {
  running = undefined;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
