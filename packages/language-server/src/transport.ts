import { Buffer } from "node:buffer";
import process from "node:process";
import type { Writable } from "node:stream";
import {
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { frameGuard } from "./frame-guard.ts";

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

/**
 * How a client wants to talk, by the words that language clients append to a command: `--stdio` (the default),
 * `--node-ipc`, `--socket=PORT`, `--pipe=NAME`.
 *
 * @param gone the client is there no more
 * @param refused something came that is no message
 */
export function transportOf(argv: readonly string[], gone: () => void, refused: (what: string) => void): Transport {
  if (argv.includes("--node-ipc")) {
    process.on("disconnect", gone);
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  }
  const port = optionOf(argv, "--socket");
  const pipe = optionOf(argv, "--pipe");
  if (port !== undefined || pipe !== undefined) {
    const [reader, writer] =
      port === undefined ? createServerPipeTransport(pipe ?? "") : createServerSocketTransport(Number(port));
    reader.onClose(gone);
    return { reader, writer };
  }
  process.stdin.on("end", gone).on("close", gone).on("error", gone);
  process.stdout.on("error", gone);
  return {
    reader: new StreamMessageReader(process.stdin.pipe(frameGuard(refused))),
    writer: promptWriter(process.stdout),
  };
}

/**
 * Writes at once and in one piece. The library's own writer waits for two turns of the event loop, in which V8 likes to
 * collect the garbage of what was just written.
 */
function promptWriter(stream: Writable): MessageWriter {
  const writer: MessageWriter = new StreamMessageWriter(stream);
  writer.write = (message) =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify(message));
      const header = Buffer.from(`Content-Length: ${body.length}\r\n\r\n`);
      stream.write(Buffer.concat([header, body]), (error) => (error ? reject(error) : resolve()));
    });
  return writer;
}

function optionOf(argv: readonly string[], name: string): string | undefined {
  const joined = argv.find((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const at = argv.indexOf(name);
  return at < 0 ? undefined : argv[at + 1];
}
