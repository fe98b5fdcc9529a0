//! Promise `inert-markdown`: a value of the user in Markdown is the content of one code span, on one line.

mod documents;

use std::collections::BTreeMap;

use markdown::{ParseOptions, mdast::Node, to_mdast};
use serde_json::{Value, json};

use di_gen::{
    advise::Advisor,
    analyse::access::AccessAnalysis,
    compare::compare_topologies,
    plan::ResolvedTopology,
    report::{SourceLocator, access, all_diagnostics, changes},
    runbook::{RunbookFormat, RunbookKind, write_runbook},
    source::SourceText,
    topology::TopologyFile,
};

use crate::cli::Run;

/// Texts that Markdown, or a service that shows it, would take for more than text.
const PAYLOADS: [&str; 30] = [
    "@org/team https://evil.example",
    "www.evil.example",
    "mail@evil.example",
    "a\n\n~~~\n",
    "a\r\n## Nothing opens\r\n\nb",
    "a\u{2028}b\u{85}c",
    "```\n# a",
    "`",
    "``a` b```",
    "` a `",
    "a|b",
    "a\\|b\\",
    "<img src=x onerror=alert(1)>",
    "<!-- a",
    "</details><details><summary>",
    "[a](https://evil.example)",
    "![a](b)",
    "[a]: https://evil.example",
    "[^1]",
    ":tada: a:b:c",
    "fixes #1 GH-2 org/repo#3 !4",
    "0123456789abcdef0123456789abcdef01234567",
    "**a** __b__ ~~c~~ *d*",
    "&lt;b&gt; &#64;a",
    "$a$ $$b$$",
    "- [ ] a",
    "1. a",
    "> a",
    "##vso[task.debug]a",
    "\u{fdd0}@a\u{fdd1}@b",
];

/// How a value is shown on one line.
fn shown(value: &str) -> String {
    let shown = di_gen::diagnostic::escape_for_people(value, &[]);
    // Reports mark values with these inside of the program.
    shown.replace('\u{fdd0}', r"\u{fdd0}").replace('\u{fdd1}', r"\u{fdd1}")
}

/// What a parser of GitHub's Markdown finds in a document.
#[derive(Debug, Default)]
struct Document {
    code: Vec<String>,
    blocks: Vec<String>,
    text: String,
    /// The number of nodes of each other kind.
    kinds: BTreeMap<&'static str, usize>,
}

impl Document {
    fn parse(text: &str) -> Self {
        let mut document = Self::default();
        document.add_node(&to_mdast(text, &ParseOptions::gfm()).expect("Markdown"));
        document
    }

    fn add_node(&mut self, node: &Node) {
        let kind = match node {
            Node::InlineCode(code) => return self.code.push(code.value.clone()),
            Node::Code(code) => return self.blocks.push(code.value.clone()),
            Node::Text(text) => {
                self.text.push_str(&text.value);
                return self.text.push('\n');
            }
            Node::Heading(_) => "headings",
            Node::Link(_) | Node::LinkReference(_) | Node::Definition(_) => "links",
            Node::Image(_) | Node::ImageReference(_) => "images",
            Node::Html(_) => "HTML",
            Node::FootnoteDefinition(_) | Node::FootnoteReference(_) => "footnotes",
            Node::Delete(_) | Node::Emphasis(_) | Node::Math(_) | Node::InlineMath(_) => "emphasis",
            Node::Strong(_) => "strong",
            Node::Blockquote(_) => "quotes",
            Node::TableRow(_) => "rows",
            Node::TableCell(_) => "cells",
            Node::ListItem(_) => "items",
            Node::ThematicBreak(_) => "breaks",
            _ => "others",
        };
        *self.kinds.entry(kind).or_default() += 1;
        node.children().into_iter().flatten().for_each(|child| self.add_node(child));
    }

    fn count(&self, kind: &str) -> usize {
        self.kinds.get(kind).copied().unwrap_or_default()
    }

    /// The code spans that hold a value.
    fn holders(&self, value: &str) -> usize {
        let holds = |code: &&String| code.contains(&shown(value)) || code.contains(value);
        self.code.iter().filter(holds).count()
    }

    /// Fails if something in it could act: what the reader sees outside of code has no markup of a service.
    #[track_caller]
    fn assert_inert(&self, what: &str) {
        for kind in ["links", "images", "footnotes", "quotes", "emphasis", "breaks"] {
            assert_eq!(self.count(kind), 0, "{what}: {kind} in {self:#?}");
        }
        for mark in ["@", "://", "www.", "<", "`", "#", "~", "$", "evil", ":tada:", ":b:", "GH-", "0123456789"] {
            assert!(!self.text.contains(mark), "{what}: {mark} in {}", self.text);
        }
    }
}

/// The output of the program for a few files.
fn run_on(arguments: &str, files: &[(&str, &str)]) -> String {
    files.iter().fold(Run::new(arguments), |run, (path, text)| run.file(path, text)).run().out()
}

fn resolve(name: &str, text: &str) -> (SourceText, TopologyFile, ResolvedTopology) {
    let source = SourceText::new(name, text);
    let topology = di_gen::read::read_topology(&source).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let plan = di_gen::plan::lower_topology(&topology);
    (source, topology, plan)
}

/// A value with a word that is only in it, so that it is found again.
fn numbered(payload: &str, number: usize) -> String {
    format!("{payload} z{number}z")
}

/// The free texts of the schema: where each is, and a topology in which it has a value. Only these keys take a backtick; see
/// `free_texts_are_known`.
fn with_free_texts(value: impl Fn(usize) -> String) -> Value {
    let printable = |number| value(number).chars().filter(|c| (' '..='~').contains(c)).collect::<String>();
    let line = |number| value(number).replace(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}'], " ");
    let name = |number| value(number).replace(|c: char| "<>%&\\?/".contains(c) || c < ' ', "");
    json!({
        "name": "docs",
        "tags": { "a": value(0), name(1): "b" },
        "clients": [{
            "name": "app", "type": "managedIdentity",
            "federatedCredentials": [{ "name": "main", "issuer": "https://idp.contoso.example", "subject": printable(2) }],
        }],
        "network": { "subnets": { "endpoints": {}, "workloads": [{ "name": "workloads", "rules": [{
            "name": "Deny", "description": line(3), "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "Tcp",
            "sourceAddressPrefixes": ["10.0.0.0/8"], "destinationAddressPrefixes": ["VirtualNetwork"],
            "destinationPortRanges": ["443"],
        }] }] } },
        "extra": { "account": { "azure": { "properties": { "inner": value(4), "list": [value(5)], value(6): { "x": "y" } } } } },
        "suppress": [{ "rule": "DI1107", "reason": format!("because of {}", line(7)) }],
    })
}

/// What `with_free_texts` does with a payload where a key does not take every character.
const NUMBERS_IN_A_DIFF: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

#[test]
fn a_difference_holds_each_value_in_one_code_span() {
    let base = with_free_texts(|number| format!("plain text {number}")).to_string();
    let benign = with_free_texts(|number| format!("other words {number}")).to_string();
    let (_, _, old) = resolve("old.yaml", &base);
    let (_, _, other) = resolve("new.yaml", &benign);
    let benign_changes = compare_topologies(&old, &other);
    let benign_lines = changes::render_text(&benign_changes).lines().count();
    let benign = Document::parse(&changes::render_markdown(&benign_changes));
    for payload in PAYLOADS {
        let hostile = with_free_texts(|number| numbered(payload, number)).to_string();
        let (_, _, new) = resolve("new.yaml", &hostile);
        for compared in [compare_topologies(&old, &new), compare_topologies(&new, &old)] {
            let text = changes::render_markdown(&compared);
            let document = Document::parse(&text);
            document.assert_inert(payload);
            assert_eq!(document.kinds, benign.kinds, "{text}");
            for number in NUMBERS_IN_A_DIFF {
                let word = format!("z{number}z");
                let spans = document.code.iter().filter(|code| code.contains(&word)).count();
                assert!(spans > 0, "{payload:?}, {number}: {text}");
                assert_eq!(spans, text.matches(&word).count(), "{payload:?}, {number}: {text}");
            }
            // The values that are shown as they were written.
            for number in [0, 4] {
                assert!(document.holders(&numbered(payload, number)) > 0, "{payload:?}: {text}");
            }
            // One line each in text.
            let text = changes::render_text(&compared);
            assert_eq!(text.lines().count(), benign_lines, "{text}");
        }
    }
    // The program prints what the library writes.
    let text = run_on(
        "diff --format markdown old.yaml new.yaml",
        &[("old.yaml", &base), ("new.yaml", &base.replace("text 0", "@text"))],
    );
    assert!(Document::parse(&text).code.contains(&"a=plain @text".to_owned()), "{text}");
}

/// The other writers of Markdown, by their names.
fn reports(name: &str, text: &str) -> Vec<(&'static str, String)> {
    let (source, topology, plan) = resolve(name, text);
    let locator = SourceLocator::new(&source);
    let advisor = Advisor::new(&source, &plan);
    let diagnostics = all_diagnostics(&topology, &plan, advisor.as_ref(), None);
    let paths = AccessAnalysis::new(&plan).all_paths();
    let runbooks = [RunbookKind::Prepare, RunbookKind::Verify, RunbookKind::UploadTraining, RunbookKind::Teardown];
    let mut reports = vec![
        ("validate", di_gen::report::markdown::render_markdown(&diagnostics, &locator)),
        ("access", access::render_markdown(&paths, &locator, None)),
    ];
    reports.extend(
        runbooks.into_iter().map(|kind| {
            ("runbook", write_runbook(kind, &topology, &plan, RunbookFormat::Markdown).expect("a runbook"))
        }),
    );
    reports
}

/// Every writer of Markdown, with hostile values in the topology and a hostile name of the file.
#[test]
fn reports_and_runbooks_hold_no_markup_of_a_value() {
    let benign = reports("a.yaml", &with_free_texts(|number| format!("plain text {number}")).to_string());
    for payload in PAYLOADS {
        let name = format!("{payload}.yaml");
        let hostile = reports(&name, &with_free_texts(|number| numbered(payload, number)).to_string());
        for ((writer, benign), (_, text)) in benign.iter().zip(hostile) {
            let document = Document::parse(&text);
            let what = format!("{writer}: {payload:?}");
            if *writer == "runbook" {
                // Its words have placeholders and comments of ours.
                assert_eq!(
                    document.text.matches('@').count(),
                    Document::parse(benign).text.matches('@').count(),
                    "{what}"
                );
            } else {
                document.assert_inert(&what);
                assert!(
                    document.holders(&name) > 0 || payload.contains("\\|") || payload.contains('\u{fdd0}'),
                    "{what}: {text}"
                );
            }
            assert_eq!(document.kinds, Document::parse(benign).kinds, "{what}: {text}");
            for number in 0..8 {
                let word = format!("z{number}z");
                let spans = document.code.iter().chain(&document.blocks).map(|code| code.matches(&word).count());
                assert_eq!(spans.sum::<usize>(), text.matches(&word).count(), "{what}: {text}");
            }
        }
    }
    // The program prints what the library writes.
    for command in ["validate", "access"] {
        let mut run =
            Run::new(&format!("{command} --format markdown -f")).file("@a\n# b.yaml", "name: docs\naccount: {}\n");
        run.arguments.push("@a\n# b.yaml".to_owned());
        let document = Document::parse(&run.run().ends(0).out());
        assert!(!document.text.contains('@'), "{document:?}");
    }
}

/// The errors of a file as `validate` writes them.
fn report_errors(text: &str) -> String {
    let source = SourceText::new("di-gen.yaml", text);
    let source =
        source.resolve_extends("di-gen.yaml", |_| Err(std::io::Error::from(std::io::ErrorKind::NotFound).into()));
    let (source, errors) = match source {
        Ok(source) => (source.clone(), di_gen::read::read_topology(&source).err().unwrap_or_default()),
        Err(error) => (*error.source, error.diagnostics),
    };
    assert!(!errors.is_empty(), "{text}");
    di_gen::report::markdown::render_markdown(&errors, &SourceLocator::new(&source))
}

/// Errors about a value: a message quotes it once, and so does the report.
#[test]
fn a_message_holds_the_value_in_one_code_span() {
    for payload in PAYLOADS {
        let quoted = Value::from(payload).to_string();
        for text in [
            format!("{quoted}: 1\n"),
            format!("name: docs\nenvironment: {quoted}\n"),
            format!("name: docs\nlocation: {quoted}\n"),
            format!("name: docs\nstorage: {{ {quoted}: 1 }}\n"),
            format!("name: docs\nallow: {{ addresses: [{quoted}] }}\n"),
            format!("name: docs\nenvironments: {{ {quoted}: {{}} }}\n"),
            format!("name: docs\nextra: {{ {quoted}: {{ azure: {{ a: b }} }} }}\n"),
            format!("name: docs\ntags: {{ {quoted}: 1 }}\n"),
            format!("name: docs\nextends: {quoted}\n"),
            format!("name: docs\n{quoted}: 1\n{quoted}: 2\n"),
            format!("name: docs\nexpect: [{}]\n", Value::from(format!("{payload} to account is denied"))),
        ] {
            let report = report_errors(&text);
            let document = Document::parse(&report);
            document.assert_inert(&format!("{text}{report}"));
            for kind in ["headings", "HTML", "rows"] {
                assert!(document.count(kind) <= 2 && (kind == "headings" || document.count(kind) == 0), "{report}");
            }
        }
        // A key that is not known is quoted by the message alone.
        let report = report_errors(&format!("name: docs\n{quoted}: 1\n"));
        let document = Document::parse(&report);
        assert_eq!(document.holders(payload), 1, "{report}");
    }
}

/// The steps of a change show a file of the user in a block of code, whatever fences it has, and with the same values.
#[test]
fn intermediate_files_stay_in_their_block() {
    for payload in PAYLOADS {
        let file = |access: &str, endpoint: bool| {
            let tags = json!({ "a": payload, "b": format!("{payload}\n```\n~~~\n") });
            format!(
                "name: docs\ntags: {tags}\naccount: {{ publicNetworkAccess: {access} }}\nstorage: {{ publicNetworkAccess: private }}\n\
                 privateEndpoints: {{ account: {{ enabled: {endpoint} }} }}\n"
            )
        };
        let (old, new) = (file("open", false), file("private", true));
        let text =
            run_on("diff --steps --format markdown old.yaml new.yaml", &[("old.yaml", &old), ("new.yaml", &new)]);
        let document = Document::parse(&text);
        document.assert_inert(payload);
        assert!(!document.text.contains("name: docs"), "{text}");
        let file = document.blocks.iter().find(|block| block.contains("name: docs")).expect("an intermediate file");
        let source = di_gen::source::SourceText::new("step.yaml", file.as_str());
        let file = source.parse().expect("YAML").to_json();
        assert_eq!(file["tags"]["a"], payload, "{text}");
    }
}

/// The keys that take any text with a backtick are those of `with_free_texts`, `extends`, and keys of suppressions, which name
/// what exists. So do names in access assertions, which have a form of their own.
#[test]
fn free_texts_are_known() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut free = Vec::new();
    find_free_texts(&schema, "", &mut free);
    free.sort_unstable();
    free.dedup();
    let known = [
        "/$defs/Reason",
        "/$defs/RuleDescription",
        "/$defs/SshPublicKey",
        "/$defs/Subject",
        "/$defs/SuppressedKey",
        "/properties/extends",
        "/properties/tags/additionalProperties",
        "/properties/tags/propertyNames",
    ];
    assert_eq!(free, known);
}

/// Texts with markup that fit into a field where words do.
const PROBES: [&str; 3] = ["a `b` <c> @d", "ab `c` @d reads <e>", "ssh-rsa AAAA `a` @b"];

fn find_free_texts(schema: &Value, path: &str, free: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            let is_text = fields.get("type").is_some_and(|kind| *kind == "string") || fields.contains_key("pattern");
            let is_listed = ["enum", "const", "oneOf", "anyOf"].iter().any(|key| fields.contains_key(*key));
            // Formats are checked with the pattern beside them; the pattern alone is what a reader of the schema sees.
            let pattern = fields.get("pattern").cloned().unwrap_or_else(|| "".into());
            if is_text && !is_listed {
                let rule = jsonschema::validator_for(&json!({ "pattern": pattern })).expect("a schema");
                if PROBES.iter().any(|probe| rule.is_valid(&json!(probe))) {
                    free.push(path.to_owned());
                }
            }
            fields.iter().for_each(|(key, value)| find_free_texts(value, &format!("{path}/{key}"), free));
        }
        Value::Array(items) => items.iter().for_each(|item| find_free_texts(item, path, free)),
        _ => {}
    }
}
