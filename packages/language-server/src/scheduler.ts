import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";

/** Who runs when. Messages that have arrived come before work, and what somebody waits for before the rest. */
export interface Scheduler {
  /**
   * Runs what answers a request, after the messages that are there already: one of them may take it back.
   *
   * @throws ResponseError when the request was taken back
   */
  answer<T>(token: CancellationToken, task: () => T | Promise<T>): Promise<T>;
  /**
   * A moment in which nobody waits for an answer; long work calls it between its parts.
   *
   * @throws ResponseError when the request was taken back
   */
  pause(token?: CancellationToken): Promise<void>;
  /** Runs a task once things have been quiet for a while; asked for again, it starts to wait again. */
  whenQuiet(task: () => void | Promise<void>): void;
  dispose(): void;
}

/** Milliseconds without a change after which findings are sent to clients that do not ask for them. */
const QUIET = 40;
/** Nobody waits longer than this for findings, however fast he types. */
const LONGEST_WAIT = 400;

export function createScheduler(failed: (error: unknown) => void): Scheduler {
  let waiting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = 0;

  async function pause(token?: CancellationToken): Promise<void> {
    do {
      await turn();
      throwIfCancelled(token);
    } while (waiting > 0);
  }

  return {
    async answer(token, task) {
      waiting++;
      try {
        await turn();
        throwIfCancelled(token);
        return await task();
      } finally {
        waiting--;
      }
    },
    pause,
    whenQuiet(task) {
      const now = Date.now();
      if (timer === undefined) askedAt = now;
      else clearTimeout(timer);
      timer = setTimeout(
        async () => {
          timer = undefined;
          try {
            await pause();
            await task();
          } catch (error) {
            failed(error);
          }
        },
        Math.max(0, Math.min(QUIET, askedAt + LONGEST_WAIT - now)),
      );
    },
    dispose: () => clearTimeout(timer),
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function throwIfCancelled(token: CancellationToken | undefined): void {
  if (token?.isCancellationRequested === true) {
    throw new ResponseError(LSPErrorCodes.RequestCancelled, "The request was taken back");
  }
}
