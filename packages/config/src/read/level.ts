import type { NodeRecord, SectionRecord } from "../node.ts";
import type { ConditionRecord } from "./condition-record.ts";
import { type NodeSource, nodeFrom } from "./line-run.ts";
import type { FrameRecord, LineStream } from "./line-stream.ts";

/**
 * One run of `ap_build_config` (a file) or `ap_build_cont_config` (the body of a true condition). Each has its own
 * stack of open sections, so a section cannot begin in one and end in another.
 */
export class Level {
  readonly stream: LineStream;
  /** Key of the condition this level is the body of; undefined for a file. */
  readonly closedBy: string | undefined;
  /** Where nodes go while no section of this level is open. */
  readonly container: SectionRecord | undefined;
  readonly outer: Level | undefined;
  readonly condition: ConditionRecord | undefined;
  readonly open: SectionRecord[] = [];
  /** For each of them, where in `ReadState.kept` begins what stands in it. */
  readonly firsts: number[] = [];
  /** How often the buffer that lines are read into has grown (`bufferSize`). */
  bufferGrown = 0;
  #lastExecuted: NodeSource | undefined;
  #lastLine = -1;
  frame: FrameRecord;
  /** Cursors of the stream when `frame` was made. */
  depth: number;
  /** Called when a file is done. */
  readonly done: (() => void) | undefined;

  /**
   * @param condition of whose body this is a run, in `outer`
   * @param done for a file
   */
  constructor(
    stream: LineStream,
    frame: FrameRecord,
    container: SectionRecord | undefined,
    outer?: Level,
    condition?: ConditionRecord,
    done?: () => void,
  ) {
    this.stream = stream;
    this.frame = frame;
    this.container = container;
    this.outer = outer;
    this.condition = condition;
    this.closedBy = condition?.node.key;
    this.#lastExecuted = condition?.node;
    this.depth = stream.depth;
    this.done = done;
  }

  /** The read-phase directive that errors without one of their own are put down to (`parms->err_directive`). */
  get lastExecuted(): NodeRecord | undefined {
    return this.#lastExecuted && (nodeFrom(this.#lastExecuted, this.#lastLine) as NodeRecord);
  }

  /**
   * A directive was executed while reading. A condition's body shares `parms` with the text around it.
   *
   * @param line of a run
   */
  executed(source: NodeSource, line = -1): void {
    for (let level: Level | undefined = this; level !== undefined; level = level.outer) {
      level.#lastExecuted = source;
      level.#lastLine = line;
    }
  }
}
