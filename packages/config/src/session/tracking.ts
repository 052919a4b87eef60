import type { EffectiveConfig } from "../merge/effective.ts";
import { descendants, wordsOf } from "../node.ts";
import { stateOf } from "../read/read-config.ts";
import type { ConfigNode } from "../tree.ts";
import type { TrackingCookie } from "./model.ts";

/** The cookie that mod_usertrack sets for a visitor who has none (`make_cookie`); undefined when it tracks nobody here. */
export function trackingCookie(config: EffectiveConfig): TrackingCookie | undefined {
  // mod_usertrack comes first among the modules that prepare a response.
  if (config.endsIn === "mapping" || config.value("CookieTracking")?.toLowerCase() !== "on") return undefined;
  const name = config.value("CookieName") ?? "Apache";
  const style = config.value("CookieStyle")?.toLowerCase() ?? "";
  const isCookie2 = style === "cookie2" || style === "rfc2965";
  const isOld = style === "" || style === "netscape";
  const domain = config.value("CookieDomain");
  const sameSite = config.value("CookieSameSite");
  const seconds = lifetime(config);
  const parts = [
    "path=/",
    ...(seconds === 0 ? [] : [isOld ? "expires=*" : `max-age=${seconds}`]),
    ...(domain === undefined ? [] : [`domain=${domain}`, ...(isCookie2 ? ["version=1"] : [])]),
    ...(sameSite === undefined ? [] : [`SameSite=${spelled(sameSite)}`]),
    ...(config.value("CookieSecure")?.toLowerCase() === "on" ? ["Secure"] : []),
    ...(config.value("CookieHTTPOnly")?.toLowerCase() === "on" ? ["HttpOnly"] : []),
  ];
  const names = ["CookieTracking", "CookieName", "CookieDomain", "CookieStyle", "CookieSameSite", "CookieSecure"];
  const from = [...names, "CookieHTTPOnly"].map((each) => config.node(each)).filter((node) => node !== undefined);
  return {
    name,
    line: {
      header: isCookie2 ? "Set-Cookie2" : "Set-Cookie",
      name,
      attributes: parts.join("; "),
      by: "mod_usertrack",
      from,
      keepsValue: true,
      isCertain: true,
    },
  };
}

function spelled(value: string): string {
  return value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase();
}

/** CookieExpires is a setting of the server: a virtual host with any directive of the module has its own, or none. */
function lifetime({ tree, target }: EffectiveConfig): number {
  const isOwn = target.host !== undefined && hasOwn(target.host, tree);
  // In a section it is the server's all the same, whether the section applies or not.
  const nodes = isOwn ? target.host.children : tree.nodes.filter(({ key }) => key !== "virtualhost");
  const last = lastNamed(nodes, "cookieexpires");
  return last === undefined ? 0 : cookieExpiresSeconds(last);
}

function lastNamed(nodes: readonly ConfigNode[], key: string): ConfigNode | undefined {
  return [...descendants(nodes)].filter((node) => node.key === key).at(-1);
}

function hasOwn(node: ConfigNode, tree: EffectiveConfig["tree"]): boolean {
  const { modules } = stateOf(tree);
  return node.children.some((child) =>
    child.isSection ? hasOwn(child, tree) : modules.command(child.key)?.module === "usertrack_module",
  );
}

const UNITS: readonly (readonly [prefix: string, seconds: number])[] = [
  ["y", 31_536_000],
  ["mo", 2_592_000],
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3600],
  ["mi", 60],
  ["s", 1],
];

/** `set_cookie_exp`: a number of seconds when first and last byte are digits, else pairs of number and unit. */
export function cookieExpiresSeconds(node: ConfigNode): number {
  const text = wordsOf(node)[0] ?? "";
  if (/^\d(?:.*\d)?$/s.test(text)) return Number(/^\d+/.exec(text)?.[0] ?? 0);
  let total = 0;
  for (const [, number, unit = ""] of text.matchAll(/(\d+)\s*([a-z]+)/gi)) {
    const factor = UNITS.find(([prefix]) => unit.toLowerCase().startsWith(prefix))?.[1] ?? 0;
    total += Number(number) * factor;
  }
  return total;
}
