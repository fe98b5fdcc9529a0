/**
 * What both workers do: a worker gets the compiled module, then requests; it gives answers, or the message of a fault.
 */

/** @typedef {{ answer(request: string): string, initSync(options: { module: WebAssembly.Module }): unknown }} Program */

/** @param {Program} program */
export function answerRequests({ answer, initSync }) {
  /** The message of a panic: the call that panicked then ends with an error that says less. */
  let panic = "";
  /** @type {any} */ (globalThis).reportPanic = (/** @type {string} */ message) => (panic = message);

  addEventListener("message", ({ data }) => {
    if (data.module) {
      initSync({ module: data.module });
      return;
    }
    try {
      postMessage({ id: data.id, answer: answer(data.request) });
    } catch (error) {
      postMessage({ id: data.id, fault: panic || String(error) });
    }
  });
}
