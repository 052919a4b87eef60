import type { ValueConstraint } from "./constraints.ts";

/** `args_how` of httpd's command table. `raw`: the handler splits the text itself; `argv`: any number of words. */
export type ArgumentsHow =
  | "raw"
  | "none"
  | "take1"
  | "take2"
  | "take3"
  | "take12"
  | "take13"
  | "take23"
  | "take123"
  | "iterate"
  | "iterate2"
  | "argv"
  | "flag";

/** Bits of `req_override` and of what a place allows (include/http_config.h). */
export const OVERRIDE = {
  limit: 1,
  options: 2,
  fileInfo: 4,
  authConfig: 8,
  indexes: 16,
  unset: 32,
  accessConf: 64,
  rsrcConf: 128,
  execOnRead: 256,
  nonfatalOverride: 512,
  nonfatalUnknown: 1024,
  proxyConf: 2048,
  all: 31,
} as const;

/** Places that a handler forbids with `ap_check_cmd_context`. */
export const NOT_IN = {
  virtualHost: 1,
  limit: 2,
  directory: 4,
  location: 8,
  files: 16,
  htaccess: 32,
  proxy: 64,
  /** Any section. */
  dirContext: 94,
  global: 95,
} as const;

const HOW: Readonly<Record<string, ArgumentsHow>> = {
  R: "raw",
  N: "none",
  1: "take1",
  2: "take2",
  3: "take3",
  12: "take12",
  13: "take13",
  23: "take23",
  123: "take123",
  I: "iterate",
  J: "iterate2",
  V: "argv",
  F: "flag",
};

const NO_VALUES: readonly ValueConstraint[] = [];
const ANYWHERE: readonly number[] = [];

/** A row of a module's command table. */
export class CommandInfo {
  /** httpd's spelling; sections begin with `<`. */
  readonly name: string;
  /** `name` in lower case. */
  readonly key: string;
  /** LoadModule symbol of the module that brings it. */
  readonly module: string;
  readonly how: ArgumentsHow;
  /** `req_override`: bits of `OVERRIDE`. */
  readonly mask: number;
  /** Bits of `NOT_IN` that the handler tests, one after the other. */
  readonly forbidden: readonly number[];
  /** EXEC_ON_READ: httpd runs it while it reads. */
  readonly readPhase: boolean;
  /** First version that has it, when that is not 2.4.0; `2.5` for what only trunk has. */
  readonly since: string | undefined;
  #values: string | readonly ValueConstraint[];

  constructor(
    name: string,
    module: string,
    how: ArgumentsHow,
    mask: number,
    forbidden: readonly number[],
    marks: string,
    values: string | readonly ValueConstraint[],
  ) {
    this.name = name;
    this.key = name.toLowerCase();
    this.module = module;
    this.how = how;
    this.mask = mask;
    this.forbidden = forbidden;
    this.readPhase = marks.startsWith("!");
    const at = marks.indexOf("@");
    this.since = at < 0 ? undefined : marks.slice(at + 1);
    this.#values = values;
  }

  get isSection(): boolean {
    return this.name.startsWith("<");
  }

  /** By argument; fewer than arguments when nothing is known of the rest. */
  get values(): readonly ValueConstraint[] {
    if (typeof this.#values === "string") {
      this.#values = this.#values === "" ? NO_VALUES : (JSON.parse(this.#values) as ValueConstraint[]);
    }
    return this.#values;
  }
}

/** A line of the generated table. */
export function commandOfLine(line: string, module: string): CommandInfo {
  const [head = "", how = "", mask = "", forbidden = "", mark = ""] = line.split(" ", 5);
  const [name = "", since] = head.split("@");
  return new CommandInfo(
    name,
    module,
    HOW[how] ?? "raw",
    Number(mask),
    forbidden === "0" ? ANYWHERE : forbidden.split(",").map(Number),
    since === undefined ? mark : `${mark}@${since}`,
    line.slice(head.length + how.length + mask.length + forbidden.length + mark.length + 5),
  );
}
