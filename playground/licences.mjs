/**
 * The licences of what the page contains: packages whose code is in a bundle, and crates that are compiled into the WebAssembly.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** @typedef {{ name: string, version: string, licence: string, texts: string[] }} Component */

/**
 * @param {string} directory
 * @returns {string[]}
 */
function readTexts(directory) {
  const names = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name));
  return names.map((entry) => entry.name).sort().map((name) => readFileSync(join(directory, name), "utf8").trim());
}

/**
 * @param {string} root
 * @param {string[]} inputs The files of the bundles, relative to the working directory.
 * @returns {Component[]}
 */
function npmPackages(root, inputs) {
  const names = inputs.map((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter((name) => name !== undefined);
  return [...new Set(names)].sort().map((name) => {
    const directory = join(root, "playground/node_modules", name);
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    return { name, version: manifest.version, licence: manifest.license, texts: readTexts(directory) };
  });
}

/**
 * The crates that are linked for WebAssembly: no macros, which run during the build, and what those need.
 * @param {string} root
 * @returns {Component[]}
 */
function crates(root) {
  const cargo = (/** @type {string[]} */ ...parameters) => execFileSync("cargo", parameters, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  const tree = cargo("tree", "--locked", "-p", "di-gen-playground", "--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}");
  const linked = new Set(tree.split("\n").map((line) => line.split(" ").slice(0, 2).join(" ")));
  const { packages } = JSON.parse(cargo("metadata", "--locked", "--format-version", "1"));
  return packages
    .filter((/** @type {any} */ one) => linked.has(`${one.name} v${one.version}`))
    .filter((/** @type {any} */ one) => one.source !== null)
    .map((/** @type {any} */ one) => ({ name: one.name, version: one.version, licence: one.license, texts: readTexts(dirname(one.manifest_path)) }));
}

/**
 * @param {string} root
 * @param {string[]} inputs
 * @returns {string}
 */
export function collectLicences(root, inputs) {
  const own = { name: "di-gen", version: "", licence: "MIT OR Apache-2.0", texts: ["MIT", "APACHE"].map((name) => readFileSync(join(root, `LICENSE-${name}`), "utf8").trim()) };
  const components = [own, ...npmPackages(root, inputs), ...crates(root)];
  /** @type {Map<string, string[]>} Each text once, with all that it is for. */
  const texts = new Map();
  for (const { name, version, texts: own } of components) {
    for (const text of own) texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`.trim()]);
  }
  const list = components.map(({ name, version, licence }) => `${name} ${version}`.trim() + `: ${licence}`);
  const bodies = [...texts].map(([text, names]) => `${"=".repeat(80)}\n${names.join(", ")}\n\n${text}\n`);
  return `What this page contains, with its licences.\n\n${list.join("\n")}\n\n${bodies.join("\n")}`;
}
