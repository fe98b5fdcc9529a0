/**
 * As native.js, for files that are dropped in.
 */
import { askProgram } from "./native.js";

export { initSync } from "./native.js";

/** @param {string} request */
export const answer = (request) => askProgram("existing", request);
