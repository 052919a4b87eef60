export type { Example, ExampleFile, ExampleSettings, ExpectedFinding } from "./readme.ts";
export { examplesOf } from "./readme.ts";
export { exampleProfile, problemsOf } from "./run-example.ts";
