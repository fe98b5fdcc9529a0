/**
 * The WebAssembly without a browser: for every example, each answer has the same bytes as the program prints.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { OLD, QUESTIONS, generate, isGenerated, page, program, readExamples, readFacts, root, runProgram } from "./program.mjs";

/** @type {(request: object) => any} */
let ask;

before(async () => {
  const glue = await import(join(page, "../bindgen/di_gen.js"));
  glue.initSync({ module: readFileSync(join(page, "di_gen.wasm")) });
  ask = (request) => JSON.parse(glue.answer(JSON.stringify(request)));
});

test("dropped files: the same as the program", async () => {
  const glue = await import(join(page, "../bindgen/di_gen_existing.js"));
  glue.initSync({ module: readFileSync(join(page, "di_gen_existing.wasm")) });
  const name = join(root, "tests/existing/terraform/minimal/state.json");
  const { value } = JSON.parse(glue.answer(JSON.stringify({ files: [{ name, text: readFileSync(name, "utf8") }], policies: ["alz-corp"] })));
  const print = (/** @type {string[]} */ ...parameters) => JSON.parse(spawnSync(program, [...parameters, "--existing", name, "--format", "json"], { encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
  // The program tries changes for a query alone.
  const withPaths = (/** @type {any[]} */ accounts, /** @type {(paths: any[]) => any[]} */ change) =>
    accounts.map((account) => ({ ...account, paths: change(account.paths).map((/** @type {any} */ path) => ({ ...path, advice: null })) }));
  assert.deepEqual(withPaths(value.accounts, withFacts), withPaths(print("access").accounts, (paths) => paths));
  assert.deepEqual(value.checks[0].diagnostics, print("validate", "--policy", "alz-corp"));
});

const facts = readFacts();

/** Access paths with what their facts say, which is in the page. */
const withFacts = (/** @type {any[]} */ paths) =>
  paths.map((path) => ({ ...path, steps: path.steps.map((/** @type {any} */ step) => ({ ...step, facts: step.facts.map((/** @type {string} */ name) => facts[name]) })) }));

const isJson = (/** @type {string} */ question) => question === "advise" || question === "access-advice";

for (const { name, text, environments } of readExamples()) {
  test(`${name}: the same as the program`, () => {
    const old = readFileSync(join(root, `examples/${OLD}.yaml`), "utf8");
    for (const environment of [null, ...environments]) {
      for (const question of QUESTIONS) {
        // The program compares one environment only if both files have it, and draws no picture of what is not deployed.
        if (question === "diff" && environment !== null) continue;
        if (question === "picture" && environment === null && environments.length > 0) continue;
        const { value } = ask({ question, text, old, environment, today: new Date().toISOString().slice(0, 10) });
        if (isGenerated(question)) {
          const sorted = [...value].sort((/** @type {any} */ a, /** @type {any} */ b) => (a.path < b.path ? -1 : 1));
          assert.deepEqual(sorted, generate(question, text, { environment }), question);
          continue;
        }
        const printed = runProgram(question, text, { environment });
        const answered = question === "advise" ? value.diagnostics : question === "access-advice" ? withFacts(value) : value;
        if (isJson(question)) assert.deepEqual(answered, JSON.parse(printed), question);
        else assert.equal(answered, printed, question);
      }
    }
  });
}

test("policies are evaluated as the program does", () => {
  const policies = ["alz-corp", "mcsb", "psrule"];
  const text = "name: invoices\naccount: { localAuth: true }\n";
  const { value } = ask({ question: "advise", text, policies });
  assert.ok(value.diagnostics.some((/** @type {any} */ { code }) => code.startsWith("DI4")));
  assert.deepEqual(value.diagnostics, JSON.parse(runProgram("advise", text, { policies })));
});

test("what is shown at once is what advice is added to", () => {
  for (const { text } of readExamples()) {
    const quick = ask({ question: "access", text }).value;
    const full = ask({ question: "access-advice", text }).value;
    assert.deepEqual(quick.map((/** @type {any} */ path) => path.flow), full.map((/** @type {any} */ path) => path.flow));
    assert.deepEqual(quick.map((/** @type {any} */ { steps }) => steps), full.map((/** @type {any} */ { steps }) => steps));
  }
});

test("invalid topologies and requests have answers", () => {
  assert.equal(ask({ question: "bicep", text: "name: [" }).diagnostics[0].severity, "error");
  assert.match(ask({ question: "bicep", text: "extends: base.yaml\n" }).diagnostics[0].message, /reads no other file/);
  assert.equal(ask({ question: "check", text: `name: invoices\n# ${"x".repeat(1 << 20)}` }).diagnostics[0].code, "DI0004");
  assert.ok(ask({ question: "nothing" }).error);
});

test("no answer shows a secret", () => {
  const text = "name: invoices\ntags: { password: hunter2-4711 }\n";
  for (const question of ["check", "advise", "bicep", "access", "picture"]) {
    const answer = JSON.stringify(ask({ question, text }));
    assert.match(answer, /DI0007/);
    assert.doesNotMatch(answer, /hunter2/);
  }
});
