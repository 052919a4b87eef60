import { createMemoryHost, readConfig, readHtaccess } from "@httpd-lint/config";
import { expect, test } from "vitest";
import { checkSettings, defineRule, type LintOptions, lint, type Rule } from "./index.ts";
import { registry } from "./rules/registry.generated.ts";
import { exampleProfile } from "./testing/index.ts";

const root = "/etc/httpd";

function run(files: Readonly<Record<string, string>>, options: LintOptions = {}): readonly string[] {
  const host = createMemoryHost(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${root}/${path}`, text])),
  );
  const tree = readConfig(`${root}/httpd.conf`, host, exampleProfile());
  return lint(tree, options).map(({ code, severity, location }) => {
    const line = tree.files.get(location?.file ?? "")?.lineIndex.lineAt(location?.start ?? 0);
    return `${location?.file.slice(root.length + 1)}:${line} ${severity} ${code}`;
  });
}

const one = (text: string, options: LintOptions = {}): readonly string[] => run({ "httpd.conf": text }, options);
const only = (...names: readonly string[]): NonNullable<LintOptions["rules"]> =>
  Object.fromEntries(registry.map(({ meta }) => [meta.name, names.includes(meta.name) ? "on" : "off"]));
/** The rules that these tests look at the engine with. */
const some = only(
  "session/cookie-without-httponly",
  "session/cookie-without-secure",
  "session/max-age-not-a-number",
  "session/no-expiry",
);

test("a configuration without sessions has no findings", () => {
  expect(one("ServerName localhost\nListen 80\n<Directory />\n    Require all denied\n</Directory>\n")).toEqual([]);
});

test("a file that includes itself has no findings: httpd refuses it, and nobody waits for thousands of copies", () => {
  const loop = "Session On\nSessionMaxAge 0\n".repeat(20);
  expect(
    run({ "httpd.conf": "Include sites/*.conf\n", "sites/a.conf": `${loop}Include sites\n`, "sites/b.conf": loop }),
  ).toEqual([]);
});

test("what stands between two virtual hosts, one of which is wrongly in the other, is no setting of either", () => {
  const outer = "<VirtualHost *:80>\n<Directory /srv>\nSessionMaxAge 300\n";
  const inner = "<VirtualHost *:81>\nSession On\nSessionCookieName id path=/;HttpOnly;Secure\n</VirtualHost>\n";
  expect(one(`Listen 80\n${outer}${inner}</Directory>\n</VirtualHost>\n`, { rules: some })).toEqual([
    "httpd.conf:6 warning session/no-expiry",
  ]);
});

test("findings come in the order in which httpd reads the files", () => {
  const files = {
    "httpd.conf": "Include a.conf\nInclude b.conf\nSession On\nSessionMaxAge 0\n",
    "b.conf": "SessionMaxAge 1d\n",
    "a.conf": "SessionMaxAge 1d\n\n\nSessionExpiryUpdateInterval 1m\n",
  };
  expect(run(files, { rules: some })).toEqual([
    "httpd.conf:4 warning session/no-expiry",
    "a.conf:1 error session/max-age-not-a-number",
    "a.conf:4 error session/max-age-not-a-number",
    "b.conf:1 error session/max-age-not-a-number",
  ]);
});

test("a file that is read sixteen thousand times over is looked at once, and not for minutes", () => {
  const files: Record<string, string> = {
    "httpd.conf": "Listen 443\nInclude level-0.conf\n",
    "level-14.conf":
      "<IfDefine NO>\nSessionMaxAge 60\n</IfDefine>\n<Location /x>\nSession On\nSessionCookieName s path=/\n</Location>\n",
  };
  for (let level = 0; level < 14; level++) {
    files[`level-${level}.conf`] = `Include level-${level + 1}.conf\n`.repeat(2);
  }
  expect(run(files, { rules: some })).toEqual([
    "level-14.conf:5 warning session/no-expiry",
    "level-14.conf:6 warning session/cookie-without-httponly",
    "level-14.conf:6 warning session/cookie-without-secure",
  ]);
});

test("a file that is included twice is one line to mend", () => {
  const files = {
    "httpd.conf": "<Location /a>\nInclude s.conf\n</Location>\n<Location /b>\nInclude s.conf\n</Location>\n",
    "s.conf": "Session On\nSessionCookieName id path=/\nSessionMaxAge 60\n",
  };
  expect(run(files, { rules: only("session/cookie-without-secure") })).toEqual([
    "s.conf:2 warning session/cookie-without-secure",
  ]);
});

test("virtual hosts that share a line of the main server are named with it", () => {
  const text =
    "Session On\nSessionCookieName id\n<VirtualHost *:80>\nSessionMaxAge 60\n</VirtualHost>\n<VirtualHost *:81>\nAuthType None\n</VirtualHost>\n";
  const host = createMemoryHost({ [`${root}/httpd.conf`]: text });
  const tree = readConfig(`${root}/httpd.conf`, host, exampleProfile());
  const [finding] = lint(tree, { rules: only("session/no-expiry") });
  expect(finding?.location?.start).toBe(0);
  expect(finding?.related?.map(({ message }) => message)).toEqual(["applies to <VirtualHost *:81>"]);
});

test("a main server that no request reaches is not looked at", () => {
  const vhost = "<VirtualHost *:443>\nSession On\nSessionMaxAge 60\nSessionCookieName id\n</VirtualHost>\n";
  const rules = only("session/no-storage");
  expect(one(`Listen 443\nSession On\n${vhost}`, { rules })).toEqual([]);
  expect(one(`Listen 443\nListen 80\nSession On\n${vhost}`, { rules })).toEqual([
    "httpd.conf:3 error session/no-storage",
  ]);
});

test("a setting of one virtual host does not reach another", () => {
  const text = "<VirtualHost *:80>\nSessionMaxAge 60\n</VirtualHost>\n<VirtualHost *:81>\nSession On\n</VirtualHost>\n";
  expect(one(text, { rules: only("session/no-expiry") })).toEqual(["httpd.conf:5 warning session/no-expiry"]);
});

test("directives in Limit belong to the section around it", () => {
  const text = "<Location /a>\n<Limit GET>\nSession On\n</Limit>\nSessionMaxAge 60\n</Location>\n";
  expect(one(text, { rules: only("session/no-expiry") })).toEqual([]);
});

test("a .htaccess is not blamed for what the server may set", () => {
  const host = createMemoryHost({ "/srv/.htaccess": "Session On\nSessionCookieName id path=/\nSessionMaxAge 30m\n" });
  const tree = readHtaccess("/srv/.htaccess", host, exampleProfile());
  expect(lint(tree, { rules: some }).map(({ code }) => code)).toEqual([
    "session/cookie-without-httponly",
    "session/cookie-without-secure",
    "session/max-age-not-a-number",
  ]);
});

test("an Include that cannot be read silences what is missing, not what is wrong", () => {
  expect(one("Session On\nInclude gone.conf\nSessionCookieName id path=/;HttpOnly\n", { rules: some })).toEqual([
    "httpd.conf:3 warning session/cookie-without-secure",
  ]);
});

test("a missing main file has no findings", () => {
  const tree = readConfig("/nowhere/httpd.conf", createMemoryHost({}), exampleProfile());
  expect(lint(tree, { profile: "stig-unix-server" })).toEqual([]);
});

test("rules are switched by name or alias", () => {
  const text = "Session On\nSessionCookieName id path=/\nSessionMaxAge 60\nSessionCryptoPassphraseFile key\n";
  const off = { rules: { ...some, SES040: "off", "session/cookie-without-secure": "error" } } as const;
  expect(one(text, off)).toEqual(["httpd.conf:2 error session/cookie-without-secure"]);
});

test("what is wrong with settings is told apart from findings", () => {
  const settings = {
    "session/nonsense": "off",
    SES061: { options: { maxSeconds: "600", limit: 3 } },
    SES023: { options: { minBits: 0 } },
  } as const;
  expect(checkSettings(registry, settings).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    "session/nonsense: there is no rule 'session/nonsense'",
    "SES061: 'maxSeconds' must be a whole number",
    "SES061: 'limit' is not an option of this rule",
    "SES023: 'minBits' must be at least 1",
  ]);
});

test("a rule of one's own runs beside the built-in ones", () => {
  const rule: Rule = defineRule({
    meta: {
      name: "example/signature",
      aliases: [],
      summary: "The server shows its version.",
      severity: "info",
      profiles: ["recommended"],
      references: [],
      fixable: "no",
      since: "1.0.0",
    },
    messages: { on: (name: string) => `${name} is on.` },
    check(context, messages) {
      for (const node of context.directives("serversignature")) {
        const { start, end } = node.line;
        context.report({ message: messages.on(node.name), location: { file: node.frame.file.path, start, end } });
      }
    },
  });
  expect(one("ServerSignature On\n", { extraRules: [rule] })).toEqual(["httpd.conf:1 info example/signature"]);
});

test("no message shows a passphrase", () => {
  const keys = ["hunter2hunter2", "Winter2026", "changeme", "correct horse battery staple", "exec:/bin/key topsecret"];
  for (const key of keys) {
    const text = `SessionCryptoPassphrase ${key}\nSession On\nSessionCookieName id path=/\n`;
    const tree = readConfig(`${root}/httpd.conf`, createMemoryHost({ [`${root}/httpd.conf`]: text }), exampleProfile());
    const findings = lint(tree, { profile: "strict" });
    expect(findings.filter(({ code }) => /^session\/(?:weak|placeholder|split)-passphrase$/.test(code))).toHaveLength(
      1,
    );
    for (const word of key.split(" ")) expect(JSON.stringify(findings)).not.toContain(word);
  }
});
