import type { Place } from "./places.ts";

/** True when `SSLEngine On` is in effect, so that a cookie with Secure comes back for certain. */
export function isTls({ config }: Pick<Place, "config">): boolean {
  return config.value("SSLEngine")?.toLowerCase() === "on";
}
