//! Graphs: no element overlaps another or leaves its box, and every line shows the verdict of the analysis.

use std::collections::BTreeSet;

use di_gen::{
    analyse::access::{AccessAnalysis, AccessTarget, TargetService},
    graph::{TopologyGraph, render_dot, render_mermaid, render_svg},
    source::SourceText,
};
use roxmltree::{Document, Node};

use crate::support::{snapshots, topologies::many};

/// Names of maximum length, and every kind of element.
const LONG: &str = "name: a-very-long-name-abc
environment: production
account: { name: di-an-exceedingly-long-account-name-that-goes-on-and-on-ab, subdomain: di-short }
storage:
  containers:
    - { name: a-container-name-of-sixty-three-characters-which-is-the-longest }
    - { name: results, role: contributor }
    - { name: archive, role: none }
  identityAccess: { scope: container }
network:
  addressSpace: [10.20.0.0/22]
  linkedNetworks:
    - /subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub-with-a-very-long-name-in-another-subscription-for-everybody
  onPremises: [192.168.0.0/16, 172.16.0.0/12]
testMachine: { natGateway: true }
encryption: { account: {}, storage: { identity: systemAssigned } }
monitoring: {}
";

fn graphs() -> Vec<(String, TopologyGraph)> {
    let mut texts: Vec<(String, String)> = many().into_iter().map(|story| (story.name, story.text)).collect();
    texts.push(("long".to_owned(), LONG.to_owned()));
    let plan = |text: &str| {
        di_gen::plan::lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"))
    };
    texts.iter().map(|(name, text)| (name.clone(), TopologyGraph::new(&plan(text)))).collect()
}

#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

fn number(node: &Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap_or_else(|| panic!("{name}")).parse().expect("a number")
}

/// Areas of all texts, with the maximum character width and the height of a monospaced font of 12 pixels.
fn words(document: &Document<'_>) -> Vec<(String, Area)> {
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let text = node.text().unwrap_or_default().to_owned();
            let (left, base) = (number(&node, "x"), number(&node, "y"));
            let letters = f64::from(u32::try_from(text.chars().count()).expect("few"));
            (text, Area { left, top: base - 9.5, right: left + letters * 7.3, bottom: base + 3.5 })
        })
        .collect()
}

fn rectangles(document: &Document<'_>) -> Vec<Area> {
    let all = document.descendants().filter(|node| node.has_tag_name("rect"));
    all.map(|node| {
        let (left, top) = (number(&node, "x"), number(&node, "y"));
        Area { left, top, right: left + number(&node, "width"), bottom: top + number(&node, "height") }
    })
    .collect()
}

#[test]
fn nothing_overlaps_and_nothing_leaves_its_box() {
    for (name, graph) in graphs() {
        let text = render_svg(&graph);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (words, boxes) = (words(&document), rectangles(&document));
        assert!(words.len() > 10 && boxes.len() > 5, "{name}");
        for (at, (text, area)) in words.iter().enumerate() {
            // The box that contains a text is the smallest one around its first character.
            let start = Area { right: area.left + 1.0, ..*area };
            let around = boxes.iter().filter(|b| b.holds(&start));
            let smallest = around.min_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left))).expect("a box");
            assert!(smallest.holds(area), "{name}: `{text}` leaves its box");
            for (other, place) in &words[at + 1..] {
                assert!(!area.meets(place), "{name}: `{text}` and `{other}` overlap");
            }
        }
        for (at, one) in boxes.iter().enumerate() {
            for other in &boxes[at + 1..] {
                assert!(!one.meets(other) || one.holds(other) || other.holds(one), "{name}: boxes overlap");
            }
        }
        // Lines do not cross texts.
        for path in document.descendants().filter(|node| node.has_tag_name("path")) {
            let d = path.attribute("d").expect("a path");
            let Some((start, end)) = d.strip_prefix('M').and_then(|rest| rest.split_once('H')) else { continue };
            let Some((x, y)) = start.split_once(' ').filter(|(_, y)| !y.contains('V')) else { continue };
            let (x, y): (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
            let line = Area { left: x, right: end.parse().expect("an end"), top: y - 1.0, bottom: y + 1.0 };
            assert!(words.iter().all(|(_, word)| !word.meets(&line)), "{name}: a line crosses a text");
        }
    }
}

#[test]
fn lines_show_the_verdicts_of_the_analysis() {
    for story in many() {
        let plan = di_gen::plan::lower_topology(
            &di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid"),
        );
        let graph = TopologyGraph::new(&plan);
        let flows = AccessAnalysis::new(&plan).all_paths();
        let services = [TargetService::Account, TargetService::Storage, TargetService::Vault];
        let mut drawn = 0;
        for node in graph.caller_nodes() {
            for line in &node.edges {
                let things = line.label.split_once(' ').expect("a verb").1.split(", ").count();
                drawn += things;
            }
        }
        // Subnets without clients are frames, and documents by URL are not an access path to a service here.
        let silent = ["subnet testMachine"];
        let expected = flows
            .iter()
            .filter(|flow| !matches!(flow.target, AccessTarget::Host(_) | AccessTarget::OtherHosts))
            .filter(|flow| !silent.contains(&flow.actor.to_string().as_str()))
            .filter(|flow| services.contains(&TargetService::for_target(&flow.target)))
            .count();
        assert_eq!(drawn, expected, "{}", story.name);
        let text = render_svg(&graph);
        for verdict in ["allowed", "conditional", "denied"] {
            let lines =
                graph.caller_nodes().iter().flat_map(|n| &n.edges).filter(|l| l.verdict.to_string() == verdict).count();
            // One more is in the legend.
            assert_eq!(
                text.matches(&format!("<path class=\"{verdict}\"")).count(),
                lines + 1,
                "{} {verdict}",
                story.name
            );
        }
    }
}

/// Each line that ends at a rail has its verdict, and there is a rail only where one ends. Blue is for services alone: in the
/// architecture, it is a private link.
#[test]
fn rails_have_the_colours_of_verdicts() {
    let mut seen = BTreeSet::new();
    for (name, graph) in graphs() {
        let text = render_svg(&graph);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        // The x, y and lower end of `M{x} {low}V{high}M{x} {port}H{right}`, with the verdict.
        let rails: Vec<(f64, f64, f64, &str)> = document
            .descendants()
            .filter_map(|node| {
                let verdict = node.attribute("class")?.strip_prefix("rail ")?;
                let (x, rest) = node.attribute("d")?.strip_prefix('M')?.split_once(' ')?;
                let (low, rest) = rest.split_once('V')?;
                let number = |text: &str| text.parse().expect("a number");
                Some((number(x), number(low), number(rest.split_once('M')?.0), verdict))
            })
            .collect();
        assert_eq!(rails.len(), text.matches("class=\"rail ").count(), "{name}");
        // Those of the legend are on the right of all rails.
        let right = rails.iter().map(|rail| rail.0).fold(0.0, f64::max);
        let ends = document.descendants().filter(|node| node.has_tag_name("circle") && number(node, "cx") <= right);
        let mut used = BTreeSet::new();
        for end in ends {
            let verdict = if end.attribute("class") == Some("dot") { "allowed" } else { "conditional" };
            let (x, y) = (number(&end, "cx"), number(&end, "cy"));
            let meets = |rail: &(f64, f64, f64, &str)| (rail.0 - x).abs() < 0.1 && rail.1 <= y && y <= rail.2;
            let at = rails.iter().position(meets).unwrap_or_else(|| panic!("{name}: no rail at {x} {y}"));
            assert_eq!(rails[at].3, verdict, "{name}: {x} {y}");
            used.insert(at);
            seen.insert(verdict);
        }
        assert_eq!(used.len(), rails.len(), "{name}: a rail without a line");
        let blue = text.lines().filter(|line| line.contains("#0969da") || line.contains("#58a6ff"));
        assert!(blue.clone().all(|line| line.starts_with(".service")) && blue.count() == 2, "{name}");
    }
    assert_eq!(seen.len(), 2);
}

/// Without parsers for Mermaid and DOT: names are declared once, edges connect declared names, quotes are closed.
#[test]
fn mermaid_and_dot_connect_declared_names() {
    for (name, graph) in graphs() {
        for (text, arrow) in [(render_mermaid(&graph), "|"), (render_dot(&graph), " -> ")] {
            let mut declared = BTreeSet::new();
            let mut frames = BTreeSet::new();
            for line in text.lines().map(str::trim) {
                assert_eq!(line.replace("\\\"", "").matches('"').count() % 2, 0, "{name}: {line}");
                // Frames have names as well: two frames with the same name would be merged.
                if let Some(frame) = line.strip_prefix("subgraph ") {
                    let frame = frame.split([' ', '{']).next().unwrap_or_default();
                    assert!(frames.insert(frame.to_owned()), "{name}: {frame} is duplicated");
                }
                let is_edge = line.contains(arrow) && !line.contains("subgraph");
                let word: String = line.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                if is_edge {
                    let to = if arrow == "|" {
                        line.rsplit(' ').next()
                    } else {
                        line.split(" -> ").nth(1).and_then(|rest| rest.split(' ').next())
                    };
                    assert!(declared.contains(&word), "{name}: {line}");
                    assert!(declared.contains(to.expect("an end")), "{name}: {line}");
                } else if word.starts_with('n') && line[word.len()..].trim_start().starts_with('[') && word != "node" {
                    assert!(declared.insert(word.clone()), "{name}: {word} is duplicated");
                }
            }
            assert!(declared.len() > 5, "{name}");
        }
    }
}

#[test]
fn graphs_of_one_topology() {
    let (_, graph) = graphs().into_iter().find(|(name, _)| name == "keys-in-vault").expect("the example");
    snapshots().bind(|| insta::assert_snapshot!("graph@svg", render_svg(&graph)));
    snapshots().bind(|| insta::assert_snapshot!("graph@mermaid", render_mermaid(&graph)));
    snapshots().bind(|| insta::assert_snapshot!("graph@dot", render_dot(&graph)));
}

/// Containers share an edge only if their access paths have the same verdict.
#[test]
fn an_edge_has_containers_of_one_verdict() {
    let text = "name: invoices
storage: { containers: [{ name: first }, { name: second }] }
clients:
  - name: app
    type: managedIdentity
    roles: [{ role: Storage Blob Data Reader, on: container, container: first }]
";
    let topology = di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid");
    let graph = TopologyGraph::new(&di_gen::plan::lower_topology(&topology));
    let drawn = render_mermaid(&graph);
    let edge = |label: &str| drawn.lines().find(|line| line.contains(&format!("|\"{label}\"|"))).map(str::trim);
    assert!(edge("reads first").is_some_and(|line| line.contains("-->")), "{drawn}");
    assert!(edge("reads second").is_some_and(|line| line.contains("-x")), "{drawn}");
    assert!(edge("writes first, second").is_some_and(|line| line.contains("-x")), "{drawn}");
}
