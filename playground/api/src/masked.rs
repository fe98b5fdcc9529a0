//! What is shown, without secrets: the page is shown on screens and in videos, like the output of the program in logs.

use di_gen::{
    diagnostic::{Diagnostic, escape_for_people},
    report::{SourceLocator, diagnostics::render_json},
    secret::{HiddenValues, mask_json, mask_text},
    source::SourceText,
};
use serde_json::Value;

/// Values that look like secrets and were accepted.
fn hidden_values(sources: &[&SourceText]) -> HiddenValues {
    let mut values = HiddenValues::new();
    for source in sources {
        values.extend(source.suppressed_values());
    }
    values
}

pub(crate) fn masked_json(mut value: Value, source: &SourceText) -> Value {
    mask_json(&mut value, &hidden_values(&[source]));
    value
}

pub(crate) fn masked_text(text: &str, sources: &[&SourceText]) -> String {
    escape_for_people(&mask_text(text, &hidden_values(sources)), &['\n', '\t'])
}

/// Diagnostics as `di-gen validate --format json` prints them.
pub(crate) fn diagnostics_json(source: &SourceText, diagnostics: &[Diagnostic]) -> Value {
    masked_json(render_json(diagnostics, &SourceLocator::new(source)), source)
}
