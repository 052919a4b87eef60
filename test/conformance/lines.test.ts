import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { answer } from "./verified.ts";

/**
 * A few lines of configuration each, asked of Debian's httpd 2.4.71 with all its modules loaded, below an empty ServerRoot
 * with the folders conf, logs and htdocs.
 */
interface Asked {
  readonly text: string;
  /** Absent: accepted. Null: refused without a line. Else the line of the text. */
  readonly refused?: number | null;
}

const asked = gunzipSync(readFileSync(new URL("data/lines.jsonl.gz", import.meta.url)))
  .toString("utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Asked);

const LIBRARY = "which database drivers are installed only the machine knows";
const PROGRAM = "httpd runs the program, we never do";

/** Where text and files do not decide. */
const EXPLAINED: Readonly<Record<string, string>> = {
  "Listen [fe80::1%nope]:80": "which network interfaces there are only the machine knows",
  "RemoteIPInternalProxy localhost": "what a name stands for only the machine knows",
  "<Location /x>\nAuthLDAPBindPassword exec:/bin/true\n</Location>": PROGRAM,
  "<Location /x>\nAuthLDAPBindPassword exec:/nope\n</Location>": PROGRAM,
  "DBDriver freetds": LIBRARY,
  "DBDriver mysql": LIBRARY,
  "DBDriver odbc": LIBRARY,
  "DBDriver oracle": LIBRARY,
  "DBDriver pgsql": LIBRARY,
  "DBDriver sqlite2": LIBRARY,
};

function told({ text }: Asked): Asked {
  const error = answer({ id: "", kind: "value", text, expected: undefined, mpm: "mpm_event_module" });
  return error === undefined ? { text } : { text, refused: error.line };
}

describe("lines asked one by one", () => {
  const pairs = asked.map((one) => [one, told(one)] as const);

  it("are many", () => {
    expect(asked.filter(({ refused }) => refused === undefined).length).toBeGreaterThan(2000);
    expect(asked.filter(({ refused }) => typeof refused === "number").length).toBeGreaterThan(2000);
  });

  it("are taken and refused as httpd does", () => {
    const wrong = pairs.filter(([one, our]) => (our.refused === undefined) !== (one.refused === undefined));
    expect(wrong.map(([{ text }]) => text).filter((text) => !(text in EXPLAINED))).toEqual([]);
  });

  it("are refused at the line where httpd does", () => {
    const placed = pairs.filter(([one, our]) => typeof one.refused === "number" && typeof our.refused === "number");
    expect(placed.filter(([one, our]) => one.refused !== our.refused)).toEqual([]);
  });
});
