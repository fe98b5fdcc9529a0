//! Bytes to diagnostics: whatever a file holds, reading it ends in a topology or in findings that can be drawn.
#![no_main]

use di_gen::{Source, report::Places};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = match Source::decode("di-gen.yaml", bytes.to_vec()) {
        Ok(source) => source,
        Err(refused) => {
            refused.findings.iter().for_each(|finding| drop(refused.source.render(finding, false)));
            return;
        }
    };
    if let Err(findings) = di_gen::read::read(&source) {
        assert!(!findings.is_empty());
        let places = Places::new(&source);
        for finding in &findings {
            assert!(!source.render(finding, false).is_empty());
            let _ = places.region(&finding.place);
        }
    }
});
