//! The page: head, summary, picture, access paths, and the other sections.

use super::{
    assertions::{CheckedAssertion, assertion_section, checked_assertions, summarize_assertions},
    findings::finding_sections,
    html::{Html, base64, element, join, prose, section, style_source, table, text},
    inventory::inventory_sections,
    place::shown_place,
    style::STYLE,
};
use crate::{
    advise::Advisor,
    analyse::access::{AccessAnalysis, EvaluatedPath, TargetService, Verdict},
    diagnostic::{Diagnostic, Severity, escape_xml},
    graph::{Architecture, Palette, Scope, render_architecture_svg},
    plan::ResolvedTopology,
    report::{SourceLocator, access, all_diagnostics},
    secret::{HiddenValues, mask_values},
    source::SourceText,
    topology::TopologyFile,
};

const SECTIONS: [(&str, &str); 11] = [
    ("picture", "Picture"),
    ("access", "Access"),
    ("assertions", "Access assertions"),
    ("posture", "Posture"),
    ("policies", "Policies"),
    ("steps", "Required steps"),
    ("notes", "Notes"),
    ("resources", "Resources"),
    ("cost", "Cost-relevant"),
    ("parameters", "Parameters"),
    ("runbooks", "Runbooks"),
];

/// The page of a topology: HTML that is well-formed XML, so that strict parsers read it. It has no date, so that the same topology has the same page.
#[must_use]
pub fn render_review(source: &SourceText, topology: &TopologyFile, plan: &ResolvedTopology) -> String {
    let locator = SourceLocator::new(source);
    let paths = AccessAnalysis::new(plan).all_paths();
    let diagnostics = all_diagnostics(topology, plan, Advisor::new(source, plan).as_ref(), None);
    let assertions = checked_assertions(topology, &diagnostics);
    let title = format!("Security review: {}", plan.title);
    let cards = summary_cards(plan, &paths, &assertions, &diagnostics);
    let before = [element("h1", "", &prose(&title)), cards, facts(plan, &locator), navigation()];
    let mut after = vec![access_section(&paths, &locator), assertion_section(plan, &assertions, &locator)];
    after.extend(finding_sections(topology, plan, &diagnostics, &locator));
    after.extend(inventory_sections(topology, plan));
    // Values that look like secrets and were accepted are not shown, as they are or as they are escaped.
    let values = source.suppressed_values();
    let hidden: HiddenValues = values.iter().flat_map(|value| [value.clone(), escape_xml(value)]).collect();
    let masked = |parts: Html| mask_values(&parts.0, &hidden).into_owned();
    let architecture = Architecture::with_scope(plan, &Scope::outside(source.unselected_environments()));
    whole_page(&title, &masked(join(before)), &picture(&architecture, &plan.title, &hidden), &masked(join(after)))
}

/// The page with what is before and after the picture.
pub(super) fn whole_page(title: &str, before: &str, picture: &Html, after: &str) -> String {
    let policy = format!(
        "default-src 'none'; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        style_source(STYLE)
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n{}\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{before}{}\n{after}</main>\n</body>\n</html>\n",
        element("title", "", &text(&title.replace('`', ""))).0,
        picture.0,
    )
}

fn summary_cards(
    plan: &ResolvedTopology,
    paths: &[EvaluatedPath],
    assertions: &[CheckedAssertion<'_>],
    diagnostics: &[Diagnostic],
) -> Html {
    let verdicts = Verdict::ALL.into_iter().map(|verdict| {
        let count = paths.iter().filter(|path| path.verdict() == verdict).count();
        (format!("class=\"{verdict}\""), count.to_string(), format!("access paths {verdict}"))
    });
    let all_hold = assertions.iter().all(CheckedAssertion::holds);
    let held = match assertions {
        [] => (String::new(), "0".to_owned(), "access assertions"),
        _ if all_hold => ("class=\"holds\"".to_owned(), summarize_assertions(assertions), "access assertions hold"),
        _ => ("class=\"fails\"".to_owned(), summarize_assertions(assertions), "access assertions hold"),
    };
    let held = [(held.0, held.1, held.2.to_owned())];
    let count_of = |severity: Severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let findings = [(Severity::Error, "errors"), (Severity::Warning, "warnings"), (Severity::Note, "notes")];
    let findings = findings.map(|(severity, word)| {
        let count = count_of(severity);
        let word = if count == 1 { word.trim_end_matches('s') } else { word };
        (String::new(), count.to_string(), word.to_owned())
    });
    let existing = plan.resources.iter().filter(|resource| resource.existing.is_some()).count();
    let label = if existing == 0 { "resources".to_owned() } else { format!("resources, {existing} of them existing") };
    let resources = (String::new(), plan.resources.len().to_string(), label);
    let cards = verdicts.chain(held).chain(findings).chain([resources]).map(|(class, count, label)| {
        let number = element("b", &class, &text(&count));
        element("li", "", &Html(format!("{}{}", number.0, text(&label).0)))
    });
    element("ul", "class=\"cards\"", &join(cards))
}

fn facts(plan: &ResolvedTopology, locator: &SourceLocator<'_>) -> Html {
    let subscription = plan.subscription.clone().unwrap_or_else(|| "not set in the file".to_owned());
    let facts = [
        ("File", shown_files(locator)),
        ("Environment", plan.environment.clone()),
        ("Cloud", plan.cloud.as_str().to_owned()),
        ("Subscription", subscription),
        ("Output edition", plan.edition.as_str().to_owned()),
    ];
    let facts = facts.iter().map(|(name, value)| {
        Html(format!("{}{}", element("dt", "", &text(name)).0, element("dd", "", &text(value)).0))
    });
    let assumption = "Predicted from the topology file, with the defaults of parameters. Nothing was read from Azure.";
    join([element("dl", "", &join(facts)), element("p", "class=\"none\"", &text(assumption))])
}

/// The name of the topology file without its directory, with the files that it extends.
fn shown_files(locator: &SourceLocator<'_>) -> String {
    let name = locator.relative_name(locator.file_name());
    let extended = locator.extended_files();
    if extended.is_empty() { name } else { format!("{name}, which extends {}", extended.join(", ")) }
}

fn navigation() -> Html {
    links_to(&SECTIONS)
}

/// Links to sections of the page.
pub(super) fn links_to(sections: &[(&str, &str)]) -> Html {
    let links = sections.iter().map(|(id, title)| element("a", &format!("href=\"#{id}\""), &text(title)));
    element("nav", "aria-label=\"Sections\"", &join(links))
}

pub(super) fn picture(architecture: &Architecture, title: &str, hidden: &HiddenValues) -> Html {
    let svg = render_architecture_svg(architecture, Palette::ByPreference);
    let alternative = text(&format!("{}; the tables below have the same content", title.replace('`', "")));
    let image = format!(
        "<img alt=\"{}\" src=\"data:image/svg+xml;base64,{}\"/>",
        alternative.0,
        base64(mask_values(&svg, hidden).as_bytes())
    );
    section("picture", "Picture", Some(Html(image)), "")
}

pub(super) fn access_section(paths: &[EvaluatedPath], locator: &SourceLocator<'_>) -> Html {
    let rows = paths.iter().map(|path| {
        let service = service_word(TargetService::for_target(&path.target));
        let cells = vec![
            text(path.verdict().as_str()),
            text(&path.to_string()),
            shown_place(&access::deciding_setting(path, locator), locator),
            prose(&access::explain_verdict(path)),
        ];
        (format!("{} {service}", path.verdict()), cells)
    });
    let rows: Vec<(String, Vec<Html>)> = rows.collect();
    let verdicts = Verdict::ALL.map(Verdict::as_str);
    let services: Vec<&str> = [TargetService::Account, TargetService::Storage, TargetService::Vault]
        .into_iter()
        .map(service_word)
        .filter(|service| rows.iter().any(|(class, _)| class.ends_with(service)))
        .collect();
    let headings = ["Verdict", "Access path", "Decided by", "Reason"];
    let caption = access::summarize_verdicts(paths);
    let content = join([
        filter("verdict", "Verdict", &verdicts),
        filter("service", "Service", &services),
        table(&caption, &headings, rows),
    ]);
    section("access", "Who can reach what", Some(content), "")
}

const fn service_word(service: TargetService) -> &'static str {
    match service {
        TargetService::Account => "account",
        TargetService::Storage => "storage",
        TargetService::Vault => "vault",
    }
}

/// Radio buttons, of which the style reads the chosen one.
fn filter(name: &'static str, title: &str, values: &[&str]) -> Html {
    let button = |value: &str, checked: &str| {
        Html(format!(
            "<label><input type=\"radio\" name=\"{name}\" id=\"{name}-{value}\"{checked}/> {}</label>",
            text(value).0
        ))
    };
    let buttons = [button("all", " checked=\"\"")].into_iter().chain(values.iter().map(|value| button(value, "")));
    element("fieldset", "", &join([element("legend", "", &text(title))].into_iter().chain(buttons)))
}
