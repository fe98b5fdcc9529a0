//! The function that the page calls.

use std::{panic, sync::Once};

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Defined by the worker: gets the message of a fault in di-gen, after which the module cannot be used any more.
    #[wasm_bindgen(js_namespace = globalThis, js_name = reportPanic)]
    fn report_panic(message: &str);
}

static HOOK: Once = Once::new();

/// Answers one request; both are JSON.
#[wasm_bindgen]
#[must_use]
pub fn answer(request: &str) -> String {
    HOOK.call_once(|| panic::set_hook(Box::new(|info| report_panic(&info.to_string()))));
    crate::answer_request(request)
}
