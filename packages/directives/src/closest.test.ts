import { expect, it } from "vitest";
import { closest } from "./closest.ts";
import { modules } from "./modules.ts";

const names = modules().flatMap(({ directives }) => directives);

it.each([
  ["SesionMaxAge", "SessionMaxAge"],
  ["DocumentRot", "DocumentRoot"],
  ["documentroot", "DocumentRoot"],
  ["SERVERNAEM", "ServerName"],
  ["RewirteRule", "RewriteRule"],
  ["ErrorDocumnet", "ErrorDocument"],
  ["SSLCertficateFile", "SSLCertificateFile"],
  ["<VirtualHosts", "<VirtualHost"],
  ["Lisen", "Listen"],
])("%s was meant to be %s", (slip, meant) => {
  expect(closest(slip, names)).toBe(meant);
});

it.each(["try_files", "proxy_pass_request_headers", "CompanyWideSecretSwitch", "", "x"])(
  "%j is no slip for any directive",
  (word) => {
    expect(closest(word, names)).toBeUndefined();
  },
);

it("prefers the name with fewer letters wrong, and of equal ones the first", () => {
  expect(closest("SSLEngin", ["SSLEngines", "SSLEngine"])).toBe("SSLEngine");
  expect(closest("On", ["Ox", "Oy"])).toBe("Ox");
});

it("allows a third of the letters to be wrong, but one always", () => {
  expect(closest("abcdef", ["abcdxy"])).toBe("abcdxy");
  expect(closest("abcdef", ["abcxyz"])).toBeUndefined();
  expect(closest("al", ["all"])).toBe("all");
  expect(closest("al", ["most"])).toBeUndefined();
});

it("needs candidates", () => {
  expect(closest("Listen", [])).toBeUndefined();
});
