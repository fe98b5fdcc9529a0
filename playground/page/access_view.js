/**
 * Who can reach what: a table of access paths. A selected row shows its evaluation steps, and the change that would allow it.
 */
import { facts } from "di-gen:texts";

import { counted, element, withCode } from "./dom.js";

/** @typedef {{ statement: string, sources: string[] }} Fact */
/** @typedef {{ aspect: string, outcome: string, why: string, key: string | null, decidedBy: any, facts?: (string | Fact)[] }} Step */
/** @typedef {{ flow: string, verdict: string, steps: Step[], error: any, unverified: string[], advice?: any, [name: string]: any }} AccessPath */

const VERDICTS = ["allowed", "conditional", "denied"];

export class AccessView {
  /**
   * @param {object} options
   * @param {string} options.id Starts the IDs of its elements.
   * @param {(line: number) => void} [options.goToLine] Without it, access paths are those of existing resources.
   */
  constructor({ id, goToLine }) {
    this.id = id;
    this.goToLine = goToLine;
    /** Whether existing resources come from several files. */
    this.namesFiles = false;
    /** @type {AccessPath[]} */
    this.paths = [];
    /** @type {Map<string, any>} Advice by access path, as it was for the text that is shown. */
    this.advice = new Map();
    /** The access path that is open. */
    this.open = "";
    this.verdict = element("select", { change: () => this.render() });
    this.verdict.append(element("option", { value: "" }, "all"), ...VERDICTS.map((verdict) => element("option", {}, verdict)));
    this.search = element("input", { type: "search", placeholder: "internet, storage …", input: () => this.render() });
    this.summary = element("span", { class: "size" });
    this.body = element("tbody");
    const headings = ["Verdict", "Access path", "Decided by", "Reason"].map((text) => element("th", { scope: "col" }, text));
    this.element = element(
      "div",
      { class: "access-view" },
      element("div", { class: "toolbar" }, this.summary, element("label", {}, "Verdict ", this.verdict), element("label", {}, "Find ", this.search)),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Access paths" }, element("table", {}, element("thead", {}, element("tr", {}, ...headings)), this.body)),
    );
  }

  /** @param {AccessPath[]} paths */
  show(paths) {
    this.paths = paths;
    this.advice = new Map();
    this.render();
  }

  /** @param {AccessPath[]} paths The same access paths, with advice. */
  showAdvice(paths) {
    this.advice = new Map(paths.map((path) => [path.flow, path.advice]));
    if (this.open) this.render();
  }

  render() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isShown = (/** @type {AccessPath} */ path) =>
      (!this.verdict.value || path.verdict === this.verdict.value) && words.every((word) => path.flow.toLowerCase().includes(word));
    const shown = this.paths.filter(isShown);
    const counts = VERDICTS.map((verdict) => `${shown.filter((path) => path.verdict === verdict).length} ${verdict}`);
    this.summary.textContent = `${counted(shown.length, "access path")}: ${counts.join(", ")}`;
    const focused = document.activeElement?.getAttribute("data-flow");
    this.body.replaceChildren(...shown.flatMap((path, index) => this.rows(path, index)));
    if (focused) [...this.body.querySelectorAll("button")].find((button) => button.dataset.flow === focused)?.focus();
  }

  /**
   * @param {AccessPath} path
   * @param {number} index
   */
  rows(path, index) {
    const isOpen = path.flow === this.open;
    const step = decidingStep(path);
    const toggle = element(
      "button",
      { type: "button", class: "flow", "data-flow": path.flow, "aria-expanded": String(isOpen), "aria-controls": isOpen ? `${this.id}-${index}` : undefined },
      path.flow,
    );
    const row = element(
      "tr",
      { class: isOpen ? "open" : "", click: () => this.toggle(path.flow) },
      element("td", {}, verdictBadge(path.verdict)),
      element("th", { scope: "row" }, toggle),
      element("td", {}, this.decision(step)),
      element("td", {}, path.error && element("code", {}, path.error.name), path.error && " ", step ? withCode(step.why) : ""),
    );
    if (!isOpen) return [row];
    return [row, element("tr", { class: "steps", id: `${this.id}-${index}` }, element("td", { colspan: "4" }, this.details(path)))];
  }

  /** @param {string} flow */
  toggle(flow) {
    this.open = this.open === flow ? "" : flow;
    this.render();
  }

  /** @param {AccessPath} path */
  details(path) {
    return element(
      "div",
      {},
      element("ol", { class: "evaluation" }, ...path.steps.map((step) => this.step(step))),
      path.error && element("p", {}, "Returned error: ", element("code", {}, path.error.name), path.error.status ? ` (HTTP ${path.error.status}). ` : ". ", path.error.cause ? withCode(path.error.cause) : ""),
      ...path.unverified.map((key) => element("p", {}, "Unverified: ", element("code", {}, key), " adds settings that are not evaluated.")),
      this.adviceText(path),
    );
  }

  /** @param {Step} step */
  step(step) {
    const found = (step.facts ?? []).flatMap((fact) => (typeof fact === "string" ? (facts[fact] ?? []) : fact));
    return element(
      "li",
      {},
      verdictBadge(step.outcome),
      element("div", {}, element("p", {}, element("strong", {}, step.aspect), ": ", withCode(step.why)), element("p", { class: "decision" }, this.decision(step)), found.length > 0 && renderFacts(found)),
    );
  }

  /** @param {Step | undefined} step */
  decision(step) {
    const decided = step?.decidedBy;
    if (!decided) return step?.key ? element("code", {}, step.key) : "";
    if (decided.line) {
      const goTo = (/** @type {Event} */ event) => {
        event.stopPropagation();
        this.goToLine?.(decided.line);
      };
      return element("button", { type: "button", class: "link", click: goTo }, `line ${decided.line}`);
    }
    const existing = decided.terraform ?? decided.pointer;
    if (existing !== undefined) return element("span", {}, element("code", {}, existing), this.namesFiles && ` in ${decided.file}`);
    return element("span", {}, "default of ", element("code", {}, String(decided.default ?? step.key ?? "")));
  }

  /** @param {AccessPath} path */
  adviceText(path) {
    if (path.verdict !== "denied") return null;
    if (!this.goToLine) return path.advice ? renderChange(path.advice) : null;
    const advice = this.advice.get(path.flow);
    if (advice === undefined) return this.advice.size > 0 ? null : element("p", { class: "advice" }, "Advice: trying changes …");
    if (!advice?.edits) return element("p", { class: "advice" }, "No change of a few keys is known to allow it.");
    const edits = advice.edits.map((/** @type {any} */ edit) =>
      element("li", {}, element("code", {}, edit.key), edit.append ? ": add " : ": ", element("code", {}, typeof edit.value === "string" ? edit.value : JSON.stringify(edit.value))),
    );
    return renderAdvice(advice, edits);
  }
}

/**
 * The smallest change of existing resources.
 * @param {any} advice
 */
function renderChange(advice) {
  return renderAdvice(advice, (advice.changes ?? []).map((/** @type {any} */ change) => element("li", {}, withCode(change.text))));
}

/**
 * @param {any} advice
 * @param {HTMLElement[]} edits
 */
function renderAdvice(advice, edits) {
  const opens = (advice.opens ?? []).map((/** @type {any} */ other) => element("li", {}, `${other.flow} (${other.verdict})`));
  return element(
    "div",
    { class: "advice" },
    element("p", {}, `A change that makes it ${advice.verdict}:`),
    element("ul", {}, ...edits),
    opens.length > 0 ? element("details", {}, element("summary", {}, `${counted(opens.length, "other access path")} would be less restricted`), element("ul", {}, ...opens)) : element("p", {}, "No other access path would be less restricted."),
  );
}

/** @param {string} verdict */
export function verdictBadge(verdict) {
  return element("span", { class: `verdict ${verdict}` }, verdict);
}

/** @param {Fact[]} found */
function renderFacts(found) {
  const items = found.map((fact) => element("li", {}, fact.statement, ...fact.sources.map((source) => element("span", { class: "fact-source" }, source))));
  return element("details", {}, element("summary", {}, counted(found.length, "source")), element("ul", {}, ...items));
}

/**
 * The first step with the outcome that decides: a denied one, otherwise a conditional one, otherwise the last.
 * @param {AccessPath} path
 */
function decidingStep({ steps }) {
  return steps.find((step) => step.outcome === "denied") ?? steps.find((step) => step.outcome === "conditional") ?? steps.at(-1);
}
