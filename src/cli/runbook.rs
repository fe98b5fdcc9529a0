//! `runbook`: what people do around a deployment.

use di_gen::runbook::{self, Form, Kind};

use super::{FormName, Input, RunbookName, console, exit::Exit, input};

pub(super) fn runbook(kind: RunbookName, form: FormName, input: &Input) -> Result<(), Exit> {
    let source = input::source(input)?;
    let refuse = |findings: Vec<di_gen::Diagnostic>| console::refuse(&source, &findings);
    let topology = di_gen::read(&source).map_err(refuse)?;
    let plan = di_gen::plan(&topology);
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
    console::print_output(&runbook::write(kind, &topology, &plan, form).map_err(refuse)?)
}
