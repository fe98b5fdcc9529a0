//! The tables of a kind.

use std::fmt::Write as _;

use crate::{
    catalog::{
        Fact, FactText, ResourceKind as Kind,
        changes::{
            Consequence, CostOrder, CostRule, Effect, Engine, Lifecycle, Meaning, Outcome, ParentMatch, Removal, When,
            general,
        },
    },
    plan::{ForEach, Property, PropertyTree as _},
};

/// The sources of a kind, each with its number.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) listed: Vec<String>,
    /// The names of the facts that were used.
    pub(super) used: Vec<&'static str>,
}

impl Sources {
    fn number_source(&mut self, text: String) -> usize {
        let position = self.listed.iter().position(|other| *other == text).unwrap_or_else(|| {
            self.listed.push(text);
            self.listed.len() - 1
        });
        position + 1
    }

    /// The numbers of the sources of facts.
    pub(super) fn numbers(&mut self, facts: impl IntoIterator<Item = &'static Fact>) -> String {
        let mut numbers: Vec<usize> = Vec::new();
        for fact in facts {
            self.used.push(fact.name);
            let fact = fact.text();
            if fact.sources.is_empty() {
                numbers.push(self.number_source(format!("*unverified*: {}", fact.statement)));
            }
            numbers.extend(fact.sources.iter().map(|source| self.number_source(source.to_string())));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

fn join_words(words: &[&str], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// The changes to which a rule applies, as a clause; none where it applies to all.
fn when_text(when: When) -> Option<String> {
    let text = match when {
        When::Always => return None,
        When::Set => "newly set".to_owned(),
        When::Unset => "no longer set".to_owned(),
        When::ToAnother => "set to another value".to_owned(),
        When::From(values) => format!("from {}", join_words(values, "or")),
        When::To(values) => format!("to {}", join_words(values, "or")),
        When::Pairs(pairs) => pairs_text(pairs),
        When::Lowered(order) => format!("lowered in the order {}", order.join(", ")),
        When::NumberFalls => "falls".to_owned(),
        When::NumberRises => "rises".to_owned(),
        When::ElementRemoved => "an entry is removed".to_owned(),
        When::ElementAdded => "an entry is added".to_owned(),
        When::BothKnown => "both values are in the file".to_owned(),
        When::TargetReplaced => "its target is replaced".to_owned(),
    };
    Some(text)
}

/// Pairs of values, grouped: values with the same new values together.
fn pairs_text(pairs: &[(&str, &str)]) -> String {
    let mut by_old: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
    for (old, _) in pairs {
        if by_old.iter().any(|(olds, _)| olds.contains(old)) {
            continue;
        }
        let news: Vec<&str> = pairs.iter().filter(|(other, _)| other == old).map(|(_, new)| *new).collect();
        match by_old.iter_mut().find(|(_, other)| *other == news) {
            Some((olds, _)) => olds.push(old),
            None => by_old.push((vec![old], news)),
        }
    }
    let texts =
        by_old.iter().map(|(olds, news)| format!("from {} to {}", join_words(olds, "or"), join_words(news, "or")));
    texts.collect::<Vec<_>>().join(", or ")
}

fn outcome_text(outcome: &Outcome) -> String {
    if outcome.is_silent {
        return "not used".to_owned();
    }
    let code = outcome.code.map(|code| format!(" with `{code}`")).unwrap_or_default();
    let condition = outcome.condition.map(|condition| format!(" {condition}")).unwrap_or_default();
    format!("{}{code}{condition}", outcome.effect.as_str())
}

/// A cell: what an engine does, one line for each outcome.
fn effects_text(outcomes: &[&'static Outcome]) -> String {
    // An update on a condition is the whole answer; a refusal or replacement on a condition leaves the update.
    let covers_all = |outcome: &&'static Outcome| {
        outcome.when == When::Always && (outcome.condition.is_none() || outcome.effect == Effect::Changed)
    };
    let (of_targets, of_values): (Vec<&'static Outcome>, Vec<&'static Outcome>) =
        outcomes.iter().copied().partition(|outcome| outcome.when == When::TargetReplaced);
    let last = of_values.iter().position(covers_all);
    let mut lines: Vec<String> = Vec::new();
    for outcome in &of_values[..last.map_or(of_values.len(), |last| last + 1)] {
        let when = when_text(outcome.when).or_else(|| (!lines.is_empty()).then(|| "else".to_owned()));
        lines.push(when.map_or_else(|| outcome_text(outcome), |when| format!("{when}: {}", outcome_text(outcome))));
    }
    if last.is_none() {
        lines.push(if lines.is_empty() { "changed".to_owned() } else { "else: changed".to_owned() });
    }
    for outcome in of_targets {
        lines.push(format!("its target is replaced: {}", outcome_text(outcome)));
    }
    lines.join("<br>")
}

fn engine_suffix(engine: Option<Engine>) -> &'static str {
    match engine {
        None => "",
        Some(Engine::ResourceManager) => " (Bicep, ARM)",
        Some(Engine::Terraform) => " (Terraform)",
    }
}

fn consequence_text(consequence: &Consequence) -> String {
    let Consequence { when, engine, heading, condition, text, .. } = consequence;
    let clauses = when_text(*when).into_iter().chain(condition.map(ToOwned::to_owned));
    let when = clauses.map(|clause| format!("{clause}: ")).collect::<String>();
    format!("**{}**{}: {when}{text}", heading.title(), engine_suffix(*engine))
}

fn cost_text(rule: &CostRule) -> String {
    let text = match rule.order {
        CostOrder::Unknown => "it changes; no source says in which direction".to_owned(),
        CostOrder::Number { included: 0 } => "it rises with the number".to_owned(),
        CostOrder::Number { included } => format!("it rises with the number, from {included} on"),
        CostOrder::Keywords(keywords) => format!("it rises in the order {}", keywords.join(", ")),
        CostOrder::Lowest(lowest) => format!("{lowest} has the lowest; no source orders the others"),
    };
    format!("**Cost**: {text}")
}

/// A row of the table of a kind.
pub(super) struct Row {
    /// The properties.
    pub(super) names: Vec<String>,
    cells: [String; 3],
    pub(super) facts: Vec<&'static Fact>,
}

/// Adds the rows of all values in a record; properties with the same cells share a row.
pub(super) fn collect_rows(
    along: &[&'static Property],
    lifecycle: &'static Lifecycle,
    rows: &mut Vec<Row>,
    unreported: &mut Vec<String>,
) {
    let Some(property) = along.last() else { return };
    // The variable of a for-each is no value.
    if !property.parts.is_empty() && property.parts != ForEach::PROPERTIES {
        for part in property.parts {
            let along: Vec<&'static Property> = along.iter().copied().chain([part]).collect();
            collect_rows(&along, lifecycle, rows, unreported);
        }
        return;
    }
    let name = value_name(along);
    if along.iter().any(|property| property.unreported) {
        unreported.push(name);
        return;
    }
    let rules = || along.iter().filter_map(|property| property.change_rule);
    let of_engine = |engine| -> Vec<&'static Outcome> { rules().flat_map(|rule| rule.outcomes(engine)).collect() };
    let [manager, azurerm] = Engine::ALL.map(of_engine);
    let consequences: Vec<&'static Consequence> = rules().flat_map(|rule| rule.consequences).collect();
    let costs = || along.iter().filter_map(|property| property.cost);
    let meanings: Vec<String> =
        consequences.iter().map(|one| consequence_text(one)).chain(costs().map(cost_text)).collect();
    let cells = [effects_text(&manager), effects_text(&azurerm), meanings.join("<br>")];
    let mut facts: Vec<&'static Fact> = manager.iter().chain(&azurerm).map(|outcome| outcome.fact).collect();
    facts.extend(consequences.iter().map(|one| one.fact).chain(costs().filter_map(|cost| cost.fact)));
    if cells[..2].iter().any(|cell| cell.split("<br>").any(|line| line.ends_with("changed"))) {
        facts.push(lifecycle.in_place.unwrap_or(&general::UPDATED_IN_PLACE));
    }
    let numbers = |facts: &[&'static Fact]| facts.iter().map(|fact| fact.name).collect::<Vec<_>>();
    match rows.iter_mut().find(|row| row.cells == cells && numbers(&row.facts) == numbers(&facts)) {
        Some(row) => row.names.push(name),
        None => rows.push(Row { names: vec![name], cells, facts }),
    }
}

/// The display name of a value, with the records that contain it unless it has a name of its own.
fn value_name(along: &[&'static Property]) -> String {
    if let Some(name) = along.last().and_then(|property| property.given_name()) {
        return name.to_owned();
    }
    let segments = along.iter().map(|property| property.path_segment()).filter(|segment| !segment.is_empty());
    segments.collect::<Vec<_>>().join(" ")
}

fn meanings_line(label: &str, meanings: &'static [Meaning], sources: &mut Sources) -> String {
    let text = |meaning: &Meaning, sources: &mut Sources| {
        let Meaning { engine, heading, text, fact } = meaning;
        format!("- {label}{}: **{}**: {text} [{}]\n", engine_suffix(*engine), heading.title(), sources.numbers([*fact]))
    };
    meanings.iter().map(|meaning| text(meaning, sources)).collect()
}

/// What happens to a resource of a kind as a whole.
fn lifecycle_text(kind: Kind, properties: &[Property], sources: &mut Sources) -> String {
    let lifecycle = kind.lifecycle();
    let removal = match lifecycle.removal {
        Removal::Left => "Bicep and ARM leave it in Azure",
        Removal::WithParent => {
            "Bicep and ARM remove it with the next deployment of its parent, and leave it where the parent is an existing resource"
        }
    };
    let destroyed = if kind.terraform_type().is_empty() {
        "Terraform has it as a part of its parent"
    } else {
        "Terraform destroys it"
    };
    let mut text = format!("- Removed from the file: {removal}; {destroyed}\n");
    text.push_str(&meanings_line("Created", lifecycle.created, sources));
    if lifecycle.destroyed == lifecycle.replaced {
        text.push_str(&meanings_line("Destroyed or replaced", lifecycle.destroyed, sources));
    } else {
        text.push_str(&meanings_line("Destroyed", lifecycle.destroyed, sources));
        text.push_str(&meanings_line("Replaced", lifecycle.replaced, sources));
    }
    text.push_str(&meanings_line("Replaced by one with the same name", lifecycle.replaced_with_same_name, sources));
    text.push_str(&meanings_line("Another name, with the old one left in Azure", lifecycle.beside, sources));
    for collision in lifecycle.collisions {
        let parent = match collision.parent {
            ParentMatch::Same => "",
            ParentMatch::SameName => " and a parent with the same name",
            ParentMatch::Elsewhere => " in another subscription",
        };
        let name_of = |field: &&str| {
            let own = field.split('.').next().unwrap_or(field);
            let property = properties.iter().find(|property| property.field == own);
            property.map_or_else(|| (*field).to_owned(), |property| property.display_name().into_owned())
        };
        let fields: Vec<String> = collision.fields.iter().map(name_of).collect();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        let outcome = outcome_text(&collision.outcome);
        let number = sources.numbers([collision.outcome.fact]);
        let same =
            if fields.is_empty() { String::new() } else { format!(" with the same {}", join_words(&fields, "and")) };
        _ = writeln!(text, "- A second one{same}{parent}: {outcome} [{number}]");
    }
    if let Some(outcome) = &lifecycle.deleted_in_use {
        let number = sources.numbers([outcome.fact]);
        _ = writeln!(text, "- Deleted while another resource uses it: {} [{number}]", outcome_text(outcome));
    }
    text
}

/// The effects of another region, which are the same for all kinds.
pub(super) fn region_line() -> String {
    let [manager, azurerm] = Engine::ALL.map(|engine| {
        let outcomes: Vec<&'static Outcome> = general::LOCATION.outcomes(engine).iter().collect();
        effects_text(&outcomes).replace("<br>", "; ")
    });
    format!("- Another location of any resource: Bicep and ARM: {manager}. Terraform: {azurerm}.\n")
}

pub(super) fn kind_text(kind: Kind, properties: &'static [Property], used: &mut Vec<&'static str>) -> String {
    let mut sources = Sources::default();
    let lifecycle = kind.lifecycle();
    let display_name = kind.display_name();
    let title = display_name[..1].to_uppercase() + &display_name[1..];
    let other_system = match kind {
        Kind::LinuxVirtualMachine => Kind::WindowsVirtualMachine.terraform_type(),
        _ => "",
    };
    let types = [kind.arm_type(), kind.terraform_type(), other_system].into_iter().filter(|name| !name.is_empty());
    let types: Vec<String> = types.map(|name| format!("`{name}`")).collect();
    let mut text = format!("\n## {title}\n\n{}\n\n", types.join(", "));
    text.push_str(&lifecycle_text(kind, properties, &mut sources));
    let (mut rows, mut unreported) = (Vec::new(), Vec::new());
    properties.iter().for_each(|property| collect_rows(&[property], lifecycle, &mut rows, &mut unreported));
    // What is updated in place and means nothing else is last.
    rows.sort_by_key(|row| row.cells == ["changed", "changed", ""]);
    if !rows.is_empty() {
        text.push_str("\n| Property | Bicep, ARM | Terraform | What it means | Sources |\n|---|---|---|---|---|\n");
        // The region has one rule for all kinds, which the index has.
        let is_shared = |row: &&Row| row.names.iter().all(|name| name == "location");
        for Row { names, cells, facts } in rows.iter().filter(|row| !is_shared(row)) {
            let [manager, azurerm, meaning] = cells;
            let numbers = sources.numbers(facts.iter().copied());
            _ = writeln!(text, "| {} | {manager} | {azurerm} | {meaning} | {numbers} |", names.join(", "));
        }
    }
    if !unreported.is_empty() {
        _ = writeln!(text, "\nNot compared, since another property shows the same: {}.", unreported.join(", "));
    }
    if !sources.listed.is_empty() {
        text.push_str("\nSources:\n\n");
        for (index, source) in sources.listed.iter().enumerate() {
            _ = writeln!(text, "{}. {source}", index + 1);
        }
    }
    used.extend(sources.used);
    text
}

/// The sources of a fact in one line.
pub(super) fn source_text(fact: &FactText) -> String {
    fact.sources.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
