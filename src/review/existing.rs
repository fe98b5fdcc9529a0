//! The page of an account that exists: picture, access, posture, policies, and the resources that belong to it.

use super::{
    html::{Html, code, element, join, prose, section, table, text},
    page::{access_section, links_to, picture, whole_page},
};
use crate::{
    diagnostic::{Code, Severity},
    existing::{ExistingAccess, ResolvedAccount},
    graph::{Architecture, Scope},
    report::{SourceLocator, access::summarize_verdicts, existing_checks::FoundDiagnostic},
    secret::HiddenValues,
    source::SourceText,
};

const SECTIONS: [(&str, &str); 7] = [
    ("picture", "Picture"),
    ("access", "Access"),
    ("assertions", "Access assertions"),
    ("posture", "Posture"),
    ("policies", "Policies"),
    ("unseen", "Not shown by the input"),
    ("resources", "Resources"),
];

/// What the page of an account shows.
pub struct ExistingReview<'a> {
    /// The account.
    pub account: &'a ResolvedAccount,
    /// Its access paths.
    pub access: &'a ExistingAccess,
    /// What posture rules and policies find.
    pub found: &'a [FoundDiagnostic],
    /// The number of access assertions of a checks file.
    pub assertions: usize,
    /// The names of the files that were read.
    pub files: &'a [String],
    /// The names of the sets of policies that were evaluated.
    pub policies: &'a [&'static str],
}

/// The page of an account, like that of a topology file.
#[must_use]
pub fn render_existing_review(review: &ExistingReview<'_>) -> String {
    let ExistingReview { account, access, found, .. } = review;
    let source = SourceText::new("", "");
    let locator = SourceLocator::of_existing(&source, &account.places);
    let title = format!("Security review: {}", account.plan.title);
    let before = [element("h1", "", &prose(&title)), facts(review), links_to(&SECTIONS)];
    let plan = account.placed_plan();
    let architecture = Architecture::with_paths(&plan, account.drawn_paths(access.paths.clone()), &Scope::default());
    let of_policies = |one: &&FoundDiagnostic| one.diagnostic.details.is_some();
    let of_assertion =
        |one: &&FoundDiagnostic| matches!(one.diagnostic.code, Code::ASSERTION_FAILED | Code::EMPTY_ASSERTION);
    let (assertions, others): (Vec<_>, Vec<_>) = found.iter().partition(of_assertion);
    let (policies, posture): (Vec<&FoundDiagnostic>, Vec<&FoundDiagnostic>) = others.into_iter().partition(of_policies);
    let no_assertions = match review.assertions {
        0 => "No checks file with access assertions (`expect`) is specified.",
        _ => "All access assertions of the checks file hold.",
    };
    let no_policies = if review.policies.is_empty() {
        "No set of policies is named (`--policy`), so none was evaluated."
    } else {
        "The policies of the named sets refuse, change and report nothing that the input shows."
    };
    let table_of = |found: &[&FoundDiagnostic], caption: &str| (!found.is_empty()).then(|| found_table(found, caption));
    let after = [
        access_section(&access.paths, &locator),
        section(
            "assertions",
            "Access assertions",
            table_of(&assertions, "Access assertions of the checks file that do not hold"),
            no_assertions,
        ),
        section(
            "posture",
            "Posture",
            table_of(&posture, "Posture rules that apply"),
            "Nothing that the input shows violates a posture rule.",
        ),
        section("policies", "Policies", table_of(&policies, "Predicted for the default assignments"), no_policies),
        section("unseen", "Not shown by the input", unseen(access), "Every verdict rests on what the input shows."),
        section("resources", "Resources", Some(resource_table(account)), ""),
    ];
    let picture = picture(&architecture, &account.plan.title, &HiddenValues::default());
    whole_page(&title, &join(before).0, &picture, &join(after).0)
}

fn facts(review: &ExistingReview<'_>) -> Html {
    let ExistingReview { account, access, files, found, .. } = review;
    let is_open = |one: &&FoundDiagnostic| one.suppressed.is_none();
    let count =
        |severity: Severity| found.iter().filter(is_open).filter(|one| one.diagnostic.severity == severity).count();
    let findings = format!(
        "{} errors, {} warnings, {} notes",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    );
    let facts = [
        ("Account", account.account.to_string()),
        ("Storage account", account.storage.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Read from", files.join(", ")),
        ("Access", summarize_verdicts(&access.paths)),
        ("Diagnostics", findings),
    ];
    let facts = facts.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        Html(format!("{}{}", element("dt", "", &text(name)).0, element("dd", "", &text(value)).0))
    });
    let assumption =
        "Predicted from what the input shows. What it does not show may exist, and makes a verdict conditional.";
    join([element("dl", "", &join(facts)), element("p", "class=\"none\"", &text(assumption))])
}

fn found_table(found: &[&FoundDiagnostic], caption: &str) -> Html {
    let rows = found.iter().map(|one| {
        let diagnostic = &one.diagnostic;
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let reasons = std::iter::once(&diagnostic.label).chain(&diagnostic.help).filter(|reason| !reason.is_empty());
        let suppressed = one.suppressed.as_ref().map(|reason| format!("suppressed: {reason}"));
        let reasons = reasons.cloned().chain(suppressed).map(|reason| element("div", "", &prose(&reason)));
        let cells = vec![
            text(severity),
            text(diagnostic.code.as_str()),
            prose(&diagnostic.message),
            join(reasons),
            one.origin.as_ref().map(|origin| code(&origin.to_string())).unwrap_or_default(),
        ];
        (severity.to_owned(), cells)
    });
    table(caption, &["Severity", "Code", "Finding", "Reason and help", "Read at"], rows.collect())
}

/// The commands that show what the input does not.
fn unseen(access: &ExistingAccess) -> Option<Html> {
    let items = access.unseen.iter().map(|part| {
        let command = part.command().map(|command| format!(": {}", code(&command).0)).unwrap_or_default();
        let kind = text(&format!("other {} may exist", part.kind.plural()));
        element("li", "", &Html(format!("{}{command}", kind.0)))
    });
    (!access.unseen.is_empty()).then(|| element("ul", "", &join(items)))
}

fn resource_table(account: &ResolvedAccount) -> Html {
    let rows = account.places.iter().map(|place| {
        let cells = vec![
            text(&place.id.resource_type().unwrap_or_default()),
            text(&place.id.names().join("/")),
            text(place.id.resource_group().unwrap_or_default()),
            code(&place.origin.to_string()),
        ];
        (String::new(), cells)
    });
    let caption = format!("{} resources belong to the account", account.places.len());
    table(&caption, &["Type", "Name", "Resource group", "Read at"], rows.collect())
}
