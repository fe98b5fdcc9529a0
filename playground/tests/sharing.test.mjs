/**
 * Links and local storage.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { copyOutput, settle, withBrowser, write } from "./browser.mjs";
import { readExamples } from "./program.mjs";

/** @param {import("playwright-core").Page} page */
const textOf = async (page) => (await page.locator("#editor .cm-line").allInnerTexts()).map((line) => line.replace(/\n$/, "")).join("\n");

/** @param {string} text */
const fragmentOf = (text) => `#topology=${deflateRawSync(text).toString("base64url")}`;

test("a link opened in a fresh profile shows the same", async () => {
  await withBrowser(async (visit, origin) => {
    const page = await visit();
    const text = "name: größe\n# 🔒 and 日本語\nenvironments:\n  dev:\n  prod: { location: northeurope }\n".replace("größe", "groesse");
    await write(page, text);
    await page.selectOption("#environments", "prod");
    await settle(page);
    const shown = await copyOutput(page, "bicep");
    await page.click("#share");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const link = await page.evaluate(() => /** @type {any} */ (globalThis).recorded.copied.at(-1));
    assert.ok(link.startsWith(`${origin}/#topology=`), link);

    const other = await visit({ path: link.slice(origin.length) });
    assert.equal(await textOf(other), text);
    assert.equal(await other.locator("#environments").inputValue(), "prod");
    assert.equal(await copyOutput(other, "bicep"), shown);
  });
});

test("every example fits into a link", async () => {
  await withBrowser(async (visit) => {
    for (const { text } of readExamples()) assert.ok(fragmentOf(text).length < 8000);
    const { text } = readExamples().find(({ name }) => name === "full-featured") ?? { text: "" };
    const page = await visit({ path: `/${fragmentOf(text)}` });
    assert.match(await page.innerText("#status"), /79 resources/);
  });
});

test("a damaged link, and one that unpacks to too much, is a message", async () => {
  await withBrowser(async (visit) => {
    for (const fragment of ["#topology=%%%", "#topology=AAAA", "#topology=!", `${fragmentOf("name: invoices\n".repeat(50)).slice(0, 30)}`]) {
      const page = await visit({ path: `/${fragment}` });
      assert.match(await page.innerText("#banner"), /The link is damaged/, fragment);
      assert.match(await page.innerText("#status"), /^valid/);
    }
    const bomb = await visit({ path: `/${fragmentOf("#".repeat(50_000_000))}` });
    assert.match(await bomb.innerText("#banner"), /larger than 1 MiB/);
  });
});

test("a topology that is too large for a link is a message", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const noise = Array.from({ length: 2000 }, (_, index) => `# ${Math.sin(index).toString(36)} ${Math.cos(index).toString(36)}`).join("\n");
    await write(page, `name: invoices\n${noise}\n`);
    await page.click("#share");
    await page.locator("#banner", { hasText: "too large for a link" }).waitFor();
    assert.equal(new URL(page.url()).hash, "");
  });
});

test("a secret is neither shared nor kept", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await write(page, "name: invoices\ntags: { password: hunter2-4711 }\n");
    await page.waitForTimeout(700);
    await page.click("#share");
    await page.locator("#banner", { hasText: "contains a secret" }).waitFor();
    assert.equal(new URL(page.url()).hash, "");
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify(localStorage)), /hunter2/);
    assert.doesNotMatch(await page.innerText("#problems"), /hunter2/);
  });
});

test("the text is kept, and a link does not replace it", async () => {
  await withBrowser(async (visit, origin) => {
    const page = await visit();
    await write(page, "name: mine\n");
    await page.waitForTimeout(700);
    const reload = async (/** @type {string} */ fragment) => {
      await page.goto("about:blank");
      await page.goto(`${origin}/${fragment}`);
      await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
    };
    await reload("");
    assert.equal(await textOf(page), "name: mine\n");
    await reload(fragmentOf("name: theirs\n"));
    assert.equal(await textOf(page), "name: theirs\n");
    await reload("");
    assert.equal(await textOf(page), "name: mine\n");
    // A text of a link that is edited takes the place of the saved one, which can be had back.
    await reload(fragmentOf("name: theirs\n"));
    await write(page, "name: edited\n");
    await page.waitForTimeout(700);
    assert.equal(new URL(page.url()).hash, "");
    await reload("");
    assert.equal(await textOf(page), "name: edited\n");
    await page.selectOption("#examples", ":previous");
    await settle(page);
    assert.equal(await textOf(page), "name: mine\n");
  });
});
