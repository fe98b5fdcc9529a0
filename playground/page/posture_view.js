/**
 * Posture and policies: rules that the topology does not meet, those that it suppresses, and what policies do to it.
 */
import { counted, element, renderInto, withCode } from "./dom.js";
import { renderExplanation } from "./diagnostics.js";

/** @typedef {import("./diagnostics.js").Diagnostic} Diagnostic */

const isPolicy = (/** @type {Diagnostic} */ { code }) => code.startsWith("DI4");
const isPosture = (/** @type {Diagnostic} */ { code }) => code.startsWith("DI1");

export class PostureView {
  /**
   * @param {{ onPolicies(names: string[]): void, goTo(diagnostic: Diagnostic): void, explain(code: string): string }} page
   * @param {string} label The name of the region with the findings.
   */
  constructor(page, label = "Posture and policies") {
    this.page = page;
    /** @type {HTMLInputElement[]} */
    this.boxes = [];
    this.sets = element("fieldset", { class: "toolbar" }, element("legend", {}, "Policies of"));
    this.lists = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label });
    this.element = element("div", { class: "posture-view" }, this.sets, this.lists);
  }

  /** @param {string[]} names */
  offerSets(names) {
    this.boxes = names.map((name) => element("input", { type: "checkbox", value: name, change: () => this.page.onPolicies(this.selected()) }));
    this.sets.append(...this.boxes.map((box) => element("label", {}, box, ` ${box.value}`)));
  }

  selected() {
    return this.boxes.filter((box) => box.checked && !box.disabled).map((box) => box.value);
  }

  /** @param {{ diagnostics: Diagnostic[], suppressed?: Diagnostic[], reasons?: string[], policies?: string[] }} check */
  show({ diagnostics, suppressed = [], reasons = [], policies = [] }) {
    for (const box of this.boxes) {
      // What the topology names is evaluated anyway.
      const isOwn = policies.includes(box.value);
      if (isOwn) box.checked = true;
      else if (box.disabled) box.checked = false;
      box.disabled = isOwn;
    }
    const evaluated = policies.length + this.selected().length;
    renderInto(
      this.lists,
      this.list("Posture", diagnostics.filter(isPosture), "Every posture rule is met."),
      suppressed.length > 0 && this.list("Suppressed by the topology", suppressed, "", reasons),
      this.list("Policies", diagnostics.filter(isPolicy), evaluated > 0 ? "The selected policies refuse, change and report nothing." : "No set of policies is selected."),
    );
  }

  /**
   * @param {string} title
   * @param {Diagnostic[]} diagnostics
   * @param {string} nothing
   * @param {string[]} [reasons]
   */
  list(title, diagnostics, nothing, reasons = []) {
    const items = diagnostics.map((diagnostic, index) => this.item(diagnostic, reasons[index]));
    return element(
      "section",
      {},
      element("h3", {}, title, " ", element("span", { class: "count" }, counted(diagnostics.length, "finding"))),
      items.length > 0 ? element("ul", { class: "findings" }, ...items) : element("p", { class: "nothing" }, nothing),
    );
  }

  /**
   * @param {Diagnostic} diagnostic
   * @param {string} [reason]
   */
  item(diagnostic, reason) {
    const holder = element("div");
    const explain = element("button", { type: "button", class: "link", "aria-expanded": "false" }, diagnostic.code);
    explain.addEventListener("click", () => {
      const isOpen = explain.getAttribute("aria-expanded") === "true";
      explain.setAttribute("aria-expanded", String(!isOpen));
      renderInto(holder, !isOpen && renderExplanation(this.page.explain(diagnostic.code)));
    });
    return element(
      "li",
      { class: diagnostic.severity },
      element("p", {}, element("span", { class: `severity ${diagnostic.severity}` }, diagnostic.severity), " ", withCode(diagnostic.message)),
      diagnostic.label && element("p", { class: "label" }, withCode(diagnostic.label)),
      ...diagnostic.help.map((help) => element("p", { class: "help" }, withCode(help))),
      reason && element("p", { class: "help" }, `Reason: ${reason}`),
      element("p", { class: "links" }, diagnostic.place && element("span", {}, diagnostic.place), diagnostic.line && element("button", { type: "button", class: "link", click: () => this.page.goTo(diagnostic) }, `line ${diagnostic.line}`), " ", explain),
      holder,
    );
  }
}
