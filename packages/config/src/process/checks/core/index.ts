import { NOT_IN } from "@httpd-lint/directives";
import { WORD } from "../../arity.ts";
import { MAIN_SERVER } from "../../context.ts";
import { PlainArguments } from "../../plain-arguments.ts";
import type { ModuleChecks } from "../../types.ts";
import { errorLog, takeErrorLog } from "./error-log.ts";
import { errorLogFormat } from "./error-log-format.ts";
import { registerMethods } from "./methods.ts";
import { mutex } from "./mutex.ts";
import { allowOverride, allowOverrideList, options } from "./options.ts";
import {
  directorySection,
  filesSection,
  ifSection,
  limitSection,
  locationSection,
  plainFilesSection,
  plainPathSection,
  plainVirtualHost,
  virtualHostSection,
} from "./sections.ts";
import {
  cgiVar,
  coreDumpDirectory,
  documentRoot,
  errorDirective,
  errorDocument,
  fileETag,
  httpProtocolOptions,
  logLevel,
  nameVirtualHost,
  recursionLimit,
  serverAlias,
  serverName,
  sizeOfPool,
  takeDocumentRoot,
  xmlRequestBody,
} from "./server.ts";

const PLAIN_DOCUMENT_ROOT = new PlainArguments(WORD, { effect: takeDocumentRoot });
const PLAIN_ERROR_LOG = new PlainArguments(WORD, { effect: takeErrorLog });
const PLAIN_SERVER_NAME = new PlainArguments(String.raw`[\w.-]+`);
const PLAIN_SERVER_ALIAS = new PlainArguments(String.raw`[\w*.-]+`, { isOpen: true });
const PLAIN_ERROR_DOCUMENT = new PlainArguments(String.raw`(?:40[0-9]|41[0-7]|50[0-8]) /[^\t-\r "'\\%$]*`);

/** Handlers of server/core.c. */
export function coreChecks(): ModuleChecks {
  return {
    directives: {
      allowoverride: allowOverride,
      allowoverridelist: allowOverrideList,
      cgivar: cgiVar,
      coredumpdirectory: coreDumpDirectory,
      documentroot: documentRoot,
      error: errorDirective,
      errordocument: errorDocument,
      errorlog: errorLog,
      errorlogformat: errorLogFormat,
      fileetag: fileETag,
      httpprotocoloptions: httpProtocolOptions,
      limitinternalrecursion: recursionLimit,
      limitxmlrequestbody: xmlRequestBody,
      loglevel: logLevel,
      maxmemfree: sizeOfPool,
      mutex,
      namevirtualhost: nameVirtualHost,
      options,
      registerhttpmethod: registerMethods,
      serveralias: serverAlias,
      servername: serverName,
      threadstacksize: sizeOfPool,
    },
    sections: {
      "<directory": directorySection,
      "<directorymatch": directorySection,
      "<location": locationSection,
      "<locationmatch": locationSection,
      "<files": filesSection,
      "<filesmatch": filesSection,
      "<if": ifSection,
      "<elseif": ifSection,
      "<else": ifSection,
      "<limit": limitSection,
      "<limitexcept": limitSection,
      "<virtualhost": virtualHostSection,
    },
    byText: {
      // It warns in these.
      allowoverride: NOT_IN.location | NOT_IN.files,
      errordocument: 0,
      fileetag: 0,
      loglevel: 0,
      options: 0,
      serveralias: MAIN_SERVER,
      servername: 0,
    },
    plainSections: {
      "<directory": plainPathSection,
      "<location": plainPathSection,
      "<files": plainFilesSection,
      "<virtualhost": plainVirtualHost,
    },
    plain: {
      documentroot: () => PLAIN_DOCUMENT_ROOT,
      errorlog: () => PLAIN_ERROR_LOG,
      errordocument: () => PLAIN_ERROR_DOCUMENT,
      serveralias: () => PLAIN_SERVER_ALIAS,
      servername: () => PLAIN_SERVER_NAME,
    },
  };
}
