//! Runbooks are commands, and have no free text.

use di_gen::{
    runbook::{RunbookFormat, RunbookKind, write_runbook},
    source::SourceText,
};
use serde_json::json;

use super::{FREE_TEXT, accepted_forms, document, free_places};
use crate::injection::{place, texts};

/// No command of a runbook has free text in it: its words are names, IDs and addresses, whose rules exclude what bash reads.
#[test]
fn runbooks_have_no_free_text() {
    const KINDS: [RunbookKind; 7] = [
        RunbookKind::UploadTraining,
        RunbookKind::Prepare,
        RunbookKind::Verify,
        RunbookKind::RotateKeys,
        RunbookKind::RotateCmk,
        RunbookKind::RemoveCmk,
        RunbookKind::Teardown,
    ];
    let document = document(FREE_TEXT);
    let free = free_places();
    let mut pointers = Vec::new();
    texts(&document, "", &mut pointers);
    let mut marked = document.clone();
    for pointer in pointers.iter().filter(|pointer| free.contains(&place(pointer))) {
        let (form, _) = accepted_forms(&document, pointer, "zqmarkerq", "zqmarkerq").expect("a word is accepted");
        *marked.pointer_mut(pointer).expect("a value") = json!(form);
    }
    let topology = di_gen::read::read_topology(&SourceText::new("x", marked.to_string())).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let scripts = KINDS.iter().filter_map(|kind| write_runbook(*kind, &topology, &plan, RunbookFormat::Script).ok());
    let scripts: Vec<String> = scripts.collect();
    assert!(scripts.len() > 3 && scripts.iter().all(|script| !script.contains("zqmarkerq")), "{scripts:?}");
}
