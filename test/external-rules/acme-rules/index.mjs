// Rules of a company that only makes sense there. `.httpd-lint.json` names this folder in "extraRules".
import { rule as longAdminSession } from "./long-admin-session.mjs";
import { rule as virtualHostWithoutOwner } from "./virtual-host-without-owner.mjs";

export const rules = [longAdminSession, virtualHostWithoutOwner];
