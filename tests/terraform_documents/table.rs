//! The table of what is read. `.ci/check-azurerm-table` compares its snapshot with the schemas of both majors of azurerm and
//! with Azure's types, where those are.

use std::collections::BTreeSet;

use di_gen::existing::azurerm::{Conversion, Extent, types};

use crate::support::snapshots;

#[test]
fn the_table_is_as_it_was_checked() {
    let mut text = String::new();
    for known in types() {
        text.push_str(&format!("{}\n", known.name));
        for part in known.parts {
            let mut notes = match part.extent {
                Extent::Whole => String::new(),
                Extent::Child => ", if there is one".to_owned(),
                Extent::Some => ", in part".to_owned(),
                Extent::All(property) => format!(", all of {property}"),
            };
            if let Some(list) = part.each {
                notes.push_str(&format!(", for each {list}"));
            }
            if let Some((attribute, value)) = part.only_if {
                notes.push_str(&format!(", if {attribute} is {value}"));
            }
            text.push_str(&format!("  {}{notes}\n    at {}\n", part.arm_type, part.ids.join(" or ")));
            for field in part.fields.iter().copied().flatten() {
                let conversion = match field.conversion {
                    Conversion::Same => String::new(),
                    other => format!(" ({other:?})"),
                };
                let major = field.only_in.map_or(String::new(), |major| format!(" [azurerm {major}]"));
                text.push_str(&format!("    {} -> {}{conversion}{major}\n", field.attribute, field.property));
            }
        }
    }
    snapshots().bind(|| insta::assert_snapshot!("existing-azurerm-table", text));
}

#[test]
fn every_type_is_listed_once_and_no_path_goes_through_fewer_lists_in_azure() {
    let mut names = BTreeSet::new();
    for known in types() {
        assert!(names.insert(known.name), "{}", known.name);
        for part in known.parts {
            for field in part.fields.iter().copied().flatten() {
                let lists = |path: &str| path.matches("[]").count();
                assert!(lists(field.attribute) <= lists(field.property), "{}.{}", known.name, field.attribute);
            }
        }
    }
    assert!(names.len() > 40, "{}", names.len());
}
