//! `runbook`: what people do around a deployment.

use di_gen::runbook::{self, Form, Kind};

use super::{FormName, Input, RunbookName, exit::Exit, input, say};

pub(super) fn runbook(kind: RunbookName, form: FormName, input: &Input) -> Result<(), Exit> {
    let source = input::source(input)?;
    let refuse = |findings: Vec<di_gen::diagnostic::Diagnostic>| say::refuse(&source, &findings);
    let topology = di_gen::read::read(&source).map_err(refuse)?;
    let plan = di_gen::plan::lower(&topology);
    let kind = match kind {
        RunbookName::Verify => Kind::Verify,
        RunbookName::RotateKeys => Kind::RotateKeys,
        RunbookName::RotateCmk => Kind::RotateCmk,
        RunbookName::Teardown => Kind::Teardown,
    };
    let form = match form {
        FormName::Md => Form::Markdown,
        FormName::Sh => Form::Script,
    };
    say::out(&runbook::write(kind, &topology, &plan, form).map_err(refuse)?)
}
