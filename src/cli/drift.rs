//! `drift`: compares a topology with what exists.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use di_gen::{
    arm_template::DeploymentContext,
    diagnostic::{Code, Diagnostic, quote},
    drift::{DeploymentPlace, PlaceError, detect_drift},
    existing::Inventory,
    plan::{LanguageFamily, lower_topology},
    report::drift::{self as report, Imported},
    source::SourceText,
    takeover::preflight,
};

use super::{
    console::{self, ErrorDocument},
    deployment_scope::DeploymentScopeArguments,
    existing::read_inventory,
    exit::Exit,
    input::{self, Input},
};

#[derive(Debug, Args)]
pub(super) struct DriftArguments {
    #[command(flatten)]
    input: Input,
    /// Compare with the existing resources in these files, of the kinds that `di-gen access --existing` reads; `-` reads
    /// standard input
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    existing: Vec<PathBuf>,
    #[command(flatten)]
    scope: DeploymentScopeArguments,
    /// Print what a deployment of Bicep or ARM over what exists would do, instead of the drift: what is refused, deleted, created
    /// and changed in place. Exits with status 1 if it is refused, opens, deletes or loses something
    #[arg(long)]
    preflight: bool,
    /// Select the output format
    #[arg(long, value_enum, default_value_t)]
    format: DriftFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum DriftFormat {
    /// Plain text, for a terminal
    #[default]
    Text,
    /// Markdown, for a pull request or an issue
    Markdown,
    /// JSON, for programs
    Json,
}

pub(super) fn show_drift(arguments: &DriftArguments) -> Result<(), Exit> {
    if arguments.format == DriftFormat::Json {
        console::set_error_document(ErrorDocument::Object);
    }
    input::require_file(&arguments.input, "drift")?;
    let (source, topology) = input::read_environment(&arguments.input, "drift")?;
    let (plan, scope) = (lower_topology(&topology), &arguments.scope);
    let place = DeploymentPlace {
        subscription: scope.subscription.clone().or_else(|| plan.subscription.clone()),
        resource_group: scope.resource_group.clone(),
        tenant: None,
        location: scope.location.clone(),
    };
    let context = DeploymentContext {
        subscription: place.subscription.as_deref(),
        cloud: Some(plan.cloud.facts()),
        ..scope.context()
    };
    let existing = read_inventory(&arguments.existing, &context)?;
    if arguments.preflight {
        let found = preflight(&plan, LanguageFamily::Azure, &place, &existing)
            .map_err(|error| report_place(&source, error, &existing, COMMAND))?;
        let imported = Imported::default();
        match arguments.format {
            DriftFormat::Text => console::print_text(&report::render_preflight_text(&found, imported, &existing))?,
            DriftFormat::Markdown => {
                console::print_text(&report::render_preflight_markdown(&found, imported, &existing))?;
            }
            DriftFormat::Json => console::print_json(&report::render_preflight_json(&found, &existing))?,
        }
        return if found.is_safe() { Ok(()) } else { Err(Exit::CheckFailed) };
    }
    let drift =
        detect_drift(&plan, &place, &existing).map_err(|error| report_place(&source, error, &existing, COMMAND))?;
    match arguments.format {
        DriftFormat::Text => console::print_text(&report::render_text(&drift, &existing))?,
        DriftFormat::Markdown => console::print_text(&report::render_markdown(&drift, &existing))?,
        DriftFormat::Json => console::print_json(&report::render_json(&drift, &existing))?,
    }
    if drift.is_any() { Err(Exit::CheckFailed) } else { Ok(()) }
}

/// What diagnostics about no file name as their source.
const COMMAND: &str = "di-gen drift";

/// Reports why it is not known where a topology is deployed, as a diagnostic of the command.
pub(super) fn report_place(source: &SourceText, error: PlaceError, existing: &Inventory, command: &str) -> Exit {
    let set = "set the group with `--subscription` and `--resource-group`";
    let diagnostic = match error {
        PlaceError::NotExpressible(diagnostics) => return console::report_errors(source, &diagnostics),
        PlaceError::NotFound => {
            let count = existing.resources().len();
            let message =
                format!("none of the {count} resources of the input has the type and name of one of the topology");
            Diagnostic::error(Code::EXISTING_INPUT, message).help(format!("if the topology is deployed, {set}"))
        }
        PlaceError::NothingThere(group) => {
            let message = match group {
                Some(group) => format!("no resource of the topology exists in resource group {}", quote(&group)),
                None => "no resource of the topology exists in the input".to_owned(),
            };
            Diagnostic::error(Code::EXISTING_INPUT, message).help(format!("if the topology is deployed, {set}"))
        }
        PlaceError::Ambiguous(groups) => {
            let names: Vec<String> = groups.iter().map(|group| quote(group.as_str())).collect();
            let message = format!("resources of the topology exist in several resource groups: {}", names.join(", "));
            Diagnostic::error(Code::EXISTING_INPUT, message).help(set)
        }
    };
    console::report_errors(&SourceText::new(command, ""), &[diagnostic])
}
