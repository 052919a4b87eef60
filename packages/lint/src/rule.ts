import type { ConfigNode, ConfigTree, EffectiveConfig } from "@httpd-lint/config";
import type { Fix, Location, Reference, RelatedLocation, Severity } from "@httpd-lint/diagnostics";
import type { ConfigFile } from "@httpd-lint/grammar";
import type { Scope } from "./model/scope.ts";
import type { RuleProfileName } from "./profile.ts";
import type { SessionPlace } from "./session/sessions.ts";

export type OptionValue = number | boolean | string | readonly string[];
export type RuleOptions = Readonly<Record<string, OptionValue>>;

/** JSON Schema of one option; plain data, so that editors, documentation and our own check share it. */
export interface OptionSchema {
  readonly type: "integer" | "boolean" | "string" | "array";
  readonly minimum?: number;
  readonly enum?: readonly string[];
  readonly items?: { readonly type: "string" };
}

export interface RuleOption {
  readonly description: string;
  readonly schema: OptionSchema;
  readonly default: OptionValue;
  /** Where a profile wants another value than `default`. */
  readonly profiles?: Partial<Readonly<Record<RuleProfileName, OptionValue>>>;
}

export interface RuleMeta {
  /** `category/name` as the folder is called; the name is the defect, so that "allow NAME" reads well. */
  readonly name: string;
  /** Other names in settings and comments: the number in the rule catalogue, e.g. `SES041`. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly severity: Severity;
  readonly profiles: readonly RuleProfileName[];
  readonly references: readonly Reference[];
  readonly fixable: "safe" | "suggestion" | "no";
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** Version of this package that brought the rule. */
  readonly since: string;
}

/** What a rule has to say about one place. */
export interface Finding {
  readonly message: string;
  readonly location: Location;
  /** When this finding is less certain or worse than the rule usually is. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedLocation[];
  readonly fixes?: readonly Fix[];
}

/** What a rule can ask. Everything is answered from the tree: nothing is read and nothing is run. */
export interface RuleContext<Options extends RuleOptions = RuleOptions> {
  readonly tree: ConfigTree;
  readonly options: Options;
  readonly profile: RuleProfileName;
  /**
   * False for a `.htaccess`, a file looked at without its server, or a server with an Include that could not be read:
   * what is missing there may well be somewhere else.
   */
  readonly whole: boolean;
  /** The lossless syntax of a file of the tree. */
  syntax(path: string): ConfigFile | undefined;
  /** Directives and sections that httpd keeps or executed while reading, by name in any case, in httpd's order. */
  directives(...names: readonly string[]): readonly ConfigNode[];
  /** The main server first, then every section that has settings of its own. */
  scopes(): readonly Scope[];
  /** The innermost scope that a directive stands in. */
  scopeOf(node: ConfigNode): Scope;
  /**
   * What httpd ends up with, after merging, for requests that land in `scope` and are answered by `host`: the main
   * server or a virtual host, without it the one that the scope is part of.
   */
  effective(scope: Scope, host?: Scope): EffectiveConfig;
  /** Every place with a session, as far as sections tell, with its settings and cookies. */
  sessions(): readonly SessionPlace[];
  report(finding: Finding): void;
}

export type RuleMessages = Readonly<Record<string, (...values: never[]) => string>>;

export interface Rule {
  readonly meta: RuleMeta;
  readonly messages: RuleMessages;
  check(context: RuleContext, messages: RuleMessages): void;
}

interface RuleDefinition<Options extends RuleOptions, Messages extends RuleMessages> {
  readonly meta: RuleMeta;
  /** The rule's sentences: what is wrong, what it means, what to write instead. */
  readonly messages: Messages;
  check(context: RuleContext<Options>, messages: Messages): void;
}

/** Makes a rule; the types of its options and messages are checked here and forgotten. */
export function defineRule<Options extends RuleOptions, Messages extends RuleMessages>(
  definition: RuleDefinition<Options, Messages>,
): Rule {
  return definition as unknown as Rule;
}
