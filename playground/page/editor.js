/**
 * The editor of the topology.
 */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";

import { completeFromSchema } from "./completion.js";
import { changesOf, describeFix, rangeOf, renderDiagnostic } from "./diagnostics.js";
import { appearance } from "./theme.js";

/** @typedef {import("./diagnostics.js").Diagnostic} Diagnostic */

/**
 * Text that replaces a selection. Left to the browser, it comes with the style of what it replaces, as an attribute that the
 * policy of the page denies and reports.
 */
const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || !event.data || view.composing || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

export class TopologyEditor {
  /**
   * @param {HTMLElement} parent
   * @param {string} text
   * @param {{ onChange(text: string): void, explain(code: string): string, schema: import("./schema.js").TopologySchema }} page
   */
  constructor(parent, text, page) {
    this.page = page;
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          EditorView.lineWrapping,
          highlightActiveLine(),
          highlightActiveLineGutter(),
          history(),
          drawSelection(),
          replaceSelection,
          indentOnInput(),
          bracketMatching(),
          yaml(),
          autocompletion({ override: [completeFromSchema(page.schema)] }),
          EditorState.tabSize.of(2),
          EditorView.contentAttributes.of({ "aria-label": "Topology in YAML", spellcheck: "false", autocapitalize: "off" }),
          keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, indentWithTab, ...defaultKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) page.onChange(update.state.doc.toString());
          }),
          appearance,
        ],
      }),
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /**
   * Replaces the whole text; it can be undone.
   * @param {string} text
   */
  replaceText(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
  }

  /** @param {Diagnostic[]} diagnostics */
  showDiagnostics(diagnostics) {
    const { doc } = this.view.state;
    // One that is about nothing in the text is in the list alone.
    const marks = diagnostics.filter(({ span }) => span).map((diagnostic) => ({
      ...rangeOf(doc, diagnostic),
      severity: /** @type {"error" | "warning" | "info"} */ (diagnostic.severity === "note" ? "info" : diagnostic.severity),
      message: diagnostic.message,
      source: diagnostic.code,
      renderMessage: () => renderDiagnostic(diagnostic, this.page.explain(diagnostic.code)),
      actions: diagnostic.edits?.length ? [{ name: describeFix(diagnostic.edits), apply: () => this.applyFix(diagnostic) }] : [],
    }));
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  /** @param {Diagnostic} diagnostic */
  applyFix({ edits }) {
    if (!edits) return;
    this.view.dispatch({ changes: changesOf(this.view.state.doc, edits), userEvent: "input.fix" });
    this.view.focus();
  }

  /**
   * Selects what a diagnostic is about.
   * @param {Diagnostic} diagnostic
   */
  goToDiagnostic(diagnostic) {
    const { from, to } = rangeOf(this.view.state.doc, diagnostic);
    this.view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    this.view.focus();
  }

  /** @param {number} line */
  goToLine(line) {
    const { from } = this.view.state.doc.line(Math.min(Math.max(line, 1), this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    this.view.focus();
  }
}
