import process from "node:process";
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

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
}

/**
 * How a client wants to talk, by the words that language clients append to a command: `--stdio` (the default),
 * `--node-ipc`, `--socket=PORT`, `--pipe=NAME`.
 */
export function transportOf(argv: readonly string[]): Transport {
  if (argv.includes("--node-ipc")) {
    process.on("disconnect", () => process.exit(1));
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  }
  const port = optionOf(argv, "--socket");
  const pipe = optionOf(argv, "--pipe");
  if (port !== undefined || pipe !== undefined) {
    const [reader, writer] =
      port === undefined ? createServerPipeTransport(pipe ?? "") : createServerSocketTransport(Number(port));
    return { reader, writer };
  }
  return { reader: new StreamMessageReader(process.stdin), writer: new StreamMessageWriter(process.stdout) };
}

function optionOf(argv: readonly string[], name: string): string | undefined {
  const joined = argv.find((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const at = argv.indexOf(name);
  return at < 0 ? undefined : argv[at + 1];
}
