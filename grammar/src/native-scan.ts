import { LineTable } from "./line-table.ts";
import { binary } from "./native-scan.generated.ts";
import { type Flaw, SectionBalance } from "./section-balance.ts";

/** What grammar/assembly/scan.ts exports; addresses are numbers. */
interface NativeScan {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly FLAWS: { readonly value: number };
  readonly PLACES: { readonly value: number };
  readonly ROWS: { readonly value: number };
  readonly TEXT: { readonly value: number };
  readonly WINDOW: { readonly value: number };
  readonly begin: () => void;
  readonly scan: (length: number, base: number, last: number) => number;
  readonly narrow: (address: number, length: number) => void;
  readonly written: () => number;
  readonly flawed: () => number;
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

/** By their numbers in grammar/assembly/layout.ts. */
const FLAW_KINDS: readonly Flaw["kind"][] = ["not-closed", "stray", "bracket"];
const NOT_CLOSED = 0;
/** A section that is not closed in the body of a macro. */
const HIDDEN = 3;

/**
 * The lines of a text by WebAssembly: that is compiled at once, while a large file is scanned before V8 has compiled our
 * scanner. Its memory is half a megabyte, whatever the text.
 *
 * @returns nothing when something about the text is left to the scanner
 */
export function scanNatively(text: string): SectionBalance | undefined {
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
  readonly #flaws: Int32Array;

  constructor({ atob, TextEncoder, WebAssembly }: Platform) {
    const module = new WebAssembly.Module(bytesOf(atob(binary)));
    const native = new WebAssembly.Instance(module).exports as NativeScan;
    const { buffer } = native.memory;
    this.#native = native;
    this.#encoder = new TextEncoder();
    this.#window = new Uint8Array(buffer, native.TEXT.value, native.WINDOW.value);
    this.#rows = new Int32Array(buffer, native.ROWS.value, (native.TEXT.value - native.ROWS.value) / 4);
    this.#flaws = new Int32Array(buffer, native.FLAWS.value, (native.PLACES.value - native.FLAWS.value) / 4);
  }

  scan(text: string): SectionBalance | undefined {
    const native = this.#native;
    const table = new LineTable(text);
    const balance = new SectionBalance(table);
    native.begin();
    for (let at = 0; at < text.length; ) {
      const length = this.#show(text.slice(at, at + this.#window.length));
      const done = native.scan(length, at, at + length === text.length ? 1 : 0);
      if (done <= 0) return undefined;
      table.append(this.#rows.subarray(0, native.written()));
      this.#takeFlaws(balance);
      at += done;
    }
    table.takeWords(new Int32Array(native.memory.buffer, native.PLACES.value, 2 * native.words()).slice());
    table.trim();
    return balance;
  }

  /** Puts as much of a text into the window as has room as UTF-8, one byte for each of its units; returns how many. */
  #show(text: string): number {
    const { read, written } = this.#encoder.encodeInto(text, this.#window);
    if (read !== written) this.#native.narrow(this.#native.TEXT.value, written);
    return read;
  }

  #takeFlaws({ table, flaws, unclosedEnds }: SectionBalance): void {
    const numbers = this.#flaws;
    const end = this.#native.flawed();
    for (let at = 0; at < end; at += 3) {
      const kind = numbers[at] as number;
      const other = numbers[at + 2] as number;
      if (kind !== HIDDEN) {
        flaws.push({ kind: FLAW_KINDS[kind] as Flaw["kind"], tag: numbers[at + 1] as number, other });
      }
      if (kind === HIDDEN || kind === NOT_CLOSED) unclosedEnds.push(other < 0 ? table.count : other);
    }
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
