/**
 * The text in local storage, which stays in the browser. Without storage, as in some private windows, nothing is kept.
 */

const CURRENT = "di-gen.topology";
const PREVIOUS = "di-gen.topology.previous";

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} text
 */
function write(key, text) {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Storage is full or denied: the page works without it.
  }
}

export const readSaved = () => read(CURRENT);
export const readPrevious = () => read(PREVIOUS);
/** @param {string} text */
export const saveText = (text) => write(CURRENT, text);

/** Keeps the saved text apart, before another one takes its place. */
export function keepPrevious() {
  const saved = readSaved();
  if (saved !== null) write(PREVIOUS, saved);
}

/** Removes the saved text. */
export function forgetText() {
  try {
    localStorage.removeItem(CURRENT);
  } catch {
    // As above.
  }
}
