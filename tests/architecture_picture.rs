//! The picture of the architecture: from its geometry, nothing overlaps, no line crosses a leaf or a text, and the page is
//! readable on paper; its access paths are those of the analysis.

use std::collections::BTreeSet;

use di_gen::{
    analyse::access::{AccessAnalysis, AccessTarget, Verdict},
    graph::{
        Architecture, Area, FONT_SIZE, LineKind, Page, Palette, PlacedText, Weight, architecture_page,
        render_architecture_dot, render_architecture_mermaid, render_architecture_svg, text_width,
    },
    plan::{Body, ResolvedTopology},
    source::SourceText,
};
use roxmltree::Document;
use serde_json::Value;

use crate::{
    cli::Run,
    support::{
        random::Topologies,
        snapshots,
        topologies::{Story, number, stories},
    },
};

/// The printable area of A4 in landscape with margins of 10 mm, in points.
const PAPER: (f64, f64) = (277.0 / 25.4 * 72.0, 190.0 / 25.4 * 72.0);

fn plan_of(text: &str) -> ResolvedTopology {
    di_gen::plan::lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"))
}

/// Every example, every case, 200 random topologies, and some of these with long lists.
fn plans() -> Vec<(String, ResolvedTopology)> {
    let count = usize::try_from(number("DI_GEN_RANDOM", 200)).expect("a small number");
    let random: Vec<Value> = Topologies::new(number("DI_GEN_SEED", 1)).take(count).collect();
    let lists =
        random.iter().enumerate().take(96).filter_map(|(at, file)| with_lists(at, file.clone())).collect::<Vec<_>>();
    assert!(lists.len() > count.min(96) / 4, "{} of {count} have linked networks", lists.len());
    let random = random.iter().enumerate().map(|(at, file)| (format!("random {at}"), plan_of(&format!("{file:#}\n"))));
    let known = stories().into_iter().map(|story: Story| (story.name.clone(), story.plan()));
    known.chain(random).chain(lists).collect()
}

/// A topology with up to 50 linked networks, in one to 50 resource groups of one to 50 subscriptions, and up to 50 CIDR ranges
/// on-premises; none if the other settings do not allow them.
fn with_lists(at: usize, mut file: Value) -> Option<(String, ResolvedTopology)> {
    let count = [2, 3, 5, 8, 13, 21, 34, 50][at % 8];
    let subscriptions = [1, 2, 3, 50][at / 8 % 4];
    let groups = [1, 2, 50][at / 32 % 3];
    let linked = (0..count).map(|network| {
        let (subscription, group) = (network % subscriptions, network % groups);
        format!(
            "/subscriptions/{subscription:08}-1111-1111-1111-111111111111/resourceGroups/rg-hub-{group}/providers/Microsoft.Network/virtualNetworks/vnet-hub-{network}"
        )
    });
    file["network"]["linkedNetworks"] = linked.collect();
    if at.is_multiple_of(3) {
        file["network"]["onPremises"] = (0..count).map(|range| format!("172.16.{range}.0/24")).collect();
    }
    let source = SourceText::new("x", format!("{file:#}\n"));
    let topology = di_gen::read::read_topology(&source).ok()?;
    let name = format!("random {at} with {count} networks in {groups} groups of {subscriptions} subscriptions");
    Some((name, di_gen::plan::lower_topology(&topology)))
}

/// The parts of a line, each as a thin rectangle.
fn strokes(page: &Page) -> Vec<(String, Area)> {
    let mut strokes = Vec::new();
    for line in page.lines.iter().chain(&page.legend) {
        for ends in line.points.windows(2) {
            let (left, right) = (ends[0].x.min(ends[1].x), ends[0].x.max(ends[1].x));
            let (top, bottom) = (ends[0].y.min(ends[1].y), ends[0].y.max(ends[1].y));
            assert!(left.total_cmp(&right).is_eq() || top.total_cmp(&bottom).is_eq(), "{}: a diagonal", line.id);
            strokes.push((
                line.id.clone(),
                Area { x: left - 0.5, y: top - 0.5, width: right - left + 1.0, height: bottom - top + 1.0 },
            ));
        }
    }
    strokes
}

/// A rectangle without its border, which lines touch where they start and end.
fn inside(area: &Area) -> Area {
    Area { x: area.x + 1.0, y: area.y + 1.0, width: area.width - 2.0, height: area.height - 2.0 }
}

fn texts(page: &Page) -> Vec<&PlacedText> {
    let in_frames = page.frames.iter().flat_map(|frame| &frame.texts);
    in_frames.chain(page.leaves.iter().flat_map(|leaf| &leaf.texts)).chain(&page.texts).collect()
}

fn check_page(name: &str, page: &Page) {
    let paper = Area { x: 0.0, y: 0.0, width: page.width, height: page.height };
    for (at, leaf) in page.leaves.iter().enumerate() {
        assert!(paper.holds(&leaf.area), "{name}: {} leaves the page", leaf.id);
        for other in &page.leaves[at + 1..] {
            assert!(!leaf.area.meets(&other.area), "{name}: {} and {} overlap", leaf.id, other.id);
        }
        for text in &leaf.texts {
            assert!(leaf.area.holds(&text.area()), "{name}: `{}` leaves {}", text.text, leaf.id);
        }
    }
    for (at, frame) in page.frames.iter().enumerate() {
        assert!(paper.holds(&frame.area), "{name}: {} leaves the page", frame.id);
        for text in &frame.texts {
            assert!(frame.area.holds(&text.area()), "{name}: `{}` leaves {}", text.text, frame.id);
        }
        let others = page.frames[at + 1..].iter().map(|other| (&other.id, &other.area));
        for (id, other) in others.chain(page.leaves.iter().map(|leaf| (&leaf.id, &leaf.area))) {
            assert!(!frame.area.meets(other) || frame.area.holds(other), "{name}: {} and {id} cross", frame.id);
        }
    }
    let right = page.frames.iter().map(|frame| frame.area.right()).fold(0.0, f64::max);
    assert!(page.width - right < 30.0, "{name}: a blank margin of {} beside {right}", page.width - right);
    let all = texts(page);
    for (at, text) in all.iter().enumerate() {
        assert!(paper.holds(&text.area()), "{name}: `{}` leaves the page", text.text);
        for other in &all[at + 1..] {
            assert!(!text.area().meets(&other.area()), "{name}: `{}` and `{}` overlap", text.text, other.text);
        }
    }
    let strokes = strokes(page);
    for (id, stroke) in &strokes {
        assert!(paper.holds(stroke), "{name}: {id} leaves the page");
        for leaf in &page.leaves {
            assert!(!inside(&leaf.area).meets(stroke), "{name}: {id} crosses {}", leaf.id);
        }
        for text in &all {
            assert!(!text.area().meets(stroke), "{name}: {id} crosses `{}`", text.text);
        }
    }
    // Two lines may cross, and lie on one another nowhere.
    for (at, (id, one)) in strokes.iter().enumerate() {
        for (other_id, other) in &strokes[at + 1..] {
            let is_same = |one: &Area, other: &Area| {
                one.width > 2.0 && other.width > 2.0 && one.height < 2.0 && other.height < 2.0
            };
            let is_upright = one.height > 2.0 && other.height > 2.0 && one.width < 2.0 && other.width < 2.0;
            let overlap = (is_same(one, other) || is_upright) && one.meets(other);
            assert!(!overlap, "{name}: {id} lies on {other_id}");
        }
    }
}

#[test]
fn nothing_overlaps_and_no_line_crosses_a_leaf_or_a_text() {
    for (name, plan) in plans() {
        let page = architecture_page(&Architecture::new(&plan));
        check_page(&name, &page);
        assert!(page.leaves.len() >= 3 && page.width / page.height >= 1.25, "{name}: {} x {}", page.width, page.height);
        let points = FONT_SIZE * (PAPER.0 / page.width).min(PAPER.1 / page.height);
        assert!(points >= 8.0, "{name}: letters have {points:.2} points on A4 ({} x {})", page.width, page.height);
    }
}

#[test]
fn every_access_path_and_every_endpoint_is_drawn() {
    for (name, plan) in plans() {
        let architecture = Architecture::new(&plan);
        // The test VM is drawn, and not the network access of its subnet; hosts by URL are no services.
        let expected = AccessAnalysis::new(&plan).all_paths();
        let expected = expected.iter().filter(|path| {
            !matches!(path.target, AccessTarget::Host(_) | AccessTarget::OtherHosts)
                && path.actor.to_string() != "subnet testMachine"
        });
        let mut counts = [0; 3];
        expected.for_each(|path| counts[path.verdict() as usize] += 1);
        let mut drawn = [0; 3];
        let leaves = architecture.leaves();
        let bundles = leaves.iter().flat_map(|leaf| &leaf.bundles);
        bundles.for_each(|bundle| drawn[bundle.verdict as usize] += bundle.paths);
        assert_eq!(drawn, counts, "{name}: allowed, conditional, denied");
        let endpoints = plan.resources.iter().filter(|r| matches!(r.body, Body::PrivateEndpoint(_))).count();
        assert_eq!(leaves.iter().map(|leaf| leaf.links.len()).sum::<usize>(), endpoints, "{name}: endpoints");
        // Each bundle is a line of its verdict in the page.
        let page = architecture_page(&architecture);
        for verdict in Verdict::ALL {
            let lines =
                page.lines.iter().filter(|line| line.kind == LineKind::Access(verdict) && !line.label.is_empty());
            let drawn = leaves.iter().filter(|leaf| page.leaves.iter().any(|placed| placed.id == leaf.id));
            let bundles = drawn.flat_map(|leaf| &leaf.bundles).filter(|bundle| bundle.verdict == verdict);
            assert_eq!(lines.count(), bundles.count(), "{name}: {verdict}");
        }
        // Only linked networks, and resources without access paths, share a leaf of the page with others.
        let left_out = leaves.iter().filter(|leaf| page.leaves.iter().all(|placed| placed.id != leaf.id));
        for leaf in left_out.filter(|leaf| !leaf.bundles.is_empty()) {
            assert!(leaf.id.starts_with("nnetwork_20"), "{name}: {} is not drawn", leaf.id);
        }
    }
}

#[test]
fn the_picture_is_read_without_seeing_it() {
    for (name, plan) in plans().into_iter().take(30) {
        let svg = render_architecture_svg(&Architecture::new(&plan), Palette::ByPreference);
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        let root = document.root_element();
        assert_eq!(root.attribute("aria-labelledby"), Some("title desc"));
        let child = |tag: &str| root.children().find(|node| node.has_tag_name(tag)).and_then(|node| node.text());
        assert!(child("title").is_some_and(|title| title.contains("topology")), "{name}");
        assert!(
            child("desc").is_some_and(|text| text.contains("Document Intelligence:") && text.contains("denied")),
            "{name}"
        );
        let mut ids = BTreeSet::new();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            assert!(!["script", "image", "foreignObject", "a"].contains(&node.tag_name().name()), "{name}");
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id), "{name}: the ID {id} is there twice");
            }
        }
        let labels = document
            .descendants()
            .filter(|node| node.has_tag_name("path"))
            .filter(|node| node.children().any(|child| child.has_tag_name("title")));
        assert!(labels.count() >= 3, "{name}: lines have titles");
        let light = render_architecture_svg(&Architecture::new(&plan), Palette::Light);
        assert!(svg.contains("prefers-color-scheme: dark") && !light.contains("@media"), "{name}");
    }
}

/// Leaves move, and are not written anew: what is in them is relative to them.
#[test]
fn one_more_client_changes_few_lines() {
    let text = |clients: &str| format!("name: invoices\nkeyVault: {{}}\nclients: [{clients}]\n");
    let draw = |clients: &str| {
        let svg = render_architecture_svg(&Architecture::new(&plan_of(&text(clients))), Palette::ByPreference);
        svg.lines().map(ToOwned::to_owned).collect::<Vec<String>>()
    };
    let client = |name: &str| format!("{{ name: {name}, type: managedIdentity }}");
    let (before, after) = (draw(&client("app")), draw(&[client("app"), client("batch")].join(", ")));
    let changed = after.iter().filter(|line| !before.contains(line)).count();
    assert!(changed <= 24 && after.len() > 150, "{changed} of {} lines", after.len());
}

/// The widths with which texts are laid out are those of the font that is part of the program.
#[test]
fn text_is_as_wide_as_in_the_embedded_font() {
    for (weight, file) in [(Weight::Regular, "Arimo-Regular.ttf"), (Weight::Bold, "Arimo-Bold.ttf")] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/graph/fonts").join(file);
        let bytes = std::fs::read(path).expect("the font");
        let face = ttf_parser::Face::parse(&bytes, 0).expect("a font");
        for c in ' '..='~' {
            let glyph = face.glyph_index(c).unwrap_or_else(|| panic!("{file} has no {c:?}"));
            let advance = f64::from(face.glyph_hor_advance(glyph).expect("a width"));
            let width = advance * FONT_SIZE / f64::from(face.units_per_em());
            assert!((text_width(&c.to_string(), weight) - width).abs() < 0.001, "{file}: {c:?}");
        }
    }
}

/// The pictures of docs/pictures.md; `DI_GEN_REFRESH=1` writes them.
#[test]
fn pictures_of_the_documentation_are_current() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["minimal", "full-featured"] {
        let text = std::fs::read_to_string(root.join(format!("examples/{name}.yaml"))).expect("an example");
        let drawn = render_architecture_svg(&Architecture::new(&plan_of(&text)), Palette::ByPreference);
        let path = root.join(format!("docs/pictures/{name}.svg"));
        if std::env::var_os("DI_GEN_REFRESH").is_some() {
            std::fs::write(&path, &drawn).expect("a picture");
        }
        let kept = std::fs::read_to_string(&path).expect("a picture").replace("\r\n", "\n");
        assert!(kept == drawn, "docs/pictures/{name}.svg is stale: cargo run --example refresh");
    }
}

/// Frames and leaves of Mermaid and DOT are those of the picture, and every line connects declared leaves.
#[test]
fn mermaid_and_dot_have_the_grouping_of_the_picture() {
    for (name, plan) in plans() {
        let architecture = Architecture::new(&plan);
        let leaves: BTreeSet<&str> = architecture.leaves().iter().map(|leaf| leaf.id.as_str()).collect();
        assert_eq!(leaves.len(), architecture.leaves().len(), "{name}: IDs are unique");
        let bundles: usize = architecture.leaves().iter().map(|leaf| leaf.bundles.len() + leaf.links.len()).sum();
        for (text, frame, arrow) in [
            (render_architecture_mermaid(&architecture), "subgraph frame_", None),
            (render_architecture_dot(&architecture), "subgraph cluster_", Some(" -> ")),
        ] {
            let (mut open, mut declared, mut frames, mut lines) = (Vec::new(), BTreeSet::new(), BTreeSet::new(), 0);
            for line in text.lines().map(str::trim) {
                if let Some(rest) = line.strip_prefix(frame) {
                    let id = rest.split(' ').next().expect("an ID");
                    assert!(frames.insert(id), "{name}: frame {id} is there twice");
                    open.push(id);
                } else if ["end", "}"].contains(&line) {
                    open.pop();
                } else if let Some((id, _)) = line.split_once([' ', '[']).filter(|(id, _)| leaves.contains(id)) {
                    let to = match arrow {
                        Some(arrow) => line.split(arrow).nth(1).and_then(|rest| rest.split(' ').next()),
                        None => line.rsplit(' ').next(),
                    };
                    if open.is_empty() {
                        lines += 1;
                        assert!(declared.contains(to.expect("a service")), "{name}: {line}");
                    } else {
                        assert!(declared.insert(id), "{name}: {id} is there twice");
                    }
                }
            }
            assert_eq!(declared, leaves, "{name}: leaves");
            assert_eq!(lines, bundles, "{name}: lines");
            let outer = architecture.outside.len() + architecture.subscriptions.len();
            assert!(frames.len() > outer, "{name}: {frames:?}");
        }
    }
}

#[test]
fn an_architecture_in_each_notation() {
    let text = include_str!("../examples/keys-in-vault.yaml");
    let architecture = Architecture::new(&plan_of(text));
    let svg = render_architecture_svg(&architecture, Palette::ByPreference);
    snapshots().bind(|| insta::assert_snapshot!("architecture@svg", svg));
    snapshots().bind(|| insta::assert_snapshot!("architecture@mermaid", render_architecture_mermaid(&architecture)));
    snapshots().bind(|| insta::assert_snapshot!("architecture@dot", render_architecture_dot(&architecture)));
}

/// `--from` and `--to` draw only the access paths that they select.
#[test]
fn a_query_narrows_the_picture() {
    let run = |arguments: &str| {
        Run::new(&format!("graph -f di-gen.yaml --format svg {arguments}"))
            .file("di-gen.yaml", "name: invoices\nclients: [{ name: app, type: managedIdentity }]\n")
            .run()
    };
    let all = run("").ends(0).out();
    let narrow = run("--from=internet --to=account").ends(0).out();
    assert!(all.contains("id=\"nclients\"") && all.contains("id=\"ninternet-storage-denied\""));
    assert!(!narrow.contains("id=\"nclients\"") && narrow.contains("id=\"ninternet-account-denied\""));
    assert!(!narrow.contains("-storage-denied") && narrow.contains("id=\"nstorageAccount\""));
    run("--from=nobody").ends(2).says("--from");
    run("--to=vault").ends(2).says("--to");
}

/// PNG has the size of the page and is drawn with the embedded font, on every machine.
#[cfg(feature = "png")]
#[test]
fn an_image_of_pixels() {
    let architecture = Architecture::new(&plan_of("name: invoices\n"));
    let page = architecture_page(&architecture);
    let svg = render_architecture_svg(&architecture, Palette::Light);
    let bytes = di_gen::graph::render_png(&svg).expect("an image");
    let image = resvg::tiny_skia::Pixmap::decode_png(&bytes).expect("PNG");
    assert_eq!(
        (f64::from(image.width()), f64::from(image.height())),
        ((page.width * 2.0).ceil(), (page.height * 2.0).ceil())
    );
    // The heading has letters: dark pixels on white paper.
    let title = page.texts.iter().find(|text| text.weight == Weight::Bold).expect("a heading").area();
    let dark = image.pixels().iter().enumerate().filter(|(at, pixel)| {
        let at = u32::try_from(*at).expect("small");
        let (x, y) = (f64::from(at % image.width()) / 2.0, f64::from(at / image.width()) / 2.0);
        let is_inside = x > title.x && x < title.right() && y > title.y && y < title.bottom();
        is_inside && pixel.red() < 90
    });
    assert!(dark.count() > 300, "the heading has no letters");
}
