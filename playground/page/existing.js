/**
 * Files of existing resources: dropped on the page, or opened. They stay in the memory of the page, and nowhere else.
 */
import { EXISTING, Engine, loadModule } from "./engine.js";

/** Larger than the state of ten thousand resources. */
const MAX_BYTES = 128 << 20;

export class ExistingFiles {
  /**
   * @param {import("./existing_view.js").ExistingView} view
   * @param {(fault: string) => void} reportFault
   */
  constructor(view, reportFault) {
    this.view = view;
    this.reportFault = reportFault;
    /** @type {Map<string, string>} Texts by the name of the file. */
    this.texts = new Map();
    /** @type {Promise<Engine> | null} The module is loaded with the first file. */
    this.engine = null;
    /** How often files came: an answer about older ones is not shown. */
    this.changes = 0;
  }

  /**
   * Adds files, and shows what all of them show; without files, forgets those that it has.
   * @param {File[]} files
   */
  async add(files) {
    const change = ++this.changes;
    const isCurrent = () => change === this.changes;
    if (files.length === 0) this.texts.clear();
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > MAX_BYTES) {
      this.view.showAnswer({ error: `${files.map(({ name }) => name).join(", ")}: this is larger than ${MAX_BYTES >> 20} MiB` });
      return;
    }
    for (const file of files) this.texts.set(file.name, await file.text());
    if (!isCurrent()) return;
    this.view.showFiles([...this.texts.keys()]);
    if (this.texts.size === 0) return;
    const answer = await this.ask();
    if (isCurrent()) this.view.showAnswer(answer);
  }

  /** Asks again about the same files, with the sets of policies that are selected now. */
  async refresh() {
    const change = ++this.changes;
    const answer = await this.ask();
    if (change === this.changes) this.view.showAnswer(answer);
  }

  /** @returns {Promise<import("./engine.js").Answer>} */
  async ask() {
    this.engine ??= loadModule(EXISTING).then((module) => new Engine(EXISTING, module, this.reportFault));
    try {
      return await (await this.engine).ask({ files: [...this.texts].map(([name, text]) => ({ name, text })), policies: this.view.posture.selected() });
    } catch (error) {
      return { error: `The files cannot be read: ${/** @type {Error} */ (error).message}` };
    }
  }
}

/**
 * Takes files that are dropped anywhere on the page; a text that is dropped into the editor stays there.
 * @param {(files: File[]) => void} onFiles
 */
export function takeDroppedFiles(onFiles) {
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  const mark = (/** @type {boolean} */ isOver) => document.documentElement.toggleAttribute("data-dropping", isOver);
  // Before the editor, which would insert the text of a file.
  const listen = (/** @type {"dragover" | "drop"} */ name, /** @type {(event: DragEvent) => void} */ listener) =>
    addEventListener(name, (event) => hasFiles(event) && listener(event), { capture: true });
  listen("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  listen("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    mark(false);
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
}
