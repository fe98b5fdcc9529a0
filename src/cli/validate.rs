//! `validate`: everything that holds for all languages, and what to look at besides.

use super::{Input, exit::Exit, input, say};

pub(super) fn validate(input: &Input) -> Result<(), Exit> {
    let source = input::source(input)?;
    let topology = di_gen::read(&source).map_err(|findings| say::refuse(&source, &findings))?;
    let plan = di_gen::plan(&topology);
    let warnings = di_gen::analyse::posture(&plan);
    let notes: Vec<_> = plan.notes.iter().map(|note| note.finding.clone()).collect();
    say::diagnostics(&source, &notes);
    say::diagnostics(&source, &warnings);
    let made = plan.resources.iter().filter(|r| r.existing.is_none()).count();
    let warned = match warnings.len() {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        several => format!(", {several} warnings"),
    };
    say::message(&format!("{}: valid, {made} resources{warned}", source.name));
    Ok(())
}
