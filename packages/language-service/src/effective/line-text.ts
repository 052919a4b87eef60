import { type Condition, type ConfigNode, maskSecrets, originOf } from "@httpd-lint/config";
import type { Override } from "./effects.ts";
import { aligned, wrapped } from "./layout.ts";
import { conditionReason, conditionText, type LineFacts, type LineUse } from "./line.ts";
import { lineOf, type Place, placeOf, sectionName, shownArguments } from "./places.ts";
import { sectionsAround } from "./target.ts";
import type { Look } from "./url-text.ts";

type Server = ConfigNode | undefined;

/** `--format json` */
export function lineData(facts: LineFacts): unknown {
  const { file, lines, text, name, references, uses, condition, skippedBy, macro, serverOverrides, source } = facts;
  return {
    file: file.path,
    line: lines[0],
    lastLine: lines[1],
    directive: name,
    text,
    reference: references.map(({ module, summary, syntax, contexts, url }) => ({
      module: module.symbol,
      summary,
      syntax: syntax ?? null,
      contexts,
      url: url ?? null,
    })),
    read: uses.length > 0 || condition !== undefined,
    condition: condition === undefined ? null : conditionData(condition),
    skippedBy: skippedBy === undefined ? null : conditionData(skippedBy),
    macro: macro === undefined ? null : { name: macro.name, ...at(macro.node) },
    uses: uses.map(useData),
    serverOverrides: serverOverrides.map(placeOf),
    notes: source.notes,
  };
}

function at(node: ConfigNode): Pick<Place, "file" | "line"> {
  return { file: node.frame.file.path, line: lineOf(node) };
}

function conditionData(condition: Condition): unknown {
  const { holds, certainty, node } = condition;
  return { text: conditionText(condition), holds, certainty, reason: conditionReason(condition), ...at(node) };
}

function useData({ node, servers, effects, reads, expands }: LineUse): unknown {
  const { includeChain, macro, conditions } = originOf(node);
  return {
    value: shownArguments(node),
    via: includeChain.map(at),
    macro: macro === undefined ? null : { name: macro.macro.name, usedAt: at(macro.node) },
    conditions: conditions.map(conditionData),
    sections: sectionsAround(node)
      .toReversed()
      .map((section) => ({ name: sectionName(section), ...at(section) })),
    servers: servers.map(serverData),
    inEffect: effects === undefined ? null : effects.inEffect.map(serverData),
    overrides: (effects?.overrides ?? []).map(placeOf),
    overriddenBy: (effects?.overriddenBy ?? []).map(({ by, hosts, isCertain }) => ({
      ...placeOf(by),
      sections: placeText(by),
      servers: hosts.map(serverData),
      certain: isCertain,
    })),
    togetherWith: (effects?.togetherWith ?? []).map(placeOf),
    reads,
    expands: expands === undefined ? null : { name: expands.name, ...at(expands.node) },
  };
}

function serverData(server: Server): unknown {
  if (server === undefined) return { name: "main server", file: null, line: null };
  return { name: nameOfServer(server), ...at(server) };
}

function nameOfServer(server: Server): string {
  if (server === undefined) return "the main server";
  const name = server.children.find(({ key }) => key === "servername");
  return name === undefined ? sectionName(server) : shownArguments(name);
}

/** More than these help nobody on a terminal. */
const MOST = 6;

function some(lines: readonly string[]): string[] {
  return lines.length <= MOST ? [...lines] : [...lines.slice(0, MOST), `and ${lines.length - MOST} more`];
}

/** The page about a line. */
export function lineText(facts: LineFacts, look: Look): string {
  const { file, lines, text, references, uses, source } = facts;
  const { paint, width, nameOf } = look;
  const [first, last] = lines;
  const place = `${nameOf(file.path)}:${first}${last > first ? `-${last}` : ""}`;
  const parts: string[][] = [
    [paint("place", place), wrapped(text, width, "  ")],
    references.slice(0, 2).map(({ summary }) => wrapped(summary, width, "  ")),
    aligned(readRows(facts, look), "  "),
    ...uses.slice(0, MOST).map((use) => aligned(useRows(use, isOfServer(facts), look), "  ")),
    uses.length > MOST ? [`  and ${uses.length - MOST} more times`] : [],
    serverRows(facts, look),
    referenceRows(facts),
    source.notes.map((note) => wrapped(`${paint("note", "note:")} ${note}`, width, "")),
  ];
  return parts
    .filter((part) => part.length > 0)
    .map((part) => `${part.join("\n")}\n`)
    .join("\n");
}

function where(node: ConfigNode, { nameOf }: Look): string {
  return `${nameOf(node.frame.file.path)}:${lineOf(node)}`;
}

/** Whether httpd reads the line at all. */
function readRows({ uses, condition, skippedBy, macro }: LineFacts, look: Look): string[][] {
  if (condition !== undefined) {
    return [
      [
        condition.holds ? "holds" : "does not hold",
        `${conditionReason(condition)}, so httpd ${condition.holds ? "reads" : "skips"} what is in it`,
      ],
    ];
  }
  const rows: string[][] = [];
  if (skippedBy !== undefined) {
    const place = where(skippedBy.node, look);
    rows.push(["not read", `${conditionText(skippedBy)} at ${place} does not hold: ${conditionReason(skippedBy)}`]);
  } else if (uses.length === 0) {
    rows.push(["not read", macro === undefined ? "httpd does not get to this line" : "nothing uses the macro"]);
  }
  if (macro !== undefined) rows.push(["macro", `${macro.name}, defined at ${where(macro.node, look)}`]);
  return rows;
}

/** One value for all of httpd, e.g. Listen: virtual hosts have nothing to do with it. */
function isOfServer({ references }: LineFacts): boolean {
  return references.length > 0 && references.every(({ contexts }) => contexts.join() === "server");
}

function useRows(use: LineUse, isGlobal: boolean, look: Look): string[][] {
  const { node, effects, reads, expands } = use;
  const { includeChain, macro, conditions } = originOf(node);
  const include = includeChain.at(-1);
  return [
    ...titled("included at", include === undefined ? [] : [where(include, look)]),
    ...titled(
      "used by",
      macro === undefined
        ? []
        : [`Use ${maskSecrets(`Use ${macro.node.argumentText}`).slice(4)} at ${where(macro.node, look)}`],
    ),
    ...titled(
      "under",
      conditions.map((each) => `${conditionText(each)} at ${where(each.node, look)}: ${conditionReason(each)}`),
    ),
    ...titled(
      "is for",
      use.servers.length === 0 || isOfHtaccess(node)
        ? []
        : [isGlobal && use.servers.length > 1 ? "the whole server" : rangeText(use)],
    ),
    ...titled("in effect", effectText(use)),
    ...titled("overrides", some((effects?.overrides ?? []).map((each) => shown(each, look)))),
    ...titled("overridden", some((effects?.overriddenBy ?? []).map((each) => overrideText(each, use, look)))),
    ...titled("counts with", some((effects?.togetherWith ?? []).map((each) => shown(each, look)))),
    ...titled("expands", expands === undefined ? [] : [`macro ${expands.name} at ${where(expands.node, look)}`]),
    ...titled("reads", some(reads.map(look.nameOf))),
  ];
}

function isOfHtaccess({ frame }: ConfigNode): boolean {
  return frame.file.syntax.kind === "htaccess";
}

function titled(title: string, texts: readonly string[]): string[][] {
  return texts.map((text, index) => [index === 0 ? title : "", text]);
}

/** e.g. `<Location /app> of shop.example.com` */
function rangeText({ node, servers }: LineUse): string {
  const sections = sectionsAround(node).toReversed().map(sectionName).join(" ");
  const [only] = servers;
  const all =
    servers.length > 1
      ? `the main server and ${servers.length === 2 ? "its virtual host" : `all ${servers.length - 1} virtual hosts`}`
      : nameOfServer(only);
  return sections === "" ? all : `${sections} of ${all}`;
}

function effectText({ servers, effects }: LineUse): string[] {
  if (effects === undefined) return [];
  const { inEffect } = effects;
  if (inEffect.length === servers.length) return ["yes"];
  if (inEffect.length === 0) return ["no"];
  const others = servers.filter((server) => !inEffect.includes(server));
  return [
    `yes, but not in ${others.slice(0, MOST).map(nameOfServer).join(", ")}${others.length > MOST ? ` and ${others.length - MOST} more` : ""}`,
  ];
}

function placeText(node: ConfigNode): string {
  return sectionsAround(node).toReversed().map(sectionName).join(" ");
}

/** e.g. `SessionMaxAge 300 in <Location /app> at conf.d/shop.conf:12` */
function shown(node: ConfigNode, look: Look): string {
  const sections = placeText(node);
  return `${node.name} ${shownArguments(node)}${sections === "" ? "" : ` in ${sections}`} at ${where(node, look)}`;
}

function overrideText({ by, hosts, isCertain }: Override, { servers }: LineUse, look: Look): string {
  const [only] = hosts;
  const host = servers.length > 1 && hosts.length === 1 ? ` for ${nameOfServer(only)}` : "";
  return `${isCertain ? "by" : "maybe by"} ${shown(by, look)}${host}`;
}

function serverRows({ serverOverrides, file }: LineFacts, look: Look): string[] {
  const folder = file.path.slice(0, file.path.lastIndexOf("/")) || "/";
  if (file.syntax.kind !== "htaccess") return [];
  return aligned(
    [
      ["is for", `requests to files in ${look.nameOf(folder)} and below`],
      ...titled("overrides", some(serverOverrides.map((each) => shown(each, look)))),
    ],
    "  ",
  );
}

function referenceRows({ references }: LineFacts): string[] {
  const [reference] = references;
  if (reference === undefined) return [];
  const { syntax, url } = reference;
  const rows = [
    ["Syntax", syntax ?? ""],
    ["Manual", url ?? ""],
  ];
  return aligned(
    rows.filter(([, text]) => text !== ""),
    "  ",
  );
}
