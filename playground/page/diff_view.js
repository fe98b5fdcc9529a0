/**
 * What a change means when it is deployed: the text of the editor compared with the text as it was opened, or an example.
 */
import { CodeView } from "./code_view.js";
import { element } from "./dom.js";

export class DiffView {
  /**
   * @param {Record<string, string>} examples
   * @param {() => void} onSelect
   */
  constructor(examples, onSelect) {
    this.examples = examples;
    /** The text as it was opened. */
    this.opened = "";
    this.select = element("select", { change: onSelect }, element("option", { value: "" }, "the text as it was opened"));
    this.select.append(...Object.keys(examples).map((name) => element("option", { value: name }, `example ${name}`)));
    this.code = new CodeView({ label: "Changes when this is deployed", fileName: "changes.txt" });
    this.code.toolbar.prepend(element("label", {}, "From ", this.select));
    this.element = this.code.element;
  }

  /** The older text. */
  get old() {
    return this.examples[this.select.value] ?? this.opened;
  }

  /** @param {string} text */
  show(text) {
    this.code.show(text);
  }
}
