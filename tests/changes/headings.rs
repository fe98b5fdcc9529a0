//! The text, the JSON and `--fail-on` have the same under each heading.

use std::collections::BTreeSet;

use di_gen::{
    catalog::changes::Heading,
    compare::{Changes, compare_topologies},
    plan::Language,
    report::changes::{
        Movement, ReportHeading, ReportedLanguages, occurs, render_json, render_markdown, render_markdown_for,
    },
};
use serde_json::{Value, json};

use super::{
    expected::{Edit, edits},
    plan,
};

/// Each heading of docs/diff.md: its title, its keyword in JSON, and what `--fail-on` asks for it, if it has a keyword there.
const HEADINGS: [(&str, &str, Option<ReportHeading>); 10] = [
    ("Loses data", "losesData", Some(ReportHeading::Consequence(Heading::LosesData))),
    ("Cannot be undone", "cannotBeUndone", Some(ReportHeading::Consequence(Heading::CannotBeUndone))),
    ("Interrupts", "interrupts", Some(ReportHeading::Consequence(Heading::Interrupts))),
    ("Refused or by hand", "refused", Some(ReportHeading::Consequence(Heading::Refused))),
    ("Opens", "opens", Some(ReportHeading::Access(Movement::Opens))),
    ("Becomes conditional", "becomesConditional", Some(ReportHeading::Access(Movement::BecomesConditional))),
    ("Closes", "closes", Some(ReportHeading::Access(Movement::Closes))),
    ("Stays open until it is removed from Azure", "staysOpen", None),
    ("Protects less", "protectsLess", Some(ReportHeading::Consequence(Heading::ProtectsLess))),
    ("Cost", "cost", Some(ReportHeading::Cost)),
];

const ALL: &[&str] = &["bicep", "arm", "terraform"];

fn changes(edit: &Edit) -> Changes {
    compare_topologies(&plan(&edit.name, &edit.old), &plan(&edit.name, &edit.new))
}

fn entries(report: &Value) -> &[Value] {
    report["consequences"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn languages(entry: &Value) -> Vec<&str> {
    entry["languages"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The lines below each title, without the escapes of Markdown.
fn sections(markdown: &str) -> Vec<(String, Vec<String>)> {
    let mut sections: Vec<(String, Vec<String>)> = Vec::new();
    for line in markdown.lines() {
        let folded = line.strip_prefix("<details><summary>").and_then(|rest| rest.rsplit_once(" ("));
        let title = line.strip_prefix("### ").or(folded.map(|(title, _)| title));
        if let Some(title) = title {
            sections.push((title.to_owned(), Vec::new()));
        } else if let (Some(text), Some((_, lines))) = (line.strip_prefix("- "), sections.last_mut()) {
            // Values are code.
            lines.push(text.replace(['\\', '`'], ""));
        }
    }
    sections
}

/// The languages at the start of a line, and the rest of it.
fn split_languages(line: &str) -> (Vec<&'static str>, &str) {
    if let Some(rest) = line.strip_prefix("Bicep and ARM: ") {
        return (vec!["bicep", "arm"], rest);
    }
    line.strip_prefix("Terraform: ").map_or((ALL.to_vec(), line), |rest| (vec!["terraform"], rest))
}

/// Whether a line reports an entry. A line of several resources has the text of one of them, as a plural.
fn reports(line: &str, entry: &Value) -> bool {
    let (of_line, rest) = split_languages(line);
    // Code spans of the text are code spans of the line.
    let without_code = |key: &str| entry[key].as_str().map(|text| text.replace('`', ""));
    let text = without_code("text").unwrap_or_default();
    let is_about = if let Some(flow) = entry["flow"].as_str() {
        // Terraform's identity has a longer name for people.
        let flow = flow.strip_prefix("deployer ").map_or(flow, |_| entry["to"].as_str().unwrap_or_default());
        let former = without_code("former").map(|former| format!(" ({former})")).unwrap_or_default();
        rest.contains(flow) && rest.ends_with(&format!("{former}: {text}"))
    } else {
        let label = entry["resource"].as_str().unwrap_or_default();
        let is_grouped = rest.split_once(" resources, each: ").is_some_and(|(count, _)| count.parse::<usize>().is_ok());
        if is_grouped {
            rest.contains(label) || rest.contains(" more)")
        } else {
            rest.starts_with(&format!("{label}: ")) && rest.contains(&text)
        }
    };
    is_about && of_line == languages(entry)
}

#[test]
fn the_json_has_every_heading_and_line_of_the_markdown() {
    let mut seen = BTreeSet::new();
    for edit in edits() {
        let changes = changes(&edit);
        let report = render_json(&changes);
        let sections = sections(&render_markdown(&changes));
        for (title, keyword, _) in HEADINGS {
            let of_heading: Vec<&Value> = entries(&report).iter().filter(|entry| entry["heading"] == keyword).collect();
            let nothing = Vec::new();
            let lines = sections.iter().find(|(other, _)| other == title).map_or(&nothing, |(_, lines)| lines);
            for line in lines {
                assert!(of_heading.iter().any(|entry| reports(line, entry)), "{}, {title}: {line}", edit.name);
            }
            for entry in &of_heading {
                assert!(lines.iter().any(|line| reports(line, entry)), "{}, {title}: {entry}\n{lines:#?}", edit.name);
                seen.insert(keyword);
            }
        }
        for entry in entries(&report) {
            assert!(HEADINGS.iter().any(|(_, keyword, _)| entry["heading"] == *keyword), "{}: {entry}", edit.name);
            assert!(!languages(entry).is_empty(), "{}: {entry}", edit.name);
            let is_text = |key: &str| entry[key].as_str().is_some_and(|text| !text.is_empty());
            let is_resource = is_text("symbol") && is_text("resource");
            let is_path = is_text("flow") && is_text("from") && is_text("to");
            assert!(is_text("text") && is_resource != is_path, "{}: {entry}", edit.name);
        }
    }
    assert_eq!(seen.len(), HEADINGS.len(), "{seen:?}");
}

#[test]
fn a_check_fails_on_a_heading_exactly_when_the_json_has_a_change_under_it() {
    for edit in edits() {
        let changes = changes(&edit);
        let report = render_json(&changes);
        for (name, language) in [("bicep", Language::Bicep), ("arm", Language::Arm), ("terraform", Language::Terraform)]
        {
            let reported = ReportedLanguages::new(&[language]);
            let sections = sections(&render_markdown_for(&changes, &reported));
            for (title, keyword, heading) in HEADINGS {
                let Some(heading) = heading else { continue };
                let mut of_heading = entries(&report)
                    .iter()
                    .filter(|entry| entry["heading"] == keyword && languages(entry).contains(&name));
                let is_under = of_heading.clone().next().is_some();
                // The cost of what is left in Azure stays, and a file with `moved` blocks has none of what they avoid.
                let is_change = of_heading.any(|entry| {
                    (keyword != "cost" || !entry["costDirection"].is_null()) && entry["unlessMoved"] != true
                });
                assert_eq!(occurs(&changes, &reported, heading), is_change, "{}, {name}: {keyword}", edit.name);
                let has_lines = sections.iter().any(|(other, lines)| other == title && !lines.is_empty());
                assert_eq!(has_lines, is_under, "{}, {name}: {title}", edit.name);
            }
        }
    }
}

/// Two resources that return to the Microsoft-managed key are two, and each names its resource.
#[test]
fn what_changes_of_customer_managed_keys_names_its_resource() {
    let old = plan("old", &json!({ "encryption": { "account": {}, "storage": {} } }));
    let new = plan("new", &json!({ "keyVault": {} }));
    let changes = compare_topologies(&old, &new);
    let report = render_json(&changes);
    let by_hand = |symbol: &str| {
        let text = |entry: &&Value| entry["text"].as_str().is_some_and(|text| text.contains("remove-cmk"));
        entries(&report)
            .iter()
            .filter(text)
            .any(|entry| entry["symbol"] == symbol && entry["resource"].as_str().is_some())
    };
    assert!(by_hand("account") && by_hand("storageAccount"), "{:#}", report["consequences"]);
}
