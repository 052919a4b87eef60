import { expect, test } from "vitest";
import { maskSecrets } from "./secrets.ts";

test.each([
  ["SessionCryptoPassphrase hunter2", "SessionCryptoPassphrase ********"],
  ['  sessioncryptopassphrase "hunter two" three', '  sessioncryptopassphrase "********" ********'],
  ["# SessionCryptoPassphrase hunter2", "# SessionCryptoPassphrase ********"],
  ["#SessionCryptoPassphrase 'hunter2", "#SessionCryptoPassphrase '********"],
  ["AuthFormSitePassphrase hunter2", "AuthFormSitePassphrase ********"],
  ["AuthLDAPBindPassword hunter2", "AuthLDAPBindPassword ********"],
  ["OIDCClientSecret hunter2", "OIDCClientSecret ********"],
  ["SomebodysModulePassword hunter2", "SomebodysModulePassword ********"],
  ["AuthBasicFake demo hunter2", "AuthBasicFake demo ********"],
  ["MDExternalAccountBinding kid-1 aGFzaA", "MDExternalAccountBinding kid-1 ********"],
  ['DBDParams "host=db dbname=s user=u pass=hunter2"', 'DBDParams "host=db dbname=s user=u pass=********"'],
  ["DBDParams host=db,pass=hunter2,user=u", "DBDParams host=db,pass=********,user=u"],
  ["BalancerMember ajp://app:8009 secret=hunter2 route=a", "BalancerMember ajp://app:8009 secret=******** route=a"],
  ["ProxyPass /x http://u:hunter2@app:80/x", "ProxyPass /x http://u:********@app:80/x"],
  [
    'php_value session.save_path "tcp://c:6379?auth=hunter2"',
    'php_value session.save_path "tcp://c:6379?auth=********"',
  ],
  ["Define DB_PASSWORD hunter2", "Define DB_PASSWORD ********"],
  ["SetEnv APP_SECRET_KEY hunter2", "SetEnv APP_SECRET_KEY ********"],
  ['RequestHeader set Authorization "Basic aHVudGVyMg=="', 'RequestHeader set Authorization "********"'],
  ["SessionCryptoPassphrase \\\n  hunter2", "SessionCryptoPassphrase \\\n  ********"],
  ["SessionCryptoPassphrase hun\\\nter2", "SessionCryptoPassphrase ********\\\n********"],
])("%j is shown as %j", (line, shown) => {
  expect(maskSecrets(line)).toBe(shown);
});

test.each([
  "SessionCryptoPassphrase exec:/usr/local/bin/passphrase",
  "SessionCryptoPassphrase ${SESSION_PASSPHRASE}",
  "SessionCryptoPassphraseFile conf/passphrases",
  "SSLPassPhraseDialog exec:/usr/share/apache2/ask-for-passphrase",
  "AuthFormPassword httpd_password",
  "SetEnv PASSENGER_ENV production",
  "Define SSL_PORT 443",
  "Header set Cache-Control no-store",
  "ProxyPass /x http://app:8080/mail@x",
  "Redirect / https://www.example.org:443/a",
  "RewriteRule ^/login$ https://%{HTTP_HOST}:8443/login?pass=1 [R]",
  "Timeout 5 \\",
  "",
])("%j holds no secret", (line) => {
  expect(maskSecrets(line)).toBe(line);
});

test("a long line takes no longer than its length", () => {
  const line = `Header set X ${"a".repeat(100_000)} ${"a://".repeat(20_000)} ${"pass".repeat(20_000)}`;
  expect(maskSecrets(line)).toBe(line);
});
