/**
 * The page: reads what is written, asks di-gen, and shows the answers.
 */
import { examples } from "di-gen:examples";
import { schemaText } from "di-gen:schema";
import { explanations } from "di-gen:texts";

import { byId, element } from "./dom.js";
import { summarize } from "./diagnostics.js";
import { TopologyEditor } from "./editor.js";
import { Engine, StoppedError, TOPOLOGY, loadModule } from "./engine.js";
import { ExistingFiles, takeDroppedFiles } from "./existing.js";
import { ProblemList } from "./problems.js";
import { createResults } from "./results.js";
import { TopologySchema } from "./schema.js";
import { readFragment, writeFragment } from "./share.js";
import { forgetText, keepPrevious, readPrevious, readSaved, saveText } from "./storage.js";

/** The code of a secret in the topology. */
const SECRET = "DI0007";

/** The code of an environment that the topology does not have. */
const UNKNOWN_ENVIRONMENT = "DI0009";

/** How long advice waits for the next keystroke. */
const ADVICE_DELAY_MS = 300;

const banner = byId("banner");
const status = byId("status");
const exampleList = /** @type {HTMLSelectElement} */ (byId("examples"));
const environmentList = /** @type {HTMLSelectElement} */ (byId("environments"));

/** @param {string} text */
function showBanner(text) {
  banner.textContent = text;
  banner.hidden = text === "";
}

/**
 * Whether answers are awaited, for assistive technology and for tests.
 * @param {{ busy?: boolean, advised?: boolean }} state
 */
function setState({ busy, advised }) {
  const { dataset } = document.documentElement;
  if (busy !== undefined) dataset.busy = String(busy);
  if (advised !== undefined) dataset.advised = String(advised);
}

/** The text, environment and origin that the page starts with: a link, else what was saved, else an example. */
async function readStart() {
  try {
    const shared = await readFragment(location.hash);
    if (shared) return { ...shared, isShared: true };
  } catch (error) {
    showBanner(/** @type {Error} */ (error).message);
  }
  return { text: readSaved() ?? examples.minimal ?? "", environment: null, isShared: false };
}

async function start() {
  const opened = await readStart();
  /** @type {string | null} */
  let environment = opened.environment;
  // A text that comes with a link does not replace the saved one before it is edited.
  let isShared = opened.isShared;
  const schema = new TopologySchema(schemaText);
  /** @type {import("./diagnostics.js").Diagnostic[]} */
  let diagnostics = [];

  const module = await loadModule(TOPOLOGY);
  const reportFault = (/** @type {string} */ fault) => {
    showBanner(`di-gen stopped, and was started again: ${fault}. Change the topology to go on; please report what you had written.`);
    status.textContent = "stopped";
  };
  const quick = new Engine(TOPOLOGY, module, reportFault);
  const slow = new Engine(TOPOLOGY, module, reportFault);

  // A worker that stopped is reported where it is replaced.
  const reportError = (/** @type {unknown} */ error) => {
    if (error instanceof StoppedError) return;
    showBanner(`The page has a fault: ${error}`);
    console.error(error);
  };

  const explain = (/** @type {string} */ code) => explanations[code] ?? "";
  const editor = new TopologyEditor(byId("editor"), opened.text, { onChange, explain, schema });
  const goTo = (/** @type {import("./diagnostics.js").Diagnostic} */ diagnostic) => editor.goToDiagnostic(diagnostic);
  const problems = new ProblemList({ goTo, fix: (diagnostic) => editor.applyFix(diagnostic), explain });
  const results = createResults({ examples, goTo, goToLine: (line) => editor.goToLine(line), explain, onChange: () => void refresh(), onFiles: (files) => void showFiles(files), onPolicies: () => void existing.refresh() });
  results.diff.opened = opened.text;

  const existing = new ExistingFiles(results.existing, (fault) => showBanner(`di-gen stopped reading the files: ${fault}`));
  takeDroppedFiles((files) => void showFiles(files));

  /** @param {File[]} files */
  async function showFiles(files) {
    showBanner("");
    results.tabs.select("existing");
    document.documentElement.dataset.reading = "true";
    await existing.add(files);
    document.documentElement.dataset.reading = "false";
  }

  let isRunning = false;
  let isStale = false;
  let changedAt = performance.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let adviceTimer;

  /** @param {string} text */
  function onChange(text) {
    changedAt = performance.now();
    showBanner("");
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    if (isShared) keepPrevious();
    isShared = false;
    void refresh();
    scheduleSave(text);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let saveTimer;
  /** @param {string} text */
  function scheduleSave(text) {
    clearTimeout(saveTimer);
    // The diagnostics of this text are there by then: a secret is not kept.
    saveTimer = setTimeout(() => (hasSecret() ? forgetText() : saveText(text)), 500);
  }

  const hasSecret = () => diagnostics.some(({ code }) => code === SECRET);

  const request = () => ({
    text: editor.text,
    environment,
    policies: results.posture.selected(),
    today: new Date().toISOString().slice(0, 10),
  });

  /** Asks for what is shown; once more if the text changes in the meantime. */
  async function refresh() {
    isStale = true;
    clearTimeout(adviceTimer);
    setState({ busy: true, advised: false });
    if (isRunning) return;
    isRunning = true;
    while (isStale) {
      isStale = false;
      const asked = changedAt;
      try {
        await answer();
        performance.measure("di-gen answers", { start: asked, end: performance.now() });
      } catch (error) {
        reportError(error);
      }
    }
    isRunning = false;
    setState({ busy: false });
    clearTimeout(adviceTimer);
    adviceTimer = setTimeout(() => void advise(), ADVICE_DELAY_MS);
  }

  async function answer() {
    const asked = request();
    const [check, output] = await Promise.all([quick.ask({ ...asked, question: "check" }), results.ask(quick, asked)]);
    if (asked.text !== editor.text) return;
    showCheck(check);
    results.show(output);
  }

  /** @param {import("./engine.js").Answer} answered */
  function showCheck(answered) {
    const check = answered.value ?? { diagnostics: answered.diagnostics ?? [], environments: [], isValid: false };
    diagnostics = check.diagnostics;
    editor.showDiagnostics(diagnostics);
    problems.show(diagnostics);
    results.posture.show(check);
    status.textContent = summarize(check);
    status.className = check.diagnostics.some((/** @type {any} */ one) => one.severity === "error") ? "error" : "";
    showEnvironments(check.environments);
  }

  /** @param {string[]} names */
  function showEnvironments(names) {
    if (environment !== null && diagnostics.some(({ code }) => code === UNKNOWN_ENVIRONMENT)) {
      environment = null;
      void refresh();
    }
    byId("environment-label").hidden = names.length === 0 && environment === null;
    const wanted = ["", ...names, ...(environment === null || names.includes(environment) ? [] : [environment])];
    if (wanted.join("\n") !== [...environmentList.options].map((option) => option.value).join("\n")) {
      environmentList.replaceChildren(...wanted.map((name) => element("option", { value: name }, name || "none")));
    }
    environmentList.value = environment ?? "";
  }

  /** Shows advice when it comes, if the text is still the same. */
  async function advise() {
    if (slow.isBusy) slow.restart();
    const asked = request();
    const isCurrent = () => asked.text === editor.text && asked.environment === environment;
    try {
      const check = await slow.ask({ ...asked, question: "advise" });
      if (isCurrent()) showCheck(check);
      if (results.tabs.selected === "access") {
        const { value } = await slow.ask({ ...asked, question: "access-advice" });
        if (isCurrent() && value) results.access.showAdvice(value);
      }
      if (isCurrent()) setState({ advised: true });
    } catch (error) {
      reportError(error);
    }
  }

  function offerExamples() {
    const previous = readPrevious();
    exampleList.replaceChildren(
      element("option", { value: "" }, "choose …"),
      ...(previous === null ? [] : [element("option", { value: ":previous" }, "your text before the link")]),
      ...Object.keys(examples).map((name) => element("option", { value: name }, name)),
    );
  }

  exampleList.addEventListener("change", () => {
    const text = exampleList.value === ":previous" ? readPrevious() : examples[exampleList.value];
    if (typeof text !== "string") return;
    environment = null;
    results.diff.opened = text;
    editor.replaceText(text);
  });
  environmentList.addEventListener("change", () => {
    environment = environmentList.value || null;
    void refresh();
  });
  byId("share").addEventListener("click", () => void share());
  addEventListener("hashchange", () => location.hash.startsWith("#topology=") && location.reload());

  async function share() {
    if (hasSecret()) {
      showBanner("The topology contains a secret: remove it before you share a link. The diagnostic DI0007 has its line.");
      return;
    }
    try {
      const fragment = await writeFragment({ text: editor.text, environment });
      history.replaceState(null, "", `#${fragment}`);
    } catch (error) {
      showBanner(/** @type {Error} */ (error).message);
      return;
    }
    try {
      await navigator.clipboard.writeText(location.href);
      showBanner("");
      flash(byId("share"), "Copied");
    } catch {
      showBanner("The link is in the address bar: the browser denies access to the clipboard.");
    }
  }

  offerExamples();
  results.tabs.select("bicep");
  // Not needed for the first answer.
  const { value } = await quick.ask({ question: "vocabulary" });
  results.posture.offerSets(value.policySets);
  await refresh();
  document.documentElement.dataset.ready = "true";
}

/**
 * Shows another text on a button for a moment.
 * @param {HTMLElement} button
 * @param {string} text
 */
function flash(button, text) {
  const usual = button.dataset.usual ?? button.textContent ?? "";
  button.dataset.usual = usual;
  button.textContent = text;
  setTimeout(() => (button.textContent = usual), 2000);
}

start().catch((error) => {
  showBanner(`The playground cannot start: ${error.message}`);
  status.textContent = "not started";
});
