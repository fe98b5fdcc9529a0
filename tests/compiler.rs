//! Microsoft's Bicep compiler accepts all Bicep output without a diagnostic, and its formatter changes nothing.
//!
//! The compiler is `$BICEP`, or `bicep` on PATH. Without one, the test is skipped, and its output says so.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::support::{
    assert_none,
    bicep_compiler::{Compiler, NO_COMPILER, write_files},
    topologies::many,
};

/// Rules that are not enabled by default, or that only give information by default.
const RULES: &[&str] =
    &["no-hardcoded-env-urls", "use-recent-module-versions", "use-safe-access", "use-user-defined-types"];

/// What the compiler and its formatter find in one file.
pub(crate) fn findings(compiler: &mut Compiler, path: &Path) -> Vec<String> {
    let result = &compiler.call("bicep/compile", &json!({ "path": path }))["result"];
    let own = |finding: &&Value| finding["source"].as_str().is_none_or(|source| Path::new(source) == path);
    let mut findings: Vec<String> =
        result["diagnostics"].as_array().into_iter().flatten().filter(own).map(ToString::to_string).collect();
    if result["success"] != json!(true) && findings.is_empty() {
        findings.push("does not compile".to_owned());
    }
    let formatted = &compiler.call("bicep/format", &json!({ "path": path }))["result"]["contents"];
    let written = fs::read_to_string(path).expect("a file that was written");
    if *formatted != json!(written) {
        let formatted = formatted.as_str().unwrap_or_default();
        let line = written.lines().zip(formatted.lines()).find(|(ours, theirs)| ours != theirs);
        findings.push(format!("the formatter changes {line:?}"));
    }
    findings
}
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn the_compiler_of_bicep_has_no_diagnostic_and_its_formatter_changes_nothing() {
    let Some(mut compiler) = Compiler::start() else {
        return eprintln!("skipped: {NO_COMPILER}");
    };
    let folder = tempfile::tempdir().expect("a directory");
    let rules: serde_json::Map<_, _> =
        RULES.iter().map(|rule| ((*rule).to_owned(), json!({ "level": "warning" }))).collect();
    let settings = json!({ "analyzers": { "core": { "enabled": true, "rules": rules } } });
    fs::write(folder.path().join("bicepconfig.json"), settings.to_string()).expect("a file");
    let mut failures = Vec::new();
    for (index, story) in many().iter().enumerate() {
        let files = story.bicep();
        let target = folder.path().join(index.to_string());
        write_files(&target, &files);
        for file in &files {
            let findings = findings(&mut compiler, &target.join(&file.path));
            failures.extend(findings.iter().map(|finding| format!("{}: {}: {finding}", story.name, file.path)));
        }
    }
    assert_none(&failures);
}
