/**
 * The keyboard alone reaches everything, in the order of the page.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { copyOutput, settle, withBrowser, write } from "./browser.mjs";

/** @param {import("playwright-core").Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const inEditor = element?.closest("#editor") ? "editor" : "";
    return inEditor || element?.id || element?.getAttribute("aria-label") || element?.textContent?.trim() || element?.tagName || "";
  });

/**
 * Presses Tab until this has the focus.
 * @param {import("playwright-core").Page} page
 * @param {string} wanted
 */
async function tabTo(page, wanted) {
  for (let steps = 0; steps < 60; steps += 1) {
    if ((await focused(page)) === wanted) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${wanted}`);
}

test("every control is reached with Tab, and each is visible then", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    /** @type {string[]} */
    const order = [];
    for (let steps = 0; steps < 40; steps += 1) {
      await page.keyboard.press("Tab");
      const name = await focused(page);
      if (name === "BODY" || (order.length > 0 && name === order[0])) break;
      order.push(name);
      const isVisible = await page.evaluate(() => {
        const box = document.activeElement?.getBoundingClientRect();
        return box !== undefined && box.width > 0 && box.height > 0;
      });
      assert.ok(isVisible, name);
      // Tab indents in the editor; Escape lets it leave.
      if (name === "editor") await page.keyboard.press("Escape");
    }
    const controls = ["Skip to the editor", "examples", "share", "editor", "tab-bicep", "Copy", "Download", "Bicep"];
    let at = -1;
    for (const control of controls) {
      const next = order.indexOf(control, at + 1);
      assert.ok(next > at, `${control} in ${order.join(", ")}`);
      at = next;
    }
  });
});

test("a visit with the keyboard alone: example, edit, tabs, an access path, a link", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await tabTo(page, "examples");
    await page.keyboard.type("open");
    await page.keyboard.press("Enter");
    await settle(page);
    if (!(await page.innerText("#editor .cm-content")).includes("open")) await page.selectOption("#examples", "open");
    await settle(page);
    await tabTo(page, "share");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    await tabTo(page, "editor");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("# typed\n");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await tabTo(page, "tab-bicep");
    for (const tab of ["terraform-5", "terraform-4", "arm", "access"]) {
      await page.keyboard.press("ArrowRight");
      await settle(page);
      assert.equal(await focused(page), `tab-${tab}`);
      assert.equal(await page.locator(`#panel-${tab}`).isVisible(), true);
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.match(await focused(page), / to |reaches|reads|writes|calls/);
    const flow = await focused(page);
    await page.keyboard.press("Enter");
    assert.ok((await page.locator("#panel-access .evaluation > li").count()) > 0);
    assert.equal(await focused(page), flow, "the focus stays on the access path");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(page), "tab-access");
    await page.keyboard.press("End");
    assert.equal(await focused(page), "tab-existing");
    await page.keyboard.press("Home");
    await settle(page);
    assert.match(await copyOutput(page, "bicep"), /resource account/);
  });
});

test("F8 goes to the next diagnostic", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await write(page, "name: invoices\n\n\nstorag: {}\n");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F8");
    assert.equal(await page.locator("#editor .cm-activeLineGutter").first().innerText(), "4");
  });
});

test("roles, names and states are those of the ARIA practices", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    for (const tab of await page.getByRole("tab").all()) {
      const panel = page.locator(`#${await tab.getAttribute("aria-controls")}`);
      assert.equal(await panel.getAttribute("aria-labelledby"), await tab.getAttribute("id"));
      const isSelected = (await tab.getAttribute("aria-selected")) === "true";
      assert.equal(await panel.isVisible(), isSelected);
      assert.equal(await tab.getAttribute("tabindex"), isSelected ? "0" : "-1");
    }
    await page.getByRole("textbox", { name: "Topology in YAML" }).waitFor();
    await page.getByRole("combobox", { name: "Example" }).waitFor();
    // Everything that can be used has a name.
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, input, a, [tabindex='0']")]
        .filter((element) => !element.textContent?.trim() && !element.getAttribute("aria-label") && !element.closest("label"))
        .map((element) => element.outerHTML),
    );
    assert.deepEqual(unnamed, []);
  });
});
