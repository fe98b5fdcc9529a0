/**
 * What an author sees while writing: errors at their lines, explanations, fixes, completion, the last valid output.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { copyOutput, settle, settleAdvice, withBrowser, write } from "./browser.mjs";
import { explainCode, isNative, runProgram } from "./program.mjs";

const MISSPELT = "name: invoices\n# A key that does not exist.\nstorag: {}\n";

test("an error is shown at its line, in the list, and when pointed at", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await write(page, MISSPELT);
    const mark = page.locator("#editor .cm-lintRange-error");
    assert.equal(await mark.innerText(), "storag");
    const line = await mark.evaluate((node) => [...(node.closest(".cm-content")?.children ?? [])].indexOf(/** @type {Element} */ (node.closest(".cm-line"))) + 1);
    assert.equal(line, 3);
    assert.match(await page.innerText("#status"), /^invalid, 1 error/);
    const item = page.locator("#problems li").first();
    assert.match(await item.innerText(), /did you mean/);
    await item.getByRole("button", { name: "DI0101" }).click();
    const words = (/** @type {string | null} */ text) => text?.replaceAll("`", "").split(/\s+/).filter(Boolean);
    assert.deepEqual(words(await item.locator(".explanation").innerText()), words(explainCode("DI0101")));
    await mark.hover();
    const tooltip = page.locator(".cm-tooltip-lint");
    await tooltip.locator(".explanation").waitFor();
    assert.match(await tooltip.innerText(), /did you mean[^]*DI0101/);
    await item.getByRole("button", { name: "line 3" }).click();
    assert.equal(await page.locator("#editor .cm-activeLineGutter").first().innerText(), "3");
  });
});

test("positions count characters, of which some are two units long", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await write(page, "{ name: invoices, tags: { '🔒🔒': é }, storage: { redundancy: GZRT } }\n");
    assert.equal(await page.locator("#editor .cm-lintRange-error").first().innerText(), "GZRT");
  });
});

test("the last valid output stays, and is marked", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const before = await copyOutput(page, "bicep");
    await write(page, MISSPELT);
    assert.equal(await copyOutput(page, "bicep"), before);
    assert.match(await page.locator("#panel-bicep .stale").innerText(), /last valid one: .*storag/);
    await write(page, "name: invoices\nstorage: {}\n");
    assert.equal(await page.locator("#panel-bicep .stale").isVisible(), false);
  });
});

test("the fix of a diagnostic fixes it", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await write(page, MISSPELT);
    await settleAdvice(page);
    await page.locator("#problems .fix").first().click();
    await settle(page);
    assert.match(await page.innerText("#status"), /^valid/);
    assert.equal(await page.locator("#editor .cm-line").nth(2).innerText(), "storage: {}");
    // A fix is one step that can be undone.
    await page.keyboard.press("Control+z");
    await settle(page);
    assert.match(await page.innerText("#status"), /^invalid/);
    // The same fix, where the error is pointed at.
    await settleAdvice(page);
    await page.locator("#editor .cm-lintRange-error").hover();
    await page.locator(".cm-tooltip-lint .cm-diagnosticAction").click();
    await settle(page);
    assert.match(await page.innerText("#status"), /^valid/);
  });
});

test("keys and values are completed from the schema", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await write(page, "name: invoices\nstorage:\n  redu");
    await page.keyboard.press("Control+Space");
    const list = page.locator(".cm-tooltip-autocomplete li");
    await list.first().waitFor();
    assert.match(await list.first().innerText(), /redundancy/);
    // The list takes no key in its first moments.
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await page.locator(".cm-tooltip-autocomplete li", { hasText: "GZRS" }).first().waitFor();
    await page.keyboard.type("GZ");
    await page.locator(".cm-tooltip-autocomplete li[aria-selected]", { hasText: /^GZRS/ }).waitFor();
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await settle(page);
    assert.match(await page.locator("#editor .cm-content").innerText(), /redundancy: (RA)?GZRS/);
    assert.match(await page.innerText("#status"), /^valid/);
  });
});

test("the environment is selected, and its output is that of the program", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const text = "name: invoices\nenvironments:\n  dev:\n  prod: { location: northeurope }\n";
    await write(page, text);
    await page.selectOption("#environments", "prod");
    await settle(page);
    assert.equal(await copyOutput(page, "bicep"), runProgram("bicep", text, { environment: "prod" }));
    await write(page, "name: invoices\n");
    assert.equal(await page.locator("#environments").isVisible(), false);
  });
});

test("text of the user is never markup", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const hostile = "<img src=x onerror=alert(1)><b>x</b>";
    await write(page, `name: invoices\ntags: { note: '${hostile}' }\n${JSON.stringify(hostile)}: x\nexpect: ['${hostile} to account is allowed']\n`);
    assert.ok((await page.locator("#problems li").count()) > 0);
    await write(page, `name: invoices\ntags: { note: '${hostile}' }\nenvironments: { '<b>dev': }\n`);
    for (const tab of ["bicep", "access", "picture", "posture", "diff"]) {
      await page.click(`#tab-${tab}`);
      await settle(page);
    }
    assert.equal(await page.locator("img[src='x'], main b").count(), 0);
  });
});

test("a fault of di-gen is shown, and the page goes on", async () => {
  // The second check ends as a panic does; the workers that replace those have none.
  const inWasm = `
    const Instance = WebAssembly.Instance;
    WebAssembly.Instance = function (module, imports) {
      const { exports } = new Instance(module, imports);
      const answer = (...parameters) => {
        const request = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, parameters[0], parameters[1]));
        if (!request.includes("# panic")) return exports.answer(...parameters);
        reportPanic("panicked at src/x.rs:1:1");
        throw new WebAssembly.RuntimeError("unreachable");
      };
      return { exports: { ...exports, answer } };
    };
  `;
  const inRequest = `
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (request) {
      if (request.includes("# panic")) throw new Error("panicked at src/x.rs:1:1");
      send.call(this, request);
    };
  `;
  const workerStart = isNative ? inRequest : inWasm;
  await withBrowser(async (visit) => {
    const page = await visit({ workerStart });
    await write(page, "name: invoices\n# panic\n");
    await page.locator("#banner", { hasText: "panicked at src/x.rs:1:1" }).waitFor();
    await write(page, "name: receipts\n");
    assert.match(await page.innerText("#status"), /^valid/);
    assert.equal(await page.locator("#banner").isVisible(), false);
    assert.match(await copyOutput(page, "bicep"), /receipts/);
  });
});
