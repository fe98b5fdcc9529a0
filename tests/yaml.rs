//! The YAML reader: strict, with locations and limits, and without panics.

use std::fs;

use di_gen::{
    diagnostic::{Code, Diagnostic},
    source::SourceText,
};
use serde_json::json;

fn refused(text: &str) -> Vec<Diagnostic> {
    di_gen::read::read_topology(&SourceText::new("di-gen.yaml", text)).expect_err(text)
}

#[test]
fn scalars_are_strings_unless_they_are_json_values() {
    let text = "a: 0471\nb: yes\nc: 1_000\nd: 12\ne: true\nf: '12'\ng: 1.5\nh: 0x1f\ni: 2026-11-20\nj: ~\nk: |\n  two\n  lines\n";
    let read = SourceText::new("x", text).parse().expect("YAML").to_json();
    assert_eq!(
        read,
        json!({ "a": "0471", "b": "yes", "c": "1_000", "d": 12, "e": true, "f": "12", "g": 1.5, "h": "0x1f",
                "i": "2026-11-20", "j": null, "k": "two\nlines\n" })
    );
}

#[test]
fn too_large() {
    let text = format!("name: invoices\n# {}\n", "x".repeat(1024 * 1024));
    assert_eq!(refused(&text)[0].code, Code::TOO_LARGE);
    let text = format!("name: invoices\ntags:\n{}", (0..30_000).map(|n| format!("  t{n}: v\n")).collect::<String>());
    assert_eq!(refused(&text)[0].code, Code::TOO_LARGE);
}

#[test]
fn too_deep() {
    let text = format!("name: {}{}\n", "[".repeat(65), "]".repeat(65));
    assert_eq!(refused(&text)[0].code, Code::TOO_DEEP);
    let text = format!("name: {}", "[".repeat(20_000));
    // The parser has its own limit, which applies first.
    assert!(matches!(refused(&text)[0].code, Code::TOO_DEEP | Code::YAML_SYNTAX));
}

#[test]
fn an_empty_file_lacks_its_name() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "{}"] {
        let findings = refused(text);
        assert!(matches!(findings[0].code, Code::MISSING_KEY | Code::WRONG_TYPE), "{text:?}: {findings:?}");
        assert!(!SourceText::new("x", text).render_diagnostic(&findings[0], false).is_empty());
    }
}

#[test]
fn damaged_files_are_refused_without_a_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        // xorshift: the same numbers on every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap_or(0)
    };
    let look = |text: &str| {
        let source = SourceText::new("di-gen.yaml", text);
        if let Err(findings) = di_gen::read::read_topology(&source) {
            assert!(!findings.is_empty());
            for finding in findings {
                assert!(!source.render_diagnostic(&finding, false).is_empty());
            }
        }
    };
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).expect("examples") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(path).expect("an example");
        for at in (0..text.len()).step_by(7).filter(|at| text.is_char_boundary(*at)) {
            look(&text[..at]);
        }
        for _ in 0..200 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                bytes[at] = b"\n\t :-#{}[]'\"&*!|>%@`0aZ\xc3\x00"[random(25)];
            }
            look(&String::from_utf8_lossy(&bytes));
        }
    }
}

/// Integers are accepted in every notation.
#[test]
fn integers_with_a_decimal_point_are_integers() {
    for number in ["30", "30.0", "3e1", "300e-1"] {
        let text = format!("name: claims\nmonitoring: {{ retentionDays: {number} }}\n");
        let topology = di_gen::read::read_topology(&SourceText::new("x", text))
            .unwrap_or_else(|found| panic!("{number}: {found:?}"));
        assert_eq!(topology.monitoring.expect("logs").retention_days, 30, "{number}");
    }
    let findings =
        di_gen::read::read_topology(&SourceText::new("x", "name: claims\nmonitoring: { retentionDays: 30.5 }\n"));
    assert_eq!(findings.expect_err("a part")[0].code, di_gen::diagnostic::Code::WRONG_TYPE);
}
