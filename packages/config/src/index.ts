export type { DirectiveList } from "./directive-lists.ts";
export { directiveLists, nodesNamed } from "./directive-lists.ts";
export type { IncludeLine, ModuleLine } from "./dump.ts";
export { dumpConfig, dumpDefines, dumpIncludes, dumpModules } from "./dump.ts";
export type { ConfigHost, DirectoryEntry, FileType, HostFailure } from "./host.ts";
export { isFailure } from "./host.ts";
export { createMemoryHost } from "./memory-host.ts";
export { type Answer, type EffectiveConfig, effectiveConfig, type Setting } from "./merge/effective.ts";
export type { Layer } from "./merge/layers.ts";
export { type Request, type RequestConfig, requestConfig, withHtaccess } from "./merge/request.ts";
export type { Section, SectionKind, SectionMap, ServerSections } from "./merge/sections.ts";
export type { Target } from "./merge/target.ts";
export { fileOf, type Located } from "./merge/translate.ts";
export {
  allNodes,
  descendants,
  framesOf,
  isOfMacro,
  lineNumberOf,
  locationOf,
  locationOfArgument,
  locationOfName,
  originOf,
  sourceTextOf,
  wordsOf,
  writtenArguments,
} from "./node.ts";
export { allowedOverrides, overridesOf } from "./process/allowed-overrides.ts";
export { createJudgedLines, type JudgedLines } from "./process/judged-lines.ts";
export type { PatternCompiler, PatternFault } from "./process/patterns.ts";
export type { AllowedOverrides } from "./process/place.ts";
export type { ProcessOptions } from "./process/process-config.ts";
export { processConfig, processHtaccess } from "./process/process-config.ts";
export type {
  Assumption,
  ProcessError,
  ProcessPhase,
  ProcessResult,
  Undecided,
  UndecidedClass,
} from "./process/types.ts";
export type { ServerProfile } from "./profile.ts";
export type {
  DetectedServer,
  DetectionFailure,
  DetectionOptions,
  Distribution,
  ProfileName,
} from "./profiles/index.ts";
export { detectProfile, distributions, isProfileName, profileOf, readEnvvars, serverAt } from "./profiles/index.ts";
export { readConfig, readHtaccess } from "./read/read-config.ts";
export { sourceFile } from "./read/state.ts";
export { maskMessage, maskSecrets, secretMask } from "./secrets.ts";
export { isSessionKnown } from "./session/certainty.ts";
export { cookiesNamedBy } from "./session/cookies.ts";
export { headersMentioning } from "./session/header-mentions.ts";
export type { CryptoDrivers, KeyLine, KeyProgram } from "./session/keys.ts";
export { cryptoDrivers, keyFileLines, keyProgram, sessionCiphers } from "./session/keys.ts";
export type { CookieLine, SessionResponse, SessionState, Storage, TrackingCookie } from "./session/model.ts";
export { isSessionIncluded, sessionState } from "./session/session-state.ts";
export { cookieExpiresSeconds, trackingCookie } from "./session/tracking.ts";
export type {
  Condition,
  ConfigNode,
  ConfigTree,
  Define,
  Frame,
  Inclusion,
  LoadedModule,
  MacroDefinition,
  MacroUse,
  Origin,
  ReadError,
  SourceFile,
} from "./tree.ts";
export type { Masker } from "./tree-secrets.ts";
export { maskerOf, maskerOfAll } from "./tree-secrets.ts";
export { formatVirtualHosts } from "./vhosts/format.ts";
export type {
  Account,
  Machine,
  Mutex,
  NamedHost,
  NameSource,
  RunConfiguration,
  Server,
  VirtualHost,
  VirtualHostAddress,
  VirtualHostMap,
} from "./vhosts/model.ts";
export { virtualHosts } from "./vhosts/virtual-hosts.ts";
