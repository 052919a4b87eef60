import { KIND, type LineTable, ROW_FLAGS, ROW_KIND_MASK, ROW_LIKE, ROW_WIDTH, ROW_WORD } from "@httpd-lint/grammar";
import type { LineRun } from "../read/line-run.ts";
import type { Name } from "../read/names.ts";
import { surroundings } from "./context.ts";
import type { Kinds } from "./kinds.ts";
import type { Place } from "./place.ts";
import { ArgumentsInPlace } from "./plain-arguments.ts";
import type { Inside } from "./types.ts";
import type { Walk } from "./walk.ts";

/** A section of a run, or what is around the run. */
interface Open {
  readonly place: Place;
  /** As `surroundings` has it. */
  readonly around: number;
  readonly leave: Inside["leave"];
  /** The same for all places where the same is right (`RightLines`). */
  readonly mark: number;
  /** Of its tag; -1 for what is around. */
  readonly line: number;
}

/** Goes through the lines of runs, past all whose arguments are plain to see to be right. */
export class RunWalk {
  readonly #walk: Walk;
  readonly #kinds: Kinds;
  readonly #inPlace: ArgumentsInPlace;
  #run: LineRun | undefined;
  #line = 0;
  #open: Open | undefined;
  /** What is around the tags that are open, from the outside in. */
  readonly #outer: Open[] = [];
  readonly #rightLines = new RightLines();
  #right: Uint8Array = NONE;

  constructor(walk: Walk, kinds: Kinds) {
    this.#walk = walk;
    this.#kinds = kinds;
    this.#inPlace = new ArgumentsInPlace(walk);
  }

  begin(run: LineRun, place: Place, around: number): void {
    this.#run = run;
    this.#line = run.from;
    this.#open = { place, around, leave: undefined, mark: this.#rightLines.mark(place.bits, around), line: -1 };
    this.#outer.length = 0;
    this.#right = this.#rightLines.of(run.table);
  }

  /** That of the line `next` gave. */
  get place(): Place {
    return (this.#open as Open).place;
  }

  get around(): number {
    return (this.#open as Open).around;
  }

  /** The next directive or section in doubt; -1 at the end. Of a section `enter` has to be told what became of it. */
  next(): number {
    const run = this.#run as LineRun;
    const { rows } = run.table;
    const { names, to } = run;
    const { directive, openTag, closeTag } = KIND;
    const right = this.#right;
    for (let line = this.#line; line < to; line++) {
      const row = line * ROW_WIDTH;
      const kind = (rows[row + ROW_FLAGS] as number) & ROW_KIND_MASK;
      const like = rows[row + ROW_LIKE] as number;
      if (like >= 0 && right[like] === (this.#open as Open).mark) continue;
      const isRight =
        kind === directive
          ? this.#takes(run, line, like, names[rows[row + ROW_WORD] as number] as Name)
          : kind === openTag
            ? this.#opens(run, line, names[rows[row + ROW_WORD] as number] as Name)
            : kind !== closeTag || this.#closes(run);
      if (!isRight) {
        this.#line = line + 1;
        return line;
      }
    }
    this.#line = to;
    return -1;
  }

  /** @param inside undefined: what is in the section is left out, as httpd does */
  enter(line: number, inside: Inside | undefined): void {
    const run = this.#run as LineRun;
    if (inside === undefined) this.#line = run.closeOf(line) + 1;
    else this.#enter(run.nodeAt(line).key, inside.place, inside.leave, line);
  }

  #takes(run: LineRun, line: number, like: number, name: Name): boolean {
    const kind = this.#kinds.ofName(name);
    const { place, around, mark } = this.#open as Open;
    if (
      kind === undefined ||
      kind.next !== undefined ||
      (kind.elsewhere & around) !== 0 ||
      (kind.mask & place.bits) === 0 ||
      !this.#inPlace.take(run, line, kind, place)
    ) {
      return false;
    }
    if (kind.plain?.effect === undefined) this.#right[like < 0 ? line : like] = mark;
    return true;
  }

  #opens(run: LineRun, line: number, name: Name): boolean {
    const open = this.#open as Open;
    if (name.command?.readPhase === true) {
      this.#outer.push(open);
      return true;
    }
    const kind = this.#kinds.ofName(name);
    if (kind?.plainSection === undefined || kind.next !== undefined) return false;
    if ((kind.elsewhere & open.around) !== 0 || (kind.mask & open.place.bits) === 0) return false;
    const place = this.#inPlace.enter(run, line, kind.plainSection, open.place);
    if (place === undefined) return false;
    this.#enter(kind.key, place, undefined, line);
    return true;
  }

  #enter(key: string, place: Place, leave: Inside["leave"], line: number): void {
    const outer = this.#open as Open;
    this.#outer.push(outer);
    const around = surroundings(place, key, outer.around);
    this.#open = { place, around, leave, mark: this.#rightLines.mark(place.bits, around), line };
  }

  /** Always: what a section has to say at its end is an error of its own. */
  #closes(run: LineRun): true {
    const closed = this.#open as Open;
    this.#open = this.#outer.pop();
    const fault = this.#open === closed ? undefined : closed.leave?.();
    if (fault !== undefined) this.#walk.complain("walk", run.nodeAt(closed.line), fault);
    return true;
  }
}

const NONE = new Uint8Array(0);

/** As many kinds of places as a byte can tell apart; there are about ten. */
const MOST_MARKS = 255;

/** Which lines of a table were right, and where: the same arguments of the same directive are so again. */
class RightLines {
  readonly #lines = new Map<LineTable, Uint8Array>();
  readonly #marks = new Map<number, number>();

  /** For each line the mark of where it was right last; nothing is kept in mind where no lines are known to be alike. */
  of(table: LineTable): Uint8Array {
    if (!table.knowsAlike) return NONE;
    let lines = this.#lines.get(table);
    if (lines === undefined) {
      lines = new Uint8Array(table.count);
      this.#lines.set(table, lines);
    }
    return lines;
  }

  /** @param around as `surroundings` has it */
  mark(bits: number, around: number): number {
    const key = bits * 1024 + around;
    let mark = this.#marks.get(key);
    if (mark === undefined) {
      // Not one that a line has.
      mark = Math.min(this.#marks.size + 1, MOST_MARKS + 1);
      this.#marks.set(key, mark);
    }
    return mark;
  }
}
