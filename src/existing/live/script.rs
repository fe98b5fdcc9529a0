//! The script that reads from Azure.

use std::fmt::Write as _;

use super::lists::{Place, lists};

const SCRIPT: &str = include_str!("read-azure.sh");

/// Where the script has its table of lists.
const LISTS: &str = "@LISTS@\n";

/// A bash script that prints what exists in Azure as one JSON document. Read-only; needs the Azure CLI.
#[must_use]
pub fn read_script() -> String {
    let mut table = String::new();
    for list in lists() {
        let place = match list.place {
            Place::Scope => "scope",
            Place::Subscription => "subscription",
            Place::Below(outer) => outer,
        };
        let path = if list.path.is_empty() { format!("providers/{}", list.arm_type) } else { list.path.to_owned() };
        let _ = writeln!(table, "{} {} {place} {path}", list.arm_type, list.api_version);
    }
    SCRIPT.replace(LISTS, &table)
}
