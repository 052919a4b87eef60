/** A code span that may hold backticks. */
export function code(text: string): string {
  const shown = visible(text).replace(/\r?\n/g, " ");
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A block of httpd's language, by the name that most clients colour it for. */
export function block(text: string): string {
  return `\`\`\`apache\n${visible(text).replaceAll("```", "` ` `")}\n\`\`\``;
}

/** Text as it stands, not as Markdown. */
export function plain(text: string): string {
  return visible(text).replace(/[\\`*_[\]<>#|~]/g, "\\$&");
}

/** Bytes that are no UTF-8 are lone surrogates, which no client may be sent. */
function visible(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
