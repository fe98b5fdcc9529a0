/**
 * How the page looks: nothing is wider than the screen, text has contrast, in light and dark, from 360 to 1920 pixels.
 * With DI_GEN_SCREENSHOTS=1 the pictures of docs/playground.md are written.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { settle, settleAdvice, withBrowser, write } from "./browser.mjs";
import { root } from "./program.mjs";

const TABS = ["bicep", "terraform-5", "terraform-4", "arm", "access", "picture", "posture", "diff", "existing"];
const WIDTHS = [360, 480, 768, 960, 1280, 1920];
const SCHEMES = /** @type {const} */ (["light", "dark"]);

/** The contrast that WCAG 2.2 (1.4.3) demands of text. */
const CONTRAST = 4.5;

/**
 * Texts with too little contrast to what is behind them.
 * @param {number} least
 */
function findFaintTexts(least) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) return ["no canvas"];
  /** @param {string} colour */
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  /** @param {number[]} rgb */
  const luminance = (rgb) => {
    const [r = 0, g = 0, b = 0] = rgb.map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /** @param {Element | null} element @returns {number[]} */
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 0) > 200) return colour;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || !node.textContent?.trim() || !parent.checkVisibility() || parent.closest(".hidden, option, .outdated")) continue;
    const [a, b] = [luminance(channels(getComputedStyle(parent).color).slice(0, 3)), luminance(background(parent).slice(0, 3))].sort((x, y) => y - x);
    const ratio = ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
    if (ratio < least) faint.add(`${node.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return [...faint];
}

for (const colorScheme of SCHEMES) {
  test(`${colorScheme}: every tab at every width`, async () => {
    await withBrowser(async (visit) => {
      const page = await visit({ context: { colorScheme, viewport: { width: 360, height: 800 } } });
      await page.selectOption("#examples", "full-featured");
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        for (const tab of TABS) {
          await page.click(`#tab-${tab}`);
          await settle(page);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${tab} at ${width}: ${overflow} pixels too wide`);
          // A cell that is squeezed has one letter in each line.
          const squeezed = await page.evaluate(() => [...document.querySelectorAll("tbody td, tbody th")].filter((cell) => cell.clientHeight > 4 * cell.clientWidth && cell.checkVisibility()).length);
          assert.equal(squeezed, 0, `${tab} at ${width}: squeezed cells`);
          const height = await page.locator(`#panel-${tab}`).evaluate((panel) => panel.getBoundingClientRect().height);
          assert.ok(height > 200, `${tab} at ${width}: ${height} pixels high`);
        }
      }
      for (const tab of ["bicep", "access", "posture"]) {
        await page.click(`#tab-${tab}`);
        await settleAdvice(page);
        if (tab === "access") await page.locator("#panel-access .flow").first().click();
        assert.deepEqual(await page.evaluate(findFaintTexts, CONTRAST), [], tab);
      }
      await write(page, "name: invoices\nstorag: {}\n");
      assert.deepEqual(await page.evaluate(findFaintTexts, CONTRAST), [], "an error");
    });
  });
}

test("motion is reduced where that is preferred", async () => {
  await withBrowser(async (visit) => {
    const page = await visit({ context: { reducedMotion: "reduce" } });
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("body *")].filter((element) => !element.closest(".cm-editor") && parseFloat(getComputedStyle(element).transitionDuration) > 0).length,
    );
    assert.equal(moving, 0);
  });
});

test("pictures for the documentation", { skip: !process.env.DI_GEN_SCREENSHOTS && "only with DI_GEN_SCREENSHOTS=1" }, async () => {
  const directory = join(root, "docs/playground");
  mkdirSync(directory, { recursive: true });
  await withBrowser(async (visit) => {
    const take = async (/** @type {string} */ name, /** @type {number} */ width, /** @type {number} */ height, /** @type {"light" | "dark"} */ colorScheme, /** @type {string} */ tab) => {
      const page = await visit({ context: { colorScheme, viewport: { width, height } } });
      await page.selectOption("#examples", "selected-studio");
      await page.click(`#tab-${tab}`);
      await settleAdvice(page);
      if (tab === "access") {
        await page.locator("#panel-access .flow").first().click();
        await page.locator("#panel-access .advice").first().scrollIntoViewIfNeeded();
      }
      await page.screenshot({ path: join(directory, `${name}.png`), animations: "disabled" });
    };
    await take("wide", 1600, 900, "light", "access");
    await take("medium", 1024, 768, "dark", "bicep");
    await take("narrow", 390, 1300, "light", "access");
  });
});
