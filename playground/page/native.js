/**
 * In place of the WebAssembly in a page that `node build.mjs --native` makes: the program beside the page answers. This runs in a
 * worker, which may wait.
 */

/** Nothing is loaded. */
export function initSync() {}

/** @param {string} request */
export const answer = (request) => askProgram("api", request);

/**
 * @param {string} path
 * @param {string} request
 * @returns {string}
 */
export function askProgram(path, request) {
  const call = new XMLHttpRequest();
  call.open("POST", path, false);
  call.send(request);
  if (call.status !== 200) throw new Error(`the program answers ${call.status}: ${call.responseText}`);
  return call.responseText;
}
