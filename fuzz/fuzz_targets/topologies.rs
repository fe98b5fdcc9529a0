//! Topologies to outputs: a valid topology can be resolved, analysed, compared, described and written, twice with the
//! same result.
#![no_main]

use di_gen::{
    analyse::access::{AccessAnalysis, Verdict},
    compare::compare_topologies,
    describe::describe_topology,
    plan::lower_topology,
    read::read_topology,
    render::{self, Frame, Layout},
    source::SourceText,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = SourceText::new("di-gen.yaml", text);
    let Ok(topology) = read_topology(&source) else { return };
    let plan = lower_topology(&topology);
    // Additional settings (`extra`) are checked only when they are written.
    if !render::check_extra_settings(&plan).is_empty() {
        return;
    }
    for path in AccessAnalysis::new(&plan).all_paths() {
        assert_eq!(path.verdict() == Verdict::Denied, path.service_error().is_some());
    }
    assert!(compare_topologies(&plan, &plan).is_empty());
    let _ = describe_topology(&plan);
    let write = || (render::bicep(&plan, Layout::Folder), render::terraform(&plan, Frame::Root), render::arm(&plan));
    let (first, second) = (write(), write());
    assert_eq!(first.0.ok(), second.0.ok());
    assert_eq!(first.1.ok(), second.1.ok());
    let arm = first.2.expect("ARM");
    assert_eq!(Some(&arm), second.2.ok().as_ref());
    let _: serde_json::Value = serde_json::from_str(&arm[0].text).expect("JSON");
});
