/**
 * Builds the page into target/playground/page: `node build.mjs`, after `npm ci`. Needs the toolchain of Rust with the target
 * wasm32-unknown-unknown. Fails if the page is larger than its budget. With `--page`, the WebAssembly stays as it is. With
 * `--native`, the page has none, and asks the program that serves it: target/debug/playground-server target/playground/native.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { collectLicences } from "./licences.mjs";
import { nameByPlace } from "./order_functions.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "..");
const target = resolve(process.env.CARGO_TARGET_DIR ?? join(root, "target"));
const isNative = process.argv.includes("--native");
const output = join(target, "playground", isNative ? "native" : "page");
const glue = join(target, "playground/bindgen");

/** The largest sizes, compressed with gzip: docs/performance.md. */
const BUDGETS = { "di_gen.wasm": 1_000_000, "di_gen_existing.wasm": 600_000, page: 600_000 };

/** The modules, each with its crate: the second one is loaded with the first file that is dropped in. */
const MODULES = { di_gen: "di-gen-playground", di_gen_existing: "di-gen-playground-existing" };

/**
 * Passes that make the compressed module smaller. The compiler optimized for size already; more passes make less alike what is alike.
 * An alignment is only a hint. Then functions are ordered by their use, and without names.
 */
const OPTIMIZE = [
  ...["--dae-optimizing", "--duplicate-function-elimination", "--optimize-instructions", "--remove-unused-brs", "--remove-unused-names"],
  ...["--merge-blocks", "--simplify-locals-notee-nostructure", "--vacuum", "--rse", "--vacuum", "--optimize-instructions"],
  ...["--simplify-locals-notee-nostructure", "--vacuum", "--reorder-locals", "--dealign", "--reorder-functions", "--strip-debug"],
];

/** Passes for a module whose names are an order. */
const REORDER = ["--reorder-functions-by-name", "--strip-debug", "--strip-producers", "--strip-target-features"];

/**
 * @param {string} command
 * @param {string[]} parameters
 */
const run = (command, ...parameters) => execFileSync(command, parameters, { cwd: root, stdio: "inherit" });

/**
 * Flags that keep paths of this machine out of panic messages, as ci/build-release does.
 */
function compilerFlags() {
  const sysroot = execFileSync("rustc", ["--print", "sysroot"], { encoding: "utf8" }).trim();
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const paths = [[cargoHome, "/cargo"], [root, "/di-gen"], [sysroot, "/rust"]];
  return paths.map(([from, to]) => `--remap-path-prefix=${from}=${to}`).join("\x1f");
}

function buildWasm() {
  for (const [name, crate] of Object.entries(MODULES)) buildModule(name, crate);
}

/**
 * @param {string} name
 * @param {string} crate
 */
function buildModule(name, crate) {
  const triple = "wasm32-unknown-unknown";
  process.env.CARGO_ENCODED_RUSTFLAGS = compilerFlags();
  run("cargo", "rustc", "--locked", "--profile", "wasm", "--target", triple, "-p", crate, "--lib", "--crate-type", "cdylib");
  delete process.env.CARGO_ENCODED_RUSTFLAGS;
  const compiled = join(target, triple, `wasm/${crate.replaceAll("-", "_")}.wasm`);
  run("cargo", "run", "--locked", "--quiet", "-p", "di-gen-playground-bindgen", "--", compiled, glue, name);
  const change = (/** @type {string[]} */ passes, /** @type {string} */ from, /** @type {string} */ to) =>
    run(process.execPath, join(here, "node_modules/binaryen/bin/wasm-opt"), from, ...passes, "-o", to);
  const optimized = join(glue, "optimized.wasm");
  change(OPTIMIZE, join(glue, `${name}_bg.wasm`), optimized);
  writeFileSync(optimized, nameByPlace(readFileSync(optimized)));
  change(REORDER, optimized, join(output, `${name}.wasm`));
}

/** Modules with nothing in them, and the program that answers in their place. */
function buildNative() {
  for (const name of Object.keys(MODULES)) writeFileSync(join(output, `${name}.wasm`), Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  run("cargo", "build", "--locked", "--quiet", "-p", "di-gen-playground-server");
}

/** The examples of the repository by name, the smallest first. */
function readExamples() {
  const directory = join(root, "examples");
  const names = readdirSync(directory).filter((name) => name.endsWith(".yaml")).sort();
  const texts = names.map((name) => [name.replace(/\.yaml$/, ""), readFileSync(join(directory, name), "utf8")]);
  return Object.fromEntries(texts.sort(([a], [b]) => Number(b === "minimal") - Number(a === "minimal")));
}

/** The schema as text, without its line breaks: editors alone need all that it says, so the WebAssembly does not have it. */
const readSchema = () => JSON.stringify(JSON.parse(readFileSync(join(root, "schemas/di-gen.schema.json"), "utf8")));

/** Texts that only the page shows, as JSON: the WebAssembly does not have them. */
function readPageTexts() {
  const parameters = ["run", "--locked", "--quiet", "-p", "di-gen-playground", "--bin", "page-texts"];
  return execFileSync("cargo", parameters, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
}

/** Modules that the build makes. @type {import("esbuild").Plugin} */
const built = {
  name: "built",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^di-gen:bindgen$/ }, () => ({ path: isNative ? join(here, "page/native.js") : join(glue, "di_gen.js") }));
    onResolve({ filter: /^di-gen:bindgen-existing$/ }, () => ({ path: isNative ? join(here, "page/native_existing.js") : join(glue, "di_gen_existing.js") }));
    onResolve({ filter: /^di-gen:(examples|schema|texts)$/ }, ({ path }) => ({ path, namespace: "repository" }));
    onLoad({ filter: /examples$/, namespace: "repository" }, () => ({ contents: `export const examples = ${JSON.stringify(readExamples())};` }));
    onLoad({ filter: /schema$/, namespace: "repository" }, () => ({ contents: `export const schemaText = ${JSON.stringify(readSchema())};` }));
    onLoad({ filter: /texts$/, namespace: "repository" }, () => ({ contents: `export const { explanations, facts } = ${readPageTexts()};` }));
  },
};

/**
 * @param {string} name
 * @param {"esm" | "iife"} format
 */
const bundle = (name, format) =>
  build({
    entryPoints: [join(here, "page", name)],
    outfile: join(output, name),
    bundle: true,
    minify: true,
    format,
    target: ["chrome123", "firefox120", "safari17.5"],
    define: { "import.meta.url": '""' },
    plugins: [built],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });

function checkBudget() {
  /** @type {Record<string, number>} */
  const sizes = Object.fromEntries(Object.keys(BUDGETS).map((part) => [part, 0]));
  for (const name of readdirSync(output)) {
    const part = name in BUDGETS ? name : "page";
    sizes[part] = (sizes[part] ?? 0) + gzipSync(readFileSync(join(output, name)), { level: 9 }).length;
  }
  for (const [part, budget] of Object.entries(BUDGETS)) {
    const size = sizes[part] ?? 0;
    console.log(`${part}: ${size} bytes with gzip, at most ${budget}`);
    if (size > budget) throw new Error(`${part} is larger than its budget`);
  }
}

for (const directory of [output, glue]) mkdirSync(directory, { recursive: true });
for (const name of readdirSync(output)) if (!name.endsWith(".wasm")) rmSync(join(output, name));
if (isNative) buildNative();
else if (!process.argv.includes("--page")) buildWasm();
const bundles = [await bundle("main.js", "esm"), await bundle("worker.js", "iife"), await bundle("existing_worker.js", "iife")];
copyFileSync(join(here, "page/style.css"), join(output, "style.css"));
copyFileSync(join(here, "page/icon.svg"), join(output, "icon.svg"));
// The nonce changes with the page, and the same page has the same bytes.
const nonce = createHash("sha256").update(readFileSync(join(output, "main.js"))).digest("base64url").slice(0, 22);
writeFileSync(join(output, "index.html"), readFileSync(join(here, "page/index.html"), "utf8").replaceAll("@NONCE@", nonce));
writeFileSync(join(output, "licences.txt"), collectLicences(root, bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
checkBudget();
