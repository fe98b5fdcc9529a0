/**
 * The right side: one tab for each output, which is asked for when it is shown.
 */
import { AccessView } from "./access_view.js";
import { CodeView } from "./code_view.js";
import { DiffView } from "./diff_view.js";
import { element, renderInto, withCode } from "./dom.js";
import { ExistingView } from "./existing_view.js";
import { bicep, json, terraform } from "./languages.js";
import { PictureView } from "./picture_view.js";
import { PostureView } from "./posture_view.js";
import { Tabs } from "./tabs.js";

/** @typedef {import("./engine.js").Answer} Answer */
/** @typedef {{ element: HTMLElement, show?(value: any): void }} View */

/**
 * A tab of generated files.
 * @param {string} label
 * @param {string} fileName
 * @param {import("@codemirror/state").Extension} language
 * @returns {View}
 */
function generatedView(label, fileName, language) {
  const view = new CodeView({ label, fileName, language });
  return { element: view.element, show: (files) => view.showFiles(files) };
}

/**
 * @param {object} page
 * @param {Record<string, string>} page.examples
 * @param {(diagnostic: import("./diagnostics.js").Diagnostic) => void} page.goTo
 * @param {(line: number) => void} page.goToLine
 * @param {(code: string) => string} page.explain
 * @param {() => void} page.onChange
 * @param {(files: File[]) => void} page.onFiles Files of existing resources are chosen; none clears them.
 * @param {() => void} page.onPolicies Other policies are to be evaluated for them.
 */
export function createResults(page) {
  const access = new AccessView({ id: "steps", goToLine: page.goToLine });
  const posture = new PostureView({ onPolicies: page.onChange, goTo: page.goTo, explain: page.explain });
  const diff = new DiffView(page.examples, page.onChange);
  const existing = new ExistingView(page);
  /** @type {{ id: string, label: string, view: View }[]} The ID is also the question. */
  const outputs = [
    { id: "bicep", label: "Bicep", view: generatedView("Bicep", "main.bicep", bicep) },
    { id: "terraform-5", label: "Terraform 5", view: generatedView("Terraform, azurerm 5", "main.tf", terraform) },
    { id: "terraform-4", label: "Terraform 4", view: generatedView("Terraform, azurerm 4", "main.tf", terraform) },
    { id: "arm", label: "ARM", view: generatedView("ARM JSON", "azuredeploy.json", json) },
    { id: "access", label: "Access", view: access },
    { id: "picture", label: "Picture", view: new PictureView("the topology") },
    { id: "posture", label: "Posture", view: posture },
    { id: "diff", label: "Diff", view: diff },
    { id: "existing", label: "Existing", view: existing },
  ];
  const notices = new Map(outputs.map(({ id }) => [id, element("p", { class: "stale", hidden: true })]));
  const tabs = new Tabs(
    outputs.map(({ id, label, view }) => ({ id, label, content: element("div", { class: "output" }, notices.get(id), view.element) })),
    page.onChange,
  );

  return {
    access,
    posture,
    diff,
    existing,
    tabs,

    /**
     * Asks for the output of the selected tab.
     * @param {import("./engine.js").Engine} engine
     * @param {Omit<import("./engine.js").Request, "question">} request
     * @returns {Promise<{ id: string, answer: Answer | null }>}
     */
    async ask(engine, request) {
      const id = tabs.selected;
      // Posture is shown from the diagnostics, which are asked for anyway. Existing resources do not change with the text.
      if (["posture", "existing", ""].includes(id)) return { id, answer: null };
      const old = id === "diff" ? { old: diff.old } : {};
      return { id, answer: await engine.ask({ ...request, ...old, question: id }) };
    },

    /** @param {{ id: string, answer: Answer | null }} output */
    show({ id, answer }) {
      const output = outputs.find((one) => one.id === id);
      const notice = notices.get(id);
      if (!output || !notice || !answer) return;
      const isRefused = answer.value === undefined;
      notice.hidden = !isRefused;
      output.view.element.classList.toggle("outdated", isRefused);
      if (isRefused) renderInto(notice, withCode(refusal(answer)));
      else output.view.show?.(answer.value);
    },
  };
}

/** @param {Answer} answer */
function refusal({ diagnostics = [], error }) {
  const first = diagnostics.find(({ severity }) => severity === "error") ?? diagnostics[0];
  const reason = error ?? (first ? `${first.message}${first.line ? `, line ${first.line}` : ""}` : "the topology is invalid");
  return `No output for this text; below is that of the last valid one: ${reason}`;
}
