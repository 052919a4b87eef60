// Takes the pictures of packages/vscode/README.md in the real VS Code: packages/vscode/images/*.png.
//
//   npm run package && VSCODE_HOST=... node test/editors/vscode-screenshots.mjs
//
// VSCODE_HOST is the folder where ../shared/tools/vscode-host/setup.sh has put VS Code. Look at the pictures before
// they are kept.
import { loadSource, repository } from "../../scripts/load.mjs";

const { missingHost, openWorkbench } = await loadSource("test/editors/vscode-workbench.ts");
const missing = missingHost(repository);
if (missing !== undefined) {
  console.error(`vscode-screenshots: ${missing}`);
  process.exit(2);
}

const workbench = await openWorkbench(repository, {
  "workbench.colorTheme": "Default Dark Modern",
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "editor.renderLineHighlight": "none",
  "editor.occurrencesHighlight": "off",
  "breadcrumbs.enabled": false,
  "window.commandCenter": false,
  "workbench.layoutControl.enabled": false,
  "workbench.activityBar.location": "hidden",
  "explorer.compactFolders": false,
});
const { page } = workbench;

async function picture(name) {
  await page.mouse.move(5, 5);
  await page.waitForTimeout(800);
  await workbench.screenshot(`${repository}/packages/vscode/images/${name}.png`);
  console.log(`packages/vscode/images/${name}.png`);
}

async function dismiss() {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

try {
  await page.setViewportSize({ width: 1120, height: 620 });
  await workbench.openFile("shop.conf");
  await workbench.waitForText("#status\\.editor\\.mode", "Apache httpd");
  await workbench.goto(1, 1);
  await workbench.problems();
  await page.keyboard.press("ArrowUp");
  await picture("problems");
  await workbench.command("View: Toggle Panel Visibility");
  await workbench.command("View: Toggle Primary Side Bar Visibility");

  await page.setViewportSize({ width: 940, height: 540 });
  await workbench.goto(7, 10);
  await workbench.hover();
  await picture("hover");
  await dismiss();

  await workbench.goto(11, 1);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await workbench.type("Session");
  await workbench.suggestions();
  await page.waitForTimeout(500);
  await picture("completion");
  await dismiss();
  await page.keyboard.press("Control+Shift+K");

  await workbench.goto(9, 28);
  await workbench.openQuickFixes();
  await page.keyboard.press("ArrowDown");
  await picture("quick-fix");
  await dismiss();

  await page.setViewportSize({ width: 1120, height: 540 });
  await workbench.goto(9, 28);
  await workbench.command("httpd-lint: Show Effective Configuration Here");
  await workbench.waitForText(".editor-instance .view-line", "# What httpd uses");
  await picture("effective");
} finally {
  await workbench.close();
}
