import { readdirSync, readFileSync } from "node:fs";
import { Ajv, type ErrorObject } from "ajv";
import { describe, expect, it } from "vitest";
import { type Catalogue, moduleOfCatalogue } from "./catalogue.ts";
import { type CommandInfo, NOT_IN, OVERRIDE } from "./command.ts";
import type { ValueConstraint } from "./constraints.ts";
import { moduleBySymbol, modules } from "./modules.ts";

const home = new URL("../", import.meta.url);

function jsonOf(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, home), "utf8"));
}

interface File extends Catalogue {
  readonly path: string;
}

const files: readonly File[] = ["httpd", "third-party"].flatMap((folder) =>
  readdirSync(new URL(`catalogue/${folder}`, home))
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ path: `${folder}/${name}`, ...(jsonOf(`catalogue/${folder}/${name}`) as Catalogue) })),
);

const validate = new Ajv({ allowUnionTypes: true, strictTuples: false }).compile(
  jsonOf("schema/catalogue.schema.json") as object,
);

function problemsOf(value: unknown): readonly ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? []);
}

/** Everything that has a text: modules by symbol, directives as "module directive". */
function texts(): { readonly of: string; readonly summary: string | undefined }[] {
  return files.flatMap(({ module, directives }) => [
    { of: module.symbol, summary: module.summary },
    ...directives.map(({ name, summary }) => ({ of: `${module.symbol} ${name}`, summary })),
  ]);
}

describe("the catalogue", () => {
  it("has a file for every module that can be loaded, called after its symbol", () => {
    const symbols = files.map(({ module }) => module.symbol);
    expect(files.map(({ path }) => path.replace(/^.*\/|\.json$/g, ""))).toEqual(symbols);
    expect([...symbols].sort()).toEqual(modules().map(({ symbol }) => symbol));
    expect(files.filter(({ path, module }) => path.startsWith("third") !== (module.thirdParty ?? false))).toEqual([]);
  });

  it("fits the schema that is published for it", () => {
    expect(files.length).toBeGreaterThanOrEqual(158);
    const wrong = files.flatMap(({ path, ...catalogue }) =>
      problemsOf(catalogue).map(({ instancePath, message }) => `${path}: ${instancePath} ${message}`),
    );
    expect(wrong).toEqual([]);
  });

  it("has every directive of a module once", () => {
    const repeated = files.flatMap(({ module, directives }) => {
      const names = directives.map(({ name }) => name.toLowerCase());
      return names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${module.symbol} ${name}`);
    });
    expect(repeated).toEqual([]);
  });

  it("says the same with the names of req_override's bits as with their number", () => {
    const wrong = files.flatMap(({ module, directives }) =>
      moduleOfCatalogue({ module, directives }).commands.flatMap(({ name, mask }, at) => {
        const number = (directives[at] as { mask?: number }).mask;
        return number === mask ? [] : [`${module.symbol} ${name}: ${directives[at]?.flags} is ${mask}, not ${number}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("summarizes every module and every directive", () => {
    const missing = texts().filter(({ summary }) => summary === undefined || summary.trim() === "");
    expect(missing.map(({ of }) => of)).toEqual([]);
  });

  it("summarizes in at most 300 characters of ASCII that end with a full stop", () => {
    const wrong = texts().filter(
      ({ summary }) => summary !== undefined && !/^(?! )[\x20-\x7e]{1,299}(?<! )\.$/.test(summary),
    );
    expect(wrong.map(({ of, summary }) => `${of}: ${summary}`)).toEqual([]);
  });

  it("explains values in a phrase, not in a sentence of its own", () => {
    const wrong = files.flatMap(({ module, directives }) =>
      directives.flatMap(({ name, meanings = {} }) =>
        Object.entries(meanings)
          .filter(
            ([value, meaning]) => value.trim() === "" || !/^[\x20-\x7e]+$/.test(meaning) || /[^.]\.$/.test(meaning),
          )
          .map(([value, meaning]) => `${module.symbol} ${name} ${value}: ${meaning}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the schema", () => {
  const right = {
    module: { symbol: "acme_module", source: "mod_acme.c" },
    directives: [{ name: "AcmeLevel", arguments: "TAKE1", flags: "RSRC_CONF|ACCESS_CONF" }],
  };
  const directive = (more: object) => ({ ...right, directives: [{ ...right.directives[0], ...more }] });

  it("asks for no more of a user's module than its command table has", () => {
    expect(problemsOf(right)).toEqual([]);
    expect(problemsOf({ ...right, directives: [] })).toEqual([]);
  });

  it.each([
    ["a kind of arguments that httpd has not", directive({ arguments: "TAKE4" }), "/directives/0/arguments"],
    ["a flag that httpd has not", directive({ flags: "RSRC_CONF|OR_EVERYTHING" }), "/directives/0/flags"],
    ["flags with blanks between", directive({ flags: "RSRC_CONF | ACCESS_CONF" }), "/directives/0/flags"],
    ["a section with its closing bracket", directive({ name: "<AcmeZone>" }), "/directives/0/name"],
    ["a version that is none", directive({ since: "soon" }), "/directives/0/since"],
    [
      "a place that ap_check_cmd_context does not know",
      directive({ forbidden: ["NOT_HERE"] }),
      "/directives/0/forbidden/0",
    ],
    ["an enum without values", directive({ values: [{ type: "enum" }] }), "/directives/0/values/0"],
    ["an integer nobody says how to read", directive({ values: [{ type: "integer" }] }), "/directives/0/values/0"],
    ["a property that does not exist", directive({ summery: "Sets the level." }), "/directives/0"],
    ["a module without a source file", { ...right, module: { symbol: "acme_module" } }, "/module"],
    [
      "a symbol that LoadModule could not find",
      { ...right, module: { symbol: "mod-acme", source: "mod_acme.c" } },
      "/module/symbol",
    ],
  ])("refuses %s", (_, value, place) => {
    expect(problemsOf(value).map(({ instancePath }) => instancePath)).toContain(place);
  });
});

describe("a module made from a catalogue file", () => {
  const shown = (command: CommandInfo) => ({ ...command, values: command.values });
  /** What is for people only is not in the table. */
  const judgedOf = (value: ValueConstraint): ValueConstraint => {
    const { name: _name, rule: _rule, ...judged } = value as ValueConstraint & { name?: string; rule?: string };
    return judged.type === "text" ? { type: "text" } : judged;
  };

  it("is the same as from the table that is generated from the catalogue", () => {
    for (const { module, directives } of files) {
      const made = moduleOfCatalogue({ module: { thirdParty: false, ...module }, directives });
      const generated = moduleBySymbol(module.symbol);
      expect({ ...made, commands: undefined, directives: undefined, readPhase: undefined }).toEqual({
        symbol: generated?.symbol,
        source: generated?.source,
        file: module.file === null ? made.file : generated?.file,
        needs: generated?.needs,
        thirdParty: generated?.thirdParty,
        mpm: generated?.mpm,
        since: generated?.since,
      });
      for (const command of generated?.commands ?? []) {
        const own = made.commands.find(({ name }) => name === command.name);
        expect({ ...own }, `${module.symbol} ${command.name}`).toEqual({ ...command });
        const judged = (own?.values ?? []).map(judgedOf);
        const generatedValues = judged.some(({ type }) => type !== "text") ? judged : [];
        expect(command.values, `${module.symbol} ${command.name}`).toEqual(generatedValues);
      }
    }
  });

  it("takes the module for a third party's and its file for one called after the source", () => {
    const acme = moduleOfCatalogue({ module: { symbol: "acme_module", source: "mod_acme.c" }, directives: [] });
    expect(acme).toMatchObject({ file: "mod_acme.so", thirdParty: true, mpm: false, needs: [], commands: [] });
  });

  it("knows what must be loaded before it", () => {
    const module = {
      symbol: "acme_module",
      source: "mod_acme.c",
      needs: [{ module: "session_module", missing: "ap_hook_session_load" }],
    };
    expect(moduleOfCatalogue({ module, directives: [] }).needs).toEqual([
      { module: "session_module", symbol: "ap_hook_session_load" },
    ]);
  });

  it("has its directives as httpd's command table would have them", () => {
    const module = { symbol: "acme_module", source: "mod_acme.c" };
    const { commands, readPhase } = moduleOfCatalogue({
      module,
      directives: [
        {
          name: "AcmeLevel",
          arguments: "ITERATE",
          flags: "OR_AUTHCFG|OR_INDEXES|RSRC_CONF",
          forbidden: ["NOT_IN_HTACCESS|NOT_IN_FILES", "GLOBAL_ONLY"],
          values: [{ type: "enum", values: ["low", "high"] }],
        },
        { name: "<AcmeZone", arguments: "RAW_ARGS", flags: "OR_ALL|EXEC_ON_READ" },
      ],
    });
    expect(commands.map(shown)).toEqual([
      {
        name: "AcmeLevel",
        key: "acmelevel",
        module: "acme_module",
        how: "iterate",
        mask: OVERRIDE.authConfig | OVERRIDE.indexes | OVERRIDE.rsrcConf,
        forbidden: [NOT_IN.htaccess | NOT_IN.files, NOT_IN.global],
        readPhase: false,
        since: undefined,
        values: [{ type: "enum", values: ["low", "high"] }],
      },
      expect.objectContaining({ key: "<acmezone", mask: OVERRIDE.all | OVERRIDE.execOnRead, readPhase: true }),
    ]);
    expect(commands.map(({ isSection }) => isSection)).toEqual([false, true]);
    expect(readPhase).toEqual(["<AcmeZone"]);
  });

  it("has the version that a directive came with, when 2.4.0 did not have it", () => {
    const of = (more: object) =>
      moduleOfCatalogue({
        module: { symbol: "acme_module", source: "mod_acme.c" },
        directives: [{ name: "AcmeLevel", arguments: "TAKE1", flags: "RSRC_CONF", ...more }],
      }).commands[0]?.since;
    expect(of({ since: "2.4.58" })).toBe("2.4.58");
    expect(of({ since: "2.4.58", readPhase: true })).toBe("2.4.58");
    expect(of({ since: "2.3.6" })).toBeUndefined();
    expect(of({ versions: "trunk" })).toBe("2.5");
    expect(of({})).toBeUndefined();
  });
});
