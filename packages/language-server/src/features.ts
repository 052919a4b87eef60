import type { DocumentContext } from "@httpd-lint/language-service";
import type { ServerCapabilities } from "vscode-languageserver/node";
import type { DocumentParams, RequestScope } from "./requests.ts";

/** A request about a document that is answered by a function of the language service. */
export interface Feature {
  readonly method: string;
  /** What `initialize` says of it. */
  readonly capability: ServerCapabilities;
  /** A field of the parameters without which there is no answer. */
  readonly needs: "position" | "range" | "positions" | undefined;
  readonly answer: (context: DocumentContext, params: DocumentParams, scope: RequestScope) => unknown;
}

/** Everything that is advertised, and nothing else. */
export const features: readonly Feature[] = [];
