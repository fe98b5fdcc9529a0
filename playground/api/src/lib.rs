//! What the playground asks of di-gen, as one function from JSON to JSON.
//!
//! The page calls it compiled to WebAssembly; tests call it as it is. Nothing here decides anything: answers are those of the
//! library, with the same bytes as the program prints.

mod answer;
mod check;
mod masked;
mod older;
mod request;
#[cfg(target_family = "wasm")]
mod wasm;

pub use answer::answer_request;
