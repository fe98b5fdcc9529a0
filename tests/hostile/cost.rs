//! Promise `linear-cost`: the cost of an input grows with its size, not with its square.
//!
//! `cargo bench --bench cost` measures; here, each limit has its file, and larger ones have their message.

mod bases;

use di_gen::{
    diagnostic::{Code, Diagnostic},
    render::{self, Frame, Layout},
    source::SourceText,
};

use crate::{
    cli::Run,
    support::{large::collections, large_texts::LARGE_TEXTS},
};

fn errors(text: &str) -> Vec<Diagnostic> {
    di_gen::read::read_topology(&SourceText::new("di-gen.yaml", text)).err().unwrap_or_default()
}

fn codes(text: &str) -> Vec<Code> {
    errors(text).iter().map(|diagnostic| diagnostic.code).collect()
}

/// A file within the limits is read in all of its environments and written in every language, or has a message that is not
/// about its size.
#[test]
fn files_at_the_limits_are_written() {
    let mut written = 0;
    for collection in collections().iter().filter(|collection| collection.limit <= 200) {
        let with_environments = collection.key != "/environments";
        let source = SourceText::new("di-gen.yaml", collection.file(collection.limit, with_environments));
        match di_gen::read::read_topology(&source) {
            Ok(topology) => {
                let plan = di_gen::plan::lower_topology(&topology);
                let outputs = [
                    render::bicep(&plan, Layout::OneFile),
                    render::arm(&plan),
                    render::terraform(&plan, Frame::Module),
                ];
                for found in outputs.into_iter().filter_map(Result::err).flatten() {
                    // The names of additional settings are not those of resources.
                    assert_eq!(found.code, Code::EXTRA, "{}: {found:?}", collection.key);
                }
                written += 1;
            }
            Err(found) => {
                let refused =
                    found.iter().map(|one| one.code).find(|code| [Code::OUT_OF_RANGE, Code::TOO_LARGE].contains(code));
                assert_eq!(refused, None, "{}: {found:?}", collection.key);
            }
        }
    }
    assert!(written > 25, "{written}");
}

/// Settings without a limit of their own: thousands of them are written, in every environment.
#[test]
fn thousands_of_settings_are_written() {
    let settings: String = (0..2000).map(|at| format!("        k{at}: {at}\n")).collect();
    let environments: String = (0..20).map(|at| format!("  e{at}: {{}}\n")).collect();
    let text = format!(
        "name: claims\nenvironments:\n{environments}extra:\n  account:\n    azure:\n      properties:\n{settings}"
    );
    let source = SourceText::new("di-gen.yaml", text);
    let topology = di_gen::read::read_topology(&source).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let arm = &render::arm(&plan).expect("ARM")[0].text;
    let bicep = &render::bicep(&plan, Layout::OneFile).expect("Bicep")[0].text;
    for at in [0, 1000, 1999] {
        assert!(arm.contains(&format!("\"k{at}\": {at}")) && bicep.contains(&format!("k{at}: {at}\n")), "k{at}");
    }
}

/// One entry more than a file may have is refused for its number alone, once.
#[test]
fn larger_files_have_a_message() {
    let keys = |count: usize| (0..count).map(|at| format!("  k{at}: x\n")).collect::<String>();
    for (text, code) in [
        (format!("name: claims\n# {}", "x".repeat(SourceText::MAX_BYTES)), Code::TOO_LARGE),
        (format!("name: claims\nextra:\n{}", keys(25_000)), Code::TOO_LARGE),
        (format!("name: claims\nx: {}1{}", "[".repeat(65), "]".repeat(65)), Code::TOO_DEEP),
        (format!("name: claims\nx: {}1{}", "{a: ".repeat(65), "}".repeat(65)), Code::TOO_DEEP),
        (format!("name: claims\nextra:\n{}", keys(1000)), Code::OUT_OF_RANGE),
    ] {
        let found = codes(&text);
        assert!(found.contains(&code), "{code}: {found:?}");
        let messages: Vec<String> = errors(&text).iter().map(|one| one.message.clone()).collect();
        assert!(messages.iter().all(|message| message.len() < 200), "{messages:?}");
    }
}

/// However many errors a file has, 100 are shown and the others are counted.
#[test]
fn thousands_of_errors_are_counted() {
    let unknown: String = (0..5000).map(|at| format!("u{at}: 1\n")).collect();
    let wrong: String = (0..2000).map(|at| format!("  t{at}: {at}\n")).collect();
    let anchors: String = (0..2000).map(|at| format!("a{at}: &x 1\n")).collect();
    let duplicates = "name: claims\n".repeat(2000);
    for text in [format!("name: claims\n{unknown}"), format!("name: claims\ntags:\n{wrong}"), anchors, duplicates] {
        let found = errors(&text);
        assert_eq!(found.len(), 101, "{:?}", found.first());
        assert_eq!(found.last().map(|one| one.code), Some(Code::MORE));
        let source = SourceText::new("di-gen.yaml", text);
        let renderer = source.diagnostic_renderer();
        let lines: usize = found.iter().map(|one| renderer.render_diagnostic(one, false).lines().count()).sum();
        assert!(lines < 1500, "{lines}");
    }
}

/// An error in a very long line is drawn without the whole line.
#[test]
fn long_lines_are_not_repeated() {
    let unknown: Vec<String> = (0..5000).map(|at| format!("u{at}: 1")).collect();
    let text = format!("{{ name: claims, {} }}", unknown.join(", "));
    let found = errors(&text);
    let source = SourceText::new("di-gen.yaml", text.clone());
    let renderer = source.diagnostic_renderer();
    let drawn: usize = found.iter().map(|one| renderer.render_diagnostic(one, false).len()).sum();
    assert!(drawn < 10 * text.len(), "{drawn} bytes for {} bytes of YAML", text.len());
}

/// A large file is read by each command that once read it slowly: `cargo bench --bench cost` measures the time.
#[test]
fn large_texts_are_finished() {
    for (name, text) in LARGE_TEXTS {
        for command in ["validate", "generate"] {
            let ended = Run::new(command).file("di-gen.yaml", text(10_000)).run();
            assert!(ended.code() < 3, "{name}, {command}: {}", ended.err());
        }
    }
}

/// What prevents an environment from sharing a template is named: a value, or the mapping with too many values to try.
#[test]
fn the_values_of_separate_templates_are_named() {
    let settings = |count: usize| (0..count).map(|at| format!("            k{at}: 1\n")).collect::<String>();
    let named = |count: usize| {
        let text = format!(
            "name: claims\noutputs: [{{ language: arm, folder: a }}]\nenvironments:\n  prod:\n    tags: {{ a: b }}\n    \
             storage: {{ sharedKeys: true }}\n    extra:\n      account:\n        azure:\n          properties:\n{}",
            settings(count)
        );
        let printed = Run::new("generate").file("di-gen.yaml", text).run().ends(0).err();
        printed.lines().find(|line| line.contains("separate templates")).unwrap().to_owned()
    };
    let few = named(2);
    assert!(
        few.ends_with(
            "set storage.sharedKeys (./di-gen.yaml:6), extra.account.azure.properties.k0 (./di-gen.yaml:11), \
         extra.account.azure.properties.k1 (./di-gen.yaml:12)"
        ),
        "{few}"
    );
    let many = named(3000);
    assert!(
        many.ends_with("set storage.sharedKeys (./di-gen.yaml:6), extra.account.azure.properties (./di-gen.yaml:10)"),
        "{many}"
    );
}
