import { type ConfigHost, createMemoryHost } from "@httpd-lint/config";
import { expect, it } from "vitest";
import { readOnce } from "./read-once.ts";
import { runIn } from "./testing/run.ts";

const text = "LoadModule mpm_event_module modules/mod_mpm_event.so\nInclude conf.d/*.conf\n";

/** A server that notes which of its files are read. */
function noting(): { readonly host: ConfigHost; readonly read: string[] } {
  const files = createMemoryHost({ "/srv/httpd.conf": text, "/srv/conf.d/a.conf": "ServerTokens Prod\n" });
  const read: string[] = [];
  const readFile: ConfigHost["readFile"] = (path) => {
    read.push(path);
    return files.readFile(path);
  };
  return { host: { ...files, readFile }, read };
}

it.each([["configtest"], ["check"]])("%s reads every file once, and again when it runs again", async (command) => {
  const { host, read } = noting();
  await runIn(host, [command, "-d", "/srv"]);
  expect(read).toEqual(["/srv/httpd.conf", "/srv/conf.d/a.conf"]);
  await runIn(host, [command, "-d", "/srv"]);
  expect(read).toHaveLength(4);
});

it("asks again for what could not be read", () => {
  const texts: Record<string, string> = {};
  const disk = createMemoryHost({});
  const host = readOnce({ ...disk, readFile: (path) => texts[path] ?? { error: "EACCES" } });
  expect(host.readFile("/srv/a.conf")).toEqual({ error: "EACCES" });
  texts["/srv/a.conf"] = "Listen 80\n";
  expect(host.readFile("/srv/a.conf")).toBe("Listen 80\n");
  texts["/srv/a.conf"] = "Listen 81\n";
  expect(host.readFile("/srv/a.conf")).toBe("Listen 80\n");
});
