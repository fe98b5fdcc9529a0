/** Examples of the repository by name. */
declare module "examples:all" {
  export const examples: Record<string, string>;
}

/** What wasm-bindgen writes. */
declare module "di-gen:bindgen" {
  export function initSync(options: { module: WebAssembly.Module | BufferSource }): void;
  export function answer(request: string): string;
}
