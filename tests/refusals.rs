//! Every refusal as it is printed: the code in the name of the case, a location, and the rendered diagnostic.

use std::{collections::BTreeSet, fs, path::PathBuf};

use di_gen::{
    Severity,
    diagnostic::{Code, SourceLocation},
    source::SourceText,
};

use crate::support::snapshots;

#[test]
fn every_case_is_refused_with_its_code_and_rendered_diagnostic() {
    for (stem, source) in cases() {
        let findings = di_gen::read::read_topology(&source).expect_err(&stem);
        let code = stem.split('-').next().expect("a code");
        assert!(findings.iter().any(|f| f.code.as_str() == code), "{stem}: {findings:?}");
        for finding in &findings {
            assert_eq!(finding.severity, Severity::Error, "{stem}");
            assert_ne!(finding.location, SourceLocation::Unspecified, "{stem}: {} has no location", finding.code);
            assert!(!finding.message.ends_with('.'), "{stem}: a message has no full stop: {}", finding.message);
        }
        let pictures: Vec<String> = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
        snapshots().bind(|| insta::assert_snapshot!(format!("refusal-{stem}"), pictures.join("\n\n")));
    }
}

#[test]
fn every_code_has_a_case() {
    let mut shown: BTreeSet<String> = cases().into_iter().map(|(stem, _)| stem[..6].to_owned()).collect();
    // Valid files that a check reports.
    let checks = fs::read_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/checks")).expect("checks");
    shown.extend(checks.map(|entry| entry.expect("an entry").file_name().to_string_lossy()[..6].to_owned()));
    // Diagnostics that no topology file alone can cause.
    shown.extend(crate::pictures::codes());
    // A usage error has its code in JSON alone: the module `hostile::absent` has the cases.
    shown.insert("DI0805".to_owned());
    // Not a topology: the module `existing` has the cases.
    shown.insert("DI0012".to_owned());
    for code in Code::all() {
        assert!(shown.contains(code.as_str()), "{code} ({}) has no case", code.summary());
    }
}

#[test]
fn carets_are_correct_after_multi_byte_text_and_with_windows_line_endings() {
    let text = "name: invoices\r\ntags:\r\n  größe: 日本 # ☃\r\n  'é/é': x\r\n\tcloud: no\r\n";
    let source = SourceText::new("di-gen.yaml", text.replace('\t', ""));
    let findings = di_gen::read::read_topology(&source).expect_err("two mistakes");
    let pictures: Vec<String> = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
    snapshots().bind(|| insta::assert_snapshot!("refusal-multibyte", pictures.join("\n\n")));
}

#[test]
fn a_secret_is_never_shown() {
    let secret = "Correct-Horse-9";
    for text in [
        format!("name: invoices\npassword: {secret}\n"),
        format!("name: invoices\ntags: {{ a: b }}\naccount: {{ apiKey: '{secret}', kind: Nope }}\n"),
        format!("name: invoices\ntestMachine:\n  adminPassword: |\n    {secret}\n    more\n"),
        format!("name: invoices\ntags:\n  note: AccountKey={secret}\n"),
        format!("name: invoices\npassword: \"{secret}\n"),
        format!("name: invoices\n  - accountKey: {secret}\n bad: ["),
        format!("name: X\naccount: {{ kind: Nope, clientSecret: '{secret}', sku: S9 }}\n"),
        format!("name: invoices\ntags:\n  'AccountKey={secret}': x\n"),
        format!("name: invoices\n'AccountKey={secret}': x\n"),
        format!("name: invoices\nstorage:\n  name: st\n  key1: [{secret}, {secret}]\n"),
        format!("name: invoices\nkeys:\n  - accountKey: {secret}\n    key2: \"{secret}\"\n"),
    ] {
        let source = SourceText::new("di-gen.yaml", text.clone());
        let findings = di_gen::read::read_topology(&source).expect_err(&text);
        let unread = findings.iter().any(|finding| finding.code == Code::YAML_SYNTAX);
        assert!(unread || findings.iter().any(|finding| finding.code == Code::SECRET), "{text}: {findings:?}");
        for finding in &findings {
            let picture = source.render_diagnostic(finding, false);
            assert!(!picture.contains("Horse"), "{picture}");
        }
    }
}

/// Each is assembled from parts, so that no scanner reports this file as a leak.
#[test]
fn every_kind_of_secret_is_refused_and_redacted() {
    let shapes = [
        (format!("-----BEGIN {} KEY-----", "RSA PRIVATE"), "a private key"),
        (format!("Endpoint=sb://x;Shared{}=abc", "AccessKey"), "a connection string"),
        (format!("https://x.example/c?sv=2024&{}=abc", "sig"), "a shared access signature"),
        (format!("eyJ{}.eyJ{}.{}", "hbGciOi", "zdWIi", "SflKxwRJ"), "a bearer token"),
        (format!("{}==", "aB3+/".repeat(18)[..86].to_owned()), "a storage account key"),
        (format!("{}ACOG{}", "aB3d".repeat(10), "X".repeat(40)), "an account key"),
        ("0a1b2c3d".repeat(4), "an account key"),
        (format!("abc8{}~{}", "Q", "x".repeat(34)), "a client secret"),
    ];
    for (secret, what) in shapes {
        for text in [
            format!("name: invoices\ntags: {{ note: '{secret}' }}\n"),
            format!("name: invoices\ntags: {{ note: '{secret}\n"),
        ] {
            let source = SourceText::new("di-gen.yaml", text.clone());
            let findings = di_gen::read::read_topology(&source).expect_err(what);
            let pictures: String = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
            assert!(!pictures.contains(&secret[4..20]), "{what}: {pictures}");
            let closed = text.contains("' }");
            assert!(
                !closed || findings.iter().any(|f| f.code == Code::SECRET && f.label == what),
                "{what}: {findings:?}"
            );
        }
    }
    // Similar strings that are not secrets: a GUID, a commit hash, a long name.
    for plain in ["00000000-0000-0000-0000-0000000000a1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "eyJustAName"] {
        let text = format!("name: invoices\ntags: {{ note: '{plain}' }}\n");
        assert!(di_gen::read::read_topology(&SourceText::new("x", text)).is_ok(), "{plain}");
    }
}

fn cases() -> Vec<(String, SourceText)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let mut cases: Vec<(String, SourceText)> = fs::read_dir(folder)
        .expect("tests/refusals")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (stem, SourceText::new("di-gen.yaml", fs::read_to_string(path).expect("a case")))
        })
        .collect();
    cases.sort_by(|(a, _), (b, _)| a.cmp(b));
    cases
}

/// A file is read from top to bottom, so its diagnostics are in that order, not in the order of their codes.
#[test]
fn diagnostics_are_in_the_order_of_the_text() {
    let text = "name: claims\nkeyVault: { softDeleteDays: 7 }\nnetwork: { addressSpace: [10.0.0.0/24], subnets: { endpoints: { prefix: 10.9.0.0/26 } } }\nclients: [{ name: app, type: user, id: 00000000-0000-0000-0000-0000000000a1, identityName: id-app }]\nallow: { addresses: [203.0.113.7] }\n";
    let source = SourceText::new("di-gen.yaml", text);
    let diagnostics = di_gen::read::read_topology(&source).expect_err("relations that do not hold");
    let document = source.parse().expect("YAML");
    let offsets: Vec<usize> = diagnostics.iter().map(|one| document.start_offset(&one.location)).collect();
    assert!(offsets.is_sorted(), "{diagnostics:#?}");
    let codes: Vec<&str> = diagnostics.iter().map(|one| one.code.as_str()).collect();
    assert!(!codes.is_sorted(), "the order of codes must differ to show anything: {codes:?}");
}
