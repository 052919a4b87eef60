/*
 * What people read about modules and directives. Apart from the rest, because the texts are ten times as large as what
 * judging a configuration needs.
 *
 *     import { directiveReferences } from "@httpd-lint/directives/reference";
 *     const [session] = directiveReferences("SessionMaxAge");
 */
export type { DirectiveReference, ModuleReference, ValueMeaning } from "./reference.ts";
export { directiveReferences, isCalled, moduleReference, moduleReferences, referenceOfCatalogue } from "./reference.ts";
