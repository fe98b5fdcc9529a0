/**
 * The list of diagnostics below the editor: each leads to its place, and has its fix and its explanation as buttons.
 */
import { byId, element, renderInto, withCode } from "./dom.js";
import { SEVERITIES, describeFix, renderExplanation } from "./diagnostics.js";

/** @typedef {import("./diagnostics.js").Diagnostic} Diagnostic */

export class ProblemList {
  /**
   * @param {{ goTo(diagnostic: Diagnostic): void, fix(diagnostic: Diagnostic): void, explain(code: string): string }} page
   */
  constructor(page) {
    this.page = page;
    this.list = byId("problems");
    this.shown = "";
  }

  /** @param {Diagnostic[]} diagnostics */
  show(diagnostics) {
    const rank = (/** @type {Diagnostic} */ { severity }) => SEVERITIES.indexOf(severity);
    const sorted = [...diagnostics].sort((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0));
    // The same list again keeps what is open in it, and the focus.
    const key = JSON.stringify(sorted);
    if (key === this.shown) return;
    this.shown = key;
    renderInto(this.list, ...sorted.map((diagnostic) => this.item(diagnostic)));
  }

  /** @param {Diagnostic} diagnostic */
  item(diagnostic) {
    const { code, severity, message, label, help, line, edits } = diagnostic;
    const explanation = element("div");
    const explain = element("button", { type: "button", class: "link", "aria-expanded": "false", title: "Explain" }, code);
    explain.addEventListener("click", () => {
      const isOpen = explain.getAttribute("aria-expanded") === "true";
      explain.setAttribute("aria-expanded", String(!isOpen));
      renderInto(explanation, !isOpen && renderExplanation(this.page.explain(code)));
    });
    return element(
      "li",
      { class: severity },
      element("p", { class: "message" }, element("span", { class: `severity ${severity}` }, severity), " ", withCode(message)),
      label && element("p", { class: "label" }, withCode(label)),
      ...help.map((text) => element("p", { class: "help" }, withCode(text))),
      element(
        "p",
        { class: "links" },
        line && element("button", { type: "button", class: "link", click: () => this.page.goTo(diagnostic) }, `line ${line}`),
        " ",
        explain,
        " ",
        edits && edits.length > 0 && element("button", { type: "button", class: "fix", click: () => this.page.fix(diagnostic) }, describeFix(edits)),
      ),
      explanation,
    );
  }
}
