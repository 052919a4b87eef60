// Writes what README.md quotes from running things: agreement, sample output, rules, library script.
//
//   node scripts/readme.mjs            write
//   node scripts/readme.mjs --check    exit 1 when writing would change something
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keepGenerated } from "./generated.mjs";
import { loadSource, repository } from "./load.mjs";

const read = (path) => readFileSync(join(repository, path), "utf8");

/** The row of all groups in the conformance summary. */
function agreement() {
  const row = read("test/conformance/summary.md")
    .split("\n")
    .find((line) => line.includes("**all**"));
  const cells = row.split("|").map((cell) => cell.trim());
  const count = cells.find((cell) => / of \d+/.test(cell));
  return `Gives the verdict of Apache httpd 2.4.71 in **${count}** cases ([all numbers](test/conformance/summary.md)).`;
}

function fenced(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function command(folder, ...options) {
  const bundle = join(repository, "packages/cli/bin/httpd-lint.cjs");
  if (!existsSync(join(repository, "packages/cli/dist/httpd-lint.cjs"))) {
    spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: repository, stdio: "inherit" });
  }
  const run = spawnSync(process.execPath, [bundle, ...options], { cwd: join(repository, folder), encoding: "utf8" });
  return run.stdout;
}

/** What the command prints for the broken sample. */
function output() {
  return command("test/fixtures/readme", "--color", "never", "broken.conf");
}

/** The same about a request to the sample server, findings left out. */
function explanation() {
  const options = ["explain", "--url", "http://intranet.example.com:8080/wiki/admin", "test/fixtures/insecure-server"];
  const [facts] = command("", ...options).split("\nFindings\n");
  return `$ npx httpd-lint ${options.join(" ")}\n${facts.trimEnd()}\n...`;
}

async function rules() {
  const { builtInRules } = await loadSource("packages/lint/src/index.ts");
  const rows = builtInRules.map(({ meta }) => {
    const page = `packages/lint/src/rules/${meta.name}/README.md`;
    const fix = { safe: "yes", suggestion: "suggestion", no: "" }[meta.fixable];
    return `| [\`${meta.name}\`](${page}) | ${meta.aliases.join(", ")} | ${meta.summary} | ${fix} |`;
  });
  return ["| rule | also called | finds | fix |", "|---|---|---|---|", ...rows].join("\n");
}

const blocks = {
  agreement: agreement(),
  broken: fenced("apache", read("test/fixtures/readme/broken.conf")),
  output: fenced("text", output()),
  explain: fenced("console", explanation()),
  rules: await rules(),
  script: fenced("js", read("test/fixtures/readme/virtual-hosts.mjs")),
};

let text = read("README.md");
for (const [name, block] of Object.entries(blocks)) {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no block '${name}'`);
  text = text.replace(pattern, (_, begin, end) => `${begin}${block}\n${end}`);
}

keepGenerated("README.md", text);
