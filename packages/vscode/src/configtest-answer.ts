/*
 * What the installed httpd says of a configuration, beside what httpd-lint says of it.
 */

/** The first error of either. */
export interface Verdict {
  readonly accepted: boolean;
  readonly message?: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** The answer of `httpd -t`, which is on stderr. */
export function answerOf(output: string, status: number | null): Verdict {
  const accepted = status === 0 && /^Syntax OK$/m.test(output);
  const text = output
    .split("\n")
    .map((line) => line.replace(/^\[[^\]]*\] \[[^\]]*\](?: \[[^\]]*\])? /, ""))
    .filter(
      (line) =>
        line.trim() !== "" && line !== "Syntax OK" && !/^Action '.*' failed\.$|^The Apache error log may/.test(line),
    );
  if (accepted) return { accepted };
  const place = /Syntax error on line (\d+) of (.+?):\s?(.*)$/;
  const at = text.findLastIndex((line) => place.test(line));
  // Included files: `Syntax error on line 3 of a: Syntax error on line 5 of b: ...`, the last one is the place.
  const chain = (text[at] ?? "").split(/(?=Syntax error on line )/).at(-1) ?? "";
  const [, line, file, rest = ""] = place.exec(chain) ?? [];
  if (line === undefined || file === undefined) return { accepted, message: text.at(-1) ?? `exit status ${status}` };
  const message = rest === "" ? text.slice(at + 1).join(" ") : rest;
  return { accepted, message, file, line: Number(line) };
}

/** A page that says whether the two agree. */
export function comparison(command: readonly string[], httpd: Verdict, ours: Verdict, output: string): string {
  return [
    "# Test with the installed httpd",
    summary(httpd, ours),
    `- httpd: ${told(httpd)}\n- httpd-lint: ${told(ours)}`,
    `\`${command.join(" ")}\` said:`,
    `\`\`\`text\n${output.trim()}\n\`\`\``,
    "",
  ].join("\n\n");
}

function summary(httpd: Verdict, ours: Verdict): string {
  if (httpd.accepted === ours.accepted) {
    const isSamePlace = httpd.file === ours.file && httpd.line === ours.line;
    return isSamePlace ? "**They agree.**" : "**They agree that it is refused, but not where.**";
  }
  if (/^Cannot load /.test(httpd.message ?? "")) {
    return "**They do not agree:** this httpd does not have a module that the configuration loads. httpd-lint takes modules to be there, unless the setting `httpd-lint.moduleFiles` is `check`.";
  }
  return "**They do not agree.** If httpd-lint has the version and the modules of this httpd right, that is a bug of httpd-lint.";
}

function told({ accepted, message = "", file, line }: Verdict): string {
  if (accepted) return "accepted";
  return `refused${file === undefined ? "" : ` at ${plain(file)}:${line}`}: ${plain(message)}`;
}

/** Text that is no Markdown. */
function plain(text: string): string {
  return text.replace(/[|\\`*_<[]/g, "\\$&").replace(/\s+/g, " ");
}
