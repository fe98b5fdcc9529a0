/**
 * Every example in every tab of a browser is the same as the output of the program.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { copyOutput, settle, settleAdvice, withBrowser } from "./browser.mjs";
import { OLD, generate, readExamples, runProgram } from "./program.mjs";

const CODE_TABS = /** @type {const} */ (["bicep", "terraform-5", "terraform-4", "arm"]);

test("every example in every tab", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    const open = async (/** @type {string} */ tab) => {
      await page.click(`#tab-${tab}`);
      await settle(page);
    };
    for (const { name, text, environments } of readExamples()) {
      await page.selectOption("#examples", name);
      const environment = environments.at(-1) ?? null;
      await settle(page);
      if (environment !== null) await page.selectOption("#environments", environment);
      for (const tab of CODE_TABS) {
        await open(tab);
        const files = generate(tab, text, { environment });
        for (const { path, text: expected } of files) {
          if (files.length > 1) await page.selectOption(`#panel-${tab} select`, path);
          assert.equal(await copyOutput(page, tab), expected, `${name}: ${tab}, ${path}`);
        }
      }

      await open("diff");
      await page.selectOption("#panel-diff select", OLD);
      await settle(page);
      // The program compares one environment only if both files have it.
      if (environment !== null) await page.selectOption("#environments", "");
      await settle(page);
      assert.equal(await copyOutput(page, "diff"), runProgram("diff", text), `${name}: diff`);
      if (environment !== null) await page.selectOption("#environments", environment);

      await open("picture");
      const picture = await page.evaluate(() => {
        const image = /** @type {HTMLImageElement} */ (document.querySelector("#panel-picture img"));
        return image.decode().then(async () => ({ svg: await /** @type {any} */ (globalThis).recorded.blobs[image.src].text(), width: image.naturalWidth }));
      });
      assert.equal(picture.svg, runProgram("picture", text, { environment }), `${name}: picture`);
      assert.ok(picture.width > 0);

      await open("access");
      await settleAdvice(page);
      const paths = JSON.parse(runProgram("access-advice", text, { environment }));
      const rows = await page.evaluate(() =>
        [...document.querySelectorAll("#panel-access tbody tr:not(.steps)")].map((row) => [row.querySelector(".verdict")?.textContent, row.querySelector(".flow")?.textContent]),
      );
      assert.deepEqual(rows, paths.map((/** @type {any} */ path) => [path.verdict, path.flow]), `${name}: access`);

      await open("posture");
      const expected = JSON.parse(runProgram("advise", text, { environment })).filter((/** @type {any} */ { code }) => /^DI[14]/.test(code));
      const shown = await page.locator("#panel-posture section:not(:has(h3:text('Suppressed'))) .findings li").count();
      assert.equal(shown, expected.length, `${name}: posture`);
    }
  });
});

test("a selected access path shows its evaluation steps and advice", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await page.selectOption("#examples", "full-featured");
    await page.click("#tab-access");
    await settleAdvice(page);
    const paths = JSON.parse(runProgram("access-advice", readExamples().find(({ name }) => name === "full-featured")?.text ?? ""));
    const path = paths.find((/** @type {any} */ one) => one.verdict === "denied" && one.advice?.edits);
    await page.getByRole("button", { name: path.flow, exact: true }).click();
    const steps = page.locator("#panel-access .evaluation > li");
    assert.equal(await steps.count(), path.steps.length);
    for (const [index, step] of path.steps.entries()) {
      const text = await steps.nth(index).innerText();
      for (const part of [step.aspect, step.outcome, step.why.replaceAll("`", "")]) assert.ok(text.includes(part), `${text}: ${part}`);
      const facts = await steps.nth(index).locator("details li").allTextContents();
      assert.deepEqual(facts, step.facts.map((/** @type {any} */ { statement, sources }) => statement + sources.join("")));
    }
    assert.ok((await steps.locator("details li").count()) > 0);
    const advice = await page.locator("#panel-access .advice").innerText();
    for (const edit of path.advice.edits) assert.ok(advice.includes(edit.key), advice);
    // The line that decides is selected in the editor.
    const decided = path.steps.find((/** @type {any} */ step) => step.decidedBy?.line);
    await page.locator("#panel-access .steps").getByRole("button", { name: `line ${decided.decidedBy.line}`, exact: true }).first().click();
    assert.equal(await page.locator("#editor .cm-activeLineGutter").first().innerText(), String(decided.decidedBy.line));
  });
});

test("sets of policies can be added", async () => {
  await withBrowser(async (visit) => {
    const page = await visit();
    await page.click("#tab-posture");
    assert.match(await page.innerText("#panel-posture"), /No set of policies is selected/);
    await page.getByLabel("alz-corp").check();
    await settleAdvice(page);
    const text = readExamples().find(({ name }) => name === "minimal")?.text ?? "";
    const expected = JSON.parse(runProgram("advise", text, { policies: ["alz-corp"] })).filter((/** @type {any} */ { code }) => code.startsWith("DI4"));
    assert.equal(await page.locator("#panel-posture section:has(h3:text('Policies')) .findings li").count(), expected.length);
  });
});
