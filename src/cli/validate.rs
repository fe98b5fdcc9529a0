//! `validate`: everything that holds for all languages: posture, and what the file expects.

use clap::{Args, ValueEnum};
use di_gen::{
    Severity,
    advise::Advisor,
    analyse::posture::suppressed_diagnostics,
    diagnostic::Diagnostic,
    report::{SourceLocator, all_diagnostics, diagnostics},
};

use super::{
    console,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct ValidateArguments {
    #[command(flatten)]
    input: Input,
    /// Text on standard error; JSON or SARIF 2.1.0 on standard output
    #[arg(long, value_enum, default_value_t)]
    format: DiagnosticsFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum DiagnosticsFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For code scanning
    Sarif,
}

pub(super) fn validate_topology(arguments: &ValidateArguments) -> Result<(), Exit> {
    let source = input::read_input(&arguments.input)?;
    let draw = |findings: &[Diagnostic], hidden: &[(Diagnostic, String)]| match arguments.format {
        DiagnosticsFormat::Text => {
            // What is good to know in passing takes a line; what somebody should look at is drawn.
            let passing = |f: &&Diagnostic| {
                !console::writes_json_messages() && f.severity == Severity::Note && f.code.is_posture()
            };
            let (lines, drawn): (Vec<&Diagnostic>, Vec<&Diagnostic>) = findings.iter().partition(passing);
            console::print_diagnostics(&source, &drawn.into_iter().cloned().collect::<Vec<_>>());
            for finding in &lines {
                let help = finding.help.first().map_or("", String::as_str);
                console::print_message(&format!("note[{}]: {}: {help}", finding.code, finding.message));
            }
            if !lines.is_empty() {
                console::print_message("");
            }
            Ok(())
        }
        DiagnosticsFormat::Json => {
            console::print_json(&diagnostics::render_json(findings, &SourceLocator::new(&source)))
        }
        DiagnosticsFormat::Sarif => {
            console::print_json(&diagnostics::render_sarif(findings, hidden, &SourceLocator::new(&source)))
        }
    };
    let topology = match di_gen::read::read_topology(&source) {
        Ok(topology) => topology,
        Err(findings) => {
            draw(&findings, &[])?;
            return Err(Exit::for_errors(&findings));
        }
    };
    let plan = di_gen::plan::lower_topology(&topology);
    let mut all = all_diagnostics(&topology, &plan, Advisor::new(&source, &plan).as_ref());
    // Whoever looks at the file as it stands looks at its environments as well.
    for name in if source.environment.is_none() { source.environment_names() } else { Vec::new() } {
        let source = source.for_environment(&name);
        let Ok(topology) = di_gen::read::read_topology(&source) else { continue };
        let plan = di_gen::plan::lower_topology(&topology);
        let found = all_diagnostics(&topology, &plan, Advisor::new(&source, &plan).as_ref());
        let known = |one: &Diagnostic| all.iter().any(|other| (other.code, &other.message) == (one.code, &one.message));
        let own: Vec<Diagnostic> = found.into_iter().filter(|one| !known(one)).collect();
        all.extend(own.into_iter().map(|one| source.relocate_to_file(one)));
    }
    draw(&all, &suppressed_diagnostics(&plan, &topology.suppress))?;
    let made = plan.resources.iter().filter(|r| r.existing.is_none()).count();
    let count = |severity: Severity, word: &str| match all.iter().filter(|f| f.severity == severity).count() {
        0 => String::new(),
        1 => format!(", 1 {word}"),
        several => format!(", {several} {word}s"),
    };
    let failed = all.iter().any(|finding| finding.severity == Severity::Error);
    let held = topology.expect.len();
    let expected = match held {
        0 => String::new(),
        _ if failed => String::new(),
        1 => ", 1 expectation holds".to_owned(),
        several => format!(", {several} expectations hold"),
    };
    console::print_message(&format!(
        "{}: {}, {made} {}{expected}{}{}",
        source.name,
        if failed { "a check failed" } else { "valid" },
        if made == 1 { "resource" } else { "resources" },
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ));
    if failed { Err(Exit::CheckFailed) } else { Ok(()) }
}
