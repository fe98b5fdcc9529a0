/**
 * Text that is generated: read-only, with a button that copies it and one that saves it as a file.
 */
import { defaultKeymap } from "@codemirror/commands";
import { searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";

import { counted, downloadText, element } from "./dom.js";
import { appearance } from "./theme.js";

/** @typedef {{ path: string, text: string }} File */

export class CodeView {
  /**
   * @param {{ label: string, fileName: string, language?: import("@codemirror/state").Extension }} options
   */
  constructor({ label, fileName, language = [] }) {
    this.fileName = fileName;
    /** @type {File[]} */
    this.files = [];
    this.size = element("span", { class: "size" });
    this.fileList = element("select", { "aria-label": `File of ${label}`, hidden: true, change: () => this.showFile() });
    const copied = element("span", { class: "copied", role: "status" });
    const copy = element("button", { type: "button", click: () => void this.copy(copied) }, "Copy");
    const save = element("button", { type: "button", click: () => downloadText(this.fileName, this.text, "text/plain") }, "Download");
    this.toolbar = element("div", { class: "toolbar" }, this.fileList, this.size, copied, copy, save);
    const holder = element("div", { class: "code" });
    this.element = element("div", { class: "code-view" }, this.toolbar, holder);
    this.view = new EditorView({
      parent: holder,
      state: EditorState.create({
        extensions: [
          lineNumbers(),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-readonly": "true" }),
          keymap.of([...searchKeymap, ...defaultKeymap]),
          language,
          appearance,
        ],
      }),
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /**
   * Shows generated files: the one that was selected, else the first.
   * @param {File[]} files
   */
  showFiles(files) {
    this.files = files;
    const names = files.map(({ path }) => path);
    const selected = names.includes(this.fileList.value) ? this.fileList.value : (names[0] ?? "");
    this.fileList.hidden = names.length < 2;
    this.fileList.replaceChildren(...names.map((name) => element("option", {}, name)));
    this.fileList.value = selected;
    this.showFile();
  }

  showFile() {
    const file = this.files.find(({ path }) => path === this.fileList.value);
    this.fileName = file?.path.split("/").at(-1) ?? this.fileName;
    this.show(file?.text ?? "");
  }

  /**
   * Shows another text. Only what differs is replaced, so that the place that is read stays in view.
   * @param {string} text
   */
  show(text) {
    const old = this.text;
    if (old === text) return;
    let start = 0;
    while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
    let end = 0;
    while (end < Math.min(old.length, text.length) - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
    this.view.dispatch({ changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) } });
    this.size.textContent = counted(text.split("\n").length - 1, "line");
  }

  /** @param {HTMLElement} copied */
  async copy(copied) {
    try {
      await navigator.clipboard.writeText(this.text);
      copied.textContent = "Copied";
    } catch {
      copied.textContent = "The browser denies access to the clipboard: use Download";
    }
    setTimeout(() => (copied.textContent = ""), 3000);
  }
}
