// Made-up configurations of any size, the same for the same seed. `dense` has no comments and no blank lines, which is
// the hard case: more of the text is words.

function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  "alpha bravo cedar delta ember field grove harbor island juniper kettle lantern meadow north orchard".split(" ");

/** Every fifth virtual host has sessions. */
function sessionLines(random, pick) {
  if (random() >= 0.2) return ["    ServerSignature Off", "    KeepAlive On", "    KeepAliveTimeout 5"];
  const age = 300 + Math.floor(random() * 600);
  return ["    Session On", `    SessionCookieName ${pick()} path=/;HttpOnly;Secure`, `    SessionMaxAge ${age}`];
}

/** One virtual host, about 35 lines. */
function host(number, random, dense) {
  const pick = () => words[Math.floor(random() * words.length)];
  const name = `${pick()}${number}.example.org`;
  const root = `/srv/www/${name}`;
  const lines = [
    `<VirtualHost *:${random() < 0.5 ? 80 : 443}>`,
    `    ServerName ${name}`,
    `    ServerAlias www.${name} ${pick()}.${name}`,
    `    ServerAdmin webmaster@${name}`,
    '    DocumentRoot "htdocs"',
    `    ErrorLog logs/${name}-error.log`,
    `    CustomLog logs/${name}-access.log combined`,
    ...sessionLines(random, pick),
    `    <Directory "${root}/htdocs">`,
    "        Options FollowSymLinks",
    "        AllowOverride None",
    "        Require all granted",
    "    </Directory>",
    "    <IfModule mod_rewrite.c>",
    "        RewriteEngine On",
    `        RewriteCond %{HTTP_HOST} !^www\\.${pick()} [NC]`,
    `        RewriteRule ^/${pick()}/(.*)$ "/${pick()}/$1" [R=301,L]`,
    "    </IfModule>",
    `    <Location /${pick()}>`,
    "        SetHandler server-status",
    `        Require ip 10.${Math.floor(random() * 256)}.0.0/16`,
    "    </Location>",
    `    Alias /${pick()} "${root}/${pick()}"`,
    '    Header always set X-Frame-Options "SAMEORIGIN"',
    // One directive: nothing comes between its lines.
    `    Header set Cache-Control "max-age=${Math.floor(random() * 9999)}, public" \\\n        "expr=%{REQUEST_URI} =~ m#^/${pick()}#"`,
    `    ErrorDocument 404 /${pick()}/missing.html`,
    "</VirtualHost>",
  ];
  if (dense) return lines;
  return lines.flatMap((line, at) => {
    if (at === 0)
      return ["", `# ${name}: served for the ${pick()} team, see the note about ${pick()} and ${pick()}`, line];
    return random() < 0.2
      ? ["", `    # ${pick()} ${pick()} needs this since ${pick()} was moved to the new ${pick()}`, line]
      : [line];
  });
}

/** At least `size` bytes of ASCII, as V8 keeps text it read from a file: flat, one byte per character. */
export function configuration(size, dense) {
  const random = mulberry32(20261121);
  const parts = [];
  let length = 0;
  for (let number = 1; length < size; number++) {
    const part = `${host(number, random, dense).join("\n")}\n`;
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join(""), "latin1").toString("latin1");
}

/** About `count` lines with comments: whole virtual hosts. */
export function linesOf(count) {
  const lines = configuration(count * 60, false).split("\n");
  const end = lines.findIndex((line, at) => at >= count - 40 && line === "</VirtualHost>");
  return flat(`${lines.slice(0, end + 1).join("\n")}\n`);
}

/** Every 50th line broken: a closing tag lost or wrong, a bracket missing, a stray close, junk. */
export function damaged(text) {
  const breaks = [
    () => "",
    (line) => line.replace(">", ""),
    () => "</Nothing>",
    (line) => `<${line}`,
    (line) => `${line} "`,
  ];
  const lines = text
    .split("\n")
    .map((line, at) => (at % 50 === 49 ? breaks[((at + 1) / 50) % breaks.length](line) : line));
  return flat(lines.join("\n"));
}

function flat(text) {
  return Buffer.from(text, "latin1").toString("latin1");
}

/** A server of 313 files and 300 virtual hosts: a main file that includes 12 others and a folder of sites. */
export function manySites() {
  const random = mulberry32(20261121);
  const files = new Map();
  const shared = Array.from({ length: 12 }, (_, at) => `conf.d/shared${String(at).padStart(2, "0")}.conf`);
  for (const [at, name] of shared.entries())
    files.set(name, `<Directory "/srv/shared/${at}">\n    Require all granted\n</Directory>\n`);
  for (let at = 0; at < 300; at++) {
    files.set(`sites/${String(at).padStart(3, "0")}.conf`, `${host(at, random, true).join("\n")}\n`);
  }
  files.set("httpd.conf", "Listen 80\nListen 443\nInclude conf.d/*.conf\nInclude sites/*.conf\n");
  return files;
}
