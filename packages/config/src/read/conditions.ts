import { KIND, type Line, readWord } from "@httpd-lint/grammar";
import { isFailure } from "../host.ts";
import { locationOf, type NodeRecord } from "../node.ts";
import type { Condition } from "../tree.ts";
import { ConditionRecord, type ConditionTest, conditionTest } from "./condition-record.ts";
import { testVersion } from "./if-version.ts";
import type { Level } from "./level.ts";
import type { LineStream } from "./line-stream.ts";
import { serverRootRelative } from "./paths.ts";
import type { ConfigReader } from "./reader.ts";
import type { ReadState } from "./state.ts";
import { lowerCase } from "./variables.ts";

/** `start_cond_section`: IfModule, IfDefine, IfFile, IfDirective, IfSection. */
export function executeCondition(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const raw = node.rawArgumentText;
  const { negated, test } = reader.state.tests.get(raw) ?? readTest(reader, level, node, raw);
  const holds = testHolds(reader, node.key, test);
  enter(reader, level, node, test, negated, holds !== negated, certaintyOf(reader, node.key, test, holds));
}

function readTest(reader: ConfigReader, level: Level, node: NodeRecord, raw: string): ConditionTest {
  const { state } = reader;
  const close = raw.lastIndexOf(">");
  if (close < 0) {
    const end = node.line.contentEnd;
    state.complain(level.stream, {
      code: "read/missing-closing-bracket",
      message: `<${node.name}> directive missing closing '>'`,
      node,
      fixes: [{ title: "Add '>'", safe: true, edits: [{ ...locationOf(node), start: end, newText: ">" }] }],
    });
  }
  const test = conditionTest(raw);
  if (close >= 0 && test.test !== "") {
    state.tests.set(raw, test);
  } else if (close >= 0) {
    const message = `<${node.name}> directive requires additional arguments`;
    state.complain(level.stream, { code: "read/missing-argument", message, node });
  }
  return test;
}

/** mod_version's section. */
export function executeIfVersion(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const result = testVersion(node.rawArgumentText, reader.state.profile.version);
  if ("error" in result) {
    reader.state.complain(level.stream, { code: "read/if-version", message: result.error, node });
    enter(reader, level, node, node.argumentText, false, true, "assumed");
    return;
  }
  enter(reader, level, node, result.test, result.negated, result.holds, "decided");
}

/**
 * Whether a condition that stands in the file as it is holds for certain, whatever is not known of the server; false
 * when that takes a closer look.
 *
 * @param raw its arguments
 */
export function holdsForCertain(state: ReadState, key: string, raw: string): boolean {
  const known = state.tests.get(raw);
  if (known === undefined) return false;
  if (key === "ifmodule") return state.modules.has(known.test) !== known.negated;
  return key === "ifdefine" && !known.negated && state.variables.isDefined(known.test);
}

function testHolds(reader: ConfigReader, key: string, test: string): boolean {
  const { state } = reader;
  switch (key) {
    case "ifmodule":
      return state.modules.has(test);
    case "ifdefine":
      return state.variables.isDefined(test);
    case "iffile":
      return !isFailure(state.host.typeOf(state.relocated(serverRootRelative(state.serverRoot, test))));
    case "ifdirective":
      return state.modules.command(lowerCase(test)) !== undefined;
    default:
      return state.modules.command(`<${lowerCase(test)}`) !== undefined;
  }
}

function certaintyOf(reader: ConfigReader, key: string, test: string, found: boolean): Condition["certainty"] {
  if (found) return "decided";
  const { state } = reader;
  if (key === "ifdefine") return state.variables.wasUndefined(test) ? "decided" : "assumed";
  return key === "iffile" && state.profile.moduleFiles === "assume" ? "assumed" : "decided";
}

function enter(
  reader: ConfigReader,
  level: Level,
  node: NodeRecord,
  test: string,
  negated: boolean,
  holds: boolean,
  certainty: Condition["certainty"],
): void {
  const { stream } = level;
  const first = stream.index + 1;
  const condition = new ConditionRecord(node, first, first, holds, certainty, stream.depth, { negated, test });
  reader.state.conditions.push(condition);
  if (holds) {
    reader.enterCondition(level, condition);
  } else {
    skip(reader, level, node);
    condition.end(stream);
  }
}

/**
 * The lines of a false condition (`ap_soak_end_container`): nothing is replaced or run, but sections of any name must
 * balance, and a tag is recognised differently than elsewhere: on opening, `>` is only cut when nothing follows it; on
 * closing, the last character is cut unseen.
 */
function skip(reader: ConfigReader, level: Level, node: NodeRecord): void {
  const { stream } = level;
  const expected = [node.name];
  while (stream.next()) {
    const { kind } = stream;
    if (kind === KIND.rawText) {
      stream.insertRawText();
      continue;
    }
    if (kind === KIND.blank || kind === KIND.comment || (kind === KIND.directive && stream.isPlain)) continue;
    const word = readWord(stream.text, 0);
    const name = word.value;
    if (!name.startsWith("<")) continue;
    if (name[1] !== "/") {
      const bare = word.next >= stream.text.length && name.endsWith(">");
      expected.push(bare ? name.slice(1, -1) : name.slice(1));
      continue;
    }
    const closing = name.slice(0, -1);
    const open = expected.at(-1) as string;
    if (lowerCase(closing.slice(2)) !== lowerCase(open)) {
      complainOfSkipped(reader, level, node, `Expected </${open}> but saw ${closing}>`);
      recover(stream, node.line);
      return;
    }
    expected.pop();
    if (expected.length === 0) return;
  }
  complainOfSkipped(reader, level, node, `Expected </${expected.at(-1)}> before end of configuration`);
}

function complainOfSkipped(reader: ConfigReader, level: Level, node: NodeRecord, message: string): void {
  const { stream } = level;
  const related = {
    message: "httpd looks for the end of the skipped section and stops here",
    location: stream.location,
  };
  reader.state.complain(stream, { code: "read/skipped-section", message, node, related: [related] });
}

/** Goes on behind the closing tag that the structure of the file gives the condition, if there is one further on. */
function recover(stream: LineStream, openTag: Line): void {
  if (stream.index < 0) return;
  const { text, table } = stream.base.file.syntax;
  const name = /^<([^\s>]*)/.exec(text.slice(openTag.nameStart, openTag.nameEnd))?.[1]?.toLowerCase();
  let depth = 0;
  for (let index = 0; index < table.count; index++) {
    const kind = table.kind(index);
    if (table.start(index) < openTag.start || (kind !== KIND.openTag && kind !== KIND.closeTag)) continue;
    const tag = text.slice(table.nameStart(index), table.nameEnd(index)).toLowerCase().replace(/>$/, "");
    if (kind === KIND.openTag && tag === `<${name}`) depth++;
    if (kind === KIND.closeTag && tag === `</${name}` && --depth === 0) {
      if (index > stream.index) stream.jumpBehind(index);
      return;
    }
  }
}
