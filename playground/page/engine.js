/**
 * di-gen in workers. One answers what is shown at once; the other tries changes for advice, which takes longer, and is
 * stopped when the text changes. A worker with a fault, or without an answer, is replaced.
 */

/** @typedef {{ question: string, text?: string, environment?: string | null, old?: string, policies?: string[], today?: string }} Request */
/** @typedef {{ value?: any, diagnostics?: import("./diagnostics.js").Diagnostic[], error?: string }} Answer */

/** A topology of 1 MiB takes about two seconds; what takes longer does not end. */
const LONGEST_ANSWER_MS = 15_000;

/** Where the worker ended without an answer: what it did not answer is asked no more. */
export class StoppedError extends Error {}

/** @type {{ createScriptURL(url: string): any } | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("di-gen-worker", {
  /** @param {string} url */
  createScriptURL(url) {
    if (url !== "worker.js") throw new TypeError("the page has one worker");
    return url;
  },
});

/** @returns {Promise<WebAssembly.Module>} */
export async function loadModule() {
  const response = await fetch("di_gen.wasm");
  if (!response.ok) throw new Error(`di_gen.wasm: the server answers ${response.status}`);
  // Some hosts serve WebAssembly under another type, which streaming refuses.
  const isTyped = response.headers.get("content-type")?.startsWith("application/wasm");
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export class Engine {
  /**
   * @param {WebAssembly.Module} module
   * @param {(fault: string) => void} reportFault
   */
  constructor(module, reportFault) {
    this.module = module;
    this.reportFault = reportFault;
    this.lastId = 0;
    /** @type {Map<number, { resolve(answer: Answer): void, reject(error: Error): void, timer: ReturnType<typeof setTimeout> }>} */
    this.waiting = new Map();
    this.worker = this.startWorker();
  }

  startWorker() {
    const worker = new Worker(policy ? policy.createScriptURL("worker.js") : "worker.js");
    worker.postMessage({ module: this.module });
    worker.addEventListener("message", ({ data }) => {
      if (data.fault !== undefined) this.fail(data.fault);
      else this.settle(data.id)?.resolve(JSON.parse(data.answer));
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.fail(event.message || "the worker could not be started");
    });
    return worker;
  }

  /** Whether an answer is awaited. */
  get isBusy() {
    return this.waiting.size > 0;
  }

  /**
   * @param {Request} request
   * @returns {Promise<Answer>}
   */
  ask(request) {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(`no answer within ${LONGEST_ANSWER_MS / 1000} seconds`), LONGEST_ANSWER_MS);
      this.waiting.set(id, { resolve, reject, timer });
      this.worker.postMessage({ id, request: JSON.stringify(request) });
    });
  }

  /** Replaces the worker, without a report: its answers are not needed any more. */
  restart() {
    this.worker.terminate();
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(new StoppedError("stopped"));
    this.worker = this.startWorker();
  }

  /** @param {string} fault */
  fail(fault) {
    this.restart();
    this.reportFault(fault);
  }

  /** @param {number} id */
  settle(id) {
    const waiting = this.waiting.get(id);
    if (waiting) clearTimeout(waiting.timer);
    this.waiting.delete(id);
    return waiting;
  }
}
