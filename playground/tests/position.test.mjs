/**
 * Where the cursor is in incomplete YAML, and what the schema offers there. `|` is the cursor.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { TopologySchema } from "../page/schema.js";
import { positionAt } from "../page/yaml_position.js";
import { root } from "./program.mjs";

/** @param {string} text */
function at(text) {
  const offset = text.indexOf("|");
  return positionAt(text.replace("|", ""), offset);
}

/** @type {[string, string, string][]} Text, path, kind. */
const POSITIONS = [
  ["|", "", "key"],
  ["na|", "", "key"],
  ["name: |", "name", "value"],
  ["name: in|", "name", "value"],
  ["storage:\n  re|", "storage", "key"],
  ["storage:\n  redundancy: |", "storage/redundancy", "value"],
  ["storage:\n  redundancy: GZRS\nac|", "", "key"],
  ["storage:\n  containers:\n    - |", "storage/containers/0", "item"],
  ["storage:\n  containers:\n    - name: a\n      ro|", "storage/containers/0", "key"],
  ["storage:\n  containers:\n  - name: a\n  - name: b\n    role: |", "storage/containers/0/role", "value"],
  ["storage:\n  containers:\n  - name: a\n  re|", "storage", "key"],
  ["storage: { re|", "storage", "key"],
  ["storage: { redundancy: |", "storage/redundancy", "value"],
  ["storage: { redundancy: GZRS, pu| }", "storage", "key"],
  ["storage: { containers: [{ name: a, ro|", "storage/containers/0", "key"],
  ["clients:\n  - { name: app, roles: [|", "clients/0/roles/0", "item"],
  ["# a comment\nstorage:\n\n  # another: one\n  re|", "storage", "key"],
  ["'storage':\n  \"redundancy\": |", "storage/redundancy", "value"],
  ["a: http://x\nb: |", "b", "value"],
];

for (const [text, path, kind] of POSITIONS) {
  test(JSON.stringify(text), () => {
    const position = at(text);
    assert.deepEqual([position?.path.join("/"), position?.kind], [path, kind]);
  });
}

test("comments have no completion", () => {
  assert.equal(at("name: x # re|"), null);
  assert.equal(at("# re|"), null);
});

test("keys that are there are not offered again", () => {
  assert.deepEqual([...(at("name: x\nre|\naccount:\n  kind: y\n")?.present ?? [])].sort(), ["account", "name"]);
  assert.deepEqual([...(at("storage: { redundancy: GZRS, co| }")?.present ?? [])], ["redundancy"]);
  assert.deepEqual([...(at("clients:\n  - name: a\n    type: user\n  - name: b\n    |\n")?.present ?? [])], ["name"]);
});

test("the schema has keys and keywords for each place", () => {
  const schema = new TopologySchema(readFileSync(join(root, "schemas/di-gen.schema.json"), "utf8"));
  const keys = (/** @type {(string | number)[]} */ ...path) => schema.keysAt(path).map(({ name }) => name);
  const values = (/** @type {(string | number)[]} */ ...path) => schema.valuesAt(path).map(({ value }) => value);
  assert.ok(keys().includes("storage") && keys("storage").includes("redundancy"));
  assert.ok(keys("environments", "prod", "storage").includes("redundancy"), "environments override the same keys");
  assert.ok(keys("storage", "containers", 0).includes("name"));
  assert.ok(values("storage", "redundancy").includes("GZRS"));
  assert.deepEqual(values("account", "localAuth"), ["true", "false"]);
  assert.equal(schema.keysAt([]).find(({ name }) => name === "name")?.isRequired, true);
  assert.match(schema.describe(["storage", "redundancy"]), /\w+/);
});
