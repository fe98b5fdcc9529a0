//! Writes the JavaScript that calls the WebAssembly of the playground: `di-gen-playground-bindgen INPUT.wasm DIRECTORY NAME`.
//!
//! The same as `wasm-bindgen --target web`, whose version has to be that of the crate: here, `Cargo.lock` keeps both alike.

use std::env;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    let mut arguments = env::args().skip(1);
    let input = arguments.next().context("the first argument is the WebAssembly module")?;
    let directory = arguments.next().context("the second argument is a directory")?;
    let name = arguments.next().context("the third argument is the name of the files")?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(input).web(true)?.out_name(&name).typescript(true);
    bindgen.generate(directory)
}
