import type { Check } from "../../types.ts";

/** Methods httpd knows by number, in the order of `M_GET` and its followers; others are numbered as they come. */
const METHODS = [
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "PATCH",
  "PROPFIND",
  "PROPPATCH",
  "MKCOL",
  "COPY",
  "MOVE",
  "LOCK",
  "UNLOCK",
  "VERSION-CONTROL",
  "CHECKOUT",
  "UNCHECKOUT",
  "CHECKIN",
  "UPDATE",
  "LABEL",
  "REPORT",
  "MKWORKSPACE",
  "MKACTIVITY",
  "BASELINE-CONTROL",
  "MERGE",
];

/** Methods registered by this configuration, after httpd's own and the placeholder for invalid ones. */
export function registeredMethods(): Map<string, number> {
  return new Map([...METHODS.map((method, at) => [method, at] as const), ["HEAD", 0]]);
}

/** RegisterHttpMethod (`ap_method_register`) */
export const registerMethods: Check = ({ words, walk }) => {
  const known = walk.memory(registeredMethods);
  for (const word of words) if (!known.has(word)) known.set(word, known.size);
  return undefined;
};
