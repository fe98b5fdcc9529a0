//! What was found: posture, policies, required steps and notes.

use super::{
    html::{Html, element, join, prose, section, table, text},
    place::shown_place,
};
use crate::{
    analyse::posture::suppressed_diagnostics,
    diagnostic::{Code, Diagnostic, Severity, SourceLocation},
    plan::ResolvedTopology,
    report::SourceLocator,
    topology::TopologyFile,
};

/// The groups of diagnostics, each with its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Posture,
    Policies,
    Steps,
    /// Shown with the assertion that they are about.
    Assertions,
    Others,
}

fn group_of(diagnostic: &Diagnostic) -> Group {
    match diagnostic.code {
        Code::REQUIRED_STEP => Group::Steps,
        Code::ASSERTION_FAILED | Code::EMPTY_ASSERTION | Code::CONFLICT => Group::Assertions,
        Code::POLICY_REFUSES
        | Code::POLICY_MAY_REFUSE
        | Code::POLICY_CHANGES
        | Code::POLICY_REPORTS
        | Code::POLICY_LIMITS
        | Code::POLICY_DISABLES_KEYS
        | Code::TWO_SETTINGS => Group::Policies,
        code if code.is_posture() => Group::Posture,
        _ => Group::Others,
    }
}

const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The sections of findings.
pub(super) fn finding_sections(
    topology: &TopologyFile,
    plan: &ResolvedTopology,
    diagnostics: &[Diagnostic],
    locator: &SourceLocator<'_>,
) -> Vec<Html> {
    let of = |group: Group| -> Vec<&Diagnostic> {
        diagnostics.iter().filter(|diagnostic| group_of(diagnostic) == group).collect()
    };
    let suppressed = suppressed_diagnostics(plan, &topology.suppress);
    let posture = of(Group::Posture);
    let posture_table = (!posture.is_empty()).then(|| finding_table("Posture rules that apply", &posture, locator));
    let suppressed_rows = suppressed.iter().map(|(diagnostic, reason)| {
        (String::new(), vec![text(diagnostic.code.as_str()), prose(&diagnostic.message), text(reason)])
    });
    let suppressed_table = (!suppressed.is_empty()).then(|| {
        table("Suppressed in the file", &["Rule", "Finding", "Reason in the file"], suppressed_rows.collect())
    });
    let posture: Vec<Html> = posture_table.into_iter().chain(suppressed_table).collect();
    let policies = of(Group::Policies);
    let no_policies = if plan.policies.is_empty() {
        "No set of policies is named (`policies` in the file, or `--policy`), so none was evaluated."
    } else {
        "The policies of the named sets refuse, change and report nothing."
    };
    let sets: Vec<&str> = plan.policies.iter().map(|set| set.as_str()).collect();
    let of_sets = match sets.as_slice() {
        [] => "Predicted for the default assignments".to_owned(),
        sets => format!("Predicted for the default assignments of {}", sets.join(", ")),
    };
    let steps = of(Group::Steps);
    let others = of(Group::Others);
    let found =
        |items: &[&Diagnostic], caption: &str| (!items.is_empty()).then(|| finding_table(caption, items, locator));
    vec![
        section("posture", "Posture", (!posture.is_empty()).then(|| join(posture)), "Every posture rule is met."),
        section("policies", "Policies", found(&policies, &of_sets), no_policies),
        section("steps", "Required steps of other teams", (!steps.is_empty()).then(|| step_list(&steps)), "None."),
        section("notes", "Notes", found(&others, "Everything else that validation reports"), "None."),
    ]
}

fn step_list(steps: &[&Diagnostic]) -> Html {
    let items = steps.iter().map(|step| element("li", "", &prose(&step.message)));
    element("ol", "", &join(items))
}

fn finding_table(caption: &str, diagnostics: &[&Diagnostic], locator: &SourceLocator<'_>) -> Html {
    let rows = diagnostics.iter().map(|diagnostic| {
        let severity = severity_word(diagnostic.severity);
        let cells = vec![
            text(severity),
            text(diagnostic.code.as_str()),
            prose(&diagnostic.message),
            reasons(diagnostic),
            place(diagnostic, locator),
        ];
        (severity.to_owned(), cells)
    });
    table(caption, &["Severity", "Code", "Finding", "Reason and help", "Set at"], rows.collect())
}

/// Why something was found, and what to do about it.
pub(super) fn reasons(diagnostic: &Diagnostic) -> Html {
    let reasons = Some(&diagnostic.label).filter(|label| !label.is_empty()).into_iter().chain(&diagnostic.help);
    join(reasons.map(|reason| element("div", "", &prose(reason))))
}

fn place(diagnostic: &Diagnostic, locator: &SourceLocator<'_>) -> Html {
    match &diagnostic.location {
        SourceLocation::Key(key) | SourceLocation::Value(key) => shown_place(&locator.find_decision(key), locator),
        _ => Html::default(),
    }
}
