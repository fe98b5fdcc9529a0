/**
 * Elements of the page. Text of the user becomes text nodes and attributes only, never markup.
 */

/**
 * Creates an element. A string or number among the children becomes a text node; what is empty is left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean | ((event: Event) => void) | undefined>} [attributes] A function is a listener.
 * @param {...(Node | string | number | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...children) {
  const created = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") created.addEventListener(key, value);
    else if (value === true) created.setAttribute(key, "");
    else if (typeof value === "string") created.setAttribute(key, value);
  }
  for (const child of children) {
    if (child || child === 0) created.append(child instanceof Node ? child : String(child));
  }
  return created;
}

/**
 * The element of the page with this ID.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/**
 * Text in which `code` between backticks becomes code elements, as messages of di-gen have it.
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function withCode(text) {
  const fragment = document.createDocumentFragment();
  text.split("`").forEach((part, index, parts) => {
    const isCode = index % 2 === 1 && index < parts.length - 1;
    if (part) fragment.append(isCode ? element("code", {}, part) : part);
  });
  return fragment;
}

/**
 * @param {number} count
 * @param {string} noun
 * @param {string} plural
 * @returns {string} `1 warning`, `2 warnings`
 */
export function counted(count, noun, plural = `${noun}s`) {
  return `${count} ${count === 1 ? noun : plural}`;
}

/**
 * Offers a text as a file. The link is one to an object of this page, so nothing is requested.
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function downloadText(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Replaces the children of an element.
 * @param {HTMLElement} parent
 * @param {...(Node | string | null | undefined | false)} children
 */
export function renderInto(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}
