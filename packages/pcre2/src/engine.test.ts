import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Engine } from "./engine.ts";
import type * as Pcre2 from "./index.ts";

/** A copy of the package that nobody has used yet. */
async function fresh(): Promise<typeof Pcre2 & { readonly engine: () => Engine }> {
  vi.resetModules();
  const [{ engine }, pcre2] = [await import("./engine.ts"), await import("./index.ts")];
  return { ...pcre2, engine };
}

const started = { modules: 0, instances: 0 };

class CountedModule extends WebAssembly.Module {
  constructor(bytes: BufferSource) {
    super(bytes);
    started.modules++;
  }
}

class CountedInstance extends WebAssembly.Instance {
  constructor(module: WebAssembly.Module) {
    super(module);
    started.instances++;
  }
}

beforeEach(() => {
  Object.assign(started, { modules: 0, instances: 0 });
  const counted = { Module: { value: CountedModule }, Instance: { value: CountedInstance } };
  vi.stubGlobal("WebAssembly", Object.create(WebAssembly, counted));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("PCRE2", () => {
  it("is neither decoded nor compiled before the first pattern, and only once", async () => {
    const decode = vi.spyOn(globalThis, "atob");
    const { httpdPattern, httpdPatterns } = await fresh();
    expect(decode).not.toHaveBeenCalled();
    expect(started).toEqual({ modules: 0, instances: 0 });
    httpdPattern("^/shop");
    httpdPattern("^/cart(");
    httpdPatterns.compile("^/(.*)$", { ignoreCase: false });
    expect(decode).toHaveBeenCalledTimes(1);
    expect(started).toEqual({ modules: 1, instances: 1 });
  });

  it("frees what patterns took, whether they compile, match or not", async () => {
    const { httpdPattern, engine } = await fresh();
    const round = () => {
      for (let at = 0; at < 300; at++) {
        const pattern = httpdPattern(`^/page-${at}/(${"x?".repeat(500)})$`);
        if (!("message" in pattern)) pattern.match(`/page-${at}/${"x".repeat(400)}`);
        httpdPattern(`${"y".repeat(2000)}(`);
      }
    };
    round();
    const size = engine().memory.buffer.byteLength;
    for (let times = 0; times < 5; times++) round();
    expect(engine().memory.buffer.byteLength).toBe(size);
  });

  it("keeps patterns apart: one compiled earlier still matches as itself", async () => {
    const { httpdPattern } = await fresh();
    const [shop, cart] = [httpdPattern("^/shop/(\\d+)"), httpdPattern("^/CART", { ignoreCase: true })];
    httpdPattern("(");
    if ("message" in shop || "message" in cart) throw new Error("both are right");
    for (const _ of [1, 2]) {
      expect(shop.match("/shop/7")?.groups).toEqual(["/shop/7", "7"]);
      expect(shop.match("/cart")).toBeUndefined();
      expect(cart.match("/cart")?.groups).toEqual(["/cart"]);
    }
  });

  it("starts anew after a pattern that exhausted it", async () => {
    const { httpdPattern, engine } = await fresh();
    const first = engine();
    vi.spyOn(first, "compile").mockImplementationOnce(() => {
      throw new WebAssembly.RuntimeError("memory access out of bounds");
    });
    expect(httpdPattern("^/shop")).toEqual({ message: "the pattern is too large", offset: 0, code: -63 });
    expect(httpdPattern("^/shop(")).toMatchObject({ message: "missing closing parenthesis", offset: 7 });
    expect(engine()).not.toBe(first);
    // The code of WebAssembly is kept, its memory is not.
    expect(started).toEqual({ modules: 1, instances: 2 });
  });

  it("does not take a defect of ours for a pattern that is too large", async () => {
    const { httpdPattern, engine } = await fresh();
    vi.spyOn(engine(), "compile").mockImplementationOnce(() => {
      throw new TypeError("a defect");
    });
    expect(() => httpdPattern("^/shop")).toThrow("a defect");
  });
});

describe("the verdicts that processConfig asks for", () => {
  it("are undefined for a right pattern and PCRE2's complaint for a wrong one", async () => {
    const { httpdPatterns } = await fresh();
    expect(httpdPatterns.compile("^/shop", { ignoreCase: false })).toBeUndefined();
    expect(httpdPatterns.compile("^/shop[", { ignoreCase: true })).toEqual({
      code: 106,
      offset: 7,
      message: "missing terminating ] for character class",
    });
  });

  it("are kept, with and without [NC] apart: a configuration repeats its patterns", async () => {
    const { httpdPatterns, engine } = await fresh();
    const compile = vi.spyOn(engine(), "compile");
    for (const pattern of ["^/shop", "^/shop(", "^/shop", "^/shop("]) {
      httpdPatterns.compile(pattern, { ignoreCase: false });
    }
    expect(compile).toHaveBeenCalledTimes(2);
    httpdPatterns.compile("^/shop", { ignoreCase: true });
    expect(compile).toHaveBeenCalledTimes(3);
  });

  it("are not kept for ever: 5000 of them, the oldest goes first", async () => {
    const { httpdPatterns, engine } = await fresh();
    const compile = vi.spyOn(engine(), "compile");
    for (let page = 0; page <= 5000; page++) httpdPatterns.compile(`^/${page}$`, { ignoreCase: false });
    compile.mockClear();
    httpdPatterns.compile("^/5000$", { ignoreCase: false });
    httpdPatterns.compile("^/1$", { ignoreCase: false });
    expect(compile).not.toHaveBeenCalled();
    httpdPatterns.compile("^/0$", { ignoreCase: false });
    expect(compile).toHaveBeenCalledTimes(1);
  });
});

describe("in a browser", () => {
  it("the package needs WebAssembly and atob, and nothing of Node", async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL("./index.ts", import.meta.url))],
      bundle: true,
      write: false,
      platform: "browser",
      format: "iife",
      globalName: "pcre2",
      conditions: ["@httpd-lint/source"],
      logLevel: "silent",
    });
    const context = createContext({ atob });
    expect(runInContext("typeof process + typeof require + typeof Buffer", context)).toBe(
      "undefinedundefinedundefined",
    );
    runInContext(bundle.outputFiles[0]?.text ?? "", context);
    const told = runInContext(
      `JSON.stringify([pcre2.httpdPattern("^/é("), pcre2.httpdPattern("^/(shop)").match("/shop").groups])`,
      context,
    );
    expect(JSON.parse(told)).toEqual([
      { code: 114, offset: 5, message: "missing closing parenthesis" },
      ["/shop", "shop"],
    ]);
  });

  it("the engine imports nothing: no system call can be made from it", async () => {
    const { binary } = await import("./pcre2-binary.generated.ts");
    const code = Buffer.from(binary, "base64");
    expect(WebAssembly.Module.imports(new WebAssembly.Module(code))).toEqual([]);
  });

  it("the licence of PCRE2 is with the package that contains it", () => {
    const { files } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(files).toContain("LICENSE-PCRE2");
    expect(readFileSync(new URL("../LICENSE-PCRE2", import.meta.url), "utf8")).toMatch(/PCRE2 LICENCE/i);
  });
});
