/**
 * Colours and sizes of the editors: the variables of the page, so that light and dark follow the system.
 */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.attributeName], color: "var(--code-key)" },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: "var(--code-comment)" },
  { tag: [tags.punctuation, tags.bracket, tags.separator], color: "var(--muted)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--surface)", height: "100%", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { color: "var(--muted)", backgroundColor: "var(--surface)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { paddingLeft: "1rem" },
  ".cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selection)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0", textDecorationLine: "underline", textDecorationStyle: "wavy", textDecorationSkipInk: "none", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: "var(--error)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--warning)" },
  ".cm-lintRange-info": { textDecorationColor: "var(--note)", textDecorationStyle: "dotted" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--raised)", border: "1px solid var(--border)", borderRadius: "8px", boxShadow: "var(--shadow)", maxWidth: "min(34rem, 92vw)" },
  ".cm-tooltip-lint": { maxHeight: "20rem", overflowY: "auto" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "0.8125rem", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-accent)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { color: "inherit", opacity: "0.7", fontStyle: "normal" },
  ".cm-completionInfo": { maxWidth: "22rem", padding: "0.6rem 0.75rem" },
  ".cm-completionIcon": { display: "none" },
  ".cm-diagnostic": { padding: "0.5rem 0.75rem", borderLeft: "none" },
  ".cm-diagnosticAction": { font: "inherit", fontSize: "0.8125rem", color: "var(--on-accent)", backgroundColor: "var(--accent)", borderRadius: "6px", padding: "0.2rem 0.6rem", margin: "0.4rem 0 0", cursor: "pointer" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--raised)", borderColor: "var(--border)" },
  ".cm-panel.cm-search": { padding: "0.5rem" },
  ".cm-textfield": { color: "inherit", backgroundColor: "var(--surface)", border: "1px solid var(--border)" },
  ".cm-button": { color: "inherit", backgroundImage: "none", backgroundColor: "var(--surface)", border: "1px solid var(--border)" },
  ".cm-searchMatch": { backgroundColor: "var(--selection)" },
});

/** The nonce of the page's policy: the editor adds its style sheet with it. */
const nonce = document.querySelector("script[data-nonce]")?.getAttribute("data-nonce") ?? "";

export const appearance = [EditorView.cspNonce.of(nonce), theme, syntaxHighlighting(highlight)];
