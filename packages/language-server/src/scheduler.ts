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
   * The same for what can wait until all other requests are answered.
   *
   * @throws ResponseError when the request was taken back
   */
  answerLater<T>(token: CancellationToken, task: () => T | Promise<T>): Promise<T>;
  /**
   * A moment in which nobody waits for an answer; long work calls it between its parts.
   *
   * @throws ResponseError when the request was taken back
   */
  pause(token?: CancellationToken): Promise<void>;
  /** Runs a task when the messages that are there are read and answered; of several with the same name only the last. */
  soon(name: string, task: () => void | Promise<void>): void;
  /** The same once things have been quiet for a while; asked for again, all start to wait again. */
  whenQuiet(name: string, task: () => void | Promise<void>): void;
  dispose(): void;
}

/** Milliseconds without a change after which findings are sent to clients that do not ask for them. */
const QUIET = 100;
/** Nobody waits longer than this for findings, however fast he types. */
const LONGEST_WAIT = 3000;

export function createScheduler(failed: (error: unknown) => void): Scheduler {
  let waiting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = 0;
  const next = new Map<string, () => void | Promise<void>>();
  const later = new Map<string, () => void | Promise<void>>();

  async function pause(token?: CancellationToken): Promise<void> {
    do {
      await turn();
      throwIfCancelled(token);
    } while (waiting > 0);
  }

  async function run(name: string): Promise<void> {
    try {
      await pause();
      const task = next.get(name);
      next.delete(name);
      await task?.();
    } catch (error) {
      failed(error);
    }
  }

  async function runLater(): Promise<void> {
    timer = undefined;
    const tasks = [...later.values()];
    later.clear();
    for (const task of tasks) {
      try {
        await pause();
        await task();
      } catch (error) {
        failed(error);
      }
    }
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
    async answerLater(token, task) {
      await pause(token);
      return await task();
    },
    pause,
    soon(name, task) {
      const isWaiting = next.has(name);
      next.set(name, task);
      if (!isWaiting) void run(name);
    },
    whenQuiet(name, task) {
      const now = Date.now();
      if (timer === undefined) askedAt = now;
      else clearTimeout(timer);
      later.set(name, task);
      timer = setTimeout(runLater, Math.max(0, Math.min(QUIET, askedAt + LONGEST_WAIT - now)));
    },
    dispose() {
      next.clear();
      later.clear();
      clearTimeout(timer);
    },
  };
}

/** Messages are handed on one in a turn of the event loop, so the next one has been seen after two. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

function throwIfCancelled(token: CancellationToken | undefined): void {
  if (token?.isCancellationRequested === true) {
    throw new ResponseError(LSPErrorCodes.RequestCancelled, "The request was taken back");
  }
}
