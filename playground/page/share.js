/**
 * The topology in the fragment of a link, compressed. A fragment is not part of a request, so no server gets it.
 */

/** The longest fragment that is written: chats and trackers cut longer links. */
export const LONGEST_FRAGMENT = 16_000;

/** As the limit of di-gen for a file. */
const LONGEST_TEXT_BYTES = 1024 * 1024;

/** @typedef {{ text: string, environment: string | null }} Shared */

/**
 * @param {Shared} shared
 * @returns {Promise<string>} The fragment, without `#`.
 */
export async function writeFragment({ text, environment }) {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const fragment = `topology=${toBase64(bytes)}${environment ? `&environment=${encodeURIComponent(environment)}` : ""}`;
  if (fragment.length > LONGEST_FRAGMENT) {
    throw new RangeError(
      `The topology is too large for a link: ${fragment.length} characters, and ${LONGEST_FRAGMENT} are allowed. Share it as a file.`,
    );
  }
  return fragment;
}

/**
 * @param {string} fragment With or without `#`.
 * @returns {Promise<Shared | null>} Null if the fragment is not about a topology.
 */
export async function readFragment(fragment) {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const packed = parameters.get("topology");
  if (packed === null) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await unpack(fromBase64(packed)));
    return { text, environment: parameters.get("environment") };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new Error("The link is damaged: its topology cannot be read. Ask for the link again, or for the file.");
  }
}

/**
 * Unpacks up to the limit: a few bytes can be packed gigabytes.
 * @param {Uint8Array<ArrayBuffer>} packed
 */
async function unpack(packed) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > LONGEST_TEXT_BYTES) {
      await reader.cancel();
      throw new RangeError("The topology of the link is larger than 1 MiB, which di-gen does not read.");
    }
    chunks.push(next.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}
