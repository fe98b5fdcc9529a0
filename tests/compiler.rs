//! Microsoft's Bicep compiler accepts all Bicep output without a diagnostic, and its formatter changes nothing.
//!
//! The compiler is `$BICEP`, or `bicep` on PATH. Without one, the test is skipped, and its output says so.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

use crate::support::{assert_none, topologies::many};

/// Rules that are not enabled by default, or that only give information by default.
const RULES: &[&str] =
    &["no-hardcoded-env-urls", "use-recent-module-versions", "use-safe-access", "use-user-defined-types"];

/// A compiler process that answers JSON-RPC: its start takes longer than a compilation.
struct Compiler {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Compiler {
    fn start(program: &Path) -> Self {
        let mut process = Command::new(program)
            .args(["jsonrpc", "--stdio"])
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the compiler starts");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        Self { process, input, output }
    }

    fn call(&mut self, method: &str, path: &Path) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": { "path": path } }).to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the compiler reads");
        self.input.flush().expect("the compiler reads");
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("the compiler answers");
            match line.trim().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().expect("a length");
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut answer = vec![0; length];
        self.output.read_exact(&mut answer).expect("the compiler answers");
        serde_json::from_slice(&answer).expect("an answer is JSON")
    }

    /// What the compiler and its formatter find in one file.
    fn findings(&mut self, path: &Path) -> Vec<String> {
        let compiled = &self.call("bicep/compile", path)["result"];
        let own = |finding: &&Value| finding["source"].as_str().is_none_or(|source| Path::new(source) == path);
        let mut findings: Vec<String> =
            compiled["diagnostics"].as_array().into_iter().flatten().filter(own).map(ToString::to_string).collect();
        if compiled["success"] != json!(true) && findings.is_empty() {
            findings.push("does not compile".to_owned());
        }
        let formatted = &self.call("bicep/format", path)["result"]["contents"];
        let written = fs::read_to_string(path).expect("a file that was written");
        if *formatted != json!(written) {
            let formatted = formatted.as_str().unwrap_or_default();
            let line = written.lines().zip(formatted.lines()).find(|(ours, theirs)| ours != theirs);
            findings.push(format!("the formatter changes {line:?}"));
        }
        findings
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn find_compiler() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("BICEP") {
        return Some(path.into());
    }
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join("bicep")).find(|path| path.is_file())
}

#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn the_compiler_of_bicep_has_no_diagnostic_and_its_formatter_changes_nothing() {
    let Some(program) = find_compiler() else {
        return eprintln!("skipped: neither BICEP nor PATH has a Bicep compiler");
    };
    let folder = tempfile::tempdir().expect("a directory");
    let rules: serde_json::Map<_, _> =
        RULES.iter().map(|rule| ((*rule).to_owned(), json!({ "level": "warning" }))).collect();
    let settings = json!({ "analyzers": { "core": { "enabled": true, "rules": rules } } });
    fs::write(folder.path().join("bicepconfig.json"), settings.to_string()).expect("a file");
    let mut compiler = Compiler::start(&program);
    let mut failures = Vec::new();
    for (index, story) in many().iter().enumerate() {
        let files = story.bicep();
        let target = folder.path().join(index.to_string());
        for file in &files {
            let path = target.join(&file.path);
            fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
            fs::write(path, &file.text).expect("a file");
        }
        for file in &files {
            let findings = compiler.findings(&target.join(&file.path));
            failures.extend(findings.iter().map(|finding| format!("{}: {}: {finding}", story.name, file.path)));
        }
    }
    assert_none(&failures);
}
