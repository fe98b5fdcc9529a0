//! Where something is decided. The name of the topology file is at the head of the page; files that it extends have names relative
//! to it, so that the page is the same wherever it is written.

use super::html::{Html, code, text};
use crate::report::{Decision, SourceLocator};

/// The line of the topology file or of one that it extends, or the key that changes the default.
pub(super) fn shown_place(decision: &Decision, locator: &SourceLocator<'_>) -> Html {
    match decision {
        Decision::Line(line) if line.file == locator.file_name() => text(&format!("line {}", line.line)),
        Decision::Line(line) => Html(format!("{}, line {}", code(&locator.relative_name(&line.file)).0, line.line)),
        Decision::Default(key) => Html(format!("default, {}", code(key).0)),
        Decision::Existing(origin) => code(&origin.to_string()),
        Decision::Azure => Html::default(),
    }
}
