import { describe, expect, it } from "vitest";
import { SymbolKind } from "vscode-languageserver-types";
import { workspaceOf } from "../testing/marked.ts";
import { placesIn } from "../testing/places.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

const FILES = {
  "/srv/httpd.conf": "Define PORT 80\n<Macro Site $host>\n</Macro>\nInclude sites/*.conf\n",
  "/srv/sites/a.conf": "<VirtualHost *:80>\nServerName shop.example\n<Location /cart>\n</Location>\n</VirtualHost>\n",
  "/srv/sites/b.conf":
    '<IfDefine No>\nLogFormat "%h" short\nSetEnv CACHE_PASSWORD hunter2\n</IfDefine>\nLoadModule ssl_module m.so\n',
  "/srv/other/httpd.conf": "<Proxy http://me:hunter2@db/>\nRequire all granted\n</Proxy>\nRewriteMap users txt:/x\n",
};

const found = (query: string): readonly string[] =>
  workspaceSymbols(workspaceOf(FILES).workspace, query).map(({ name, containerName }) => `${name} | ${containerName}`);

describe("symbols of the workspace", () => {
  it("are hosts, sections and names of all servers and all branches, not conditions", () => {
    expect(found("")).toEqual([
      "PORT | httpd.conf",
      "Site | httpd.conf",
      "shop.example:80 | sites/a.conf",
      "Location /cart | sites/a.conf",
      "short | sites/b.conf",
      "CACHE_PASSWORD | sites/b.conf",
      "ssl_module | sites/b.conf",
      "Proxy http://me:********@db/ | httpd.conf",
      "users | httpd.conf",
    ]);
  });

  it("are those with the letters of the query in their order, in any case", () => {
    expect(found("SHOP")).toEqual(["shop.example:80 | sites/a.conf"]);
    expect(found("loccart")).toEqual(["Location /cart | sites/a.conf"]);
    expect(found("trac")).toEqual([]);
    expect(found("hunter2")).toEqual([]);
  });

  it("tell where they are and what they are", () => {
    const workspace = workspaceOf(FILES);
    const [host] = workspaceSymbols(workspace.workspace, "shop");
    const [port] = workspaceSymbols(workspace.workspace, "port");
    if (host === undefined || port === undefined) throw new Error("no symbol");
    expect(placesIn(workspace, [host.location, port.location])).toEqual([
      "sites/a.conf:1 <VirtualHost *:80>",
      "httpd.conf:1 PORT",
    ]);
    expect([host.kind, port.kind]).toEqual([SymbolKind.Class, SymbolKind.Constant]);
  });

  it("have the texts of an editor", () => {
    const workspace = workspaceOf(FILES);
    workspace.change("/srv/sites/a.conf", "Define NEWS\n");
    const names = workspaceSymbols(workspace.workspace, "s").map(({ name }) => name);
    expect(names).toContain("NEWS");
    expect(names).not.toContain("shop.example:80");
  });

  it("have a variable of requests once for a file, however many lines set it", () => {
    const text = "BrowserMatch a slow\nBrowserMatch b slow\nDefine X 1\nDefine X 2\n";
    const { workspace } = workspaceOf({ "/srv/httpd.conf": text });
    expect(workspaceSymbols(workspace, "").map(({ name }) => name)).toEqual(["slow", "X", "X"]);
  });

  it("are not more than anybody looks through", () => {
    const text = Array.from({ length: 3000 }, (_, index) => `Define X${index}\n`).join("");
    expect(workspaceSymbols(workspaceOf({ "/srv/httpd.conf": text }).workspace, "").length).toBe(1000);
  });

  it("are none without a server", () => {
    expect(workspaceSymbols(workspaceOf({ "/srv/a.conf": "Define X\n" }).workspace, "")).toEqual([]);
  });
});
