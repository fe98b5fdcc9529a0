/**
 * Where the cursor is in YAML that may be incomplete: the keys that lead there, and what can be written there.
 */

/**
 * @typedef {object} YamlPosition
 * @property {(string | number)[]} path The mapping for a key; the value itself for a value.
 * @property {"key" | "value" | "item"} kind An item of a list can be a value or the first key of a mapping.
 * @property {number} from Where the word at the cursor starts.
 * @property {number} column The column of that word.
 * @property {boolean} isFlow Whether it is in brackets.
 * @property {Set<string>} present Keys that the mapping has already.
 */

/** @typedef {{ column: number, step: string | number }} Level */

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#&*!|>%@`{}[\],?:-][^:#{}[\],]*?|-[^\s:#{}[\],]+))\s*:(?:\s+|$)/;

/**
 * @param {string} text
 * @param {number} offset
 * @returns {YamlPosition | null} Null in a comment.
 */
export function positionAt(text, offset) {
  const lines = text.slice(0, offset).split("\n");
  const current = lines.pop() ?? "";
  if (/(^|\s)#/.test(current.replace(/"[^"]*"|'[^']*'/g, ""))) return null;
  /** @type {Level[]} */
  const levels = [];
  for (const line of lines) {
    if (!/^\s*(#|$)/.test(line)) enterLine(levels, line);
  }
  const { rest, column, hasKey, isItem } = enterLine(levels, current);
  const word = /[\w./-]*$/.exec(current)?.[0] ?? "";
  const from = offset - word.length;
  const path = levels.map((level) => level.step);
  const flow = flowPosition(rest);
  if (flow) {
    return { path: [...path, ...flow.path], kind: flow.kind, from, column, isFlow: true, present: flow.present };
  }
  if (hasKey) return { path, kind: "value", from, column, isFlow: false, present: new Set() };
  const present = keysBeside(text, lines.length, column);
  return { path, kind: isItem ? "item" : "key", from, column, isFlow: false, present };
}

/**
 * Leaves the levels that a line ends, and enters those that it starts.
 * @param {Level[]} levels
 * @param {string} line
 */
function enterLine(levels, line) {
  let column = line.length - line.trimStart().length;
  let rest = line.slice(column);
  let isItem = false;
  for (let dash = /^-(\s+|$)/.exec(rest); dash; dash = /^-(\s+|$)/.exec(rest)) {
    const start = column;
    leaveLevels(levels, (level) => level.column > start || (level.column === start && level.step === 0));
    levels.push({ column, step: 0 });
    column += dash[0].length;
    rest = rest.slice(dash[0].length);
    isItem = true;
  }
  if (!isItem || rest) leaveLevels(levels, (level) => level.column >= column);
  const key = KEY.exec(rest);
  if (!key) return { rest, column, hasKey: false, isItem };
  levels.push({ column, step: key[1] ?? key[2] ?? key[3] ?? "" });
  return { rest: rest.slice(key[0].length), column, hasKey: true, isItem };
}

/**
 * @param {Level[]} levels
 * @param {(level: Level) => boolean} isLeft
 */
function leaveLevels(levels, isLeft) {
  for (let last = levels.at(-1); last && isLeft(last); last = levels.at(-1)) levels.pop();
}

/**
 * The position inside of brackets that a text opens and does not close.
 * @param {string} text
 * @returns {{ path: (string | number)[], kind: "key" | "value" | "item", present: Set<string> } | null}
 */
function flowPosition(text) {
  /** @type {{ isList: boolean, key: string | null, present: Set<string> }[]} */
  const open = [];
  let word = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|'[^']*'?|[{}[\],]|:(?=\s|$)|[^"'{}[\],:]+|:/g)) {
    const top = open.at(-1);
    if (token === "{" || token === "[") open.push({ isList: token === "[", key: null, present: new Set() });
    else if (token === "}" || token === "]") open.pop();
    else if (token === "," && top) top.key = null;
    else if (token === ":" && top && !top.isList) {
      top.key = word;
      top.present.add(word);
    } else word = token.trim().replace(/^["']|["']$/g, "");
  }
  const last = open.at(-1);
  if (!last) return null;
  /** @type {(string | number)[]} */
  const path = [];
  for (const { isList, key } of open) {
    if (isList) path.push(0);
    else if (key !== null) path.push(key);
  }
  return { path, kind: last.isList ? "item" : last.key === null ? "key" : "value", present: last.present };
}

/**
 * The keys of the mapping around a line.
 * @param {string} text
 * @param {number} at
 * @param {number} column
 */
function keysBeside(text, at, column) {
  const lines = text.split("\n");
  const present = new Set();
  for (const direction of [-1, 1]) {
    for (let index = at + direction; index >= 0 && index < lines.length; index += direction) {
      const line = lines[index] ?? "";
      const content = line.replace(/^\s*(?:-\s+)*/, "");
      const start = line.length - content.length;
      if (/^(#|$)/.test(content)) continue;
      const key = start === column ? KEY.exec(content) : null;
      // Below, a dash starts another item; above, it starts this one.
      const isItem = line.trimStart().startsWith("-") && line.indexOf("-") < column;
      if (start < column || (isItem && direction === 1)) break;
      if (key) present.add(key[1] ?? key[2] ?? key[3]);
      if (isItem) break;
    }
  }
  return present;
}
