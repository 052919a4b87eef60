import { modules } from "@httpd-lint/directives";
import { directiveReferences } from "@httpd-lint/directives/reference";
import { expect, it } from "vitest";
import { manualUrl } from "./manual.ts";

it("the manual's page of every directive is where the reference has it", () => {
  let count = 0;
  const wrong: string[] = [];
  for (const module of modules()) {
    for (const command of module.commands) {
      const url = manualUrl(command, module);
      const known = directiveReferences(command.key).find((reference) => reference.module.symbol === module.symbol);
      // MaxClients has a page of its own for every MPM, none of which says more than MaxRequestWorkers does.
      if (url === undefined || known?.url === undefined || command.key === "maxclients") continue;
      if (url !== known.url) wrong.push(`${url} is ${known.url}`);
      count++;
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(700);
});
