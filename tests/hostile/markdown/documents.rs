//! Values in the other documents: SARIF, JSON and graphs, each read with a parser of its format.

use di_gen::{
    analyse::posture::suppressed_diagnostics,
    graph::{GraphEdge, GraphFrame, GraphNode, TopologyGraph, render_dot, render_mermaid, render_svg},
    report::{SourceLocator, diagnostics as report},
};
use serde_json::Value;
use serde_sarif::sarif::Sarif;

use super::{PAYLOADS, resolve, with_free_texts};

/// A message as a viewer shows it: SARIF 2.1.0, 3.11.5 and 3.11.6. Fails at a placeholder, or at what could start a link.
fn displayed(message: &str) -> String {
    let mut text = String::new();
    let mut chars = message.chars();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' => assert_eq!(chars.next(), Some(c), "{message}"),
            '\\' => {
                let next = chars.next().expect("an escaped character");
                assert!("[]\\".contains(next), "{message}");
                text.push(next);
                continue;
            }
            '[' | ']' => panic!("{message}"),
            _ => {}
        }
        text.push(c);
    }
    text
}

/// The path of a URI reference without a scheme and a host: RFC 3986, 2.1.
fn decoded(uri: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    assert!(uri.chars().all(allowed) && !uri.starts_with("//"), "{uri}");
    let (first, rest) = uri.split_at(uri.find('%').unwrap_or(uri.len()));
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.split('%').skip(1) {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn sarif_shows_messages_paths_and_reasons_as_they_are() {
    for payload in PAYLOADS.iter().copied().chain(["{0} [a](1) \\", "a\\b{{c}}\\\\"]) {
        let name = format!("{}.yaml", payload.trim_start_matches('/'));
        let text = with_free_texts(|number| format!("{payload} {number}")).to_string();
        let (source, topology, plan) = resolve(&name, &text);
        let suppressed = suppressed_diagnostics(&plan, &topology.suppress);
        let reason = &suppressed.first().expect("a suppressed diagnostic").1;
        let quoted = format!("name: docs\n{}: 1\n", Value::from(payload));
        let errors = di_gen::read::read_topology(&di_gen::source::SourceText::new(&name, quoted)).expect_err("no key");
        let sarif = report::render_sarif(&errors, &suppressed, &SourceLocator::new(&source));
        let written = di_gen::diagnostic::json_text(&sarif);
        let log: Sarif = serde_json::from_str(&written).expect("SARIF");
        let results = log.runs[0].results.as_ref().expect("results");
        let message = displayed(results[0].message.text.as_ref().expect("a text"));
        assert!(message.starts_with(&errors[0].message), "{message}");
        let location = &results[0].locations.as_ref().expect("locations")[0];
        let artifact = location.physical_location.as_ref().and_then(|place| place.artifact_location.as_ref());
        assert_eq!(decoded(artifact.and_then(|artifact| artifact.uri.as_ref()).expect("a URI")), name);
        let suppressions = results.last().and_then(|result| result.suppressions.as_ref()).expect("suppressions");
        assert_eq!(suppressions[0].justification.as_ref(), Some(reason));
    }
}

/// A graph with a payload in each of its texts. Those of a topology are names, which take none of these characters.
fn graph(payload: &str) -> TopologyGraph {
    let edge =
        GraphEdge { label: payload.to_owned(), service_index: 0, verdict: di_gen::analyse::access::Verdict::Allowed };
    let node = GraphNode {
        id: "n1".to_owned(),
        title: payload.to_owned(),
        details: vec![payload.to_owned()],
        edges: vec![edge],
    };
    let service = GraphNode { id: "n2".to_owned(), edges: Vec::new(), ..node.clone() };
    let frame = GraphFrame { title: payload.to_owned(), nodes: vec![node], frames: Vec::new() };
    TopologyGraph {
        title: payload.to_owned(),
        callers: vec![frame],
        services: vec![service],
        lists: Vec::new(),
        is_existing: false,
    }
}

#[test]
fn graphs_hold_text_and_nothing_else() {
    let benign = render_svg(&graph("a"));
    let benign = roxmltree::Document::parse(&benign).expect("XML");
    let names = |svg: &roxmltree::Document<'_>| -> std::collections::BTreeSet<String> {
        svg.descendants().filter(roxmltree::Node::is_element).map(|node| node.tag_name().name().to_owned()).collect()
    };
    for payload in PAYLOADS.iter().copied().chain(["\u{0}\u{fffe}\u{ffff}", "a\"];}\\N", "]]><script>"]) {
        let svg = render_svg(&graph(payload));
        let svg = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{payload:?}: {error}"));
        assert_eq!(names(&svg), names(&benign), "{payload:?}");
        let label = svg.root_element().attribute("aria-label").expect("a label");
        let expected = di_gen::diagnostic::escape_invisible(payload, &[]);
        assert_eq!(label, expected.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}"));

        // Every line of DOT is one of a graph without a payload, but for its quoted strings.
        let strings = |line: &str| {
            let mut outside = String::new();
            let (mut is_inside, mut is_escaped) = (false, false);
            for c in line.chars() {
                if !is_inside {
                    outside.push(c);
                }
                if c == '"' && !is_escaped {
                    is_inside = !is_inside;
                }
                is_escaped = c == '\\' && !is_escaped;
            }
            assert!(!is_inside, "{payload:?}: {line}");
            outside
        };
        let frame = |dot: &str| dot.lines().map(strings).collect::<Vec<_>>();
        assert_eq!(frame(&render_dot(&graph(payload))), frame(&render_dot(&graph("a"))), "{payload:?}");

        // Mermaid reads quotes, entities and HTML in its texts; none of them is left.
        let mermaid = render_mermaid(&graph(payload));
        let lines = render_mermaid(&graph("a"));
        assert_eq!(mermaid.matches('"').count(), lines.matches('"').count(), "{mermaid}");
        assert_eq!(mermaid.matches('<').count(), lines.matches('<').count(), "{mermaid}");
        assert!(!mermaid.contains(['`', '&', '\\']), "{mermaid}");
    }
}
