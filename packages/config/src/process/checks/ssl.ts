import { parseExpression } from "@httpd-lint/grammar";
import { WORD } from "../arity.ts";
import { directoryFault, fileFault } from "../constraints.ts";
import { PATH } from "../context.ts";
import { atoi } from "../numbers.ts";
import { PlainArguments } from "../plain-arguments.ts";
import type { Call, Check, Fault, ModuleChecks } from "../types.ts";
import { sharedCache } from "./shared-cache.ts";

/** Directives of mod_ssl. */
export function sslChecks(): ModuleChecks {
  const revocation: Check = (call) => checkWithFlag(call, /^(?:none|leaf|chain)$/i, "no_crl_for_cert_ok");
  const ocsp: Check = (call) => checkWithFlag(call, /^(?:on|off|leaf)$/i, "no_ocsp_for_cert_ok");
  return {
    directives: {
      sslengine: engine,
      sslprotocol: protocols,
      sslproxyprotocol: protocols,
      sslciphersuite: cipherSuite,
      sslproxyciphersuite: cipherSuite,
      sslcertificatefile: certificate,
      sslcertificatekeyfile: certificate,
      sslcacertificatefile: perServer,
      sslcacertificatepath: perServer,
      sslcadnrequestfile: presentFile,
      sslcarevocationfile: presentFile,
      sslcertificatechainfile: presentFile,
      sslocsprespondercertificatefile: presentFile,
      sslproxycacertificatefile: presentFile,
      sslproxycarevocationfile: presentFile,
      sslproxymachinecertificatechainfile: presentFile,
      sslproxymachinecertificatefile: presentFile,
      sslsessionticketkeyfile: presentFile,
      sslsrpverifierfile: presentFile,
      sslcadnrequestpath: folder,
      sslcarevocationpath: folder,
      sslproxycacertificatepath: folder,
      sslproxycarevocationpath: folder,
      sslproxymachinecertificatepath: folder,
      sslcarevocationcheck: revocation,
      sslproxycarevocationcheck: revocation,
      sslocspenable: ocsp,
      sslocspproxyurl: proxyUrl,
      ssloptions: options,
      sslpassphrasedialog: passPhraseDialog,
      sslrandomseed: randomSeed,
      sslrequire: require,
      sslrequiressl: () => undefined,
      sslsessioncache: (call) =>
        /^none(?:notnull)?$/i.test(call.words[0] ?? "") ? undefined : sharedCache(call, true),
      sslstaplingcache: (call) => sharedCache(call, true),
      ssllog: removed,
      sslloglevel: removed,
      sslcompression: compression,
      sslopensslconfcmd: opensslCommand,
    },
    byText: { sslengine: 0, sslprotocol: 0, sslciphersuite: PATH },
    plain: { sslcertificatefile: () => PLAIN_CERTIFICATE, sslcertificatekeyfile: () => PLAIN_CERTIFICATE },
  };
}

function value({ name }: Call, message: string, word = 0): Fault {
  return { code: "httpd/value", message: `${name}: ${message}`, word };
}

/** `ssl_cmd_SSLEngine`: the word optional is still taken, and means On. */
const engine: Check = ({ words: [word = ""] }) =>
  /^(?:on|off|optional)$/i.test(word)
    ? undefined
    : { code: "httpd/on-or-off", message: "Argument must be On or Off", word: 0 };

const PROTOCOLS = /^(?:all|tlsv1|tlsv1\.1|tlsv1\.2|tlsv1\.3)$/i;

/** `ssl_cmd_protocol_parse`: SSLv2 may only be taken away, and so may SSLv3 with the libraries of our time. */
const protocols: Check = (call) => {
  for (const [at, word] of call.words.entries()) {
    const name = word.replace(/^[+-]/, "");
    if (PROTOCOLS.test(name)) continue;
    if (/^sslv[23]$/i.test(name)) {
      if (word.startsWith("-")) continue;
      return value(call, `${name} is no longer supported; it can only be taken away`, at);
    }
    return value(
      call,
      `'${word}' is none of all, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3, with + or - in front if need be`,
      at,
    );
  }
  return undefined;
};

/** `ssl_cmd_SSLCipherSuite`: with two words the first is the protocol; the list itself is the library's matter. */
const cipherSuite: Check = (call) => {
  const [protocol, list] = call.words;
  if (list === undefined || list === "") return undefined;
  if (protocol !== "SSL" && protocol !== "TLSv1.3") return value(call, `'${protocol}' is neither SSL nor TLSv1.3`);
  const perDirectory = call.command.key === "sslciphersuite" && call.place.path !== undefined;
  if (protocol === "SSL" || !perDirectory) return undefined;
  return { code: "httpd/context", message: `${call.name}: ciphers of TLSv1.3 hold for a whole server`, word: 0 };
};

/** `ssl_cmd_check_file`: a URI names a key in a token. When httpd only dumps its configuration it does not look. */
const certificate: Check = (call) => {
  const [file = ""] = call.words;
  return /^pkcs11:/i.test(file) ? undefined : presentFile(call);
};

/** A path, without a look at the machine. */
const PLAIN_CERTIFICATE = new PlainArguments(`(?="?/)${WORD}`, {
  effect: (file, run, line, _place, walk) => {
    if (walk.asksHost) return false;
    if (!walk.tree.profile.dumps) walk.assumed.addFile(run, line, walk.absolute(file), "file");
    return true;
  },
});

const presentFile: Check = (call) =>
  call.walk.tree.profile.dumps ? undefined : withWord(fileFault(call, call.words[0] ?? ""), 0);

/** `ssl_cmd_check_dir` */
const folder: Check = (call) =>
  call.walk.tree.profile.dumps ? undefined : withWord(directoryFault(call, call.words[0] ?? ""), 0);

/** The library cannot hold certificate authorities per directory. */
const perServer: Check = (call) => {
  if (call.place.path !== undefined) {
    return { code: "httpd/context", message: `${call.name} cannot stand in a section: it holds for a whole server` };
  }
  return call.command.key.endsWith("file") ? presentFile(call) : folder(call);
};

/** `ssl_cmd_crlcheck_parse`, `ssl_cmd_ocspcheck_parse`: a mode and a flag. */
function checkWithFlag(call: Call, mode: RegExp, flag: string): Fault | undefined {
  const [first = "", ...flags] = call.words;
  if (!mode.test(first))
    return value(
      call,
      `'${first}' is none of ${mode.source
        .replace(/[^\w|]/g, "")
        .split("|")
        .join(", ")}`,
    );
  const at = flags.findIndex((word) => word.toLowerCase() !== flag);
  return at < 0 ? undefined : value(call, `'${flags[at]}' is not ${flag}`, at + 1);
}

/** `ssl_cmd_SSLOCSPProxyURL`: anything apr_uri_parse can take apart. */
const proxyUrl: Check = (call) => {
  const [url = ""] = call.words;
  return /^:|^[a-z]*:\/\/(?:\[[^\]]*$|[^/]*:[^\d/:][^/:]*(?:\/|$))/i.test(url)
    ? value(call, `'${url}' is no URL`)
    : undefined;
};

const OPTIONS = new Set(
  "stdenvvars exportcertdata fakebasicauth strictrequire optrenegotiate legacydnstringformat exportbothcertdata".split(
    " ",
  ),
);

/** `ssl_cmd_SSLOptions` */
const options: Check = (call) => {
  const at = call.words.findIndex((word) => !OPTIONS.has(word.replace(/^[+-]/, "").toLowerCase()));
  if (at < 0) return undefined;
  return { code: "httpd/options", message: `${call.name}: there is no option '${call.words[at]}'`, word: at };
};

/** `ssl_cmd_SSLPassPhraseDialog`: a program is looked for, never started here; a pipe is not even looked for. */
const passPhraseDialog: Check = (call) => {
  const [dialog = ""] = call.words;
  if (dialog.toLowerCase() === "builtin") return undefined;
  if (dialog.length > 2 && dialog.startsWith("|")) return undefined;
  if (dialog.length <= 5 || !dialog.startsWith("exec:"))
    return value(call, `'${dialog}' is none of builtin, |program, exec:program`);
  const path = call.walk.absolute(dialog.slice(5));
  if (call.walk.exists(call.node, path, "any")) return undefined;
  return { code: "httpd/file", message: `${call.name}: the program '${path}' does not exist`, word: 0 };
};

/** `ssl_cmd_SSLRandomSeed` */
const randomSeed: Check = (call) => {
  const [when = "", source = "", bytes] = call.words;
  if (!/^(?:startup|connect)$/i.test(when)) return value(call, `'${when}' is neither startup nor connect`);
  if (source.toLowerCase() === "builtin") {
    return bytes === undefined || bytes === "" ? undefined : value(call, "builtin takes no number of bytes", 2);
  }
  if (/^egd:/.test(source)) return value(call, "OpenSSL of our time has no EGD", 1);
  const path = call.walk.absolute(source.replace(/^(?:file|exec):/, ""));
  if (!call.walk.exists(call.node, path, "any")) {
    return { code: "httpd/file", message: `${call.name}: '${path}' does not exist`, word: 1 };
  }
  return atoi(bytes ?? "") < 0 ? value(call, `'${bytes}' is less than no byte`, 2) : undefined;
};

/** `ssl_cmd_SSLRequire`: an expression, with the operators of old. */
const require: Check = (call) => {
  const { error } = parseExpression(call.text, {
    mode: "condition",
    names: call.walk.expressionNames,
  });
  if (error === undefined) return undefined;
  return {
    code: "httpd/expression",
    message: `${call.name}: the expression cannot be read: ${error.message}`,
    word: 0,
  };
};

const removed: Check = ({ name }) => ({
  code: "httpd/removed",
  message: `${name} is no longer there: use ${name === "SSLLog" ? "ErrorLog" : "LogLevel"}`,
});

/** What OpenSSL is built without in every distribution of our time. */
const compression: Check = (call) =>
  call.words[0]?.toLowerCase() === "on" ? value(call, "OpenSSL is built without compression") : undefined;

/** Names that configuration files may give to `SSL_CONF_cmd` of OpenSSL 3, by what `SSL_CONF_cmd_value_type` says. */
const OPENSSL_TEXTS =
  /^(?:(?:client)?signaturealgorithms|curves|groups|ecdhparameters|cipherstring|ciphersuites|(?:min|max)?protocol|options|verifymode|(?:chainca|verifyca|requestca|clientca)store|recordpadding|numtickets)$/i;
const OPENSSL_FILES =
  /^(?:certificate|privatekey|serverinfofile|(?:chainca|verifyca|requestca|clientca)file|dhparameters)$/i;
const OPENSSL_DIRECTORIES = /^(?:chainca|verifyca|requestca|clientca)path$/i;

/** `ssl_cmd_SSLOpenSSLConfCmd`: names and files are looked at now, other values when the server starts. */
const opensslCommand: Check = (call) => {
  const [command = "", argument = ""] = call.words;
  if (OPENSSL_TEXTS.test(command)) return undefined;
  if (OPENSSL_FILES.test(command)) return withWord(fileFault(call, argument), 1);
  if (OPENSSL_DIRECTORIES.test(command)) return withWord(directoryFault(call, argument), 1);
  return value(call, `'${command}' is no command of OpenSSL`);
};

function withWord(fault: Fault | undefined, word: number): Fault | undefined {
  return fault === undefined ? undefined : { ...fault, word };
}
