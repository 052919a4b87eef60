import { describe, expect, it } from "vitest";
import { workspaceOf } from "../testing/marked.ts";
import { includeTree } from "./include-tree.ts";

const { workspace } = workspaceOf({
  "/srv/httpd.conf": "Listen 80\nInclude mods/*.conf\nInclude last.conf\n",
  "/srv/mods/a.conf": "Include /etc/shared.conf\n",
  "/srv/mods/b.conf": "",
  "/srv/last.conf": "",
  "/etc/shared.conf": "",
});

describe("the include tree", () => {
  it("has every file below the one that includes it, with the line of the Include", () => {
    expect(includeTree(workspace).text).toBe(`/srv/httpd.conf
├─ mods/a.conf  (line 2)
│  └─ /etc/shared.conf  (line 1)
├─ mods/b.conf  (line 2)
└─ last.conf  (line 3)
`);
  });

  it("leads to the files", () => {
    expect(includeTree(workspace).links[2]).toEqual({ line: 2, uri: "file:///etc/shared.conf", target: 0 });
  });

  it("is empty where there is no server", () => {
    expect(includeTree(workspaceOf({}).workspace)).toEqual({ title: "Include tree", text: "\n", links: [] });
  });
});
