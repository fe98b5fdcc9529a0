/**
 * Diagnostics of di-gen: where they are in the editor, how they are shown, and the edits that fix them.
 */
import { counted, element, withCode } from "./dom.js";

/** @typedef {{ offset?: number, line: number, column: number }} Place */
/** @typedef {{ start: Place, end: Place, text: string }} Edit */
/** @typedef {{ startLine: number, startColumn: number, endLine: number, endColumn: number }} Span */
/**
 * @typedef {object} Diagnostic
 * @property {string} code
 * @property {"error" | "warning" | "note"} severity
 * @property {string} message
 * @property {string} file
 * @property {string | null} key
 * @property {number | null} line
 * @property {Span | null} span
 * @property {string} label
 * @property {string[]} help
 * @property {any} [details]
 * @property {Edit[]} [edits]
 * @property {true} [needsDecision]
 * @property {string} [place] What it is about, where that is not a line of the topology.
 */

/** The severities, most severe first. */
export const SEVERITIES = /** @type {const} */ (["error", "warning", "note"]);

/**
 * The position in the document. Lines and columns count from 1, columns in characters, of which some are two units long.
 * @param {import("@codemirror/state").Text} doc
 * @param {number} line
 * @param {number} column
 */
export function positionOf(doc, line, column) {
  if (line > doc.lines) return doc.length;
  const found = doc.line(Math.max(line, 1));
  let position = found.from;
  for (const character of found.text) {
    if (column <= 1) break;
    column -= 1;
    position += character.length;
  }
  return position;
}

/**
 * The range of a diagnostic in its first line: one about a mapping would mark all of it. The start of the text if it has none.
 * @param {import("@codemirror/state").Text} doc
 * @param {Diagnostic} diagnostic
 */
export function rangeOf(doc, { span }) {
  if (!span) return { from: 0, to: 0 };
  const from = positionOf(doc, span.startLine, span.startColumn);
  const end = span.endLine > span.startLine ? doc.lineAt(from).to : positionOf(doc, span.endLine, span.endColumn);
  return { from, to: Math.max(from, end) };
}

/**
 * The changes of the document that the edits of a diagnostic are.
 * @param {import("@codemirror/state").Text} doc
 * @param {Edit[]} edits
 */
export function changesOf(doc, edits) {
  return edits.map(({ start, end, text }) => ({
    from: positionOf(doc, start.line, start.column),
    to: positionOf(doc, end.line, end.column),
    insert: text,
  }));
}

/**
 * What a fix does, in a few words.
 * @param {Edit[]} edits
 */
export function describeFix(edits) {
  const [only] = edits;
  if (!only || edits.length > 1) return `Fix: ${counted(edits.length, "edit")}`;
  const text = only.text.trim();
  if (!text) return "Fix: remove it";
  return text.length <= 60 && !text.includes("\n") ? `Fix: ${text}` : "Fix";
}

/**
 * The message of a diagnostic with its label, its help and its explanation.
 * @param {Diagnostic} diagnostic
 * @param {string} explanation
 */
export function renderDiagnostic(diagnostic, explanation) {
  return element(
    "div",
    { class: "diagnostic" },
    element("p", { class: "message" }, element("span", { class: `severity ${diagnostic.severity}` }, diagnostic.severity), " ", withCode(diagnostic.message)),
    diagnostic.label && element("p", { class: "label" }, withCode(diagnostic.label)),
    ...diagnostic.help.map((help) => element("p", { class: "help" }, withCode(help))),
    renderExplanation(explanation),
  );
}

/**
 * An explanation of di-gen. Its paragraphs are wrapped for a terminal; those with indented lines or lists stay as they are.
 * @param {string} text
 */
export function renderExplanation(text) {
  const paragraphs = text.trim().split(/\n{2,}/).map((paragraph) => {
    const isLaidOut = /^\s|\n[\s-]/.test(paragraph);
    return element("p", { class: isLaidOut ? "laid-out" : "" }, withCode(isLaidOut ? paragraph : paragraph.replaceAll("\n", " ")));
  });
  return element("div", { class: "explanation" }, ...paragraphs);
}

/**
 * `valid, 79 resources, 1 warning`
 * @param {{ isValid: boolean, diagnostics: Diagnostic[], resources?: number, assertions?: number }} check
 */
export function summarize(check) {
  const counts = SEVERITIES.map((severity) => [severity, check.diagnostics.filter((one) => one.severity === severity).length]);
  const parts = counts.filter(([, count]) => count).map(([severity, count]) => counted(Number(count), String(severity)));
  if (!check.isValid) return ["invalid", ...parts].join(", ");
  const hasErrors = Boolean(counts[0]?.[1]);
  const assertions = check.assertions ?? 0;
  return [
    hasErrors ? "a check failed" : "valid",
    counted(check.resources ?? 0, "resource"),
    ...(hasErrors || assertions === 0 ? [] : [`${counted(assertions, "access assertion")} ${assertions === 1 ? "holds" : "hold"}`]),
    ...parts,
  ].join(", ");
}
