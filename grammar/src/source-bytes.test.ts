import { describe, expect, it } from "vitest";
import { decodeSource, encodeSource } from "./index.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe("source bytes", () => {
  it("decode as UTF-8, the byte order mark kept", () => {
    expect(decodeSource(bytes(0xef, 0xbb, 0xbf, 0x23, 0xc3, 0xa9))).toBe("\ufeff#é");
  });

  it("keep what is not UTF-8 as lone surrogates", () => {
    expect(decodeSource(bytes(0x61, 0xe9, 0x62))).toBe("a\udce9b");
    expect(encodeSource("a\udce9b")).toEqual(bytes(0x61, 0xe9, 0x62));
  });

  it("come back from every damaged sequence", () => {
    const damaged = [
      bytes(0xc3),
      bytes(0xc0, 0x80),
      bytes(0xed, 0xb2, 0x80),
      bytes(0xf0, 0x9f, 0x98),
      bytes(0xf5, 0x80, 0x80, 0x80),
      bytes(0xe2, 0x82, 0xac, 0xff, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0xbd),
      bytes(0xf4, 0x90, 0x80, 0x80),
      bytes(0x80, 0xbf, 0xfe),
    ];
    for (const each of damaged) expect(encodeSource(decodeSource(each))).toEqual(each);
  });

  it("come back the same without a TextDecoder", () => {
    const globals = globalThis as { TextDecoder?: unknown };
    const kept = globals.TextDecoder;
    const text = "Grüße 😀 €";
    globals.TextDecoder = undefined;
    try {
      expect(decodeSource(encodeSource(text))).toBe(text);
    } finally {
      globals.TextDecoder = kept;
    }
  });
});
