import { describe, expect, it } from "vitest";
import { check } from "./testing/checked.ts";
import { maskerOf } from "./tree-secrets.ts";

/** The text as it may be shown. */
function shown(text: string): string {
  const { tree } = check(text, { modules: "macro session session_crypto" });
  return text.split("\n").map(maskerOf(tree)).join("\n");
}

describe("a secret", () => {
  it("is masked where a Define gives it its value", () => {
    expect(shown('Define SITE shop\nDefine CIPHER_TEXT "q7 Zt-8hq2"\nSessionCryptoPassphrase "${CIPHER_TEXT}"')).toBe(
      'Define SITE shop\nDefine CIPHER_TEXT ********\nSessionCryptoPassphrase "${CIPHER_TEXT}"',
    );
  });

  it("is masked where a Define is a part of it", () => {
    expect(shown("Define PART Zt8\nSessionCryptoPassphrase shop-${PART}-1")).toMatch(/^Define PART \*{8}\n/);
  });

  it("is masked in the Use of a macro that sets it", () => {
    const macro = "<Macro Site $host $key>\n  SessionCryptoPassphrase $key\n</Macro>\n";
    expect(shown(`${macro}Use Site shop.test q7Zt-8hq2Lw\nUndefMacro Site`)).toMatch(
      /\nUse Site shop\.test \*{8}\nUndefMacro Site$/,
    );
    expect(shown(`${macro.replace(" $key\n", " shop-$key\n")}Use Site shop.test q7Zt-8hq2Lw`)).toMatch(
      /Use Site shop\.test \*{8}$/,
    );
  });

  it("is not looked for in words that only happen to be a part of it", () => {
    const macro = "<Macro Site $host $key>\n  SessionCryptoPassphrase $key\n</Macro>\n";
    expect(shown(`${macro}Use Site shop shop-7Zt-8hq2Lw`)).toMatch(/\nUse Site shop \*{8}$/);
  });

  it("is not what a Define holds that nothing secret uses", () => {
    const text = "Define LOGS /var/log\nDefine KEY q7Zt\nErrorLog ${LOGS}/${KEY}";
    expect(shown(text)).toBe(text);
  });
});
