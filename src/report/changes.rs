//! Changes between two topologies, for a terminal, a pull request and a program.

mod checks;
mod entries;
mod flows;
mod headings;
mod json;
mod languages;
mod lines;
mod planned;
mod planned_checks;
mod planned_names;
mod sections;
mod summary;

pub use headings::{Movement, ReportHeading};
pub use json::render_json;
pub(crate) use json::{LANGUAGES, consequence_json, source_text};
pub use languages::ReportedLanguages;
pub use planned::{PlannedReport, render_planned_json, render_planned_markdown, render_planned_text};
pub use planned_checks::PlannedChecks;
pub use planned_names::account_title;

use lines::MAX_GROUP_NAMES;
use sections::{ReportSection, count_headings, report_sections};
use summary::summarize;

use crate::{
    analyse::policy::PolicyFinding,
    catalog::changes::Effect,
    compare::{Changes, PrivateBaseline, ResourceEffect, SideBySide},
    report::marked::{markdown_line, text_line},
};

/// Sections with more lines than this are collapsed in Markdown.
const MAX_UNFOLDED_LINES: usize = 12;

/// The maximum length of a Markdown report: hosting services cut longer comments.
pub const MAX_MARKDOWN_CHARACTERS: usize = 60_000;

/// The space for what is left out of a report that is too long.
const LEFT_OUT_CHARACTERS: usize = 2_000;

/// The space that a section has in a report that is too long, whatever the sections before it need.
const RESERVED_CHARACTERS: usize = 2_000;

/// The space for the title of a section, and for the line about what is left out of it.
const FRAME_CHARACTERS: usize = 250;

/// What every report is compared with.
const COMPARED_WITH: &str = "Compared with a fresh deployment of the old file: what earlier changes or a failed deployment left in Azure is \
                             not in the file.";

/// What a report is compared with.
fn compared_with(changes: &Changes) -> String {
    describe_private_baseline(changes)
        .or_else(|| describe_side_by_side(changes))
        .unwrap_or_else(|| COMPARED_WITH.to_owned())
}

/// What it means that a topology is compared with the built-in private one; none where there is an old file.
fn describe_private_baseline(changes: &Changes) -> Option<String> {
    let compared = "compared with the built-in private topology of the same name, environment and location";
    Some(match changes.private_baseline.as_ref()? {
        PrivateBaseline::NewTopology => format!("The topology is new: {compared}."),
        PrivateBaseline::NewEnvironment => format!("The environment is new: {compared}."),
        PrivateBaseline::OtherDeployment => {
            format!(
                "The names, the subscription or the cloud are those of another deployment: it is new, and {compared}."
            )
        }
        PrivateBaseline::UnusableFile(codes) => {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            format!(
                "The old file cannot be used ({}): the topology is treated as new, and {compared}.",
                codes.join(", ")
            )
        }
    })
}

/// What it means that two environments are deployments side by side; none where one is deployed over the other.
#[must_use]
pub fn describe_side_by_side(changes: &Changes) -> Option<String> {
    let SideBySide { old, new } = changes.side_by_side.as_ref()?;
    Some(format!(
        "{old} and {new} are two deployments side by side: the report compares their settings and access paths, and a \
         deployment of one changes nothing in the other."
    ))
}

/// All changes in one sentence, or one for each language that differs; access first.
#[must_use]
pub fn summarize_changes(changes: &Changes) -> String {
    summarize(changes, &ReportedLanguages::default()).join(". ")
}

/// Whether a change is under a heading in any language of the report.
#[must_use]
pub fn occurs(changes: &Changes, languages: &ReportedLanguages, heading: ReportHeading) -> bool {
    entries::has_change(changes, &languages.engines(), heading)
}

/// Whether the deployment fails in any language of the report, whatever else is in Azure.
#[must_use]
pub fn is_certainly_refused(changes: &Changes, languages: &ReportedLanguages) -> bool {
    let of_resources = changes.resources.iter().map(|change| &change.resource().effects);
    let mut all = of_resources.chain(changes.role_assignments.iter().map(|role| &role.effects));
    let is_refused = |effect: &ResourceEffect| effect.effect == Effect::Refused && effect.condition.is_none();
    is_refused_by_policy(changes, languages)
        || all.any(|effects| languages.engines().iter().any(|engine| effects[*engine as usize].iter().any(is_refused)))
}

/// Whether a policy refuses the new topology in any language of the report, and did not refuse the old one.
#[must_use]
pub fn is_refused_by_policy(changes: &Changes, languages: &ReportedLanguages) -> bool {
    let families = languages.families();
    let is_reported = |finding: &PolicyFinding| finding.families.iter().any(|family| families.contains(family));
    changes.policies.added.iter().any(|finding| finding.refuses() && is_reported(finding))
}

/// The headings that have resources, with their number.
fn summarize_headings(changes: &Changes, languages: &ReportedLanguages) -> Option<String> {
    let counted = count_headings(changes, languages);
    let parts: Vec<String> = counted.iter().map(|(title, count)| format!("{title}: {count}")).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

/// The changes as text for a terminal, for all languages.
#[must_use]
pub fn render_text(changes: &Changes) -> String {
    render_text_for(changes, &ReportedLanguages::default())
}

/// The changes as text for a terminal.
#[must_use]
pub fn render_text_for(changes: &Changes, languages: &ReportedLanguages) -> String {
    let summary = summarize(changes, languages);
    let mut text: String = summary.iter().map(|sentence| format!("{}\n", text_line(sentence))).collect();
    if changes.is_empty() && changes.private_baseline.is_none() {
        return text;
    }
    if let Some(headings) = summarize_headings(changes, languages) {
        text.push_str(&format!("{headings}\n"));
    }
    for section in report_sections(changes, languages, usize::MAX) {
        text.push_str(&format!("\n{}\n", text_line(&section.title)));
        text.push_str(&section.note.map(|note| format!("{note}\n")).unwrap_or_default());
        text.push_str(&section.lines.iter().map(|line| format!("  {}\n", text_line(line))).collect::<String>());
    }
    text.push_str(&format!("\n{}\n", text_line(&compared_with(changes))));
    if let Some(deployment) = &changes.new_deployment {
        text.push_str(&format!("\n{}", render_text_for(deployment, languages)));
    }
    text
}

/// The changes as Markdown for a pull request, for all languages.
#[must_use]
pub fn render_markdown(changes: &Changes) -> String {
    render_markdown_for(changes, &ReportedLanguages::default())
}

/// The changes as Markdown for a pull request: the summary first, long lists collapsed.
#[must_use]
pub fn render_markdown_for(changes: &Changes, languages: &ReportedLanguages) -> String {
    render_markdown_within(changes, languages, MAX_MARKDOWN_CHARACTERS)
}

/// The same with another maximum length: several reports share a comment.
#[must_use]
pub fn render_markdown_within(changes: &Changes, languages: &ReportedLanguages, maximum: usize) -> String {
    if let Some(deployment) = &changes.new_deployment {
        let own = render_own_markdown(changes, languages, maximum / 2);
        return format!("{own}\n{}", render_own_markdown(deployment, languages, maximum / 2));
    }
    render_own_markdown(changes, languages, maximum)
}

/// The report without the new deployment.
fn render_own_markdown(changes: &Changes, languages: &ReportedLanguages, maximum: usize) -> String {
    let summary = summarize(changes, languages);
    let mut text =
        summary.iter().map(|sentence| format!("**{}.**\n", markdown_line(sentence))).collect::<Vec<_>>().join("\n");
    if changes.is_empty() && changes.private_baseline.is_none() {
        return text;
    }
    if let Some(headings) = summarize_headings(changes, languages) {
        text.push_str(&format!("\n{headings}.\n"));
    }
    text.push_str(&format!("\n{}\n", markdown_line(&compared_with(changes))));
    let sections = report_sections(changes, languages, MAX_GROUP_NAMES);
    for (index, section) in sections.iter().enumerate() {
        let room = maximum.saturating_sub(LEFT_OUT_CHARACTERS + text.chars().count());
        let reserve = |later: &ReportSection| length(later).min(RESERVED_CHARACTERS) + FRAME_CHARACTERS;
        let reserved: usize = sections[index + 1..].iter().map(reserve).sum();
        // Where there is no room for all, each has the same.
        let share = room / (sections.len() - index);
        text.push_str(&markdown_section(section, room.saturating_sub(reserved + FRAME_CHARACTERS).max(share)));
    }
    text
}

/// The length of the lines of a section.
fn length(section: &ReportSection) -> usize {
    section.lines.iter().map(|line| markdown_line(line).chars().count() + "- \n".len()).sum()
}

/// A section, with as many lines as there is room for.
fn markdown_section(section: &ReportSection, room: usize) -> String {
    let ReportSection { title, note, lines } = section;
    let mut text = String::new();
    let mut shown = 0;
    for line in lines.iter().map(|line| format!("- {}\n", markdown_line(line))) {
        if text.chars().count() + line.chars().count() > room {
            break;
        }
        text.push_str(&line);
        shown += 1;
    }
    if shown < lines.len() {
        text.push_str(&format!("- {} more, which `di-gen diff` shows\n", lines.len() - shown));
    }
    let text = format!("{}{text}", note.map(|note| format!("{note}.\n\n")).unwrap_or_default());
    if lines.len() > MAX_UNFOLDED_LINES {
        // Markdown is not read inside of a tag.
        let title = text_line(title).replace('&', "&amp;").replace('<', "&lt;");
        format!("\n<details><summary>{title} ({})</summary>\n\n{text}\n</details>\n", lines.len())
    } else {
        format!("\n### {}\n\n{text}", markdown_line(title))
    }
}
