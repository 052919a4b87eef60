import type { Fix, RelatedLocation } from "@httpd-lint/diagnostics";
import type { CommandInfo } from "@httpd-lint/directives";
import { KIND, type Line, readWord } from "@httpd-lint/grammar";
import { locationOf, NodeRecord, SectionRecord } from "../node.ts";
import { looksLike } from "./closing-tag.ts";
import type { ConditionRecord } from "./condition-record.ts";
import { Level } from "./level.ts";
import { MAX_HTACCESS_LINE_BYTES, MAX_LINE_BYTES, MAX_NODES } from "./limits.ts";
import { bufferSize, isLastLineLost } from "./line-buffer.ts";
import { KeptItems } from "./line-run.ts";
import { FrameRecord, LineStream, type VirtualLine } from "./line-stream.ts";
import { type Name, Names } from "./names.ts";
import { PlainLines, readPlainLines } from "./plain-lines.ts";
import type { ReadState } from "./state.ts";
import { labelOf } from "./state.ts";
import { lowerCase } from "./variables.ts";

/** What the reader does with a read-phase directive. */
export type Execute = (reader: ConfigReader, level: Level, node: NodeRecord, command: CommandInfo) => void;

/** The read loop: phase A of `httpd -t`. It goes on after an error, so that all of a configuration can be shown. */
export class ConfigReader {
  readonly state: ReadState;
  readonly #execute: Execute;
  readonly #levels: Level[] = [];
  readonly #names: Names;
  readonly #plainLines: PlainLines;
  #stopped = false;

  constructor(state: ReadState, execute: Execute) {
    this.state = state;
    this.#execute = execute;
    this.#names = new Names(state.modules);
    this.#plainLines = new PlainLines(this.#names, state);
  }

  /**
   * Reads a text to its end, with all it includes.
   * @param virtual lines to read instead of the text's own
   */
  read(frame: FrameRecord, virtual?: readonly VirtualLine[]): void {
    this.enterFile(frame, undefined, [], undefined, virtual);
    const levels = this.#levels;
    while (levels.length > 0 && !this.#stopped) {
      const level = levels[levels.length - 1] as Level;
      if (readPlainLines(this, level, this.#plainLines)) continue;
      if (level.stream.next()) this.#line(level);
      else this.#finish(level);
    }
    for (const level of levels.reverse()) this.#closeSections(level, 0);
  }

  enterFile(
    frame: FrameRecord,
    container: SectionRecord | undefined,
    via: LineStream["via"],
    done: (() => void) | undefined,
    virtual?: readonly VirtualLine[],
  ): void {
    this.#levels.push(new Level(new LineStream(frame, via, virtual), frame, container, undefined, undefined, done));
  }

  enterCondition(level: Level, condition: ConditionRecord): void {
    const { base } = level.stream;
    const parent = this.frameOf(level);
    const frame = new FrameRecord("condition", base.file, base.label, parent, condition.node, condition);
    this.#levels.push(new Level(level.stream, frame, this.parentOf(level), level, condition));
  }

  /** Asked for at every tag; `at` is a slow call until V8 has compiled its caller. */
  parentOf({ open, container }: Level): SectionRecord | undefined {
    return open.length > 0 ? open[open.length - 1] : container;
  }

  /** The frame of the current line: conditions and macros can begin and end across each other. */
  frameOf(level: Level): FrameRecord {
    const { stream, condition, outer } = level;
    if (condition === undefined || outer === undefined || stream.depth > level.depth) return stream.base;
    if (stream.depth < level.depth) {
      // The macro in which the condition began is used up; what follows is text of the file around it.
      const { file, label } = stream.base;
      const { opener } = level.frame;
      level.frame = new FrameRecord("condition", file, label, this.frameOf(outer), opener, condition);
      level.depth = stream.depth;
    }
    return level.frame;
  }

  #line(level: Level): void {
    const { stream } = level;
    const { kind } = stream;
    if (kind === KIND.blank) return;
    if (!this.#fits(level)) return;
    if (stream.isVirtual ? stream.text.startsWith("#") || stream.text === "" : kind === KIND.comment) return;
    if (kind === KIND.rawText) {
      stream.insertRawText();
      return;
    }
    if (level.closedBy !== undefined && level.open.length === 0 && this.#closesCondition(level)) return;
    this.#directive(level);
  }

  /** Compared as it stands, before ${} is replaced, and with nothing behind it (ap_build_cont_config). */
  #closesCondition(level: Level): boolean {
    const { stream, closedBy } = level;
    if (stream.isPlain) {
      const { kind } = stream;
      if (kind !== KIND.closeTag && kind !== KIND.malformed) return false;
      if (stream.hasArguments || this.#names.of(stream.writtenName).closes !== closedBy) return false;
    } else if (lowerCase(stream.text) !== `</${closedBy}>`) {
      return false;
    }
    this.leave(level);
    return true;
  }

  #directive(level: Level): void {
    const { stream } = level;
    if (stream.isPlain && !stream.mentionsVariable) {
      const name = this.#names.of(stream.writtenName);
      if (name.plain && (stream.kind !== KIND.openTag || stream.hasArguments)) {
        this.act(level, name, undefined);
        return;
      }
    }
    const logical = stream.text;
    const text = logical.includes("${") ? this.#expand(level, logical) : logical;
    const word = readWord(text, 0);
    let name = word.value;
    if (name === "") return;
    let rest = text.slice(word.next);
    if (name.charCodeAt(1) !== 0x2f) {
      if (name.endsWith(">")) name = name.slice(0, -1);
      // A section without arguments keeps its bracket as the argument, so that handlers find it (ap_build_config_sub).
      if (name.startsWith("<") && rest === "") rest = ">";
    }
    this.act(level, this.#names.of(name), rest);
  }

  /**
   * Does what the current line says.
   * @param rest arguments, or undefined when they are what stands in the file
   */
  act(level: Level, name: Name, rest: string | undefined): void {
    const { state } = this;
    const { command, isTag } = name;
    if (state.nodes++ > MAX_NODES) {
      this.#giveUp(level);
    } else if (command?.readPhase === true) {
      const node = this.#node(level, name, rest);
      level.executed(node);
      this.#execute(this, level, node, command);
    } else if (!isTag) {
      state.kept.push(this.#node(level, name, rest));
    } else if (name.word.charCodeAt(1) !== 0x2f) {
      this.openSection(level, this.#section(level, name, rest));
    } else if (level.open.length > 0 && level.open.at(-1)?.key === name.closes) {
      this.#closeSections(level, level.open.length - 1);
    } else {
      const { word, key } = name;
      this.#close(level, word, this.#nodeNamed(level, word, key, rest));
    }
  }

  #node(level: Level, name: Name, rest: string | undefined): NodeRecord {
    if (name.isTag) return this.#section(level, name, rest);
    return this.#nodeNamed(level, name.nodeName, name.nodeKey, rest);
  }

  #nodeNamed(level: Level, name: string, key: string, rest: string | undefined): NodeRecord {
    return new NodeRecord(name, key, level.stream.source(rest), this.frameOf(level), this.parentOf(level));
  }

  #section(level: Level, name: Name, rest: string | undefined): SectionRecord {
    const { stream } = level;
    return new SectionRecord(
      name.nodeName,
      name.nodeKey,
      stream.source(rest),
      this.frameOf(level),
      this.parentOf(level),
    );
  }

  /** Keeps a section; what comes next is in it. */
  openSection({ open, firsts }: Level, section: SectionRecord): void {
    const { kept } = this.state;
    kept.push(section);
    open.push(section);
    firsts.push(kept.length);
  }

  /** Ends the innermost open section. */
  closeSection({ open, firsts }: Level): void {
    const { kept } = this.state;
    const first = firsts.pop() as number;
    open.pop()?.close(kept.length > first ? new KeptItems(kept.splice(first)) : undefined);
  }

  /** Ends the open section at `index` and all in it. */
  #closeSections(level: Level, index: number): void {
    while (level.open.length > index) this.closeSection(level);
  }

  #expand(level: Level, text: string): string {
    const { state } = this;
    const expansion = state.variables.expand(text);
    const { stream } = level;
    const { location } = stream;
    for (const name of expansion.undefinedNames) {
      state.warn("AH00111", "read/undefined-variable", `Config variable \${${name}} is not defined`, location);
    }
    if (expansion.tooLong) {
      state.complain(stream, {
        code: "read/too-much",
        message: "This line grows too long when its ${} variables are replaced; they are left as they are",
        node: this.#nodeNamed(level, readWord(text, 0).value, "", text),
      });
    }
    return expansion.text;
  }

  /** A closing tag that does not simply close, tested in httpd's order (ap_build_config_sub). */
  #close(level: Level, word: string, tag: NodeRecord): void {
    const section = level.open.at(-1);
    const name = word.slice(2).replace(/>$/, "");
    if (section === undefined) {
      this.#wrongClose(level, tag, "read/stray-closing-tag", `${word} without matching <${word.slice(2)} section`, []);
      if (level.condition?.name.toLowerCase() === lowerCase(name)) this.leave(level);
      return;
    }
    const same = lowerCase(name) === section.key;
    if (!word.endsWith(">")) {
      const location = locationOf(tag);
      const fix: Fix = { title: `Write </${name}>`, safe: true, edits: [{ ...location, newText: `</${name}>` }] };
      this.#wrongClose(
        level,
        tag,
        "read/missing-closing-bracket",
        `${word}> directive missing closing '>'`,
        same ? [fix] : [],
      );
      if (same) this.#closeSections(level, level.open.length - 1);
      return;
    }
    const misspelled = looksLike(lowerCase(name), section.key);
    const newText = `</${section.name}>`;
    const fixes = misspelled
      ? [{ title: `Write ${newText}`, safe: true, edits: [{ ...locationOf(tag), newText }] }]
      : [];
    this.#wrongClose(level, tag, "read/mismatched-closing-tag", `Expected ${newText} but saw ${word}`, fixes);
    if (misspelled) this.#closeSections(level, level.open.length - 1);
    else this.#recover(level, lowerCase(name));
  }

  #wrongClose(level: Level, tag: NodeRecord, code: string, message: string, fixes: readonly Fix[]): void {
    const section = level.open.at(-1);
    const related: RelatedLocation[] =
      section === undefined ? [] : [{ message: `<${section.name}> was opened here`, location: locationOf(section) }];
    this.state.complain(level.stream, { code, message, node: tag, related, fixes });
  }

  /** After a wrong closing tag: it ends the innermost section of its name, if there is one. */
  #recover(level: Level, key: string): void {
    const index = level.open.findLastIndex((section) => section.key === key);
    if (index >= 0) this.#closeSections(level, index);
    else if (level.condition?.name.toLowerCase() === key) this.leave(level);
  }

  /** The text has ended. A true condition need not be closed, nor what is open in it (ap_build_cont_config). */
  #finish(level: Level): void {
    const { lostLine, base } = level.stream;
    if (lostLine !== undefined) this.#warnOfLostLine(base.file.path, lostLine);
    level.stream.lostLine = undefined;
    if (level.closedBy === undefined && level.open.length > 0) this.#notClosed(level);
    this.leave(level);
  }

  /** What the level reads has ended. */
  leave(level: Level): void {
    this.#levels.pop();
    this.#closeSections(level, 0);
    level.condition?.leave(level.stream);
    level.done?.();
  }

  #notClosed(level: Level): void {
    const message = level.open
      .toReversed()
      .map((section) => `${labelOf(section)}:${section.number}: <${section.name}> was not closed.`)
      .join("\n");
    const { file } = level.stream.base;
    const end = { file: file.path, start: file.text.length, end: file.text.length };
    const innermost = level.open.at(-1) as NodeRecord;
    const related: RelatedLocation[] = [{ message: "httpd notices at the end of this file", location: end }];
    if (level.open.length > 1) {
      related.unshift({ message: `<${innermost.name}> in it is open, too`, location: locationOf(innermost) });
    }
    const explained = `<${level.open[0]?.name}> was not closed.`;
    this.state.complain(level.stream, {
      code: "read/section-not-closed",
      message,
      explained,
      node: level.open[0],
      related,
    });
  }

  #fits(level: Level): boolean {
    const { stream } = level;
    if (stream.isVirtual) return true;
    const { start, end } = stream;
    if (end - start <= bufferSize(level.bufferGrown) && !stream.lacksLineEnd) return true;
    const limit = this.state.kind === "server" ? MAX_LINE_BYTES : MAX_HTACCESS_LINE_BYTES;
    if (!stream.fitsInto(limit)) {
      const message = `Error reading ${stream.base.label} at line ${stream.number}: Line too long`;
      const { line } = stream;
      const range = { file: stream.base.file.path, start: line.nameStart, end: line.nameEnd };
      this.state.complain(stream, { code: "read/line-too-long", message, node: level.lastExecuted, range });
      return false;
    }
    if (!isLastLineLost(level, stream.base.file.text, start, end)) return true;
    this.#warnOfLostLine(stream.base.file.path, stream.line);
    return false;
  }

  /** httpd itself says nothing of it. */
  #warnOfLostLine(file: string, line: Line): void {
    const location = { file, start: line.nameStart, end: line.contentEnd };
    const message = "httpd loses this line, because it is the last and has no line end: end the file with a line end";
    this.state.warnings.push({ code: "read/last-line-lost", severity: "warning", source: "httpd", message, location });
  }

  #giveUp(level: Level): void {
    this.#stopped = true;
    this.state.complain(level.stream, {
      code: "read/too-much",
      message: `Gave up after ${MAX_NODES} directives: the configuration is too large, or includes itself too often`,
      node: level.lastExecuted,
      range: level.stream.location,
    });
  }
}
