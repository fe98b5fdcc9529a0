/**
 * What dropped files show: for each account, who can reach what, the picture, posture and policies.
 */
import { AccessView } from "./access_view.js";
import { counted, element, renderInto, withCode } from "./dom.js";
import { PictureView } from "./picture_view.js";
import { PostureView } from "./posture_view.js";

/** @typedef {{ type: string, commands: string[] }} Unseen */
/** @typedef {{ account: string, storage: string | null, paths: import("./access_view.js").AccessPath[], unseen: Unseen[] }} Account */
/** @typedef {import("./diagnostics.js").Diagnostic & { resource: string | null, pointer: string | null, terraform: string | null }} Finding */
/** @typedef {{ diagnostics: Finding[], undecided: number }} Checks */
/** @typedef {{ accounts: Account[], checks: Checks[], policySets: string[], others: Record<string, number>, conflicts: { id: string, used: string, ignored: string }[], pictures: string[], notes: string[] }} Existing */

const INTRODUCTION = [
  "Drop files here, or open them, to see who can reach what in an existing deployment, and which policies it violates.",
  "The output of `terraform show -json` (a state or a plan), of the script of `di-gen adopt --commands`, of `az graph query`, of `az deployment group what-if --no-pretty-print`, an ARM template with its parameter files, or a snapshot of Bicep.",
  "Files are read in this page alone: they are not stored, not part of the link, and forgotten when the page is closed.",
];

/** The last part of an ID. */
const nameOf = (/** @type {string} */ id) => id.split("/").at(-1) ?? id;

export class ExistingView {
  /**
   * @param {object} page
   * @param {(files: File[]) => void} page.onFiles Files are chosen; none clears them.
   * @param {() => void} page.onPolicies Other sets of policies are selected.
   * @param {(code: string) => string} page.explain
   */
  constructor({ onFiles, onPolicies, explain }) {
    /** @type {Existing | null} */
    this.existing = null;
    this.files = element("span", { class: "size" });
    // The dialog of the browser is opened by a button, which the keyboard reaches.
    this.input = element("input", { type: "file", multiple: true, hidden: true, accept: ".json,application/json", "aria-label": "Files of existing resources" });
    this.input.addEventListener("change", () => {
      onFiles([...(this.input.files ?? [])]);
      this.input.value = "";
    });
    const open = element("button", { type: "button", click: () => this.input.click() }, "Open files …");
    this.clear = element("button", { type: "button", hidden: true, click: () => onFiles([]) }, "Clear");
    this.account = element("select", { change: () => this.render() });
    this.accountLabel = element("label", { hidden: true }, "Account ", this.account);
    this.shown = element("select", { change: () => this.render() }, element("option", { value: "access" }, "access paths"), element("option", { value: "picture" }, "picture"), element("option", { value: "posture" }, "posture and policies"));
    this.shownLabel = element("label", { hidden: true }, "Show ", this.shown);
    this.access = new AccessView({ id: "existing-steps" });
    this.picture = new PictureView("the existing resources");
    this.posture = new PostureView({ onPolicies, explain, goTo: () => {} }, "Posture and policies of existing resources");
    this.views = { access: this.access.element, picture: this.picture.element, posture: this.posture.element };
    this.message = element("div", { class: "message" });
    this.details = element("div", { class: "found" });
    this.element = element(
      "div",
      { class: "existing-view" },
      element("div", { class: "toolbar" }, this.files, this.accountLabel, this.shownLabel, open, this.clear, this.input),
      this.message,
      ...Object.values(this.views),
      this.details,
    );
    this.showFiles([]);
  }

  /** @param {string[]} names The files that are read; their result is awaited. */
  showFiles(names) {
    this.existing = null;
    this.files.textContent = names.join(", ");
    this.access.namesFiles = names.length > 1;
    this.clear.hidden = names.length === 0;
    this.say(...(names.length === 0 ? INTRODUCTION : ["Reading …"]));
  }

  /** @param {import("./engine.js").Answer} answer */
  showAnswer({ value, error = "", help = [] }) {
    this.existing = value ?? null;
    if (!this.existing) {
      this.say(error, ...help);
      return;
    }
    const titles = this.existing.accounts.map(({ account, storage }) => `${nameOf(account)}${storage ? ` with ${nameOf(storage)}` : ""}`);
    const selected = this.account.value;
    this.account.replaceChildren(...titles.map((title, index) => element("option", { value: String(index) }, title)));
    if (Number(selected) < titles.length) this.account.value = selected || "0";
    this.render();
  }

  /**
   * Says something instead of a result.
   * @param {...string} lines
   */
  say(...lines) {
    renderInto(this.message, ...lines.map((line) => element("p", {}, withCode(line))));
    for (const part of [...Object.values(this.views), this.details, this.accountLabel, this.shownLabel]) part.hidden = true;
    this.message.hidden = false;
  }

  render() {
    if (!this.existing) return;
    const { accounts, pictures, checks, notes } = this.existing;
    const index = Number(this.account.value || "0");
    const account = accounts[index];
    if (!account) {
      this.say(...notes, ...this.otherResources());
      return;
    }
    this.message.hidden = true;
    this.details.hidden = false;
    this.shownLabel.hidden = false;
    this.accountLabel.hidden = accounts.length < 2;
    for (const [name, part] of Object.entries(this.views)) part.hidden = name !== this.shown.value;
    this.access.show(account.paths);
    this.picture.show(pictures[index] ?? "");
    this.showChecks(checks[index]);
    renderInto(
      this.details,
      ...account.unseen.map(({ type, commands }) =>
        element("div", {}, element("p", {}, "More ", element("code", {}, type), " may exist. To show them:"), ...commands.map((command) => element("p", {}, element("code", {}, command)))),
      ),
      ...this.existing.conflicts.map(({ id, used, ignored }) => element("p", {}, `Files differ about ${id}: ${used} is used, not ${ignored}`)),
      ...[...notes, ...this.otherResources()].map((line) => element("p", {}, line)),
    );
  }

  /** @param {Checks} [checks] */
  showChecks({ diagnostics, undecided } = { diagnostics: [], undecided: 0 }) {
    if (this.posture.boxes.length === 0) this.posture.offerSets(this.existing?.policySets ?? []);
    const place = (/** @type {Finding} */ { resource, terraform, pointer }) => [resource && nameOf(resource), terraform ?? pointer].filter(Boolean).join(": ");
    this.posture.show({ diagnostics: diagnostics.map((one) => ({ ...one, place: place(one), line: null })) });
    if (undecided > 0) this.posture.lists.append(element("p", { class: "nothing" }, `${counted(undecided, "policy", "policies")} depend on what the files do not show.`));
  }

  /** The number of resources that no account has to do with. */
  otherResources() {
    const counts = Object.entries(this.existing?.others ?? {});
    if (counts.length === 0) return [];
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    return [`${counted(total, "other resource")}, not evaluated: ${counts.map(([type, count]) => `${count} ${type}`).join(", ")}`];
  }
}
