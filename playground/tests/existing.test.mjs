/**
 * Files of existing resources that are dropped in: the same access paths as the program, and nothing of them is kept.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { settle, withBrowser } from "./browser.mjs";
import { program, root } from "./program.mjs";

const DOCUMENTS = ["terraform/minimal/state.json", "terraform/entra-only/plan.json", "tutorial.json"];

const pathOf = (/** @type {string} */ name) => join(root, "tests/existing", name);

/** A value that no output shows. */
const SECRET = "planted9Zq4SecretKv7";

/** @param {string} file */
const printAccess = (file) => JSON.parse(execFileSync(program, ["access", "--existing", file, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] }));

/** @param {import("playwright-core").Page} page */
async function settleFiles(page) {
  await page.waitForFunction(() => document.documentElement.dataset.reading === "false");
  await settle(page);
}

/**
 * @param {import("playwright-core").Page} page
 * @param {{ name: string, text: string }[]} files
 */
async function drop(page, files) {
  await page.evaluate(() => (document.documentElement.dataset.reading = "true"));
  const transfer = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, text } of files) data.items.add(new File([text], name, { type: "application/json" }));
    return data;
  }, files);
  await page.dispatchEvent("#editor .cm-content", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("#editor .cm-content", "drop", { dataTransfer: transfer });
  await settleFiles(page);
}

/** @param {import("playwright-core").Page} page @returns {Promise<string[]>} Each access path with its verdict. */
const shownPaths = (page) => page.locator("#panel-existing .access-view tbody tr:not(.steps)").evaluateAll((rows) => rows.map((row) => `${row.querySelector(".verdict")?.textContent} ${row.querySelector("th")?.textContent}`));

test("dropped files show the access paths that the program prints", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const topology = await page.innerText("#editor .cm-content");
    for (const document of DOCUMENTS) {
      await drop(page, [{ name: document.split("/").at(-1) ?? "", text: readFileSync(pathOf(document), "utf8") }]);
      assert.equal(await page.getAttribute("#tab-existing", "aria-selected"), "true");
      const { accounts } = printAccess(pathOf(document));
      for (const [index, { paths }] of accounts.entries()) {
        if (accounts.length > 1) await page.locator("#panel-existing select").first().selectOption(String(index));
        assert.deepEqual(await shownPaths(page), paths.map((/** @type {any} */ path) => `${path.verdict} ${path.flow}`), document);
      }
      await page.getByLabel("Show").selectOption("picture");
      assert.ok(await page.locator("#panel-existing .picture img").evaluate((image) => /** @type {HTMLImageElement} */ (image).decode().then(() => true)), "the picture is drawn");
      await page.getByLabel("Show").selectOption("access");
      await page.getByRole("button", { name: "Clear" }).click();
      await settleFiles(page);
      assert.match(await page.innerText("#panel-existing .message"), /Drop files here/);
    }
    assert.equal(await page.innerText("#editor .cm-content"), topology, "the topology is as it was");
  });
});

test("the steps of an access path name what decides them", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await page.click("#tab-existing");
    await page.setInputFiles('#panel-existing input[type="file"]', pathOf("terraform/minimal/state.json"));
    await settleFiles(page);
    await page.locator("#panel-existing button.flow", { hasText: "subnet snet-endpoints reaches storage" }).click();
    const steps = await page.innerText("#panel-existing tr.steps");
    assert.match(steps, /azurerm_private_dns_zone_virtual_network_link\.\w+/);
    assert.doesNotMatch(steps, /undefined|trying changes/);
    await page.locator("#panel-existing button.flow", { hasText: "internet reaches account" }).click();
    assert.match(await page.innerText("#panel-existing tr.steps"), /A change that makes it [\s\S]*di-invoices-dev/);
  });
});

test("posture and policies are those that the program prints", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const file = pathOf("terraform/minimal/state.json");
    await drop(page, [{ name: "state.json", text: readFileSync(file, "utf8") }]);
    await page.getByLabel("Show").selectOption("posture");
    const shown = () => page.locator("#panel-existing .findings > li").evaluateAll((items) => items.map((item) => `${item.querySelector(".links button")?.textContent} ${item.querySelector("p")?.textContent}`));
    const printed = (/** @type {string[]} */ ...options) => {
      const parameters = ["validate", "--existing", file, ...options, "--format", "json"];
      const { stdout } = spawnSync(program, parameters, { encoding: "utf8", maxBuffer: 1 << 28 });
      return JSON.parse(stdout).map((/** @type {any} */ { code, severity, message }) => `${code} ${severity} ${message.replaceAll("`", "")}`);
    };
    const posture = printed();
    assert.ok(posture.length > 0, "there is something to show");
    assert.deepEqual((await shown()).sort(), posture.sort());
    assert.match(await page.innerText("#panel-existing .findings"), /azurerm_storage_account\.\w+/);
    await page.locator("#panel-existing .posture-view").getByLabel("alz-corp").check();
    await page.waitForFunction((count) => document.querySelectorAll("#panel-existing .findings > li").length !== count, posture.length);
    assert.deepEqual((await shown()).sort(), printed("--policy", "alz-corp").sort());
    // The selection stays for the next file.
    await drop(page, [{ name: "state.json", text: readFileSync(file, "utf8") }]);
    assert.equal((await shown()).length, printed("--policy", "alz-corp").length);
  });
});

test("the module is loaded with the first file, and files leave nothing behind", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("existing")));
    assert.deepEqual(await loaded(), []);
    const state = JSON.parse(readFileSync(pathOf("terraform/minimal/state.json"), "utf8"));
    for (const resource of state.values.root_module.resources) {
      for (const name of ["primary_access_key", "secondary_access_key", "primary_connection_string"]) resource.values[name] = SECRET;
    }
    await drop(page, [{ name: "state.json", text: JSON.stringify(state) }]);
    assert.deepEqual((await loaded()).map((name) => new URL(name).pathname).sort(), ["/di_gen_existing.wasm", "/existing_worker.js"]);
    await page.click("#share");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const kept = await page.evaluate(async () => {
      const { copied, blobs } = /** @type {any} */ (globalThis).recorded;
      const texts = await Promise.all(Object.values(blobs).map((blob) => /** @type {Blob} */ (blob).text()));
      return JSON.stringify({ local: { ...localStorage }, session: { ...sessionStorage }, copied, link: location.href, texts, databases: await indexedDB.databases() });
    });
    for (const found of [kept, await page.content()]) assert.ok(!found.includes(SECRET), "the secret is nowhere");
    const { link, local } = JSON.parse(kept);
    for (const part of [link, JSON.stringify(local)]) assert.doesNotMatch(part, /stinvoices|state\.json/);
  });
});

test("what cannot be read is said, with help", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    for (const [text, message] of /** @type {const} */ ([
      ['{"values": [', /state\.json/],
      ["name: invoices", /this is a topology file/],
      ["[]", /no Document Intelligence account/],
    ])) {
      await drop(page, [{ name: "state.json", text }]);
      assert.match(await page.innerText("#panel-existing .message"), message);
    }
    const hostile = '<img src=x onerror="document.title=1">.json';
    await drop(page, [{ name: hostile, text: "{" }]);
    assert.ok((await page.innerText("#panel-existing .message")).includes("<img"));
  });
});
