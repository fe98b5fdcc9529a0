//! Values in the picture of an architecture and in the report, read with an XML parser.

use std::collections::BTreeMap;

use di_gen::{
    graph::{
        Architecture, Frame, GroupFrame, Leaf, Palette, SubscriptionFrame, render_architecture_dot,
        render_architecture_mermaid, render_architecture_svg,
    },
    review::render_review,
};
use roxmltree::{Document, ParsingOptions};

use super::{PAYLOADS, numbered, resolve, with_free_texts};

fn payloads() -> impl Iterator<Item = &'static str> {
    PAYLOADS.iter().copied().chain([
        "\u{0}\u{fffe}\u{ffff}",
        "a\"];}\\N",
        "]]><script>",
        "</style><script>",
        "' onload='a",
    ])
}

/// How often each element is in a document, with its attributes.
fn elements(document: &Document<'_>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let mut names: Vec<&str> = node.attributes().map(|attribute| attribute.name()).collect();
        names.sort_unstable();
        *counts.entry(format!("{} {}", node.tag_name().name(), names.join(" "))).or_default() += 1;
    }
    counts
}

fn page(text: &str) -> String {
    let (source, topology, plan) = resolve("di-gen.yaml", text);
    render_review(&source, &topology, &plan)
}

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn no_value_becomes_markup_in_a_report() {
    let benign = page(&with_free_texts(|number| numbered("a", number)).to_string());
    let benign = elements(&parse(&benign));
    for payload in payloads().filter(|payload| !payload.contains('\u{0}')) {
        let page = page(&with_free_texts(|number| numbered(payload, number)).to_string());
        let document = parse(&page);
        assert_eq!(elements(&document), benign, "{payload:?}");
        let shown: String = document.descendants().filter_map(|node| node.text()).collect();
        assert!((0..40).any(|number| shown.contains(&format!("z{number}z"))), "{payload:?} is not shown");
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{payload:?}");
                if ["href", "src"].contains(&attribute.name()) {
                    let value = attribute.value();
                    assert!(value.starts_with('#') || value.starts_with("data:image/svg+xml;base64,"), "{value}");
                }
            }
        }
    }
}

/// Names of Azure take none of these characters; whatever else becomes a text of a picture is text as well.
fn architecture(payload: &str) -> Architecture {
    let leaf = |id: &str| Leaf {
        id: id.to_owned(),
        title: payload.to_owned(),
        details: vec![payload.to_owned()],
        existing: true,
        ..Leaf::default()
    };
    let frame = |id: &str, leaf: Leaf| Frame {
        id: id.to_owned(),
        title: payload.to_owned(),
        details: vec![payload.to_owned()],
        leaves: vec![leaf],
        ..Frame::default()
    };
    let group = GroupFrame {
        id: "g1".to_owned(),
        title: payload.to_owned(),
        services: vec![leaf("n1")],
        networks: vec![frame("n2", leaf("n3"))],
        others: vec![leaf("n4")],
        ..GroupFrame::default()
    };
    Architecture {
        title: payload.to_owned(),
        subtitle: payload.to_owned(),
        outside: vec![frame("n5", leaf("n6"))],
        subscriptions: vec![SubscriptionFrame { id: "s1".to_owned(), title: payload.to_owned(), groups: vec![group] }],
        beyond: vec![leaf("n7")],
        is_existing: false,
    }
}

#[test]
fn an_architecture_holds_text_and_nothing_else() {
    let names = |document: &Document<'_>| -> Vec<String> {
        let mut names: Vec<String> = elements(document).into_keys().collect();
        names.sort_unstable();
        names
    };
    let benign = render_architecture_svg(&architecture("a"), Palette::ByPreference);
    let benign = names(&parse(&benign));
    let outside_quotes = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.replace("\\\\", "").replace("\\\"", "").split('"').step_by(2).collect()).collect()
    };
    for payload in payloads() {
        let architecture = architecture(payload);
        let svg = render_architecture_svg(&architecture, Palette::ByPreference);
        let document = parse(&svg);
        assert_eq!(names(&document), benign, "{payload:?}");
        let dot = render_architecture_dot(&architecture);
        assert_eq!(
            outside_quotes(&dot),
            outside_quotes(&render_architecture_dot(&self::architecture("a"))),
            "{payload:?}"
        );
        let mermaid = render_architecture_mermaid(&architecture);
        let plain = render_architecture_mermaid(&self::architecture("a"));
        assert_eq!(mermaid.matches('"').count(), plain.matches('"').count(), "{mermaid}");
        assert_eq!(mermaid.matches('<').count(), plain.matches('<').count(), "{mermaid}");
        assert!(!mermaid.contains(['`', '&', '\\']), "{mermaid}");
    }
}
