//! The merge of environments: each is read as if the others did not exist, and generating them never panics.
#![no_main]

use di_gen::{generate::generate_outputs, read::read_topology, source::SourceText};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = SourceText::new("di-gen.yaml", text);
    for name in source.environment_names() {
        let environment = source.for_environment(&name);
        match read_topology(&environment) {
            Ok(topology) => assert!(!topology.environment.to_string().is_empty()),
            Err(diagnostics) => {
                diagnostics.iter().for_each(|diagnostic| drop(environment.render_diagnostic(diagnostic, false)));
            }
        }
    }
    match generate_outputs(&source) {
        Ok(outputs) => {
            let mut paths: Vec<&str> = outputs.files.iter().map(|file| file.path.as_str()).collect();
            let count = paths.len();
            paths.sort_unstable();
            paths.dedup();
            assert_eq!(paths.len(), count, "two files with the same path");
        }
        Err(error) => {
            error.diagnostics.iter().for_each(|diagnostic| drop(error.source.render_diagnostic(diagnostic, false)));
        }
    }
});
