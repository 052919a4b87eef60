import { expect, test } from "vitest";
import { estimateBits } from "./passphrase.ts";

test.each([
  ["aaaaaaaaaaaaaaaaaaaa", 0, 40],
  ["abcdefghijklmnopqrst", 0, 40],
  ["12345678901234567890", 0, 40],
  ["password", 0, 20],
  ["Winter2026", 0, 40],
  ["0wQ7vE2kTq9LzR4uXc8NbY1m", 120, 160],
  ["7f1c9a3be05d46281b7e94c0d85fa362", 110, 128],
])("%s takes between %i and %i bits", (text, low, high) => {
  const bits = estimateBits(text);
  expect(bits).toBeGreaterThanOrEqual(low);
  expect(bits).toBeLessThanOrEqual(high);
});
