import { expect, test } from "vitest";
import { createMemoryHost } from "../memory-host.ts";
import { profileOf } from "../profiles/index.ts";
import { readConfig } from "../read/read-config.ts";
import { formatVirtualHosts } from "./format.ts";
import type { Machine, VirtualHostMap } from "./model.ts";
import { virtualHosts } from "./virtual-hosts.ts";

const file = "/etc/apache2/apache2.conf";

function mapOf(text: string, machine?: Machine): VirtualHostMap {
  return virtualHosts(readConfig(file, createMemoryHost({ [file]: text }), profileOf("debian")), machine);
}

/** The part about hosts. */
function listOf(text: string, machine?: Machine): string {
  return formatVirtualHosts(mapOf(text, machine)).replace(/^VirtualHost configuration:\n|ServerRoot: .*/gs, "");
}

const named = `ServerName main.test
<VirtualHost shop.test:80 192.0.2.1:80>
ServerName a.test
</VirtualHost>
<VirtualHost Shop.test:80>
ServerName b.test
</VirtualHost>
<VirtualHost *:80>
</VirtualHost>
`;

test("what a host name stands for is undecided, and the name is kept", () => {
  expect(listOf(named)).toBe(
    [
      `192.0.2.1:80           a.test (${file}:2)`,
      "shop.test:80           is a NameVirtualHost",
      `         default server a.test (${file}:2)`,
      `         port 80 namevhost a.test (${file}:2)`,
      `         port 80 namevhost b.test (${file}:5)`,
      `*:80                   main.test (${file}:8)`,
      "",
    ].join("\n"),
  );
  const { addresses, warnings } = mapOf(named);
  expect(addresses.map(({ isResolved }) => isResolved)).toEqual([true, false, true]);
  expect(warnings).toEqual([]);
});

test("with a resolver a host name stands for its addresses", () => {
  const machine: Machine = { addressesOf: () => ["192.0.2.1", "2001:db8::1"] };
  expect(listOf(named, machine)).toBe(
    [
      "[2001:db8::1]:80       is a NameVirtualHost",
      `         default server a.test (${file}:2)`,
      `         port 80 namevhost a.test (${file}:2)`,
      `         port 80 namevhost b.test (${file}:5)`,
      "192.0.2.1:80           is a NameVirtualHost",
      `         default server a.test (${file}:2)`,
      `         port 80 namevhost a.test (${file}:2)`,
      `         port 80 namevhost a.test (${file}:2)`,
      `         port 80 namevhost b.test (${file}:5)`,
      `*:80                   main.test (${file}:8)`,
      "",
    ].join("\n"),
  );
});

test("a name that cannot be resolved is ignored with a warning", () => {
  const { addresses, hosts, warnings } = mapOf(named, { addressesOf: () => [] });
  expect(addresses.map(({ address }) => address)).toEqual(["192.0.2.1", "*"]);
  expect(hosts.map(({ name }) => name)).toEqual(["a.test", "b.test", "main.test"]);
  expect(warnings.map(({ message }) => message)).toEqual([
    "AH00547: Could not resolve host name shop.test -- ignoring!",
    "AH00547: Could not resolve host name Shop.test -- ignoring!",
  ]);
});

test("names and numbers that only the machine knows are undecided", () => {
  const text = `User www-data
Group #33
<VirtualHost *:80>
</VirtualHost>
<VirtualHost 192.0.2.1:80>
</VirtualHost>
`;
  const shown = formatVirtualHosts(mapOf(text));
  expect(shown).toContain(`192.0.2.1:80           (undecided) (${file}:5)\n`);
  expect(shown).toContain(`*:80                   (undecided) (${file}:3)\n`);
  expect(shown).toContain('User: name="www-data" id=(undecided)\nGroup: name="#33" id=33\n');
  const { hosts, run } = mapOf(text, { nameOf: () => null, localHost: "me.test", idOf: () => 7 });
  expect(hosts.map(({ name, nameFrom }) => [name, nameFrom])).toEqual([
    ["me.test", "main-server"],
    ["bogus_host_without_reverse_dns", "made-up"],
  ]);
  expect(run.user).toEqual({ name: "www-data", id: 7 });
});

test("a host keeps scheme, port, aliases and path", () => {
  const { hosts, mainServer } = mapOf(`ServerName main.test:8080
<VirtualHost 192.0.2.1>
ServerName HTTPS://a.test:8443
ServerAlias b.test *.b.test
ServerPath /old
</VirtualHost>
<VirtualHost 192.0.2.1>
</VirtualHost>
`);
  expect(mainServer).toEqual({ name: "main.test", nameFrom: "ServerName", scheme: undefined, port: 8080 });
  const [first, second] = hosts;
  expect(first).toMatchObject({ name: "a.test", scheme: "https", port: 8443, file, line: 2, path: "/old" });
  expect(first).toMatchObject({ aliases: ["b.test"], wildAliases: ["*.b.test"] });
  expect(second).toMatchObject({ name: undefined, nameFrom: "address", port: 8080 });
});
