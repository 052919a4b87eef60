/** What the words of a directive mean, where names alone do not say it; by directive, in the order of its syntax. */
const MEANINGS = {
  rewriterule: [
    "Regular expression for the path; with ! in front for paths that do not match. In a .htaccess or Directory the path begins behind that of the folder.",
    "New path or URL: - leaves it as it is, $1 is a group of the pattern, %1 one of the last RewriteCond.",
    "Flags in brackets, with commas and no blanks between: [R=301,L]",
  ],
  rewritecond: [
    "Text that is tested, with variables such as %{HTTP_HOST}; expr for an expression.",
    "Regular expression, or a test such as -f or =text; with ! in front the opposite.",
    "Flags in brackets: NC ignores case, OR joins with the next condition.",
  ],
  header: [
    "Which headers: onsuccess (default), or always for those that errors and redirects carry, too.",
    "What happens to the header.",
    "Name of the header.",
    "New value, with items such as %{NAME}e; with expr= an expression. For edit a regular expression.",
    "For edit: what takes the place of the match.",
    "When: early, env=NAME, env=!NAME or expr=...",
  ],
  requestheader: [
    "What happens to the header.",
    "Name of the header.",
    "New value, with items such as %{NAME}e; with expr= an expression. For edit a regular expression.",
    "For edit: what takes the place of the match.",
    "When: early, env=NAME, env=!NAME or expr=...",
  ],
  proxypass: [
    "Path of the URL; left out in a Location.",
    "URL of the backend or balancer://name; ! passes nothing on. It should end in a slash if the path does.",
    "Parameters such as timeout=30 or keepalive=On.",
  ],
  sessioncookiename: [
    "Name of the cookie.",
    "Attributes as the browser gets them, with semicolons between: path=/;HttpOnly;Secure;SameSite=Lax",
  ],
  logformat: [
    'Format with items such as %h, %>s or %{Referer}i; quotes in it are written \\".',
    "Nickname for CustomLog; without one this is the format of TransferLog.",
  ],
  customlog: [
    "File below the ServerRoot, or | and a program.",
    "Nickname of a LogFormat, or a format.",
    "Which requests: env=NAME, env=!NAME or expr=...",
  ],
} as const;

export function meaningsOf(key: string): readonly string[] {
  if (/^session(?:dbd)?cookiename2?$/.test(key)) return MEANINGS.sessioncookiename;
  return Object.hasOwn(MEANINGS, key) ? MEANINGS[key as keyof typeof MEANINGS] : [];
}

const STATUS = /^(?:\d+|permanent|temp|seeother|gone)$/i;

/**
 * How many parameters at the front are left out: optional ones that only their place or their first word tells apart.
 *
 * @param words with the one that is being typed
 * @param isInPath inside a section for some paths
 */
export function leftOut(key: string, words: readonly string[], isInPath: boolean): number {
  const [first = ""] = words;
  switch (key) {
    case "header":
      return begins(first, ["always", "onsuccess"]) ? 0 : 1;
    case "require":
      return begins(first, ["not"]) ? 0 : 1;
    case "redirect":
    case "redirectmatch":
      return STATUS.test(first) || first === "" ? 0 : 1;
    case "errorlogformat":
      return begins(first, ["connection", "request"]) ? 0 : 1;
    case "h2pushresource":
      return begins(first, ["add"]) ? 0 : 1;
    case "sslciphersuite":
    case "sslproxyciphersuite":
      return words.length > 1 || begins(first, ["SSL", "TLSv1.3"]) ? 0 : 1;
    case "proxypass":
    case "proxypassmatch":
    case "proxypassreverse":
    case "balancermember":
    case "alias":
    case "scriptalias":
      return isInPath ? 1 : 0;
    default:
      return 0;
  }
}

/** A word that is being typed may become one of these. */
function begins(word: string, values: readonly string[]): boolean {
  return values.some((value) => value.toLowerCase().startsWith(word.toLowerCase()));
}

/** Flags of RewriteRule whose values have parts. */
const FLAGS: Readonly<Record<string, readonly [label: string, separator: string]>> = {
  CO: ["CO=name:value:domain[:minutes[:path[:secure[:httponly[:samesite]]]]]", ":"],
  E: ["E=[!]name[:value]", ":"],
  R: ["R[=status]", ""],
  S: ["S=number of rules", ""],
  T: ["T=media type", ""],
  H: ["H=handler", ""],
  N: ["N[=most rounds]", ""],
  BNE: ["BNE=characters", ""],
};

const LONG_NAMES: Readonly<Record<string, string>> = {
  COOKIE: "CO",
  ENV: "E",
  REDIRECT: "R",
  SKIP: "S",
  TYPE: "T",
  HANDLER: "H",
  NEXT: "N",
};

/** The value of a flag that is being typed, with its parts and the one at the end. */
export function flagSignature(
  typed: string,
): { readonly label: string; readonly parts: readonly [number, number][]; readonly active: number } | undefined {
  const [, name = "", value] = /(?:^\[|,)(\w+)=([^,\]]*)$/.exec(typed) ?? [];
  if (value === undefined) return undefined;
  const upper = name.toUpperCase();
  const [label, separator] = FLAGS[LONG_NAMES[upper] ?? upper] ?? [];
  if (label === undefined || separator === undefined) return undefined;
  const from = label.indexOf("=") + 1;
  const parts = [...label.slice(from).matchAll(/\[!\]\w+|[\w ]+/g)].map(({ 0: text, index }): [number, number] => {
    return [from + index, from + index + text.length];
  });
  const active = separator === "" ? 0 : value.split(separator).length - 1;
  return { label, parts, active };
}
