import { describe, expect, it } from "vitest";
import { workspaceOf } from "./testing/marked.ts";
import { fileUri } from "./workspace.ts";

const codes = (found: readonly { readonly code: string }[] | undefined): string[] =>
  (found ?? []).map(({ code }) => code);

describe("which server a file belongs to", () => {
  it("finds main files in folders by their names, the nearest first", () => {
    const { workspace } = workspaceOf({
      "/srv/b/conf/httpd.conf": "",
      "/srv/apache2.conf": "",
      "/srv/.git/httpd.conf": "",
      "/srv/b/other.conf": "",
    });
    expect(workspace.servers).toEqual(["/srv/apache2.conf", "/srv/b/conf/httpd.conf"]);
  });

  it("reads nothing before it is asked", () => {
    const { reads } = workspaceOf({ "/srv/httpd.conf": "Include site.conf\n", "/srv/site.conf": "" });
    expect(reads("/srv/httpd.conf")).toBe(0);
  });

  it("sees a file in the context of the server that includes it", () => {
    const { context } = workspaceOf({
      "/srv/httpd.conf": "Define PORT 80\nInclude site.conf\n",
      "/srv/site.conf": "Listen ${PORT}\n",
    });
    const [analysis, ...more] = context("/srv/site.conf").analyses;
    expect(analysis).toMatchObject({ kind: "server", mainFile: "/srv/httpd.conf" });
    expect(more).toEqual([]);
  });

  it("sees a file in the contexts of all servers that include it", () => {
    const { context } = workspaceOf({
      "/srv/a/httpd.conf": "Include /srv/shared.conf\n",
      "/srv/b/httpd.conf": "Include /srv/shared.conf\n",
      "/srv/shared.conf": "KeepAlive Off\n",
    });
    const { analyses } = context("/srv/shared.conf");
    expect(analyses.map(({ mainFile }) => mainFile)).toEqual(["/srv/a/httpd.conf", "/srv/b/httpd.conf"]);
  });

  it("sees a file that no server includes alone", () => {
    const { context } = workspaceOf({ "/srv/httpd.conf": "", "/srv/draft.conf": "KeepAlive maybe\n" });
    const [analysis] = context("/srv/draft.conf").analyses;
    expect(analysis.kind).toBe("fragment");
    expect(codes(analysis.diagnostics.get("/srv/draft.conf"))).toEqual(["httpd/on-or-off"]);
  });

  it("finds the server of a file outside all folders further up", () => {
    const { context, workspace } = workspaceOf(
      { "/etc/apache2/apache2.conf": "Include sites/a.conf\n", "/etc/apache2/sites/a.conf": "" },
      { folders: ["/etc/apache2/sites"] },
    );
    expect(context("/etc/apache2/sites/a.conf").analyses[0].mainFile).toBe("/etc/apache2/apache2.conf");
    expect(workspace.servers).toEqual(["/etc/apache2/apache2.conf"]);
  });

  it("knows a file by the link that the server includes", () => {
    const { context } = workspaceOf(
      { "/srv/httpd.conf": "Include on/a.conf\n", "/srv/on/a.conf": "x y\n", "/srv/all/a.conf": "x y\n" },
      { realPath: (path) => path.replace("/on/", "/all/") },
    );
    const opened = context("/srv/all/a.conf");
    expect(opened.analyses[0].kind).toBe("server");
    expect([...opened.names]).toEqual(["/srv/all/a.conf", "/srv/on/a.conf"]);
  });

  it("takes main files of any name and the settings for them", () => {
    const { workspace } = workspaceOf(
      { "/opt/web.conf": "<IfDefine TEST>\nBroken\n</IfDefine>\n" },
      { folders: [], mainFiles: ["/opt/web.conf"], settingsFor: () => ({ define: ["TEST"] }) },
    );
    expect(codes(workspace.analysisOf("/opt/web.conf")?.diagnostics.get("/opt/web.conf"))).toContain(
      "httpd/unknown-directive",
    );
  });

  it("gives nothing for what is no file", () => {
    const { workspace } = workspaceOf({ "/srv/httpd.conf": "" });
    expect(workspace.contextOf("/srv/none.conf")).toBeUndefined();
    expect(workspace.contextOf("/srv")).toBeUndefined();
  });
});

describe("a .htaccess", () => {
  const files = {
    "/srv/conf/httpd.conf": [
      "LoadModule mpm_event_module modules/mod_mpm_event.so",
      "LoadModule unixd_module modules/mod_unixd.so",
      "LoadModule authz_core_module modules/mod_authz_core.so",
      "DocumentRoot /var/www",
      "<Directory /var/www/shop>",
      "AllowOverride FileInfo",
      "</Directory>",
      "",
    ].join("\n"),
    "/var/www/shop/.htaccess": "Options None\nErrorDocument 404 /none.html\n",
  };

  it("is judged with the AllowOverride of the server that serves its folder", () => {
    const [analysis] = workspaceOf(files).context("/var/www/shop/.htaccess").analyses;
    expect(analysis.server?.mainFile).toBe("/srv/conf/httpd.conf");
    expect(analysis.diagnostics.get("/var/www/shop/.htaccess")?.map(({ message }) => message)).toEqual([
      "Options not allowed here",
    ]);
  });

  it("is judged anew when the server's AllowOverride changes", () => {
    const workspace = workspaceOf(files);
    const count = (): number =>
      workspace.context("/var/www/shop/.htaccess").analyses[0].diagnostics.get("/var/www/shop/.htaccess")?.length ?? 0;
    expect(count()).toBe(1);
    workspace.change("/srv/conf/httpd.conf", files["/srv/conf/httpd.conf"].replace("FileInfo", "All"));
    expect(count()).toBe(0);
  });

  it("is allowed everything without a server", () => {
    const [analysis] = workspaceOf({ "/home/.htaccess": "Options None\n" }).context("/home/.htaccess").analyses;
    expect(analysis).toMatchObject({ kind: "htaccess", server: undefined });
    expect(analysis.diagnostics.size).toBe(0);
  });
});

describe("changes", () => {
  const files = {
    "/srv/httpd.conf": "IncludeOptional on/*.conf\nInclude a.conf\n",
    "/srv/a.conf": "",
    "/srv/b.txt": "",
  };

  it("keeps a server until a file changes that it read", () => {
    const workspace = workspaceOf(files);
    const before = workspace.workspace.analysisOf("/srv/httpd.conf");
    workspace.change("/srv/b.txt", "changed");
    expect(workspace.workspace.analysisOf("/srv/httpd.conf")).toBe(before);
    workspace.change("/srv/a.conf", "KeepAlive maybe\n");
    const after = workspace.workspace.analysisOf("/srv/httpd.conf");
    expect(after).not.toBe(before);
    expect(codes(after?.diagnostics.get("/srv/a.conf"))).toEqual(["httpd/on-or-off"]);
  });

  it("reads a server again when a file appears or goes that a wildcard asks for", () => {
    const workspace = workspaceOf({ ...files, "/srv/on/x.conf": "" });
    const count = (): number => workspace.workspace.analysisOf("/srv/httpd.conf")?.tree.files.size ?? 0;
    expect(count()).toBe(3);
    workspace.change("/srv/on/y.conf", "");
    expect(count()).toBe(4);
    workspace.change("/srv/on/x.conf", undefined);
    expect(count()).toBe(3);
  });

  it("reads a server again when a file appears that Include missed", () => {
    const workspace = workspaceOf({ "/srv/httpd.conf": "Include a.conf\n" });
    const analysis = (): ReturnType<typeof workspace.workspace.analysisOf> =>
      workspace.workspace.analysisOf("/srv/httpd.conf");
    expect(codes(analysis()?.diagnostics.get("/srv/httpd.conf"))).toContain("read/include-not-found");
    workspace.change("/srv/a.conf", "");
    expect(codes(analysis()?.diagnostics.get("/srv/httpd.conf"))).not.toContain("read/include-not-found");
  });

  it("finds new servers and forgets removed ones", () => {
    const workspace = workspaceOf({ "/srv/a/httpd.conf": "" });
    expect(workspace.workspace.servers).toHaveLength(1);
    workspace.change("/srv/b/httpd.conf", "");
    expect(workspace.workspace.servers).toHaveLength(2);
    workspace.change("/srv/a/httpd.conf", undefined);
    expect(workspace.workspace.servers).toEqual(["/srv/b/httpd.conf"]);
  });

  it("gives the new text of a file that no server reads", () => {
    const workspace = workspaceOf(files);
    expect(workspace.context("/srv/b.txt").analyses[0].diagnostics.size).toBe(0);
    workspace.change("/srv/b.txt", "KeepAlive maybe\n");
    expect(workspace.context("/srv/b.txt").text).toBe("KeepAlive maybe\n");
    expect(codes(workspace.context("/srv/b.txt").analyses[0].diagnostics.get("/srv/b.txt"))).toEqual([
      "httpd/on-or-off",
    ]);
  });
});

describe("findings of a server", () => {
  it("tells about an unknown name in every file that has it", () => {
    const { context } = workspaceOf({
      "/srv/httpd.conf": "LoadModule mpm_event_module modules/mod_mpm_event.so\nInclude a.conf\nInclude b.conf\n",
      "/srv/a.conf": "KeepAlyve On\n",
      "/srv/b.conf": "KeepAlyve Off\n",
    });
    const { diagnostics } = context("/srv/b.conf").analyses[0];
    expect(codes(diagnostics.get("/srv/a.conf"))).toContain("httpd/unknown-directive");
    expect(codes(diagnostics.get("/srv/b.conf"))).toContain("httpd/unknown-directive");
  });
});

it("makes URIs of paths as RFC 3986 has them", () => {
  expect(fileUri("/srv/a b/ü#.conf")).toBe("file:///srv/a%20b/%C3%BC%23.conf");
  expect(fileUri("/srv/\udcff")).toBe("file:///srv/%FF");
});
