import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/*
 * The real VS Code with the packed extension in it. It is not part of the project: VSCODE_HOST names the folder where
 * ../shared/tools/vscode-host/setup.sh has put it.
 */

interface Locator {
  first(): Locator;
  allInnerTexts(): Promise<string[]>;
  innerText(): Promise<string>;
  count(): Promise<number>;
  click(): Promise<void>;
  waitFor(options?: { timeout?: number; state?: string }): Promise<void>;
}

/** What is used of a page of Playwright. */
interface Page {
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string, options?: { delay?: number }): Promise<void>;
  };
  readonly mouse: { move(x: number, y: number): Promise<void> };
  locator(selector: string): Locator;
  waitForTimeout(milliseconds: number): Promise<void>;
  waitForFunction(test: string, given?: unknown, options?: { timeout?: number }): Promise<unknown>;
}

/** What ../shared/tools/vscode-host/workbench.mjs gives. */
interface Driver {
  readonly page: Page;
  command(title: string): Promise<void>;
  goto(line: number, column?: number): Promise<void>;
  type(text: string): Promise<void>;
  hover(): Promise<string[]>;
  suggestions(): Promise<string[]>;
  problems(): Promise<string[]>;
  language(): Promise<string>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

/** An editor with a copy of the sample server. */
export interface Workbench extends Driver {
  /** Where the copy lies. */
  readonly folder: string;
  openFile(name: string): Promise<void>;
  /** Waits until an element shows a text. */
  waitForText(selector: string, text: string): Promise<void>;
  /** Chooses from the menu of quick fixes. */
  quickFix(title: string): Promise<void>;
  /** The titles in the menu of quick fixes. */
  openQuickFixes(): Promise<string[]>;
  /** Saves the file in the editor. @returns the text on the disk */
  saved(name: string): Promise<string>;
}

const HOST = process.env.VSCODE_HOST;

/** Undefined: there is no VS Code, and why. */
export function missingHost(repository: string): string | undefined {
  if (HOST === undefined || HOST === "") return "VSCODE_HOST is not set: VS Code is not tried";
  if (!existsSync(join(HOST, "node_modules/code-server"))) return `VSCODE_HOST: there is no VS Code in ${HOST}`;
  if (!existsSync(driverPath(repository))) return `${driverPath(repository)} is missing`;
  if (!existsSync(vsixPath(repository))) return "the extension is not packed: npm run package";
  return undefined;
}

export function vsixPath(repository: string): string {
  return join(repository, "packages/vscode/dist/httpd-lint.vsix");
}

function driverPath(repository: string): string {
  return resolve(repository, "../shared/tools/vscode-host/workbench.mjs");
}

const PATIENCE = 20_000;

export async function openWorkbench(
  repository: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Workbench> {
  const home = mkdtempSync(join(tmpdir(), "httpd-lint-vscode-"));
  const folder = join(home, "webserver");
  cpSync(join(repository, "test/fixtures/insecure-server"), folder, { recursive: true });
  const { openWorkbench: open } = await import(pathToFileURL(driverPath(repository)).href);
  const driver: Driver = await open({ hostDir: HOST, folder, vsix: vsixPath(repository), settings });
  const { page } = driver;
  return {
    ...driver,
    folder,
    async openFile(name) {
      await page.keyboard.press("Control+P");
      await page.locator(".quick-input-box input.input").waitFor();
      await page.keyboard.type(name, { delay: 5 });
      const row = page.locator(`.quick-input-list .monaco-list-row[aria-label*="${name}"]`).first();
      await row.waitFor({ timeout: PATIENCE });
      await page.waitForTimeout(300);
      await row.click();
      await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor({ timeout: PATIENCE });
      await page.locator(".monaco-editor .view-line").first().waitFor({ timeout: PATIENCE });
    },
    async waitForText(selector, text) {
      const test = `Array.from(document.querySelectorAll(${JSON.stringify(selector)})).some((part) => part.textContent.replaceAll("\\u00a0", " ").includes(${JSON.stringify(text)}))`;
      await page.waitForFunction(test, undefined, { timeout: PATIENCE });
    },
    async openQuickFixes() {
      await page.keyboard.press("Control+.");
      await page.locator(".action-widget .monaco-list-row").first().waitFor({ timeout: PATIENCE });
      return page.locator(".action-widget .monaco-list-row.action").allInnerTexts();
    },
    async quickFix(title) {
      await page.keyboard.press("Control+.");
      const row = page.locator(`.action-widget .monaco-list-row.action:has-text("${title}")`).first();
      await row.waitFor({ timeout: PATIENCE });
      // The menu takes no clicks before the mouse has moved.
      await page.mouse.move(10, 10);
      await page.mouse.move(20, 20);
      await row.click();
      await page.waitForTimeout(500);
    },
    async saved(name) {
      await page.keyboard.press("Control+S");
      await page.waitForTimeout(1000);
      return readFileSync(join(folder, name), "utf8");
    },
    async close() {
      await driver.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
