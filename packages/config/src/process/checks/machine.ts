import { conditionFault, constraintFault, stringExpressionFault } from "../constraints.ts";
import { atoi } from "../numbers.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";

/** Directives that ask the machine: mod_unixd, mod_dbd, mod_suexec; and mod_log_debug. */
export function machineChecks(): ModuleChecks {
  return {
    directives: {
      user: (call) => account(call, "user"),
      group: (call) => account(call, "group"),
      chrootdir: chrootDir,
      dbdriver: dbDriver,
      suexec,
      suexecusergroup: suexecUserGroup,
      logmessage: logMessage,
    },
  };
}

/** `ap_uname2id`, `ap_gname2id`: a number sign makes a number of it. */
function account({ name, words: [word = ""], walk, node, command }: Call, kind: "user" | "group"): Fault | undefined {
  if (!word.startsWith("#")) {
    const known = walk.knows(kind, word);
    if (known === undefined) walk.assume(node, "host", `there is a ${kind} ${word}`);
    if (known === false) {
      const [id, shown] = kind === "user" ? ["AH00543", "user"] : ["AH00544", "group"];
      return { code: "httpd/host", message: `${id}: httpd: bad ${shown} name ${word}`, word: 0, unplaced: true };
    }
  }
  const isRoot = kind === "user" && (word === "root" || (word.startsWith("#") && atoi(word.slice(1)) === 0));
  if (!isRoot) return undefined;
  const message = `${name}: httpd refuses to serve as root; give ${command.name} an account without rights`;
  return { code: "httpd/root", message, word: 0 };
}

/** `unixd_set_chroot_dir`: not relative to ServerRoot but to the folder httpd is started in. */
const chrootDir: Check = (call) => {
  const [path = ""] = call.words;
  if (call.walk.exists(call.node, path.startsWith("/") ? path : `/${path}`, "directory")) return undefined;
  return { code: "httpd/file", message: `${call.name}: '${path}' is not a directory`, word: 0 };
};

/** Where distributions have the program that mod_suexec starts (SUEXEC_BIN). */
const SUEXEC: Readonly<Record<string, string>> = {
  debian: "/usr/lib/apache2/suexec",
  container: "/usr/local/apache2/bin/suexec",
  source: "/usr/local/apache2/bin/suexec",
};

function hasSuexec({ walk, node }: Call): boolean {
  return walk.exists(node, SUEXEC[walk.tree.profile.name] ?? "/usr/sbin/suexec", "file");
}

const suexec: Check = (call) =>
  call.words[0]?.toLowerCase() === "off" || hasSuexec(call)
    ? undefined
    : { code: "httpd/host", message: `${call.name}: the program suexec is not installed`, word: 0 };

/** `set_suexec_ugid`: asks for the program first, then for the account. */
const suexecUserGroup: Check = (call) => {
  if (!hasSuexec(call)) return { code: "httpd/host", message: `${call.name}: the program suexec is not installed` };
  return account(call, "user");
};

const DRIVERS = new Set(["sqlite3", "sqlite2", "pgsql", "mysql", "odbc", "oracle", "freetds"]);

/** `dbd_param` loads the driver, which the machine may have or not. */
const dbDriver: Check = ({ name, words: [driver = ""], walk, node }) => {
  if (DRIVERS.has(driver)) {
    walk.assume(node, "host", `the database driver ${driver} is installed`);
    return undefined;
  }
  return {
    code: "httpd/provider",
    message: `${name}: there is no driver '${driver}' (${[...DRIVERS].join(", ")})`,
    word: 0,
  };
};

const HOOKS = new Set([
  "log_transaction",
  "quick_handler",
  "handler",
  "translate_name",
  "map_to_storage",
  "fixups",
  "type_checker",
  "check_access",
  "check_access_ex",
  "check_authn",
  "check_authz",
  "insert_filter",
  "all",
]);

/** `cmd_log_message` */
const logMessage: Check = (call) => {
  const [message = "", ...options] = call.words;
  const fault = stringExpressionFault(call, message);
  if (fault !== undefined) return { ...fault, word: 0 };
  for (const [at, option] of options.entries()) {
    const wrong = optionFault(call, option, at + 1);
    if (wrong !== undefined) return wrong;
  }
  return constraintFault(call);
};

function optionFault(call: Call, option: string, word: number): Fault | undefined {
  if (/^expr=/i.test(option)) return conditionFault(call, option.slice(5), word);
  const hook = /^hook=(.*)$/is.exec(option)?.[1];
  if (hook !== undefined && HOOKS.has(hook.toLowerCase())) return undefined;
  const message = hook === undefined ? `'${option}' is neither hook=... nor expr=...` : `there is no hook '${hook}'`;
  return { code: "httpd/value", message: `${call.name}: ${message}`, word };
}
