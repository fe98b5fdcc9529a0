//! `validate`: checks everything that applies to all languages: the file, posture and access assertions. With `--fix`, the
//! changes that remove diagnostics are made first.

use std::time::SystemTime;

use clap::{Args, error::ErrorKind};
use di_gen::{
    Severity,
    analyse::posture::suppressed_diagnostics,
    diagnostic::{Code, Diagnostic},
    report::{CheckOptions, CheckedTopology, SourceLocator, check_source, diagnostics as report, markdown},
    topology::values::{Date, Refusal},
};

use super::{
    console,
    existing::ExistingArguments,
    exit::Exit,
    fix,
    formats::DiagnosticsFormat,
    input::{self, Input},
    policy_sets::PolicyArguments,
    progress::Progress,
    usage,
    validate_existing::{ExistingOptions, validate_existing},
};

#[derive(Debug, Args)]
#[command(mut_arg("existing", |existing| existing.conflicts_with_all(["file", "env", "fix"])))]
pub(super) struct ValidateArguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten)]
    existing: ExistingArguments,
    /// Select the output format; text goes to standard error, the others to standard output
    #[arg(long, value_enum, default_value_t)]
    format: DiagnosticsFormat,
    /// Compare expiration dates with this date instead of the current one, and evaluate policies as on this date, for
    /// example 2027-06-30
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    today: Option<Date>,
    /// Apply the known fixes of errors and warnings to the file and all its environments: shows the difference and asks
    /// first. What opens access, takes something away or may have been meant in another way stays for you to decide
    #[arg(long, conflicts_with = "env")]
    fix: bool,
    /// Write the changes of --fix without asking
    #[arg(long, requires = "fix")]
    yes: bool,
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|refusal: Refusal| match refusal.help {
        Some(help) => format!("{}: {help}", refusal.reason),
        None => refusal.reason,
    })
}

/// The current day in UTC; none if the clock of the computer is before 1970.
fn current_day() -> Option<Date> {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Date::from_unix_seconds(i64::try_from(since_1970.as_secs()).ok()?)
}

/// What exists is checked instead of a topology.
fn validate_inputs(arguments: &ValidateArguments) -> Result<(), Exit> {
    if !arguments.existing.is_specified() {
        let error = clap::Error::raw(ErrorKind::InvalidValue, "--format baseline needs --existing\n");
        return Err(usage::report_usage_error(error));
    }
    let options = ExistingOptions { sets: &arguments.policies.sets, day: arguments.today };
    validate_existing(&arguments.existing, arguments.format, &options)
}

pub(super) fn validate_topology(arguments: &ValidateArguments) -> Result<(), Exit> {
    if let Some(document) = arguments.format.error_document() {
        console::set_error_document(document);
    }
    if arguments.existing.is_specified() || arguments.format == DiagnosticsFormat::Baseline {
        return validate_inputs(arguments);
    }
    let mut source = input::read_input(&arguments.input)?;
    let today = arguments.today.or_else(current_day);
    let options = CheckOptions {
        policies: arguments.policies.sets.clone(),
        policy_day: arguments.today,
        expiration_day: today,
        // Text and Markdown do not show them.
        tries_edits: console::writes_json_messages()
            || matches!(arguments.format, DiagnosticsFormat::Json | DiagnosticsFormat::Sarif),
    };
    if arguments.fix {
        let path = arguments.input.path_of(&source);
        source = fix::fix_file(source, path.as_deref(), &options, arguments.yes)?;
    }
    let print = |diagnostics: &[Diagnostic], suppressed: &[(Diagnostic, String)]| match arguments.format {
        DiagnosticsFormat::Text | DiagnosticsFormat::Baseline => {
            // Notes on posture take one line each; all other diagnostics are rendered with their location.
            let is_short = |diagnostic: &&Diagnostic| {
                !console::writes_json_messages()
                    && diagnostic.severity == Severity::Note
                    && (diagnostic.code.is_posture() || diagnostic.code == Code::POLICY_REPORTS)
            };
            let (short, rendered): (Vec<&Diagnostic>, Vec<&Diagnostic>) = diagnostics.iter().partition(is_short);
            console::print_diagnostics(&source, &rendered.into_iter().cloned().collect::<Vec<_>>());
            for diagnostic in &short {
                let help = diagnostic.help.first().map_or("", String::as_str);
                console::print_message(&format!("note[{}]: {}: {help}", diagnostic.code, diagnostic.message));
                // The property and the definition of a policy.
                if diagnostic.code == Code::POLICY_REPORTS {
                    let reason = Some(&diagnostic.label).filter(|label| !label.is_empty());
                    let parts: Vec<&str> =
                        reason.into_iter().chain(diagnostic.help.last()).map(String::as_str).collect();
                    console::print_message(&format!("  {}", parts.join("; ")));
                }
            }
            if !short.is_empty() {
                console::print_message("");
            }
            Ok(())
        }
        DiagnosticsFormat::Json => console::print_json(&report::render_json(diagnostics, &SourceLocator::new(&source))),
        DiagnosticsFormat::Markdown => {
            console::print_text(&markdown::render_markdown(diagnostics, &SourceLocator::new(&source)))
        }
        DiagnosticsFormat::Sarif => {
            console::print_json(&report::render_sarif(diagnostics, suppressed, &SourceLocator::new(&source)))
        }
    };
    let work = if options.tries_edits { "checking, and trying changes" } else { "checking" };
    let progress = Progress::of_unknown(work);
    let checked = check_source(&source, &options);
    drop(progress);
    let checked = match checked {
        Ok(checked) => checked,
        Err(diagnostics) => {
            print(&diagnostics, &[])?;
            return Err(Exit::for_errors(&diagnostics));
        }
    };
    let CheckedTopology { topology, plan, diagnostics: all } = checked;
    let mut suppressed = suppressed_diagnostics(&plan, &topology.suppress);
    let accepted =
        if topology.suppress.iter().any(|one| one.key.is_some()) { source.suppressed_secrets() } else { Vec::new() };
    suppressed.extend(accepted.into_iter().filter_map(|(diagnostic, key)| {
        let mut of_key = topology.suppress.iter().filter(|one| one.key.as_ref().is_some_and(|own| own.as_str() == key));
        Some((diagnostic, of_key.next()?.reason.to_string()))
    }));
    print(&all, &suppressed)?;
    let created = plan.resources.iter().filter(|r| r.existing.is_none()).count();
    let count =
        |severity: Severity, label: &str| match all.iter().filter(|diagnostic| diagnostic.severity == severity).count()
        {
            0 => String::new(),
            1 => format!(", 1 {label}"),
            count => format!(", {count} {label}s"),
        };
    let failed = all.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let assertions = match topology.expect.len() {
        0 => String::new(),
        _ if failed => String::new(),
        1 => ", 1 access assertion holds".to_owned(),
        count => format!(", {count} access assertions hold"),
    };
    console::print_message(&format!(
        "{}: {}, {created} {}{assertions}{}{}",
        source.name,
        if failed { "a check failed" } else { "valid" },
        if created == 1 { "resource" } else { "resources" },
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ));
    if failed { Err(Exit::CheckFailed) } else { Ok(()) }
}
