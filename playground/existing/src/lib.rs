//! What the playground asks di-gen about files that are dropped in, as one function from JSON to JSON.
//!
//! The page calls it compiled to WebAssembly, in a module that it loads with the first file. Nothing is kept between two
//! calls, and nothing here decides anything: answers are those of the library.

mod answer;
mod request;
// The same call, of another crate.
#[cfg(target_family = "wasm")]
#[path = "../../api/src/wasm.rs"]
mod wasm;

pub use answer::answer_request;
