import { LineTable } from "./line-table.ts";
import { binary } from "./native-scan.generated.ts";

/** What grammar/assembly/scan.ts exports; addresses are numbers. */
interface NativeScan {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly PLACES: { readonly value: number };
  readonly ROWS: { readonly value: number };
  readonly TEXT: { readonly value: number };
  readonly WINDOW: { readonly value: number };
  readonly begin: () => void;
  readonly scan: (length: number, base: number, last: number) => number;
  readonly written: () => number;
  readonly words: () => number;
}

/** What this needs of Node or of a browser; the rest of the grammar needs neither. */
interface Platform {
  readonly atob: (base64: string) => string;
  readonly TextEncoder: new () => {
    encodeInto(text: string, bytes: Uint8Array): { readonly read: number; readonly written: number };
  };
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: unknown };
  };
}

/** False when there is no WebAssembly, none with SIMD, or when it is forbidden: it is not tried again. */
let engine: Engine | false | undefined;

/**
 * The lines of a text that is ASCII and in which every section is closed by a tag of its own, by WebAssembly: that is
 * compiled at once, while a large file is scanned before V8 has compiled our scanner. Its memory is a third of a
 * megabyte, whatever the text.
 *
 * @returns nothing when something about the text is out of the ordinary
 */
export function scanNatively(text: string): LineTable | undefined {
  engine ??= startEngine();
  return engine === false ? undefined : engine.scan(text);
}

function startEngine(): Engine | false {
  try {
    return new Engine(globalThis as unknown as Platform);
  } catch {
    return false;
  }
}

class Engine {
  readonly #native: NativeScan;
  readonly #encoder: InstanceType<Platform["TextEncoder"]>;
  readonly #window: Uint8Array;
  readonly #rows: Int32Array;

  constructor({ atob, TextEncoder, WebAssembly }: Platform) {
    const module = new WebAssembly.Module(bytesOf(atob(binary)));
    const native = new WebAssembly.Instance(module).exports as NativeScan;
    const { buffer } = native.memory;
    this.#native = native;
    this.#encoder = new TextEncoder();
    this.#window = new Uint8Array(buffer, native.TEXT.value, native.WINDOW.value);
    this.#rows = new Int32Array(buffer, native.ROWS.value, (native.TEXT.value - native.ROWS.value) / 4);
  }

  scan(text: string): LineTable | undefined {
    const native = this.#native;
    const bytes = this.#window;
    const table = new LineTable(text);
    native.begin();
    for (let at = 0; at < text.length; ) {
      const part = text.slice(at, at + bytes.length);
      const { read, written } = this.#encoder.encodeInto(part, bytes);
      if (read !== part.length || written !== read) return undefined;
      const done = native.scan(read, at, at + read === text.length ? 1 : 0);
      if (done <= 0) return undefined;
      table.append(this.#rows.subarray(0, native.written()));
      at += done;
    }
    table.takeWords(new Int32Array(native.memory.buffer, native.PLACES.value, 2 * native.words()).slice());
    table.trim();
    return table;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
