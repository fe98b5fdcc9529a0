//! `init`: prints a starting file. Every value is an option, or asked for with `--interactive`.

use clap::{Args, ValueEnum};
use di_gen::{
    diagnostic::{Code, Diagnostic, SourceLocation, quote},
    source::SourceText,
    topology::{Edition, preset::Preset},
};

use super::{console, exit::Exit};

/// The comment from which YAML editors take the schema.
const MODELINE: &str = "# yaml-language-server: $schema=./di-gen.schema.json";

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Select how restrictive the topology is [default: private]
    #[arg(long, value_enum)]
    preset: Option<PresetName>,
    /// Set `name`, which is part of every resource name
    #[arg(long)]
    name: Option<String>,
    /// Set `environment`, which is part of every resource name
    #[arg(long)]
    environment: Option<String>,
    /// Set the Azure region, for example `westeurope`
    #[arg(long)]
    location: Option<String>,
    /// Set the seed for globally unique names, for example a subscription ID
    #[arg(long)]
    seed: Option<String>,
    /// Set the blob container for training data
    #[arg(long)]
    container: Option<String>,
    /// Ask for every value without an option; questions go to standard error
    #[arg(long)]
    interactive: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PresetName {
    /// Private endpoints only
    Private,
    /// Selected public IP addresses, and Document Intelligence Studio
    Selected,
    /// Any network; clients need a token
    Open,
    /// A Corp landing zone whose policies are enforced: existing network and vault
    Corp,
}

impl PresetName {
    const fn to_preset(self) -> Preset {
        match self {
            Self::Private => Preset::Private,
            Self::Selected => Preset::Selected,
            Self::Open => Preset::Open,
            Self::Corp => Preset::Corp,
        }
    }
}

pub(super) fn print_starting_file(arguments: &InitArguments) -> Result<(), Exit> {
    let mut answers = InitAnswers {
        preset: arguments.preset.map(PresetName::to_preset),
        name: arguments.name.clone(),
        environment: arguments.environment.clone(),
        location: arguments.location.clone(),
        seed: arguments.seed.clone(),
        container: arguments.container.clone(),
    };
    if arguments.interactive {
        answers.ask_missing();
    }
    let text = answers.starting_file();
    let source = SourceText::new("di-gen.yaml", text.clone());
    di_gen::read::read_topology(&source).map_err(report_answers)?;
    console::print_output(&text)
}

/// Reports answers that are not valid. The file with them does not exist, so each error names an option.
fn report_answers(diagnostics: Vec<Diagnostic>) -> Exit {
    let mut errors: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics {
        let option = answered_option(&diagnostic.location);
        let is_secret = diagnostic.code == Code::SECRET;
        let message = if is_secret { "the value contains a secret" } else { &diagnostic.message };
        let reason = if diagnostic.label.is_empty() { String::new() } else { format!(" ({})", diagnostic.label) };
        let mut error = Diagnostic::error(diagnostic.code, format!("{option}: {message}{reason}"));
        error.help = if is_secret { Vec::new() } else { diagnostic.help };
        // The region is in the file more than once.
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    console::report_errors(&SourceText::new("di-gen init", ""), &errors)
}

/// The option whose value is at a location of the starting file.
fn answered_option(location: &SourceLocation) -> &'static str {
    let (SourceLocation::Value(pointer) | SourceLocation::Key(pointer)) = location else { return "init" };
    match pointer.as_str() {
        "/name" => "--name",
        "/environment" => "--environment",
        "/naming/seed" => "--seed",
        pointer if pointer.ends_with("/location") => "--location",
        _ => "--container",
    }
}

struct InitAnswers {
    preset: Option<Preset>,
    name: Option<String>,
    environment: Option<String>,
    location: Option<String>,
    seed: Option<String>,
    container: Option<String>,
}

impl InitAnswers {
    /// Asks for every value that no option sets; an empty answer keeps the default.
    fn ask_missing(&mut self) {
        if self.preset.is_none() {
            self.preset = ask_preset();
        }
        let region = match self.preset() {
            Preset::Corp => ("Azure region of the network and of the vault", "westeurope"),
            _ => ("Azure region", "region of the resource group"),
        };
        for (answer, text, default) in [
            (&mut self.name, "Name of the topology (part of every resource name)", "docintel"),
            (&mut self.environment, "Environment (part of every resource name)", "dev"),
            (&mut self.location, region.0, region.1),
            (&mut self.seed, "Seed for globally unique names, such as a subscription ID", "none"),
            (&mut self.container, "Blob container for training data", "training"),
        ] {
            if answer.is_none() {
                *answer = console::ask_question(text, default);
            }
        }
    }

    /// The preset that was selected, or the most restrictive one.
    fn preset(&self) -> Preset {
        self.preset.unwrap_or(Preset::Private)
    }

    /// The file of the preset, with the answers as values.
    fn starting_file(&self) -> String {
        // A newer version of the program keeps the output of this edition.
        let mut lines = vec![MODELINE.to_owned(), format!("edition: {}", Edition::NEWEST.as_str())];
        for line in self.preset().file_text().lines() {
            let replaced = match line {
                "name: docintel" => self.name.as_ref().map(|name| format!("name: {}", yaml_scalar(name))),
                "environment: dev" => {
                    self.environment.as_ref().map(|text| format!("environment: {}", yaml_scalar(text)))
                }
                "# location: westeurope" => {
                    self.location.as_ref().map(|text| format!("location: {}", yaml_scalar(text)))
                }
                // Also the region of the network and of the vault.
                "location: westeurope" | "  location: westeurope" => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    self.location.as_ref().map(|text| format!("{indent}location: {}", yaml_scalar(text)))
                }
                "# naming:" => self.seed.as_ref().map(|_| "naming:".to_owned()),
                "#   seed: 00000000-0000-0000-0000-000000000000" => {
                    self.seed.as_ref().map(|text| format!("  seed: {}", yaml_scalar(text)))
                }
                "    - name: training" => {
                    self.container.as_ref().map(|text| format!("    - name: {}", yaml_scalar(text)))
                }
                "  - account identity reads container training" => {
                    self.container.as_ref().map(|text| format!("  - account identity reads container {text}"))
                }
                _ => None,
            };
            lines.push(replaced.unwrap_or_else(|| line.to_owned()));
        }
        format!("{}\n", lines.join("\n"))
    }
}

/// Asks for the preset until the answer is one; an empty answer keeps the default.
fn ask_preset() -> Option<Preset> {
    let presets: Vec<String> = PresetName::value_variants()
        .iter()
        .filter_map(|preset| preset.to_possible_value().map(|value| value.get_name().to_owned()))
        .collect();
    let presets = presets.join(", ");
    loop {
        let answer = console::ask_question(&format!("How restrictive ({presets})?"), "private")?;
        match PresetName::from_str(&answer, true) {
            Ok(preset) => return Some(preset.to_preset()),
            Err(_) => {
                console::print_message(&format!("{} is not a preset; valid presets: {presets}", quote(&answer)));
            }
        }
    }
}

/// User input as a YAML scalar: quoted unless it is safe without quotes.
fn yaml_scalar(text: &str) -> String {
    let is_plain =
        text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && text.bytes().any(|b| b.is_ascii_alphabetic());
    let is_keyword = ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_ascii_lowercase().as_str());
    if is_plain && !is_keyword && !text.starts_with('-') { text.to_owned() } else { format!("{text:?}") }
}
