/**
 * What the JSON Schema of a topology says about a place: keys and values with their descriptions.
 */

/** @typedef {any} Schema */
/** @typedef {{ name: string, description: string, isMapping: boolean, isList: boolean, isRequired: boolean, detail: string }} KeyChoice */
/** @typedef {{ value: string, description: string }} ValueChoice */

export class TopologySchema {
  /** @param {string} text */
  constructor(text) {
    /** @type {Schema} */
    this.root = JSON.parse(text);
  }

  /**
   * The schemas of a place: alternatives count as one each.
   * @param {(string | number)[]} path
   * @returns {Schema[]}
   */
  schemasAt(path) {
    let schemas = this.expand(this.root);
    for (const step of path) {
      schemas = schemas.flatMap((schema) => this.children(schema, step)).flatMap((schema) => this.expand(schema));
    }
    return schemas;
  }

  /**
   * The keys that a mapping can have.
   * @param {(string | number)[]} path
   * @returns {KeyChoice[]}
   */
  keysAt(path) {
    /** @type {Map<string, KeyChoice>} */
    const choices = new Map();
    for (const schema of this.schemasAt(path)) {
      // A file that extends another one may leave out the name; here there is one file.
      const required = schema.required ?? schema.else?.required ?? [];
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        const kinds = this.expand(property);
        if (choices.has(name)) continue;
        choices.set(name, {
          name,
          description: this.description(property),
          isMapping: kinds.some((kind) => kind.properties || kind.additionalProperties?.type || kind.type === "object"),
          isList: kinds.some((kind) => kind.type === "array"),
          isRequired: required.includes(name),
          detail: defaultDetail(property),
        });
      }
    }
    return [...choices.values()];
  }

  /**
   * The keywords that a value can be.
   * @param {(string | number)[]} path
   * @returns {ValueChoice[]}
   */
  valuesAt(path) {
    /** @type {Map<string, ValueChoice>} */
    const choices = new Map();
    for (const schema of this.schemasAt(path)) {
      const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
      for (const value of schema.type === "boolean" ? [true, false] : values) {
        const text = String(value);
        if (value !== null && !choices.has(text)) choices.set(text, { value: text, description: schema.description ?? "" });
      }
    }
    return [...choices.values()];
  }

  /**
   * The description of a place.
   * @param {(string | number)[]} path
   */
  describe(path) {
    const parents = this.schemasAt(path.slice(0, -1));
    const last = path.at(-1);
    const property = parents.map((schema) => last !== undefined && schema.properties?.[last]).find(Boolean);
    return property ? this.description(property) : "";
  }

  /** @param {Schema} schema */
  description(schema) {
    return schema.description ?? this.expand(schema).find((kind) => kind.description)?.description ?? "";
  }

  /**
   * @param {Schema} schema
   * @param {string | number} step
   * @returns {Schema[]}
   */
  children(schema, step) {
    if (typeof step === "number") return isObject(schema.items) ? [schema.items] : [];
    const own = schema.properties?.[step];
    if (own) return [own];
    const patterns = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => new RegExp(pattern, "u").test(step));
    if (patterns.length > 0) return patterns.map(([, child]) => child);
    return isObject(schema.additionalProperties) ? [schema.additionalProperties] : [];
  }

  /**
   * A schema without references, and its alternatives.
   * @param {Schema} schema
   * @param {number} [depth]
   * @returns {Schema[]}
   */
  expand(schema, depth = 0) {
    if (!isObject(schema) || depth > 12) return [];
    const parts = [schema];
    if (schema.$ref) {
      const target = String(schema.$ref).replace(/^#\//, "").split("/");
      parts.push(...this.expand(target.reduce((at, key) => at?.[key], this.root), depth + 1));
    }
    for (const alternatives of [schema.anyOf, schema.oneOf, schema.allOf]) {
      for (const alternative of alternatives ?? []) parts.push(...this.expand(alternative, depth + 1));
    }
    return parts;
  }
}

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null;

/** @param {Schema} property */
function defaultDetail(property) {
  const value = property.default;
  if (value === undefined || value === null) return "";
  const text = JSON.stringify(value);
  return text.length <= 24 ? `default ${text.replaceAll('"', "")}` : "";
}
