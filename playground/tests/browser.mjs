/**
 * Opens the page in Debian's Chromium, and fails a test for any error in the console, report of the policy, or request that is not to
 * the page's own host.
 */
import assert from "node:assert/strict";

import { chromium } from "playwright-core";

import { page as directory, isNative } from "./program.mjs";
import { serve } from "./server.mjs";

/** @typedef {import("playwright-core").Page} Page */

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Kept by the page's scripts for the tests: what is copied, files that are made, reports of the policy. */
const RECORDER = `
  globalThis.recorded = { copied: [], blobs: {}, violations: [] };
  document.addEventListener("securitypolicyviolation", (event) => recorded.violations.push(event.violatedDirective + " " + event.blockedURI));
  // An empty page has no clipboard.
  if (navigator.clipboard) navigator.clipboard.writeText = async (text) => { recorded.copied.push(text); };
  const create = URL.createObjectURL;
  URL.createObjectURL = (blob) => { const url = create.call(URL, blob); recorded.blobs[url] = blob; return url; };
`;

/**
 * @param {(visit: (options?: { path?: string, context?: import("playwright-core").BrowserContextOptions, workerStart?: string }) => Promise<Page>, origin: string) => Promise<void>} test
 *   Each visit has a fresh profile. \`workerStart\` is run at the start of each worker.
 */
export async function withBrowser(test) {
  const server = await serve(directory);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  /** @type {string[]} */
  const faults = [];
  /** @type {Page[]} */
  const pages = [];
  try {
    await test(async ({ path = "/", context: options = {}, workerStart } = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      pages.push(page);
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => faults.push(`error: ${error.stack}`));
      context.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(`${server.origin}/`) && !url.startsWith(`blob:${server.origin}/`)) faults.push(`request: ${url}`);
      });
      await page.addInitScript(RECORDER);
      if (workerStart !== undefined) {
        await page.route("**/worker.js", async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: workerStart + (await response.text()) });
        });
      }
      await page.goto(server.origin + path);
      await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
      return page;
    }, server.origin);
    for (const page of pages) faults.push(...(await page.evaluate(() => /** @type {any} */ (globalThis).recorded.violations)));
    const unexpected = server.requested.filter((line) => !/^GET \/(?:[\w.]+)?$/.test(line) && !(isNative && line === "POST /api"));
    assert.deepEqual([...faults, ...unexpected], []);
  } finally {
    await browser.close();
    server.close();
  }
}

/**
 * Waits until the answers for the text that is shown are there.
 * @param {Page} page
 */
export async function settle(page) {
  // Two turns of the page: the first starts what an event asks for.
  await page.waitForTimeout(30);
  await page.waitForFunction(() => document.documentElement.dataset.busy !== "true");
}

/**
 * Waits until advice is there as well.
 * @param {Page} page
 */
export async function settleAdvice(page) {
  await settle(page);
  await page.waitForFunction(() => document.documentElement.dataset.advised === "true");
}

/**
 * Replaces the text of the editor, as a paste does.
 * @param {Page} page
 * @param {string} text
 */
export async function write(page, text) {
  await page.locator("#editor .cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
  await settle(page);
}

/**
 * The whole text of a tab with generated text, as its button copies it.
 * @param {Page} page
 * @param {string} tab
 */
export async function copyOutput(page, tab) {
  await page.locator(`#panel-${tab} button`, { hasText: "Copy" }).click();
  return page.evaluate(() => /** @type {any} */ (globalThis).recorded.copied.at(-1));
}
