//! `explain`: the whole story of a code.

use di_gen::{
    Source,
    diagnostic::{Code, Diagnostic},
    explain as stories,
};

use super::{exit::Exit, say};

pub(super) fn explain(name: Option<&str>) -> Result<(), Exit> {
    let Some(name) = name else {
        let list: String = stories::all().map(|(name, about)| format!("{name:34}{about}\n")).collect();
        return say::out(&list);
    };
    if let Some(text) = stories::explain(name) {
        return say::out(&text);
    }
    let mut finding = Diagnostic::error(Code::NO_STORY, format!("nothing is known as `{name}`"));
    finding = match stories::nearest(name) {
        Some(other) => finding.help(format!("did you mean `{other}`?")),
        None => finding.help("`di-gen explain` lists all codes"),
    };
    Err(say::refuse(&Source::new("di-gen explain", ""), &[finding]))
}
