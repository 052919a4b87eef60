import { deepStrictEqual } from "node:assert";
import type { LiveCase } from "./cases.ts";
import { type LiveHttpd, type LiveRequest, served, stagedText } from "./httpd.ts";
import { type Observation, observationOf } from "./observe.ts";
import { type Prediction, predict, type Responder, readLive } from "./predict.ts";

/** A response that is not what was predicted. */
export interface Difference {
  readonly seed: number;
  readonly request: LiveRequest;
  readonly observed: Observation;
  readonly predicted: Prediction | string;
  /** The configuration and every .htaccess. */
  readonly configuration: string;
  readonly log: string;
}

export interface Comparison {
  readonly requests: number;
  /** Responses of which something was said to be unknown. */
  readonly uncertain: number;
  /** Lines that set a cookie. */
  readonly cookies: number;
  readonly differences: Difference[];
}

/** Starts the configuration of a case, asks all its requests, and compares every response with the prediction. */
export async function compareLive(
  program: string,
  { seed, files, requests, hasRiddles }: LiveCase,
): Promise<Comparison> {
  return served(program, files, async (server) => {
    const tree = readLive(server);
    const differences: Difference[] = [];
    let [uncertain, cookies] = [0, 0];
    for (const request of requests) {
      const observed = observationOf(await server.ask(request));
      cookies += observed.setCookie.length;
      const predicted = attempt(() => predict(tree, server, request, responderOf(request)));
      if (typeof predicted !== "string" && !predicted.isCertain) uncertain += 1;
      if (typeof predicted !== "string" && isRight(observed, predicted, hasRiddles)) continue;
      const configuration = shown(files, server);
      differences.push({ seed, request, observed, predicted, configuration, log: server.log() });
    }
    return { requests: requests.length, uncertain, cookies, differences };
  });
}

function attempt<T>(task: () => T): T | string {
  try {
    return task();
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function responderOf({ target, body = "" }: LiveRequest): Responder {
  // Even with a wrong password somebody has said who he is.
  if (target === "/login") return { isForm: true, logsIn: body.endsWith("httpd_password=test") };
  return { isForm: false, logsIn: false };
}

function isRight(observed: Observation, predicted: Prediction, hasRiddles: boolean): boolean {
  return predicted.isCertain ? isSame(observed, predicted) : hasRiddles;
}

function isSame(observed: Observation, predicted: Prediction): boolean {
  const { kind, setCookie, sessionEnv, leaked } = observed;
  try {
    const expected = { setCookie: predicted.setCookie, leaked: predicted.leaked };
    deepStrictEqual({ setCookie, leaked }, expected);
    deepStrictEqual(kind, predicted.kind ?? kind);
  } catch {
    return false;
  }
  return sessionEnv === undefined || sessionEnv === predicted.sessionEnv;
}

function shown(files: LiveCase["files"], { root, ports }: LiveHttpd): string {
  const texts = Object.entries(files).filter(([path]) => /httpd\.conf$|\.htaccess$/.test(path));
  return texts
    .map(([path, text]) => `== ${path}\n${typeof text === "string" ? stagedText(text, root, ports) : ""}`)
    .join("\n")
    .replaceAll(root, "@ROOT@");
}

/** All that is needed to look into it. */
export function inFull({ seed, request, observed, predicted, configuration, log }: Difference): string {
  const parts = [`seed ${seed}`, JSON.stringify(request), `httpd: ${JSON.stringify(observed)}`];
  parts.push(`ours:  ${typeof predicted === "string" ? predicted : JSON.stringify(predicted)}`, configuration, log);
  return parts.join("\n");
}
