/**
 * What the program prints: the answers of the page have to be the same.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const target = resolve(process.env.CARGO_TARGET_DIR ?? join(root, "target"));
/** Whether the page that `node build.mjs --native` makes is tested. */
export const isNative = process.env.DI_GEN_PLAYGROUND === "native";
export const page = join(target, "playground", isNative ? "native" : "page");
export const nativeServer = join(target, "debug/playground-server");
export const program = process.env.DI_GEN ?? join(target, "debug/di-gen");

/** @typedef {{ name: string, text: string, environments: string[] }} Example */

/** @returns {Example[]} */
export function readExamples() {
  const names = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".yaml")).sort();
  return names.map((name) => {
    const text = readFileSync(join(root, "examples", name), "utf8");
    // One example has environments, at the start of lines that are indented once.
    const block = /^environments:\n((?: .*\n|#.*\n|\n)*)/m.exec(text)?.[1] ?? "";
    const environments = [...block.matchAll(/^ {2}(\w+):/gm)].map((match) => match[1] ?? "");
    return { name: name.replace(/\.yaml$/, ""), text, environments };
  });
}

/** The example with which others are compared. */
export const OLD = "minimal";

/** Arguments of the program for each question of the page. */
const COMMANDS = {
  bicep: ["bicep"],
  "terraform-5": ["terraform", "--azurerm", "5"],
  "terraform-4": ["terraform", "--azurerm", "4"],
  arm: ["arm"],
  "access-advice": ["access", "--format", "json"],
  picture: ["graph", "--format", "svg"],
  advise: ["validate", "--format", "json"],
  diff: ["diff", "old.yaml", "di-gen.yaml"],
};

/** Questions about generated files: the program writes them into a directory where one file is not enough. */
const GENERATED = ["bicep", "terraform-5", "terraform-4", "arm"];

/** @typedef {{ path: string, text: string }} File */

/**
 * The files that the program generates: on standard output, or in a directory.
 * @param {keyof typeof COMMANDS} question
 * @param {string} text
 * @param {{ environment?: string | null }} [options]
 * @returns {File[]}
 */
export function generate(question, text, { environment = null } = {}) {
  const printed = runProgram(question, text, { environment });
  if (printed !== "") return [{ path: { bicep: "main.bicep", arm: "azuredeploy.json" }[/** @type {"bicep" | "arm"} */ (question)] ?? "main.tf", text: printed }];
  return inDirectory(text, (directory) => {
    const parameters = [...COMMANDS[question], "-f", "di-gen.yaml", "-o", "out", ...(environment === null ? [] : ["--env", environment])];
    execFileSync(program, parameters, { cwd: directory, stdio: "ignore" });
    const names = readdirSync(join(directory, "out"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".bicep"));
    return names.sort().map((name) => ({ path: name, text: readFileSync(join(directory, "out", name), "utf8") }));
  });
}

/**
 * @template T
 * @param {string} text
 * @param {(directory: string) => T} use
 * @returns {T}
 */
function inDirectory(text, use) {
  const directory = mkdtempSync(join(tmpdir(), "di-gen-"));
  try {
    writeFileSync(join(directory, "di-gen.yaml"), text);
    writeFileSync(join(directory, "old.yaml"), readFileSync(join(root, "examples", `${OLD}.yaml`)));
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * The explanation of a code, as the program prints it.
 * @param {string} code
 */
export const explainCode = (code) => execFileSync(program, ["explain", code], { encoding: "utf8" });

/**
 * The page of `di-gen report`.
 * @param {string} text
 */
export const printReport = (text) =>
  inDirectory(text, (directory) => execFileSync(program, ["report", "-f", "di-gen.yaml"], { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));

/** What the build adds to the page for access paths: what each fact says. @type {() => Record<string, unknown>} */
export const readFacts = () => JSON.parse(execFileSync(join(target, "debug/page-texts"), { encoding: "utf8" })).facts;

export const isGenerated = (/** @type {string} */ question) => GENERATED.includes(question);

export const QUESTIONS = /** @type {(keyof typeof COMMANDS)[]} */ (Object.keys(COMMANDS));

/**
 * What the program prints on standard output, whatever its exit status.
 * @param {keyof typeof COMMANDS} question
 * @param {string} text
 * @param {{ environment?: string | null, policies?: string[] }} [options]
 * @returns {string}
 */
export function runProgram(question, text, { environment = null, policies = [] } = {}) {
  return inDirectory(text, (directory) => {
    const parameters = [...COMMANDS[question]];
    if (question !== "diff") parameters.push("-f", "di-gen.yaml");
    if (environment !== null) parameters.push("--env", environment);
    if (policies.length > 0) parameters.push("--policy", policies.join(","));
    try {
      return execFileSync(program, parameters, { cwd: directory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 });
    } catch (error) {
      const { stdout } = /** @type {{ stdout?: string }} */ (error);
      if (typeof stdout !== "string") throw error;
      return stdout;
    }
  });
}
