/** How urgent a diagnostic is. `error` and `warning` are findings; `info` and `hint` never change an exit status. */
export type Severity = "error" | "warning" | "info" | "hint";

/** `httpd`: a fact, something httpd itself would say or do. `lint`: an opinion, what we recommend. */
export type DiagnosticSource = "httpd" | "lint";

/** Half-open pair of offsets into the text of one file, in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A place: a range in a file. `file` is the path httpd would name; `-` is standard input. */
export interface Location extends Range {
  readonly file: string;
}

/** Another place that helps to understand a diagnostic, with what it has to say. */
export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}

/** Replace `start`..`end` of `file` by `newText`. */
export interface TextEdit extends Location {
  readonly newText: string;
}

/** A change that removes the cause of a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** True when applying it cannot change what a correct server does beyond removing the finding. */
  readonly safe: boolean;
}

/** Where a rule's advice comes from, e.g. `{ kind: "STIG", id: "V-214229" }`. */
export interface Reference {
  readonly kind: "STIG" | "CIS" | "OWASP" | "CWE" | "httpd" | "RFC" | "CVE" | "other";
  readonly id: string;
  readonly url?: string;
}

/** One thing we tell people, about one place. */
export interface Diagnostic {
  /** Stable, e.g. `read/include-missing` or `session/cookie-without-secure`. */
  readonly code: string;
  readonly severity: Severity;
  readonly source: DiagnosticSource;
  /** One or more sentences, without the place. */
  readonly message: string;
  /** Absent when httpd itself gives no place (e.g. "No MPM loaded."). */
  readonly location?: Location;
  readonly related?: readonly RelatedLocation[];
  readonly fixes?: readonly Fix[];
  readonly references?: readonly Reference[];
  /** Page that explains the code. */
  readonly url?: string;
}
