import { isFailure } from "../host.ts";
import { lineNumberOf, locationOfArgument, type NodeRecord } from "../node.ts";
import type { SourceFile } from "../tree.ts";
import { oneArgument } from "./directive-arguments.ts";
import { errorText } from "./error-text.ts";
import { includeSteps } from "./include-files.ts";
import type { Level } from "./level.ts";
import { MAX_INCLUDE_DEPTH, MAX_INCLUSIONS } from "./limits.ts";
import { FrameRecord } from "./line-stream.ts";
import { serverRootRelative } from "./paths.ts";
import type { ConfigReader } from "./reader.ts";
import { labelOf } from "./state.ts";

/** `include_config`: the files are read in the place of the directive, in the middle of whatever is open there. */
export function executeInclude(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { state } = reader;
  const { stream } = level;
  const path = oneArgument(reader, level, node, "the file, folder or pattern to read");
  if (path === undefined) return;
  if (stream.via.length >= MAX_INCLUDE_DEPTH) {
    if (state.includeLoop) return;
    state.includeLoop = true;
    const message = `Exceeded maximum include depth of ${MAX_INCLUDE_DEPTH}, There appears to be a recursion.`;
    state.complain(stream, { code: "read/include-loop", message, node });
    return;
  }
  const optional = node.key === "includeoptional";
  state.latestInclude = node;
  const steps = includeSteps(state.host, state.relocated(serverRootRelative(state.serverRoot, path)), optional);
  const via = [...stream.via, { file: labelOf(node), line: lineNumberOf(node) }];
  const container = reader.parentOf(level);
  const range = (): { range: ReturnType<typeof locationOfArgument> } => ({ range: locationOfArgument(node, 0) });
  let next = 0;
  const goOn = (): void => {
    while (next < steps.length) {
      const step = steps[next++] as (typeof steps)[number];
      if ("error" in step) {
        state.complain(stream, { code: step.code, message: step.error, node, ...range() });
        continue;
      }
      const file = openIncluded(reader, level, node, step.path, optional);
      if (file === undefined) continue;
      state.inclusions.push({ file, includedBy: node, latestInclude: state.latestInclude });
      const frame = new FrameRecord("file", file, file.path, node.frame as FrameRecord, node);
      reader.enterFile(frame, container, via, goOn);
      return;
    }
  };
  goOn();
}

function openIncluded(
  reader: ConfigReader,
  level: Level,
  node: NodeRecord,
  path: string,
  optional: boolean,
): SourceFile | undefined {
  const { state } = reader;
  const { stream } = level;
  if (state.includeLoop && isOpen(node, path)) return undefined;
  if (state.inclusions.length > MAX_INCLUSIONS) {
    if (state.inclusions.length === MAX_INCLUSIONS + 1) {
      const message = `Gave up after ${MAX_INCLUSIONS} included files: the configuration includes itself too often`;
      state.complain(stream, { code: "read/too-much", message, node });
      state.includeLoop = true;
    }
    return undefined;
  }
  const file = state.open(path);
  if (!isFailure(file)) return file;
  if (optional && file.error === "ENOENT") return undefined;
  const message = `Could not open configuration file ${path}: ${errorText(file.error)}`;
  state.complain(stream, { code: "read/include-unreadable", message, node, range: locationOfArgument(node, 0) });
  return undefined;
}

/** After a loop was found: a file that is being read is not opened again, so that reading ends. */
function isOpen(node: NodeRecord, path: string): boolean {
  for (let frame: NodeRecord["frame"] | undefined = node.frame; frame !== undefined; frame = frame.parent) {
    if (frame.kind === "file" && frame.file.path === path) return true;
  }
  return false;
}
