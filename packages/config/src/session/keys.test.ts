import { expect, test } from "vitest";
import { createMemoryHost } from "../memory-host.ts";
import { profileOf } from "../profiles/index.ts";
import { readConfig } from "../read/read-config.ts";
import type { ConfigTree } from "../tree.ts";
import { cryptoDrivers, keyFileLines, keyProgram } from "./keys.ts";

const root = "/etc/httpd";

function treeWith(files: Readonly<Record<string, string>>): ConfigTree {
  const texts = { [`${root}/httpd.conf`]: "SessionCryptoPassphraseFile conf/session.key\n", ...files };
  const profile = profileOf("source", { serverRoot: root, compiledIn: ["core.c", "mod_so.c", "mod_session_crypto.c"] });
  return readConfig(`${root}/httpd.conf`, createMemoryHost(texts), profile);
}

/** Per line its number, its keys and what ends it; undefined when there is no file. */
function keys(text: string | undefined): readonly string[] | undefined {
  const tree = treeWith(text === undefined ? {} : { [`${root}/conf/session.key`]: text });
  const [node] = tree.nodes;
  if (node === undefined) throw new Error("httpd does not know the directive");
  return keyFileLines(tree, node)?.map(
    ({ line, keys: own, afterKeys }) => `${line} ${own.join("|")}${afterKeys === undefined ? "" : `, ${afterKeys}`}`,
  );
}

test("every word of a key file is a key", () => {
  expect(keys("# made in May\n\nalpha beta\n  gamma\r\n")).toEqual(["3 alpha|beta", "4 gamma"]);
  expect(keys('"alpha beta" gamma\n')).toEqual(["1 alpha beta|gamma"]);
  expect(keys("alp\\\nha\nbeta")).toEqual(["2 alpha", "3 beta"]);
});

test("a word that begins with a number sign ends its line, in quotes as well", () => {
  expect(keys("alpha # old\nbeta #x gamma\ndelta #x\nepsilon#x\n")).toEqual([
    "1 alpha, comment",
    "2 beta, comment",
    "3 delta, cut word",
    "4 epsilon#x",
  ]);
  expect(keys('"#alpha"\n')).toEqual([]);
});

test("an empty word is no key and ends its line", () => {
  expect(keys('""\n"" alpha\n')).toEqual([]);
  expect(keys('alpha "" beta\n')).toEqual(["1 alpha"]);
});

test("of a file that cannot be read nothing is said", () => {
  expect(keys(undefined)).toBeUndefined();
});

test("exec: in lower case with something behind it names a program under ServerRoot", () => {
  const tree = treeWith({ [`${root}/bin/key`]: "#!/bin/sh\n" });
  expect(keyProgram(tree, 'exec:"bin/key" shop')).toEqual({ path: `${root}/bin/key`, type: "file" });
  expect(keyProgram(tree, "exec:/bin/key")).toEqual({ path: "/bin/key", type: "missing" });
  expect(keyProgram(tree, "exec:bin")?.type).toBe("directory");
  expect(keyProgram(tree, "exec:")).toBeUndefined();
  expect(keyProgram(tree, "EXEC:/bin/key")).toBeUndefined();
});

test("drivers are those in the folder of apr-util's modules", () => {
  const folder = "/usr/lib/x86_64-linux-gnu/apr-util-1";
  const drivers = cryptoDrivers(
    treeWith({
      [`${folder}/apr_crypto_openssl-1.so`]: "",
      [`${folder}/apr_crypto_nss.so`]: "",
      [`${folder}/apr_ldap.so`]: "",
    }),
  );
  expect(drivers).toEqual({ folder, names: new Set(["openssl", "nss"]) });
  expect(cryptoDrivers(treeWith({}))).toBeUndefined();
});
