/**
 * Completion of keys and keywords, from the schema.
 */
import { startCompletion } from "@codemirror/autocomplete";

import { element, withCode } from "./dom.js";
import { positionAt } from "./yaml_position.js";

/**
 * @param {import("./schema.js").TopologySchema} schema
 * @returns {import("@codemirror/autocomplete").CompletionSource}
 */
export function completeFromSchema(schema) {
  return (context) => {
    const position = positionAt(context.state.doc.toString(), context.pos);
    if (!position) return null;
    const hasWord = position.from < context.pos;
    if (!hasWord && !context.explicit && position.kind !== "value") return null;
    const keys = position.kind === "value" ? [] : schema.keysAt(position.path).filter((key) => !position.present.has(key.name));
    const values = position.kind === "key" ? [] : schema.valuesAt(position.path);
    const options = [...keys.map((key) => keyCompletion(key, position)), ...values.map(valueCompletion)];
    return options.length > 0 ? { from: position.from, options, validFor: /^[\w./-]*$/ } : null;
  };
}

/**
 * @param {import("./schema.js").KeyChoice} key
 * @param {import("./yaml_position.js").YamlPosition} position
 * @returns {import("@codemirror/autocomplete").Completion}
 */
function keyCompletion(key, position) {
  const indent = " ".repeat(position.column + 2);
  const opens = key.isMapping || key.isList;
  const after = position.isFlow || !opens ? ": " : key.isList && !key.isMapping ? `:\n${indent}- ` : `:\n${indent}`;
  return {
    label: key.name,
    type: "property",
    detail: key.isRequired ? "required" : key.detail,
    boost: key.isRequired ? 1 : 0,
    info: () => describe(key.description),
    apply(view, completion, from, to) {
      const insert = completion.label + after;
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.complete" });
      startCompletion(view);
    },
  };
}

/**
 * @param {import("./schema.js").ValueChoice} choice
 * @returns {import("@codemirror/autocomplete").Completion}
 */
function valueCompletion(choice) {
  return { label: choice.value, type: "enum", info: choice.description ? () => describe(choice.description) : undefined };
}

/** @param {string} text */
function describe(text) {
  return text ? element("div", { class: "description" }, withCode(text)) : null;
}
