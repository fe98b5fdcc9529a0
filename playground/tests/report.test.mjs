/**
 * The page of `di-gen report` in a browser: no reason is beside the screen, and the page is not wider than it.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { printReport, readExamples } from "./program.mjs";

/** What is beside the screen: cells of tables whose rows say why. */
function findHidden() {
  const tables = [...document.querySelectorAll("table")].filter((table) => /Reason|Result|Finding/.test(table.tHead?.textContent ?? ""));
  const cells = tables.flatMap((table) => [...table.querySelectorAll("td")]);
  const hidden = cells.filter((cell) => cell.getBoundingClientRect().right > innerWidth + 0.5).map((cell) => cell.textContent?.slice(0, 40));
  const isWide = document.documentElement.scrollWidth > innerWidth;
  return { hidden, isWide, count: cells.length };
}

test("no reason is beside the screen", async () => {
  const directory = mkdtempSync(join(tmpdir(), "di-gen-report-"));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {

    const page = await browser.newPage();
    for (const { name, text } of readExamples().filter((example) => example.environments.length === 0)) {
      const file = join(directory, `${name}.html`);
      writeFileSync(file, printReport(text));
      await page.goto(pathToFileURL(file).href);
      for (const width of [360, 500, 640, 800, 840, 1024, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const { hidden, isWide, count } = await page.evaluate(findHidden);
        assert.deepEqual({ hidden, isWide }, { hidden: [], isWide: false }, `${name} at ${width}`);
        assert.ok(count > 20, `${name}: ${count} cells`);
      }
      // A filter hides rows, also where they are stacked.
      await page.setViewportSize({ width: 500, height: 900 });
      await page.check("#verdict-denied");
      const shown = await page.locator("#access tbody tr:visible").evaluateAll((rows) => rows.map((row) => row.className));
      assert.ok(shown.length > 0 && shown.every((classes) => classes.includes("denied")), `${name}: ${shown}`);
    }
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true });
  }
});
