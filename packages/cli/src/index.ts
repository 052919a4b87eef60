export type { NodeHostOptions } from "@httpd-lint/language-server/node-host";
export type { ConfigtestAnswer } from "./configtest.ts";
export { configtestAnswer } from "./configtest.ts";
export { createNodeHost } from "./node-host.ts";
export { runProgram } from "./program.ts";
export type { ExitCode, Terminal } from "./terminal.ts";
