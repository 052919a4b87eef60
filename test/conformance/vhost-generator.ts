import { type Dice, diceOf } from "./fuzz.ts";
import type { VhostRecord } from "./vhost-cases.ts";

/** Seeded random configurations of virtual hosts; httpd accepts all of them. */

const addresses = split(
  "*|*|_default_|0.0.0.0|192.0.2.1|192.0.2.1|192.0.2.2|192.0.2.129|198.51.100.7|203.0.113.9|10.0.0.1|127.0.0.1|255.255.255.255|127.1|0x7f.1|010.1|[::]|[::1]|[2001:db8::1]|[2001:DB8:0:0::0001]|[2001:db8:0:1::]|[::ffff:192.0.2.1]|[::192.0.2.1]|[::ffff:0:0]|nohost.invalid|localhost|_DEFAULT_|[1:0:0:2::3]|1.0.0.2|0.1.2.0",
);
const ports = split(":80|:80|:80|:443|:443|:8080|:*||:65535|:1");
const names = split(
  "a.test|b.test|A.Test|b.test:80|a.test:8443|https://c.test|HTTPS://c.test:443|http://d.test:80/x|www.a.test|192.0.2.1|under_score|trailing.dot.",
);
const aliases = split(
  'a.test|www.a.test|*.a.test|b.test|?.b.test|B.TEST|*|x*y|a?|"two words"|w.x|192.0.2.1|[ab].test|x\\?',
);
const general = split(
  "ServerAdmin a@b.test|Listen|NameVirtualHost *:80|UseCanonicalName On|DocumentRoot htdocs|DocumentRoot htdocs/../htdocs|ErrorLog logs/error.log|ErrorLog syslog|ErrorLog syslog:local1|PidFile run/a.pid|PidFile ./run//b.pid|ScoreBoardFile run/s|User www-data|Group www-data|User #33|Group nogroup|User nobody",
);
const defines = split(
  'Define A|Define B 1|Define C "two words"|Define A 2|UnDefine A|UnDefine B|UnDefine C|Define D|Define b x',
);
const mutexes = split(
  "Mutex sem|Mutex file:logs default|Mutex flock:run watchdog-callback|Mutex default watchdog-callback omitpid|Mutex pthread watchdog-callback|Mutex fcntl:logs watchdog-callback default|Mutex sysvsem default OmitPID|Mutex yes",
);
const early = split(
  "DefaultRuntimeDir run|DefaultRuntimeDir @ROOT@/run/|ServerRoot @ROOT@/|ServerRoot @ROOT@/run/../.",
);
const modules = split("rewrite|ssl|proxy|macro|authn_socache|auth_digest|ldap|lua|alias");

function split(text: string): readonly string[] {
  return text.split("|");
}

/** The configuration of a seed, as a record without an answer. */
export function generatedVhosts(seed: number): VhostRecord {
  const dice = diceOf(seed);
  const files: Record<string, string> = {};
  const head = [loadLine(dice.chance(0.8) ? "mpm_event" : dice.pick(["mpm_worker", "mpm_prefork"])), loadLine("macro")];
  for (const module of new Set([dice.pick(modules), dice.pick(modules)])) {
    if (module !== "macro" && dice.chance(0.4)) head.push(loadLine(module));
  }
  const body: string[] = [];
  const count = 1 + dice.upTo(7);
  for (let at = 0; at < count; at++) body.push(...part(dice, at, files));
  if (dice.chance(0.3)) body.splice(dice.upTo(1) * body.length, 0, dice.pick(early));
  files["httpd.conf"] = [...head, ...body, ""].join("\n");
  const args = dice.chance(0.2) ? ["-D", "GIVEN", "-C", "ServerName before.test:81"] : [];
  return { id: `seed ${seed}`, note: `seed ${seed}`, files, args };
}

function loadLine(module: string): string {
  return `LoadModule ${module}_module modules/mod_${module}.so`;
}

function part(dice: Dice, at: number, files: Record<string, string>): string[] {
  const lines: string[] = [];
  if (dice.chance(0.25)) lines.push(`ServerName ${dice.pick(names)}`);
  // httpd refuses the same port twice.
  if (dice.chance(0.25)) lines.push(dice.pick(general).replace(/^Listen$/, `Listen ${8000 + at}`));
  if (dice.chance(0.2)) lines.push(dice.pick(defines), dice.pick(defines));
  if (dice.chance(0.1)) lines.push(dice.pick(mutexes));
  const host = virtualHost(dice);
  const how = dice.upTo(9);
  if (how === 0) {
    files[`sites/${at}.conf`] = [...host, ""].join("\n");
    return [...lines, dice.chance(0.5) ? `Include sites/${at}.conf` : `IncludeOptional site[s]/*${at}.conf`];
  }
  if (how === 1) return [...lines, `<Macro Host${at} $n>`, ...host, "ServerAdmin $n", "</Macro>", `Use Host${at} one`];
  if (how === 2) {
    const inside = ["<VirtualHost $a>", ...host.slice(1)];
    const uses = [0, 1].map(() => `Use Host${at} ${oneAddress(dice)} ${dice.pick(names)}`);
    return [
      ...lines,
      `<Macro Host${at} $a $n>`,
      ...inside.slice(0, -1),
      "ServerName $n",
      "</VirtualHost>",
      "</Macro>",
      ...uses,
    ];
  }
  if (how === 3) return [...lines, "<IfModule core.c>", ...host, "</IfModule>"];
  if (how === 4) return [...lines, "<IfDefine GIVEN>", ...host, "</IfDefine>"];
  return [...lines, ...host];
}

function oneAddress(dice: Dice): string {
  return dice.pick(addresses) + dice.pick(ports);
}

function virtualHost(dice: Dice): string[] {
  const count = dice.chance(0.6) ? 1 : 1 + dice.upTo(3);
  const given = Array.from({ length: count }, () => oneAddress(dice));
  const open = dice.chance(0.1) ? `<VirtualHost ${given.join(" \\\n  ")}>` : `<VirtualHost ${given.join(" ")}>`;
  const lines = [open];
  if (dice.chance(0.75)) lines.push(`${dice.pick(["ServerName", "servername"])} ${dice.pick(names)}`);
  const aliasLines = dice.chance(0.5) ? dice.upTo(2) : 0;
  for (let at = 0; at < aliasLines; at++) {
    const words = Array.from({ length: 1 + dice.upTo(2) }, () => dice.pick(aliases));
    lines.push(`ServerAlias ${words.join(" ")}`);
  }
  if (dice.chance(0.15)) lines.push("ServerPath /old");
  if (dice.chance(0.15)) lines.push(dice.pick(["ErrorLog logs/host.log", "NameVirtualHost *"]));
  if (dice.chance(0.1)) lines.push(`ServerName ${dice.pick(names)}`);
  lines.push("</VirtualHost>");
  return lines;
}
