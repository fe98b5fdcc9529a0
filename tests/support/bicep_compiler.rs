//! Microsoft's Bicep compiler: `$BICEP`, or `bicep` on PATH.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use di_gen::render::File;
use serde_json::{Value, json};

/// Why a test does without it.
pub(crate) const NO_COMPILER: &str = "neither BICEP nor PATH has a Bicep compiler";

/// A compiler process that answers JSON-RPC: its start takes longer than a compilation.
pub(crate) struct Compiler {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Compiler {
    /// `None` if this machine has no compiler.
    pub(crate) fn start() -> Option<Self> {
        let mut process = Command::new(find_compiler()?)
            .args(["jsonrpc", "--stdio"])
            .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the compiler starts");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        Some(Self { process, input, output })
    }

    /// The answer to a request, with `result` or `error`.
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
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

/// Writes generated files below a directory.
pub(crate) fn write_files(folder: &Path, files: &[File]) {
    for file in files {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, &file.text).expect("a file");
    }
}
