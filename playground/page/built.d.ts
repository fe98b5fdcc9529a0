/** Examples of the repository by name. */
declare module "di-gen:examples" {
  export const examples: Record<string, string>;
}

/** The explanations of diagnostic codes, and what the facts say that access paths name. */
declare module "di-gen:texts" {
  export const explanations: Record<string, string>;
  export const facts: Record<string, { statement: string; sources: string[] }>;
}

/** The JSON Schema of a topology. */
declare module "di-gen:schema" {
  export const schemaText: string;
}

/** What wasm-bindgen writes. */
declare module "di-gen:bindgen" {
  export function initSync(options: { module: WebAssembly.Module | BufferSource }): void;
  export function answer(request: string): string;
}

/** The same for the module that reads existing resources. */
declare module "di-gen:bindgen-existing" {
  export function initSync(options: { module: WebAssembly.Module | BufferSource }): void;
  export function answer(request: string): string;
}
