import { describe, expect, it } from "vitest";
import { allNodes, type ConfigNode, type ConfigTree, lineNumberOf, originOf, processConfig } from "../index.ts";
import { check } from "../testing/checked.ts";

const shop = `
  ServerName www.example.org
  # Sections and conditions that hold, all in one piece.
  <VirtualHost *:80>
    ServerName shop.example.org
    DocumentRoot /srv/shop
    <IfModule mod_alias.c>
      <Directory /srv/shop>
        AllowOverride None
        <IfModule !mod_nothing.c>
          Options Nonsense
        </IfModule>
      </Directory>
      Alias /old /srv/old
    </IfModule>
    ErrorLog logs/shop
  </VirtualHost>
  <VirtualHost *:81>
    DocumentRoot /srv/other
    <Directory /srv/other>
      Nonsense
    </Directory>
  </VirtualHost>
`;

/** So that conditions of this text were met before. */
const twice = shop + shop;

function read(): ConfigTree {
  return check(twice, { modules: "alias" }).tree;
}

function parentsOf(node: ConfigNode): readonly ConfigNode[] {
  return node.parent === undefined ? [node] : [node, ...parentsOf(node.parent)];
}

/** What shows a node and where it is; with `deep` also what is in it. */
function shown(node: ConfigNode): string {
  const { conditions } = originOf(node);
  const around = conditions.map(({ test, negated }) => `${negated ? "!" : ""}${test}`);
  return `${lineNumberOf(node)} ${parentsOf(node).map(({ name }) => name)} ${node.argumentText} [${around}]`;
}

describe("the nodes of lines that were only kept", () => {
  it("are those of the lines, with the sections and conditions around them", () => {
    expect([...allNodes(read())].slice(0, 11).map(shown)).toEqual([
      "1 ServerName www.example.org []",
      "3 VirtualHost *:80 []",
      "4 ServerName,VirtualHost shop.example.org []",
      "5 DocumentRoot,VirtualHost /srv/shop []",
      "7 Directory,VirtualHost /srv/shop [mod_alias.c]",
      "8 AllowOverride,Directory,VirtualHost None [mod_alias.c]",
      "10 Options,Directory,VirtualHost Nonsense [mod_alias.c,!mod_nothing.c]",
      "13 Alias,VirtualHost /old /srv/old [mod_alias.c]",
      "15 ErrorLog,VirtualHost logs/shop []",
      "17 VirtualHost *:81 []",
      "18 DocumentRoot,VirtualHost /srv/other []",
    ]);
  });

  it("are the same whether one is asked for first or all", () => {
    const early = read();
    const found = processConfig(early);
    const asked = found.undecided.map(({ node }) => node);
    expect(asked.length).toBe(6);
    const all = [...allNodes(early)];
    for (const node of asked.flatMap(parentsOf)) expect(all).toContain(node);

    const late = read();
    const before = [...allNodes(late)];
    const after = processConfig(late).undecided.map(({ node }) => node);
    for (const node of after.flatMap(parentsOf)) expect(before).toContain(node);
    expect(after.map(shown)).toEqual(asked.map(shown));
    expect(before.map(shown)).toEqual(all.map(shown));
  });

  it("are the same backwards", () => {
    const { undecided } = processConfig(read());
    const there = undecided.map(({ node }) => shown(node));
    const { undecided: again } = processConfig(read());
    expect(again.toReversed().map(({ node }) => shown(node))).toEqual(there.toReversed());
  });

  it("have the conditions of the tree around them", () => {
    const tree = read();
    const frames = [...allNodes(tree)].flatMap(({ frame }) => frame.condition ?? []);
    for (const condition of frames) expect(tree.conditions).toContain(condition);
    expect(tree.conditions.map(({ node }) => lineNumberOf(node))).toEqual([6, 9, 29, 32]);
    expect(tree.conditions.map(({ node }) => node)).toEqual(tree.executed);
    const lines = tree.conditions.map(({ bodyLines: [first, behind] }) => behind - first);
    expect(lines).toEqual([7, 1, 7, 1]);
  });

  it("are named as httpd knew the name when it read the line", () => {
    const lines = "sessionmaxage 1\nLoadModule session_module modules/mod_session.so\nsessionmaxage 2\n";
    expect(check(lines).tree.nodes.map(({ name }) => name)).toEqual(["sessionmaxage", "SessionMaxAge"]);
  });

  it("are complained of where they stand", () => {
    expect(check(twice, { modules: "alias" }).errors).toEqual([
      expect.stringMatching(/^10 .*Illegal option Nonsense/),
      expect.stringMatching(/^20 .*Invalid command 'Nonsense'/),
      expect.stringMatching(/^33 .*Illegal option Nonsense/),
    ]);
  });
});

describe("a line that takes a closer look", () => {
  it("leaves what is in front of it and behind it as it was", () => {
    const text =
      "<VirtualHost *:80>\n<Directory /a>\nAllowOverride None\n</Directory>\n${NO}\n</VirtualHost>\nListen 80\n";
    const { tree, warnings } = check(text);
    expect([...allNodes(tree)].map(shown)).toEqual([
      "1 VirtualHost *:80 []",
      "2 Directory,VirtualHost /a []",
      "3 AllowOverride,Directory,VirtualHost None []",
      "5 ${NO},VirtualHost  []",
      "7 Listen 80 []",
    ]);
    expect(warnings.length).toBe(1);
  });

  it("is found in thousands of sections that are not closed", () => {
    const depth = 20_000;
    const { tree } = check(`${"<Directory /a>\n".repeat(depth)}Nonsense \${NO}\n`);
    expect([...allNodes(tree)].length).toBe(depth + 1);
  });
});
