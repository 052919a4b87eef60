import type { PatternCompiler } from "@httpd-lint/config";
import { type Connection, ErrorCodes, MessageType, ResponseError } from "vscode-languageserver/node";
import type { Client } from "./capabilities.ts";
import type { Findings } from "./findings.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import type { Session } from "./session.ts";

/** Between initialize and shutdown. */
export interface Running {
  readonly client: Client;
  readonly session: Session;
  readonly findings: Findings;
}

/** What the handlers of all messages share. */
export interface Hub {
  readonly connection: Connection;
  readonly scheduler: Scheduler;
  /** Loaded when the first client says hello. */
  readonly patterns: () => Promise<PatternCompiler>;
  /** @throws ResponseError outside of initialize and shutdown */
  running(): Running;
  start(running: Running): void;
  /** @throws ResponseError when there was an initialize before */
  expectNew(): void;
  stop(): void;
  /** Shows the user what is wrong with his settings, once. */
  complain(message: string): void;
  /** Handles a notification: no client can be told what went wrong with it, so it is only logged. */
  listen(method: string, handler: (running: Running, params: unknown) => void | Promise<void>): void;
}

/** @param over called by `stop` */
export function createHub(connection: Connection, patterns: Hub["patterns"], over: () => void): Hub {
  const log = (error: unknown): void => connection.console.error(error instanceof Error ? error.message : `${error}`);
  const scheduler = createScheduler(log);
  const complained = new Set<string>();
  let current: Running | "new" | "over" = "new";

  function running(): Running {
    if (typeof current === "object") return current;
    throw current === "over"
      ? new ResponseError(ErrorCodes.InvalidRequest, "The server was shut down")
      : new ResponseError(ErrorCodes.ServerNotInitialized, "The server waits for initialize");
  }

  return {
    connection,
    scheduler,
    patterns,
    running,
    start(now) {
      current = now;
    },
    expectNew() {
      if (current !== "new") throw new ResponseError(ErrorCodes.InvalidRequest, "initialize comes once");
    },
    stop() {
      scheduler.dispose();
      if (typeof current === "object") current.session.dispose();
      current = "over";
      over();
    },
    complain(message) {
      if (complained.has(message)) return;
      complained.add(message);
      const shown = { type: MessageType.Warning, message: `httpd-lint: ${message}` };
      void connection.sendNotification("window/showMessage", shown);
    },
    listen(method, handler) {
      connection.onNotification(method, async (params: unknown) => {
        try {
          await handler(running(), params);
        } catch (error) {
          log(error);
        }
      });
    },
  };
}
