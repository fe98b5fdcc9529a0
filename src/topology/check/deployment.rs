//! Deployment stacks: only of templates.

use super::context::CheckContext;
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::OutputLanguage,
};

pub(super) fn check_deployment(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let has_template =
        t.outputs.is_empty() || t.outputs.iter().any(|output| output.language != OutputLanguage::Terraform);
    if t.deployment.stack.is_none() || has_template {
        return;
    }
    c.report(
        Diagnostic::error(Code::STACK_UNUSED, "a deployment stack is set, and no output is Bicep or ARM")
            .at_key("/deployment/stack")
            .label("Terraform deletes what leaves the file, and uses no stack")
            .related_value("/outputs", "all outputs are Terraform")
            .help("remove `deployment.stack`, or add an output in Bicep or ARM"),
    );
}
