import { createMemoryHost } from "../memory-host.ts";
import { type RequestConfig, requestConfig } from "../merge/request.ts";
import { readConfig } from "../read/read-config.ts";
import type { SessionResponse } from "../session/model.ts";
import { sessionState } from "../session/session-state.ts";

const MODULES =
  "mpm_event alias dir env setenvif session session_cookie session_crypto session_dbd dbd usertrack headers proxy rewrite";

/** What `url` gets from a server at /srv whose pages lie in /srv/www. */
export function ask(url: string, text: string, files: Readonly<Record<string, string>> = {}): RequestConfig {
  const host = createMemoryHost({
    "/srv/httpd.conf": `DocumentRoot www\n${text}`,
    "/srv/www/app/index.html": "",
    "/srv/www/index.html": "",
    ...files,
  });
  const tree = readConfig("/srv/httpd.conf", host, {
    name: "source",
    version: "2.4.71",
    serverRoot: "/srv",
    compiledIn: ["core.c", "http_core.c", "mod_so.c"],
    defines: [],
    environment: {},
    before: MODULES.split(" ").map((name) => `LoadModule ${name}_module modules/mod_${name}.so`),
    after: [],
    moduleFiles: "assume",
    relocations: [],
  });
  const [, scheme = "", hostName = "", port = "", path = ""] = /^(\w+):\/\/([^/:]*)(?::(\d+))?(.*)$/.exec(url) ?? [];
  const standard = scheme === "https" ? 443 : 80;
  return requestConfig(tree, { scheme, hostName, port: port === "" ? standard : Number(port), path });
}

/** Name and attributes of each cookie, in the order of the response. */
export function cookies(config: RequestConfig, response?: SessionResponse): readonly string[] {
  return sessionState(config, response).setCookie.map(({ name, attributes }) => `${name} ${attributes}`);
}
