//! The merge of environments: each is read as if the others were not there, and generating them never panics.
#![no_main]

use di_gen::{Source, generate};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("di-gen.yaml", text);
    for name in source.environments() {
        let one = source.for_environment(&name);
        match di_gen::read::read(&one) {
            Ok(topology) => assert!(!topology.environment.to_string().is_empty()),
            Err(findings) => findings.iter().for_each(|finding| drop(one.render(finding, false))),
        }
    }
    match generate::outputs(&source) {
        Ok(outputs) => {
            let mut paths: Vec<&str> = outputs.files.iter().map(|file| file.path.as_str()).collect();
            let count = paths.len();
            paths.sort_unstable();
            paths.dedup();
            assert_eq!(paths.len(), count, "two files of one path");
        }
        Err(refused) => refused.findings.iter().for_each(|finding| drop(refused.source.render(finding, false))),
    }
});
