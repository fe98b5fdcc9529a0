//! Topologies to outputs: what is read as valid can be planned, analysed, drawn and written, and says so twice alike.
#![no_main]

use di_gen::{Source, analyse::access::Access, compare::compare, describe::describe, render::{Frame, Layout}};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("di-gen.yaml", text);
    let Ok(topology) = di_gen::read::read(&source) else { return };
    let plan = di_gen::plan::lower(&topology);
    // Settings that the file brings along are looked at when they are written.
    if !di_gen::render::extras(&plan).is_empty() {
        return;
    }
    for flow in Access::new(&plan).flows() {
        assert_eq!(flow.verdict() == di_gen::analyse::access::Verdict::Denied, flow.error().is_some());
    }
    assert!(compare(&plan, &plan).is_empty());
    let _ = describe(&plan);
    let write = || (di_gen::render::bicep(&plan, Layout::Folder), di_gen::render::terraform(&plan, Frame::Root), di_gen::render::arm(&plan));
    let (one, other) = (write(), write());
    assert_eq!(one.0.ok(), other.0.ok());
    assert_eq!(one.1.ok(), other.1.ok());
    let arm = one.2.expect("ARM");
    assert_eq!(Some(&arm), other.2.ok().as_ref());
    let _: serde_json::Value = serde_json::from_str(&arm[0].text).expect("JSON");
});
