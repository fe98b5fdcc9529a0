//! The report for a security review: it has everything that the commands print, and nothing that a browser would run or fetch.

use std::{collections::HashSet, fs, time::Duration};

use di_gen::{
    analyse::access::AccessAnalysis,
    diagnostic::Code,
    plan::{Body, Resource},
    review::render_review,
    source::SourceText,
};
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

/// `--policy` adds sets to those of the file, as in `validate`.
#[test]
fn a_report_shows_policies_of_the_command() {
    let text = "name: invoices\npolicies: [psrule]\naccount: { publicNetworkAccess: open }\n";
    let run = |command: &str| Run::new(command).file("di-gen.yaml", text).run();
    let policies = |page: &str| {
        let document = parse(page);
        let section = section(&document, "policies");
        (all_text(section), rows(section).len())
    };
    let (own, count) = policies(&run("report").ends(0).out());
    assert!(own.contains("default assignments of psrule") && !own.contains("mcsb"), "{own}");
    let (both, more) = policies(&run("report --policy mcsb,psrule").ends(0).out());
    assert!(both.contains("default assignments of psrule, mcsb") && more > count, "{both}");
    // The page has what `validate` prints.
    let json = run("validate --policy mcsb --format json").out();
    let found: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let codes = found.as_array().expect("diagnostics").iter().filter_map(|one| one["code"].as_str());
    assert_eq!(codes.filter(|code| code.starts_with("DI40")).count(), more, "{both}");
    run("report --policy none").ends(2).says("no such set of policies");
}

/// What avoids a finding of a policy is the same on the page as in `validate`.
#[test]
fn a_report_has_the_advice_of_validate() {
    for example in ["open", "selected-studio", "full-featured"] {
        let text = std::fs::read_to_string(format!("examples/{example}.yaml")).expect("an example");
        let run = |command: &str| Run::new(command).file("di-gen.yaml", &text).run();
        let page = run("report --policy alz-corp").ends(0).out();
        let document = parse(&page);
        let shown = all_text(section(&document, "policies"));
        let printed = run("validate --policy alz-corp --format json").out();
        let found: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        let of_policies = |one: &&serde_json::Value| one["code"].as_str().is_some_and(|code| code.starts_with("DI40"));
        let mut compared = 0;
        for help in
            found.as_array().expect("diagnostics").iter().filter(of_policies).filter_map(|one| one["help"].as_array())
        {
            for line in help.iter().filter_map(serde_json::Value::as_str) {
                assert!(shown.contains(&line.replace('`', "")), "{example}: {line}");
                compared += 1;
            }
        }
        assert!(compared > 10, "{example}: {compared}");
        let unknown = |text: &str| text.matches("no key of the file is known to avoid it").count();
        assert_eq!(unknown(&shown), unknown(&printed), "{example}");
    }
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
            section(&document, "runbooks").descendants().filter(|node| node.has_tag_name("details")).count() >= 3,
            "{name}"
        );
    }
}

/// A zone is billed by month, and so is a key that hardware protects; a software-protected key has no price of its own.
#[test]
fn zones_and_hardware_keys_cost_money() {
    for (kind, is_billed) in [("RSA-HSM", true), ("RSA", false)] {
        let text = format!(
            "name: invoices\nsubscription: 00000000-0000-0000-0000-000000000001\nkeyVault: {{}}\nencryption: {{ account: {{ type: {kind}, expires: 2099-01-01 }} }}\n"
        );
        let page = Run::new("report").file("di-gen.yaml", text).run().ends(0).out();
        let document = parse(&page);
        let cost = section(&document, "cost");
        let (kinds, why) = (column(cost, "Kind"), column(cost, "Costs money"));
        let of = |kind: &str| {
            kinds.iter().zip(&why).filter(|(other, _)| *other == kind).map(|(_, why)| why.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of("private DNS zone"), ["as long as it exists"; 3], "{kinds:?}");
        assert_eq!(
            of("key vault key"),
            [if is_billed { "as long as it exists" } else { "by use or by setting" }],
            "{kinds:?}"
        );
    }
}

/// The column of a table with this heading, one text for each row.
fn column(section: Node<'_, '_>, heading: &str) -> Vec<String> {
    let headings = section.descendants().filter(|node| node.has_tag_name("th"));
    let at = headings.map(all_text).position(|text| text == heading).unwrap_or_else(|| panic!("no column {heading}"));
    let cells = rows(section).into_iter().map(|row| row.children().filter(|node| node.has_tag_name("td")).nth(at));
    cells.map(|cell| cell.map(all_text).unwrap_or_default()).collect()
}

/// Nine diagnostic settings have one name.
#[test]
fn what_belongs_to_a_resource_is_shown_with_it() {
    let mut seen = 0;
    for story in stories() {
        let source = SourceText::new("di-gen.yaml", story.text.clone());
        let topology = di_gen::read::read_topology(&source).expect("valid");
        let plan = di_gen::plan::lower_topology(&topology);
        let page = render_review(&source, &topology, &plan);
        let document = parse(&page);
        let resources = section(&document, "resources");
        let names = column(resources, "Name");
        let is_part = |resource: &Resource| {
            (resource.parent.is_some() || resource.scope.is_some()) && !matches!(resource.body, Body::RoleAssignment(_))
        };
        for (index, resource) in plan.resources.iter().enumerate().filter(|(_, resource)| is_part(resource)) {
            let owner = resource.parent.as_ref().or(resource.scope.as_ref()).expect("an owner");
            let at = plan.resources.iter().position(|other| other.symbol == *owner).expect("the owner");
            let shown = &column(resources, "Belongs to")[index];
            let is_named = shown == &names[at] || shown.ends_with(&format!("/{}", names[at]));
            assert!(is_named, "{}: {:?} belongs to {shown:?}, not {:?}", story.name, resource.symbol, names[at]);
            seen += 1;
        }
        let cost = section(&document, "cost");
        let billed: Vec<String> = rows(cost).into_iter().map(all_text).collect();
        let distinct: HashSet<&String> = billed.iter().collect();
        assert_eq!(distinct.len(), billed.len(), "{}: {billed:?}", story.name);
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn assertions_that_hold_and_that_fail_are_shown() {
    let file = "name: invoices\nexpect:\n  - internet to account is denied\n  - internet to account is allowed\n";
    let page = Run::new("report").file("di-gen.yaml", file).run().ends(0).out();
    let document = parse(&page);
    let assertions = section(&document, "assertions");
    assert_eq!(column(assertions, "Result"), ["holds", "fails"]);
    assert_eq!(column(assertions, "Assertion"), ["internet to account is denied", "internet to account is allowed"]);
    assert_eq!(column(assertions, "Set at"), ["line 3", "line 4"]);
    let reasons = column(assertions, "Access paths and reasons");
    assert_eq!(reasons[0].trim(), "internet reaches account: denied");
    assert!(reasons[1].contains("expected allowed") && reasons[1].contains("Public network access"), "{reasons:?}");
    assert!(!all_text(section(&document, "notes")).contains("expected allowed"), "shown once");
    assert!(page.contains("<b class=\"fails\">1 of 2</b>access assertions hold"), "{page}");
    let page = Run::new("report").file("di-gen.yaml", "name: invoices\n").run().ends(0).out();
    assert!(all_text(section(&parse(&page), "assertions")).contains("no access assertions"));
}

/// Backticks are those of a terminal.
#[test]
fn a_report_has_code_instead_of_backticks() {
    for story in stories() {
        let source = SourceText::new("di-gen.yaml", story.text.clone());
        let topology = di_gen::read::read_topology(&source).expect("valid");
        let page = render_review(&source, &topology, &di_gen::plan::lower_topology(&topology));
        let document = parse(&page);
        let is_code = |node: &Node<'_, '_>| node.has_tag_name("code") || node.has_tag_name("pre");
        let words =
            document.descendants().filter(|node| node.is_text() && !node.ancestors().any(|outer| is_code(&outer)));
        for text in words.filter_map(|node| node.text()) {
            // A name of the user can have one.
            assert!(!text.contains('`') || story.text.contains(text), "{}: {text}", story.name);
        }
        let heading = document.descendants().find(|node| node.has_tag_name("h1")).map(all_text).unwrap_or_default();
        assert!(heading.starts_with("Security review: Document Intelligence topology"), "{heading}");
    }
}

#[test]
fn a_report_is_the_same_from_every_directory() {
    let file = "extends: ../base.yaml\nname: invoices\nexpect: [internet to account is denied]\n";
    let base = "account: { publicNetworkAccess: open }\n";
    let run = Run::new("report").file("infra/app/di-gen.yaml", file).file("infra/base.yaml", base);
    let run = run.file(".git/HEAD", "");
    let root = run.folder.path().canonicalize().expect("a directory");
    let whole = root.join("infra/app/di-gen.yaml");
    let mut pages = HashSet::new();
    for (folder, name) in [
        ("infra/app", "di-gen.yaml"),
        ("infra/app", "./di-gen.yaml"),
        ("infra", "app/di-gen.yaml"),
        (".", "infra/app/../app/di-gen.yaml"),
        (".", whole.to_str().expect("a path")),
    ] {
        let mut again = Run::new("report -f");
        again.arguments.push(name.to_owned());
        pages.insert(again.run_in(&root.join(folder)).ends(0).out());
    }
    assert_eq!(pages.len(), 1);
    for page in pages {
        assert!(page.contains("<dd>di-gen.yaml, which extends ../base.yaml</dd>"), "{page}");
        assert!(page.contains("<code>../base.yaml</code>, line 1"), "{page}");
        assert!(!page.contains("infra"), "{page}");
    }
}

#[test]
fn a_written_report_is_named() {
    let run = Run::new("report -o review/page.html").file("di-gen.yaml", "name: invoices\n");
    run.run().ends(0).silent().says("di-gen: wrote review/page.html");
    assert!(!run.run().ends(0).err().contains("wrote"), "nothing was written");
}

/// A name is bytes; one that is written as text would be that of another file.
#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_those_of_their_files() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _, process::Command};
    let run = Run::new("").file("di-gen.yaml", "name: invoices\n");
    let folder = run.folder.path();
    let [page, topology] = [&b"caf\xe9.html"[..], b"caf\xe9.yaml"].map(OsStr::from_bytes);
    let report = |file: &OsStr, output: &OsStr| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
        command.current_dir(folder).args(["report", "--force", "-f"]).arg(file).arg("-o").arg(output);
        command.output().expect("the program").status.code()
    };
    // Some file systems have no such names.
    if fs::write(folder.join(topology), "name: invoices\n").is_err() {
        return;
    }
    assert_eq!(report(OsStr::new("di-gen.yaml"), page), Some(0));
    let written = fs::read_to_string(folder.join(page)).expect("the page");
    assert!(written.starts_with("<!-- Generated by di-gen"), "{written}");
    assert_eq!(report(topology, topology), Some(2), "the topology is not replaced");
    assert_eq!(fs::read_to_string(folder.join(topology)).expect("the topology"), "name: invoices\n");
    assert_eq!(fs::read_dir(folder).expect("files").count(), 3, "no file has another name");
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
