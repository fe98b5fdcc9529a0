//! The report for a security review: it has everything that the commands print, and nothing that a browser would run or fetch.

use std::{fs, time::Duration};

use di_gen::{analyse::access::AccessAnalysis, diagnostic::Code, review::render_review, source::SourceText};
use roxmltree::{Document, Node, ParsingOptions};
use sha2::{Digest as _, Sha256};

use crate::{cli::Run, support::topologies::stories};

const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}"))
}

fn section<'a>(document: &'a Document<'_>, id: &str) -> Node<'a, 'a> {
    let mut sections = document.descendants().filter(|node| node.has_tag_name("section"));
    sections.find(|node| node.attribute("id") == Some(id)).unwrap_or_else(|| panic!("no section {id}"))
}

fn rows<'a>(section: Node<'a, 'a>) -> Vec<Node<'a, 'a>> {
    let bodies = section.descendants().filter(|node| node.has_tag_name("tbody"));
    bodies.flat_map(|body| body.children().filter(|node| node.has_tag_name("tr"))).collect()
}

fn all_text(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect()
}

#[test]
fn a_report_has_what_the_commands_print() {
    for story in stories() {
        let source = SourceText::new("di-gen.yaml", story.text.clone());
        let topology = di_gen::read::read_topology(&source).expect("valid");
        let plan = di_gen::plan::lower_topology(&topology);
        let page = render_review(&source, &topology, &plan);
        let document = parse(&page);
        let name = &story.name;
        let paths = AccessAnalysis::new(&plan).all_paths();
        let drawn = rows(section(&document, "access"));
        assert_eq!(drawn.len(), paths.len(), "{name}");
        for (row, path) in drawn.iter().zip(&paths) {
            let class = row.attribute("class").expect("a class");
            assert!(class.starts_with(path.verdict().as_str()), "{name}: {path} is {class}");
            assert!(all_text(*row).contains(&path.to_string()), "{name}: {path}");
        }
        assert_eq!(rows(section(&document, "resources")).len(), plan.resources.len(), "{name}");
        assert_eq!(rows(section(&document, "parameters")).len(), plan.parameters.len(), "{name}");
        let required = |code: Code| code == Code::REQUIRED_STEP;
        let steps = plan.notes.iter().filter(|note| required(note.diagnostic.code) && note.applies_to_major(&plan));
        let items = section(&document, "steps").descendants().filter(|node| node.has_tag_name("li")).count();
        assert_eq!(items, steps.count(), "{name}");
        let billed = plan.resources.iter().filter(|r| r.existing.is_none() && r.body.is_billed()).count();
        assert!(rows(section(&document, "cost")).len() >= billed, "{name}");
        assert!(
            section(&document, "runbooks").descendants().filter(|node| node.has_tag_name("pre")).count() >= 3,
            "{name}"
        );
    }
}

#[test]
fn a_report_is_one_file_without_script() {
    let page =
        Run::new("report -f di-gen.yaml").file("di-gen.yaml", "name: invoices\nkeyVault: {}\n").run().ends(0).out();
    let document = parse(&page);
    let tags: Vec<&str> = document.descendants().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    assert!(tags.iter().all(|tag| !["script", "iframe", "object", "embed", "link", "form", "base"].contains(tag)));
    let style =
        document.descendants().find(|node| node.has_tag_name("style")).and_then(|node| node.text()).expect("a style");
    assert!(!style.contains("url(") && !style.contains("@import"));
    let policy = document
        .descendants()
        .find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|node| node.attribute("content"))
        .expect("a policy");
    let hash = {
        let digest: Vec<String> = Sha256::digest(style).iter().map(|byte| format!("{byte:08b}")).collect();
        let bits = format!("{}00", digest.concat());
        let digits = bits.as_bytes().chunks(6).map(|six| {
            let value = six.iter().fold(0, |value, bit| value * 2 + usize::from(bit - b'0'));
            char::from(BASE64[value])
        });
        format!("{}=", digits.collect::<String>())
    };
    assert_eq!(
        policy,
        format!("default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'")
    );
    // Each choice of a filter is in the style.
    for input in document.descendants().filter(|node| node.has_tag_name("input")) {
        let id = input.attribute("id").expect("an ID");
        assert!(id.ends_with("-all") || style.contains(&format!("#{id}:checked")), "{id}");
    }
}

#[test]
fn a_report_replaces_itself_and_nothing_else() {
    let topology = "name: invoices\n";
    let again = |run: &Run, command: &str| Run::new(command).file("di-gen.yaml", topology).run_in(run.folder.path());
    let run = Run::new("report -o review/page.html").file("di-gen.yaml", topology);
    run.run().ends(0);
    let page = run.read("review/page.html");
    assert!(page.starts_with("<!-- Generated by di-gen"), "{}", &page[..80]);
    let path = run.folder.path().join("review/page.html");
    let time = || fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
    let before = time();
    std::thread::sleep(Duration::from_millis(20));
    again(&run, "report -o review/page.html").ends(0);
    assert_eq!(time(), before, "the same page is not written again");
    fs::write(&path, page.replace("invoices", "claims")).expect("an edit");
    assert!(again(&run, "report -o review/page.html").ends(2).err().contains("DI"), "an edited page");
    again(&run, "report -o review/page.html --force").ends(0);
    assert_eq!(run.read("review/page.html"), page);
    fs::write(&path, "mine").expect("a file");
    again(&run, "report -o review/page.html").ends(2);
    assert_eq!(run.read("review/page.html"), "mine");
    again(&run, "report -o di-gen.yaml").ends(2);
    assert_eq!(run.read("di-gen.yaml"), topology);
}

/// The page of values that no environment has would be that of no deployment.
#[test]
fn a_report_is_about_one_environment() {
    let file = "name: invoices\nenvironments: { dev: { account: { publicNetworkAccess: open } }, prod: {} }\n";
    Run::new("report").file("di-gen.yaml", file).run().ends(2).says("--env dev").says("--env prod");
    let page = Run::new("report --env dev").file("di-gen.yaml", file).run().ends(0).out();
    assert!(page.contains("environment dev"), "{page}");
}

#[test]
fn a_report_never_replaces_the_topology_or_what_it_extends() {
    let base = "account: { publicNetworkAccess: private }\n";
    let file = "extends: base.yaml\nname: invoices\n";
    for target in ["di-gen.yaml", "./di-gen.yaml", "base.yaml"] {
        let run = Run::new(&format!("report -o {target} --force")).file("di-gen.yaml", file).file("base.yaml", base);
        run.run().ends(2).says("is the topology file, or one that it extends");
        assert_eq!((run.read("di-gen.yaml"), run.read("base.yaml")), (file.to_owned(), base.to_owned()), "{target}");
    }
}

#[test]
fn a_report_replaces_no_manual_page() {
    let mut run = Run::new("man -o pages");
    run.run().ends(0);
    let before = run.read("pages/di-gen.1");
    run.arguments = ["report", "-o", "pages/di-gen.1"].map(ToOwned::to_owned).to_vec();
    run.run().ends(2).says("was not written by di-gen");
    assert_eq!(run.read("pages/di-gen.1"), before);
}
