export type { DetectedServer, DetectionFailure, DetectionOptions } from "./detect.ts";
export { detectProfile, serverAt } from "./detect.ts";
export type { Distribution, ProfileName } from "./distributions.ts";
export { distributions, isProfileName, profileOf } from "./distributions.ts";
export { readEnvvars } from "./envvars.ts";
