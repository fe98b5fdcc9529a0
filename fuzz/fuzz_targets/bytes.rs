//! Bytes to diagnostics: reading any file yields a topology, or diagnostics that can be rendered and located.
#![no_main]

use di_gen::{read::read_topology, report::SourceLocator, source::SourceText};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = match SourceText::decode("di-gen.yaml", bytes.to_vec()) {
        Ok(source) => source,
        Err(error) => {
            error.diagnostics.iter().for_each(|diagnostic| drop(error.source.render_diagnostic(diagnostic, false)));
            return;
        }
    };
    if let Err(diagnostics) = read_topology(&source) {
        assert!(!diagnostics.is_empty());
        let locator = SourceLocator::new(&source);
        for diagnostic in &diagnostics {
            assert!(!source.render_diagnostic(diagnostic, false).is_empty());
            let _ = locator.region_of_location(&diagnostic.location);
        }
    }
});
