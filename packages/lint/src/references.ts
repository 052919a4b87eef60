import type { Reference } from "@httpd-lint/diagnostics";

/** Items of DISA's STIGs by their vulnerability numbers. */
export function stig(...ids: readonly string[]): readonly Reference[] {
  return ids.map((id) => ({ kind: "STIG", id }));
}
