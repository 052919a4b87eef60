// Builds the extension and packs it: npm run package. Nothing is downloaded.
//
//   node scripts/package-vscode.mjs               packages/vscode/dist/httpd-lint.vsix
//   node scripts/package-vscode.mjs --out FILE    somewhere else
//   node scripts/package-vscode.mjs --build       only what the extension is made of, for trying it without packing
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { build } from "esbuild";
import { loadSource, repository } from "./load.mjs";

const extension = join(repository, "packages/vscode");
const dist = join(extension, "dist");

/** Parts that are loaded when they are needed, so that the server is there sooner. */
const parts = {
  "@httpd-lint/directives/reference": "packages/directives/src/reference/index.ts",
  "@httpd-lint/pcre2": "packages/pcre2/src/index.ts",
};
const partFile = (name) => `${name.slice(name.lastIndexOf("/") + 1)}.cjs`;

const common = {
  absWorkingDir: repository,
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  // What the oldest editor runs that package.json names.
  target: "node20",
  conditions: ["@httpd-lint/source"],
  // Its main file is made for AMD loaders, which no bundler can follow.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  legalComments: "none",
  metafile: true,
  logLevel: "error",
};

const separateParts = {
  name: "separate-parts",
  setup({ onResolve }) {
    onResolve({ filter: /^@httpd-lint\// }, ({ path }) =>
      path in parts ? { path: `./${partFile(path)}`, external: true } : undefined,
    );
  },
};

async function buildPrograms() {
  const programs = {
    "extension.cjs": "packages/vscode/src/extension.ts",
    "server.cjs": "packages/language-server/src/main.ts",
  };
  const inputs = new Set();
  const bundle = async (file, options) => {
    const { metafile } = await build({ ...common, ...options, outfile: join(dist, file), external: ["vscode"] });
    for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  };
  for (const [file, entry] of Object.entries(programs)) {
    await bundle(file, { entryPoints: [entry], plugins: [separateParts] });
  }
  for (const [name, entry] of Object.entries(parts)) await bundle(partFile(name), { entryPoints: [entry] });
  writeFileSync(join(dist, "licences.txt"), licencesOf(inputs));
}

/** The licences of other people's software in the bundles. */
function licencesOf(inputs) {
  const folders = [...inputs].map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]);
  const texts = [...new Set(folders.filter((folder) => folder !== undefined))].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(repository, folder, "package.json"), "utf8"));
    const file = readdirSync(join(repository, folder)).find((each) => /^licen[cs]e(?:\.|$)/i.test(each));
    const text = file === undefined ? "" : readFileSync(join(repository, folder, file), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text}`;
  });
  const pcre2 = readFileSync(join(repository, "packages/pcre2/LICENSE-PCRE2"), "utf8").trim();
  return `${[...texts, `PCRE2\n\n${pcre2}`].join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function copy(from, to) {
  mkdirSync(dirname(join(dist, to)), { recursive: true });
  copyFileSync(join(repository, from), join(dist, to));
}

/** The rules to choose from. */
async function writeRuleIndex() {
  const { builtInRules } = await loadSource("packages/lint/src/index.ts");
  const index = builtInRules.map(({ meta: { name, aliases, summary } }) => ({ name, aliases, summary }));
  writeFileSync(join(dist, "rules.json"), `${JSON.stringify(index)}\n`);
}

/** The editor shows pictures of an extension only when they are in the text or on the web. */
function writeReadme() {
  const text = readFileSync(join(extension, "README.md"), "utf8");
  const withPictures = text.replace(
    /\]\((images\/[^)]+\.png)\)/g,
    (_, path) => `](data:image/png;base64,${readFileSync(join(extension, path), "base64")})`,
  );
  writeFileSync(join(dist, "README.md"), withPictures);
}

// Nothing of an older build may be packed.
for (const name of existsSync(dist) ? readdirSync(dist) : []) {
  if (!name.endsWith(".vsix")) rmSync(join(dist, name), { recursive: true, force: true });
}
mkdirSync(dist, { recursive: true });
await buildPrograms();
for (const name of readdirSync(join(repository, "grammar/textmate")).filter((file) =>
  file.endsWith(".tmLanguage.json"),
)) {
  copy(`grammar/textmate/${name}`, `syntaxes/${name}`);
}
copy("packages/cli/schema/httpd-lint.schema.json", "httpd-lint.schema.json");
await writeRuleIndex();
writeReadme();
if (!process.argv.includes("--build")) {
  const out = process.argv.indexOf("--out");
  const packagePath = out < 0 ? join(dist, "httpd-lint.vsix") : resolve(process.argv[out + 1]);
  const { version } = JSON.parse(readFileSync(join(extension, "package.json"), "utf8"));
  await createVSIX({
    cwd: extension,
    packagePath,
    dependencies: false,
    skipLicense: false,
    allowMissingRepository: true,
    readmePath: "dist/README.md",
    // There is no address to take pictures from.
    rewriteRelativeLinks: false,
  });
  console.log(`${packagePath}: ${version}, ${Math.ceil(statSync(packagePath).size / 1024)} KB`);
}
