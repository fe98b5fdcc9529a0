/**
 * di-gen in workers. One answers what is shown at once; the other tries changes for advice, which takes longer, and is
 * stopped when the text changes. A worker with a fault, or without an answer, is replaced.
 */

/** @typedef {{ question: string, text?: string, environment?: string | null, old?: string, policies?: string[], today?: string }} Request */
/** @typedef {{ files: { name: string, text: string }[], policies: string[] }} ExistingRequest */
/** @typedef {{ value?: any, diagnostics?: import("./diagnostics.js").Diagnostic[], error?: string, help?: string[] }} Answer */

/**
 * What answers: its script and its module, and after how long an answer is not awaited any more. A topology of 1 MiB takes about
 * two seconds; a state can have a hundred times as much.
 * @typedef {{ script: string, module: string, longestAnswerMs: number }} Program
 */
/** @type {Program} */
export const TOPOLOGY = { script: "worker.js", module: "di_gen.wasm", longestAnswerMs: 15_000 };
/** @type {Program} */
export const EXISTING = { script: "existing_worker.js", module: "di_gen_existing.wasm", longestAnswerMs: 60_000 };

/** Where the worker ended without an answer: what it did not answer is asked no more. */
export class StoppedError extends Error {}

/** @type {{ createScriptURL(url: string): any } | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("di-gen-worker", {
  /** @param {string} url */
  createScriptURL(url) {
    if (![TOPOLOGY.script, EXISTING.script].includes(url)) throw new TypeError("the page has two workers");
    return url;
  },
});

/**
 * @param {Program} program
 * @returns {Promise<WebAssembly.Module>}
 */
export async function loadModule(program) {
  const response = await fetch(program.module);
  if (!response.ok) throw new Error(`${program.module}: the server answers ${response.status}`);
  // Some hosts serve WebAssembly under another type, which streaming refuses.
  const isTyped = response.headers.get("content-type")?.startsWith("application/wasm");
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export class Engine {
  /**
   * @param {Program} program
   * @param {WebAssembly.Module} module
   * @param {(fault: string) => void} reportFault
   */
  constructor(program, module, reportFault) {
    this.program = program;
    this.module = module;
    this.reportFault = reportFault;
    this.lastId = 0;
    /** @type {Map<number, { resolve(answer: Answer): void, reject(error: Error): void, timer: ReturnType<typeof setTimeout> }>} */
    this.waiting = new Map();
    this.worker = this.startWorker();
  }

  startWorker() {
    const { script } = this.program;
    const worker = new Worker(policy ? policy.createScriptURL(script) : script);
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
   * @param {Request | ExistingRequest} request
   * @returns {Promise<Answer>}
   */
  ask(request) {
    const id = ++this.lastId;
    const { longestAnswerMs } = this.program;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(`no answer within ${longestAnswerMs / 1000} seconds`), longestAnswerMs);
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
