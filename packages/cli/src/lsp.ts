/** How an editor talks to the language server; standard input and output when nothing is said. */
export interface LspOptions {
  readonly stdio?: true;
  readonly nodeIpc?: true;
  readonly socket?: string;
  readonly pipe?: string;
  /** Of the editor: when that process is gone, nobody needs the server any more. */
  readonly clientProcessId?: string;
}

/** Starts the language server, which ends the process itself when its client is gone. */
export async function lsp({ nodeIpc, socket, pipe }: LspOptions): Promise<void> {
  const { runLanguageServer } = await import("@httpd-lint/language-server");
  if (nodeIpc) runLanguageServer(["--node-ipc"]);
  else if (socket !== undefined) runLanguageServer([`--socket=${socket}`]);
  else if (pipe !== undefined) runLanguageServer([`--pipe=${pipe}`]);
  else runLanguageServer(["--stdio"]);
}
