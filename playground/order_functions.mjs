/**
 * An order for the functions of a module, in which those that have much in common are close: gzip finds what repeats only in the
 * last 32 KiB.
 */

/** How far gzip looks back, in bytes. */
const WINDOW = 32 << 10;

/** The length of the parts that functions have in common, in bytes. */
const PART = 7;

/** A part of more functions than this is never far away. */
const MAX_USERS = 60;

/** What is added to the size of a function, so that a short one is not taken for a few bytes alone. */
const LEAST_SIZE = 1000;

/** A call of one of these functions takes one byte less. */
const ONE_BYTE_CALLS = 128;

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {[value: number, next: number]} An unsigned LEB128 number.
 */
function readNumber(bytes, at) {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return [value, at];
  }
}

/** @type {(value: number) => number[]} */
const writeNumber = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...writeNumber(Math.floor(value / 128))]);

/**
 * The number of imports, which are all functions, and the code of each function.
 * @param {Uint8Array} module
 */
function readFunctions(module) {
  /** @type {Uint8Array[]} */
  const bodies = [];
  let imported = 0;
  for (let at = 8; at < module.length; ) {
    const kind = module[at];
    const [size, start] = readNumber(module, at + 1);
    let [count, next] = readNumber(module, start);
    if (kind === 2) imported = count;
    for (; kind === 10 && count > 0; count--) {
      const [length, body] = readNumber(module, next);
      bodies.push(module.subarray(body, (next = body + length)));
    }
    at = start + size;
  }
  return { imported, bodies };
}

/**
 * The functions that use each part, for parts of at least two functions; and the reverse.
 * @param {Uint8Array[]} bodies
 */
function findParts(bodies) {
  /** @type {Map<string, Set<number>>} */
  const users = new Map();
  for (const [index, body] of bodies.entries()) {
    const text = Buffer.from(body).toString("latin1");
    for (let at = 0; at + PART <= text.length; at++) {
      const part = text.slice(at, at + PART);
      const known = users.get(part);
      if (known) known.add(index);
      else users.set(part, new Set([index]));
    }
  }
  const shared = [...users.values()].filter(({ size }) => size > 1 && size <= MAX_USERS).map((set) => [...set]);
  /** @type {number[][]} */
  const parts = bodies.map(() => []);
  for (const [part, indices] of shared.entries()) for (const index of indices) parts[index]?.push(part);
  return { shared, parts };
}

/**
 * After those that stay first, the next function is the one that has most parts, for its size, in common with the window before it.
 * @param {Uint8Array[]} bodies
 * @param {number} first How many stay first.
 */
function orderBySimilarity(bodies, first) {
  const { shared, parts } = findParts(bodies);
  /** How often each part is in the window, and how many of its parts a function has there. */
  const [inWindow, common] = [new Uint32Array(shared.length), new Uint32Array(bodies.length)];
  const left = new Set(bodies.keys());
  /** @type {number[]} */
  const order = [];
  const sizeOf = (/** @type {number} */ index) => bodies[index]?.length ?? 0;
  const count = (/** @type {number} */ index, /** @type {1 | -1} */ change) => {
    for (const part of parts[index] ?? []) {
      const before = inWindow[part] ?? 0;
      inWindow[part] = before + change;
      if (before === 0 || before + change === 0) for (const user of shared[part] ?? []) common[user] = (common[user] ?? 0) + change;
    }
  };
  for (let [size, start] = [0, 0]; left.size > 0; ) {
    let [next, best] = [order.length, -1];
    for (const index of order.length < first ? [] : left) {
      const similarity = (common[index] ?? 0) / (sizeOf(index) + LEAST_SIZE);
      if (similarity > best) [next, best] = [index, similarity];
    }
    left.delete(next);
    order.push(next);
    count(next, 1);
    size += sizeOf(next);
    for (; size > WINDOW && start < order.length - 1; start++) {
      const oldest = order[start] ?? 0;
      count(oldest, -1);
      size -= sizeOf(oldest);
    }
  }
  return order;
}

/**
 * The module with the place of each function in that order as its name.
 * @param {Uint8Array} module A module without names, in which the functions that are called most come first.
 */
export function nameByPlace(module) {
  const { imported, bodies } = readFunctions(module);
  const names = orderBySimilarity(bodies, ONE_BYTE_CALLS - imported).flatMap((index, place) => {
    const name = Buffer.from(String(place).padStart(6, "0"));
    return [...writeNumber(imported + index), name.length, ...name];
  });
  const functions = [...writeNumber(bodies.length), ...names];
  const section = [4, ...Buffer.from("name"), 1, ...writeNumber(functions.length), ...functions];
  return Buffer.concat([module, Uint8Array.from([0, ...writeNumber(section.length), ...section])]);
}
