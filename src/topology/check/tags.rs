//! Tags: names that are equal in Azure, and names that are reserved.

use super::context::{CheckContext, first_duplicate_name};
use crate::{
    diagnostic::{Code, Diagnostic},
    source::join_pointer,
};

pub(super) fn check_tags(c: &mut CheckContext<'_>) {
    let names: Vec<&str> = c.topology.tags.keys().map(String::as_str).collect();
    if let Some((first, second)) = first_duplicate_name(names.iter().copied()) {
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "two tags differ only in case")
                .at_key(join_pointer("/tags", names[second]))
                .label("Azure treats this as the same tag")
                .related_key(join_pointer("/tags", names[first]), "as this one")
                .help("remove one of the two"),
        );
    }
    for name in names {
        let lower = name.to_lowercase();
        if let Some(prefix) = ["microsoft", "azure", "windows"].iter().find(|prefix| lower.starts_with(**prefix)) {
            c.report(
                Diagnostic::error(Code::BAD_NAME, format!("tag names must not start with `{prefix}`"))
                    .at_key(join_pointer("/tags", name))
                    .label("Azure reserves these names"),
            );
        }
    }
}
