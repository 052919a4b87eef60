/**
 * What one argument may be, as far as data can say it. Checks that need an algorithm of their own (rewrite flags, log
 * formats, addresses) are code in `@httpd-lint/config`, and the catalogue has `text` for them.
 */
export type ValueConstraint = (
  | EnumConstraint
  | IntegerConstraint
  | DurationConstraint
  | {
      readonly type:
        | "text"
        | "flag"
        | "file"
        | "directory"
        | "path"
        | "url"
        | "regex"
        | "expression"
        | "string-expression"
        | "provider"
        | "none"
        | "removed";
    }
) & {
  /** Its own handling of `!` or `not` in front. */
  readonly negation?: string;
  readonly optional?: boolean;
  /** Holds for all further arguments, too. */
  readonly repeat?: boolean;
};

export interface EnumConstraint {
  readonly type: "enum";
  readonly values: readonly string[];
  /** Upper and lower case differ. */
  readonly exact?: boolean;
  /** Each value may carry a `+` or `-` in front. */
  readonly signs?: boolean;
}

export interface IntegerConstraint {
  readonly type: "integer";
  /**
   * How httpd reads the number. `atoi`: leading digits, else 0, wrapping at 32 bits; `atol`: the same, clamped to 64
   * bits; `offset`: as `atol`, but more than 64 bits are refused; `strict`: the whole word must be a decimal number of 64
   * bits; `clamped`: the whole word must be a decimal number of any size.
   */
  readonly parse: "atoi" | "atol" | "offset" | "strict" | "clamped";
  /** Inclusive; null is as small or large as the type allows. Absent: every number passes. */
  readonly ranges?: readonly (readonly [number | null, number | null])[];
  /** Words allowed instead of a number, in any case. */
  readonly or?: readonly string[];
}

/** `ap_timeout_parameter_parse` and its kin. */
export interface DurationConstraint {
  readonly type: "duration";
  readonly units: readonly string[];
  readonly anyCase?: boolean;
  /** Smallest and largest value, e.g. `1`, `1ms`, `1h`; without unit in the default unit. */
  readonly min?: string;
  readonly max?: string;
}
