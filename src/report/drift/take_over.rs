//! What the first deployment of a topology would do, as text for a terminal.

use super::{
    labels::Labels,
    lines::{ELEMENTS, value_text},
};
use crate::{
    catalog::changes::{Effect, identity::ASSIGNMENT_EXISTS_CODE},
    drift::{Difference, ElementChange},
    existing::Inventory,
    report::marked::{mark_unless_words, mark_value, text_line},
    takeover::{Preflight, Step, Subject},
};

/// The parts, in their order.
const PARTS: [(Effect, &str); 5] = [
    (Effect::Created, "Created"),
    (Effect::Changed, "Changed in place"),
    (Effect::Replaced, "Replaced"),
    (Effect::Destroyed, "Destroyed"),
    (Effect::Refused, "Refused by Azure"),
];

/// The lines of a preflight; the first one sums it up.
#[must_use]
pub fn render_preflight(preflight: &Preflight, imported: Option<usize>, existing: &Inventory) -> Vec<String> {
    let labels = Labels::new(existing);
    let count = |effect: Effect| preflight.steps.iter().filter(|step| step.effect == effect).count();
    let counts = PARTS[..4].iter().map(|(effect, _)| format!("{} {}", count(*effect), effect.as_str()));
    let imported = imported.map(|count| format!("{count} imported"));
    let all: Vec<String> = imported.into_iter().chain(counts).collect();
    let mut lines = vec![format!("The first deployment: {}", all.join(", "))];
    for (effect, title) in PARTS {
        let steps = preflight.steps.iter().filter(|step| step.effect == effect);
        let of_part: Vec<String> = steps.flat_map(|step| step_lines(step, &labels)).collect();
        if !of_part.is_empty() {
            lines.push(format!("{title}:"));
            lines.extend(of_part);
        }
    }
    let paths = preflight.opened_paths.iter().map(|path| format!("  {}", mark_unless_words(&path.to_string())));
    let violations =
        preflight.violations.iter().map(|one| format!("  {}: {}", one.code, mark_unless_words(&one.message)));
    let opened: Vec<String> = paths.chain(violations).collect();
    if !opened.is_empty() {
        lines.push("Less restricted:".to_owned());
        lines.extend(opened);
    }
    if !preflight.unread.is_empty() {
        lines.push("Not compared, since the input shows nothing of them but their names:".to_owned());
        lines.extend(preflight.unread.iter().map(|resource| format!("  {}", labels.of(resource))));
    }
    lines.iter().map(|line| text_line(line)).collect()
}

fn step_lines(step: &Step, labels: &Labels) -> Vec<String> {
    let name = match &step.subject {
        Subject::Resource(resource) => labels.of(resource),
        Subject::Address(address) => mark_value(address),
    };
    let opens = if step.opens { " (opens)" } else { "" };
    let reason = match (&step.reason, step.effect) {
        (Some(reason), _) => format!(": {}", mark_unless_words(reason)),
        (None, Effect::Refused) => format!(": it exists under another name, {ASSIGNMENT_EXISTS_CODE}"),
        (None, _) => String::new(),
    };
    let mut lines = vec![format!("  {name}{reason}{opens}")];
    lines.extend(step.differences.iter().map(|difference| format!("    {}", change_text(difference))));
    lines
}

/// A property: what exists, then what is deployed.
fn change_text(difference: &Difference) -> String {
    let label = mark_unless_words(&difference.label);
    let text = |value: &_| value_text(value, difference.is_opposite);
    let item = |element: &str, verb: &str| {
        let element = mark_value(element);
        if ELEMENTS.contains(&&*difference.label) {
            format!("{label} {element} is {verb}")
        } else {
            format!("{label}: {verb} {element}")
        }
    };
    match &difference.change {
        ElementChange::Changed { expected, existing } => {
            let before = existing.as_ref().map_or_else(|| "none".to_owned(), text);
            format!("{label}: {before} to {}", text(expected))
        }
        ElementChange::Missing { element, .. } => item(element, "added"),
        ElementChange::Extra { element, .. } => item(element, "removed"),
        ElementChange::NotWritten { existing, .. } => format!("{label}: {} to the default", text(existing)),
    }
}
