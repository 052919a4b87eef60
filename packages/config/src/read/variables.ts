import type { ServerProfile } from "../profile.ts";
import type { ConfigNode, Define } from "../tree.ts";

/** A line that grows beyond this while `${}` is replaced is a bomb, not a configuration: characters. */
const MAX_EXPANDED_LENGTH = 4 * 1024 * 1024;
/** Characters that long expanded lines may make together. */
const MAX_EXPANDED_TOTAL = 128 * 1024 * 1024;
const LONG_LINE = 64 * 1024;

export interface Expansion {
  readonly text: string;
  /** Names that nothing defines and httpd warns of (AH00111). */
  readonly undefinedNames: readonly string[];
  /** True when the line was left as it is because it grew too long. */
  readonly tooLong: boolean;
}

/**
 * The Define table. Flags (`<IfDefine>`) compare with case, values (`${}`) without: the flags are an array searched
 * with strcmp, the values an APR table.
 */
export class Variables {
  readonly #flags = new Map<string, Define>();
  readonly #values = new Map<string, string>();
  readonly #environment: ServerProfile["environment"];
  readonly #undefined = new Set<string>();
  #expandedTotal = 0;

  constructor(profile: ServerProfile) {
    this.#environment = profile.environment;
    for (const name of profile.defines) this.#flags.set(name, { name, value: undefined, setBy: undefined });
  }

  isDefined(name: string): boolean {
    return this.#flags.has(name);
  }

  /** True when UnDefine was asked to remove the name: then its absence is the configuration's own doing. */
  wasUndefined(name: string): boolean {
    return this.#undefined.has(name);
  }

  define(name: string, value: string | undefined, setBy: ConfigNode): void {
    const known = this.#flags.get(name);
    const kept = value ?? known?.value;
    if (known === undefined) this.#flags.set(name, { name, value: kept, setBy });
    else if (value !== undefined) this.#flags.set(name, { name, value, setBy });
    if (value !== undefined) this.#values.set(lowerCase(name), value);
  }

  undefine(name: string): void {
    this.#flags.delete(name);
    this.#values.delete(lowerCase(name));
    this.#undefined.add(name);
  }

  list(): Define[] {
    return [...this.#flags.values()].map((define) => {
      const value = this.#values.get(lowerCase(define.name));
      return { name: define.name, value, setBy: define.setBy };
    });
  }

  /** Replaces `${name}` once, as `ap_resolve_env`: no nesting, no escape, values are not looked at again. */
  expand(text: string): Expansion {
    const parts: string[] = [];
    const undefinedNames: string[] = [];
    let copied = 0;
    let length = 0;
    for (let at = text.indexOf("${"); at >= 0; ) {
      const close = text.indexOf("}", at);
      if (close < 0) break;
      const name = text.slice(at + 2, close);
      const value = this.#lookUp(name);
      if (value === undefined) {
        if (!name.includes(":")) undefinedNames.push(name);
        at = text.indexOf("${", close);
        continue;
      }
      parts.push(text.slice(copied, at), value);
      length += at - copied + value.length;
      copied = close + 1;
      at = text.indexOf("${", copied);
    }
    if (parts.length === 0) return { text, undefinedNames, tooLong: false };
    length += text.length - copied;
    if (!this.#affordable(length)) return { text, undefinedNames, tooLong: true };
    return { text: parts.join("") + text.slice(copied), undefinedNames, tooLong: false };
  }

  #lookUp(name: string): string | undefined {
    const defined = this.#values.get(lowerCase(name));
    if (defined !== undefined) return defined;
    return Object.hasOwn(this.#environment, name) ? this.#environment[name] : undefined;
  }

  #affordable(length: number): boolean {
    if (length <= LONG_LINE) return true;
    this.#expandedTotal += length;
    return length <= MAX_EXPANDED_LENGTH && this.#expandedTotal <= MAX_EXPANDED_TOTAL;
  }
}

/** ASCII only, as httpd's own comparisons. */
export function lowerCase(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
