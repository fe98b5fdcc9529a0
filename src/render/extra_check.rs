//! Settings that the file brings along, tried in all languages.

use super::{
    arm::arm,
    extra::check_targets,
    terraform::{Frame, terraform},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::ResolvedTopology,
};

/// What is wrong with the settings of a plan, in all languages; what a template writes is only known once it is drawn.
#[must_use]
pub fn check_extra_settings(plan: &ResolvedTopology) -> Vec<Diagnostic> {
    let mut findings = check_targets(plan);
    if findings.is_empty() {
        // All problems of a language come from writing it. A language that cannot say the topology has said so itself.
        let both = [arm(plan).err(), terraform(plan, Frame::Module).err()];
        let found = both.into_iter().flatten().flatten().filter(|finding| finding.code == Code::EXTRA);
        findings.extend(found);
    }
    findings
}
