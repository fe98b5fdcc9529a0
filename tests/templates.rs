//! Templates use only names that exist. A condition on a misspelt name would be silently false.

use std::{collections::BTreeSet, fs, path::Path};

use di_gen::plan::{PropertyTree as _, PropertyValue};

use crate::support::{
    assert_none,
    topologies::{many, stories},
};

/// Names that templates receive besides properties; see `render::terraform` and `render::bicep`.
const FRAME: &[&str] = &[
    "name",
    "label",
    "purpose",
    "parent",
    "scope",
    "resource_group",
    "azurerm5",
    "depends_on",
    "inside_parent",
    "is_written_once",
    "create_first",
    "storage_account_key",
    "cognitive_account_key",
    "delegation_actions",
    "children",
    "properties",
    "id",
    "loop",
    "blob_service",
    "private_dns_zone_group",
    "list",
    "first",
    "item",
    "over",
];

/// Frame templates, whose names are not properties.
const FRAMES: &[&str] = &[
    "test",
    "main",
    "moved",
    "versions",
    "provider",
    "variables",
    "outputs",
    "common",
    "head",
    "resource",
    "existing",
    "module",
];

fn facts(fact: &PropertyValue<'_>, names: &mut BTreeSet<String>) {
    match fact {
        PropertyValue::Record(entries) => {
            for (property, inner) in entries {
                names.insert(property.field.to_owned());
                facts(inner, names);
            }
        }
        PropertyValue::List(items) => items.iter().for_each(|item| facts(item, names)),
        _ => {}
    }
}

/// Identifiers of a template, without strings, keywords and loop variables.
fn asked(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut bound = BTreeSet::new();
    for (open, close) in [("{{", "}}"), ("{%", "%}")] {
        for part in text.split(open).skip(1) {
            let inside = part.split(close).next().unwrap_or_default();
            let unquoted: String =
                inside.split('"').step_by(2).collect::<Vec<_>>().join(" ").replace("not ", " ").replace('-', " ");
            if unquoted.contains("component") || inside.starts_with('<') {
                continue;
            }
            let words: Vec<&str> = unquoted
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .filter(|w| w.starts_with(|c: char| c.is_ascii_lowercase()))
                .collect();
            if let ["for", one, "in", ..] = words.as_slice() {
                bound.insert((*one).to_owned());
            }
            names.extend(words.iter().map(ToString::to_string));
        }
    }
    let keywords =
        ["if", "else", "elif", "endif", "for", "in", "endfor", "or", "and", "key", "label", "pascal", "capitalize"];
    names.into_iter().filter(|n| !bound.contains(n) && !keywords.contains(&n.as_str())).collect()
}

#[test]
fn templates_use_only_existing_properties() {
    let mut known: BTreeSet<String> = FRAME.iter().map(ToString::to_string).collect();
    for story in many() {
        for resource in story.plan().resources {
            facts(&resource.body.property_value(), &mut known);
        }
    }
    let mut seen = 0;
    for folder in ["azure", "terraform"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(folder);
        for entry in fs::read_dir(folder).expect("templates") {
            let path = entry.expect("an entry").path();
            if FRAMES.iter().any(|frame| path.file_stem().is_some_and(|stem| stem == *frame)) {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a template");
            let unknown: Vec<String> = asked(&text).into_iter().filter(|name| !known.contains(name)).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?} are not properties", path.display());
            seen += 1;
        }
    }
    assert!(seen > 40, "only {seen} templates were checked");
}

/// A property that both accounts have because they share a record.
const SHARED: (&str, &str) = ("storage_account", "identity_client_id");

/// The parity test notices a property that only one of the two templates uses.
#[test]
fn every_property_is_used_by_a_template() {
    let mut properties: BTreeSet<(&str, String)> = BTreeSet::new();
    for story in many() {
        for resource in story.plan().resources {
            let mut names = BTreeSet::new();
            facts(&resource.body.property_value(), &mut names);
            properties.extend(names.into_iter().map(|name| (resource.kind.template_name(), name)));
        }
    }
    let mut unused = Vec::new();
    for (template, name) in properties {
        let files = ["azure", "terraform"].map(|folder| format!("templates/{folder}/{template}.tera"));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let uses = |file: &String| {
            let text = fs::read_to_string(root.join(file)).unwrap_or_default();
            text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|word| word == name)
        };
        if !files.iter().any(uses) && (template, name.as_str()) != SHARED {
            unused.push(format!("{} do not use the property `{name}`", files.join(" and ")));
        }
    }
    assert_none(&unused);
}

#[test]
fn a_misspelt_condition_is_detected() {
    assert!(asked("{%- if subnetz %}x{%- endif %}").contains("subnetz"));
    assert!(asked("{% for one in list %}{{ one.id }}{% endfor %}").is_subset(&["id", "list"].map(String::from).into()));
}

#[test]
fn every_template_is_loaded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let engine = fs::read_to_string(root.join("src/render/engine.rs")).expect("the engine");
    for folder in ["azure", "terraform", "runbook"] {
        for entry in fs::read_dir(root.join("templates").join(folder)).expect("templates") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|ending| ending != "tera") {
                continue;
            }
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            assert!(engine.contains(&format!("\"{name}\"")), "{folder}/{name} is not loaded");
        }
    }
}

/// Fields of runbooks that are numbers.
const NUMBERS: &[&str] = &["active_key", "spare_key", "key", "refusal_status"];

/// Unescaped interpolations of a runbook: a string in bash must be quoted, or escaped inside double quotes; in prose it
/// must be a code span, or a sentence on one line.
fn unsafe_holes(template: &str) -> Vec<&str> {
    let mut wrong = Vec::new();
    let mut in_bash = false;
    for line in template.lines() {
        if line.starts_with("```") {
            in_bash = line == "```bash";
        }
        let (first, holes) = line.split_once("{{").unwrap_or((line, ""));
        let mut quotes = first.matches('"').count();
        for part in holes.split("{{").filter(|part| !part.is_empty()) {
            let (hole, after) = part.split_once("}}").expect("the end of a hole");
            let hole = hole.trim();
            let in_double_quotes = quotes % 2 == 1;
            quotes += after.matches('"').count();
            let right = NUMBERS.contains(&hole)
                || match (in_bash, in_double_quotes) {
                    (true, false) => hole.ends_with("| quote"),
                    (true, true) => hole.ends_with("| in_double_quotes"),
                    (false, _) => hole.ends_with("| code") || hole.ends_with("| prose"),
                };
            if !right {
                wrong.push(line);
            }
        }
    }
    wrong
}

#[test]
fn every_string_in_a_runbook_is_quoted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/runbook");
    for entry in fs::read_dir(folder).expect("templates") {
        let path = entry.expect("an entry").path();
        // The frame templates contain the rendered output of the others.
        if ["markdown", "script"].iter().any(|frame| path.file_stem().is_some_and(|stem| stem == *frame)) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a template");
        assert!(unsafe_holes(&text).is_empty(), "{}: {:?}", path.display(), unsafe_holes(&text));
    }
}

#[test]
fn an_unquoted_string_is_detected() {
    let in_bash = |line: &str| unsafe_holes(&format!("```bash\n{line}\n```")).len();
    assert_eq!(in_bash("a={{ a | quote }} b={{ b | quote }} {{ key }}"), 0);
    assert_eq!(in_bash("a={{ a }} b={{ b | quote }}"), 1);
    assert_eq!(in_bash("echo \"{{ a | quote }}\""), 1);
    assert_eq!(in_bash("echo {{ a | in_double_quotes }}"), 1);
    assert_eq!(in_bash("echo \"{{ a | in_double_quotes }} and {{ b }}\""), 1);
    assert_eq!(unsafe_holes("of {{ a | code }}: {{ b | prose }}").len(), 0);
    assert_eq!(unsafe_holes("of {{ a | quote }}: {{ b }}").len(), 2);
}

/// The three languages in the documentation match the program.
#[test]
fn the_documentation_shows_what_comes_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/languages.md")).expect("the document");
    let story = stories().into_iter().find(|story| story.name == "selected-studio").expect("the example");
    let terraform =
        story.terraform(di_gen::topology::AzurermMajor::V5, di_gen::render::Frame::Module).expect("Terraform");
    let texts = [
        ("bicep", story.bicep().remove(0).text, "//"),
        ("hcl", terraform.into_iter().find(|file| file.path == "main.tf").expect("main.tf").text, "#"),
        ("json", story.arm(), "//"),
    ];
    for (language, text, comment) in texts {
        let block = document.split(&format!("```{language}\n")).nth(1).and_then(|rest| rest.split("```").next());
        let mut rest = text.lines().map(str::trim);
        for line in block.expect("an excerpt").lines().map(str::trim) {
            let shown = line.trim_end_matches(',');
            if !line.starts_with(comment) && !line.is_empty() {
                let found = rest.any(|real| real.trim_end_matches(',') == shown);
                assert!(
                    found,
                    "the {language} of the document contains `{line}`, but the output does not, or in another order"
                );
            }
        }
    }
}
