import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { binary } from "./pcre2-binary.generated.ts";

it("is the module that the build made", () => {
  const [, sum] = /SHA-256 ([0-9a-f]{64})/.exec(
    readFileSync(new URL("pcre2-binary.generated.ts", import.meta.url), "utf8"),
  ) as RegExpExecArray;
  expect(createHash("sha256").update(Buffer.from(binary, "base64")).digest("hex")).toBe(sum);
});
