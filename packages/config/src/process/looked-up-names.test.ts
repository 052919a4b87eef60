import { describe, expect, it } from "vitest";
import { check, type Setting } from "../testing/checked.ts";

const host = (addresses: string): string => `<VirtualHost ${addresses}>\nServerName a\n</VirtualHost>\n`;

describe("the addresses of a virtual host", () => {
  it("can be names, which httpd looks up: that is said", () => {
    const { errors, undecided } = check(host("*:80 shop.test:443 192.0.2.1 Other.test"));
    expect(errors).toEqual([]);
    expect(undecided).toEqual([
      "1 host: the name shop.test can be resolved",
      "1 host: the name Other.test can be resolved",
    ]);
  });

  it.each(["*", "*:80", "_default_:443", "_DEFAULT_", "192.0.2.1:80", "[::1]:80", "10.1:*"])(
    "are nothing to look up when they are %s",
    (address) => {
      expect(check(host(address)).undecided).toEqual([]);
    },
  );

  it("are warned of with a machine that knows no such name", () => {
    const knows: Setting["knows"] = (kind, name) => kind !== "host" || name !== "gone.test";
    const setting: Setting = { knows, profile: { moduleFiles: "check" }, files: { "logs/.keep": "" } };
    const { errors, warnings, undecided } = check(host("here.test gone.test:80"), setting);
    expect([errors, undecided]).toEqual([[], []]);
    expect(warnings).toEqual([
      "1 httpd/host [<VirtualHost here.test gone.test:80>] AH00547: Could not resolve host name gone.test -- ignoring!",
    ]);
  });
});
