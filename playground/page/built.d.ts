/** Examples of the repository by name. */
declare module "di-gen:examples" {
  export const examples: Record<string, string>;
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
