//! `init`: a starting file, with every answer as a flag or asked for.

use std::io::{self, BufRead as _, Write as _};

use clap::{Args, ValueEnum};
use di_gen::{
    Source,
    topology::{Edition, preset::Preset},
};

use super::{console, exit::Exit};

/// Editors that know YAML read the schema named here.
const MODELINE: &str = "# yaml-language-server: $schema=./di-gen.schema.json";

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// How closed it starts
    #[arg(long, value_enum, default_value_t)]
    preset: PresetName,
    /// What the topology is for; part of every name
    #[arg(long)]
    name: Option<String>,
    /// Which deployment of it; part of every name
    #[arg(long)]
    environment: Option<String>,
    /// The Azure region, by its short name
    #[arg(long)]
    location: Option<String>,
    /// Makes names unique that are unique in all of Azure: a subscription ID, say
    #[arg(long)]
    seed: Option<String>,
    /// A container for training data
    #[arg(long)]
    container: Option<String>,
    /// Ask for what no flag says; questions go to standard error
    #[arg(long)]
    interactive: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum PresetName {
    /// Private endpoints only
    #[default]
    Private,
    /// A few public addresses, and Studio
    Selected,
    /// Everybody with a token
    Open,
}

impl PresetName {
    const fn to_preset(self) -> Preset {
        match self {
            Self::Private => Preset::Private,
            Self::Selected => Preset::Selected,
            Self::Open => Preset::Open,
        }
    }
}

pub(super) fn print_starting_file(arguments: &InitArguments) -> Result<(), Exit> {
    let mut answers = InitAnswers {
        preset: arguments.preset.to_preset(),
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
    // An answer that the file cannot hold is refused where it would stand.
    let source = Source::new("di-gen.yaml", text.clone());
    di_gen::read::read_topology(&source).map_err(|findings| console::report_errors(&source, &findings))?;
    console::print_output(&text)
}

struct InitAnswers {
    preset: Preset,
    name: Option<String>,
    environment: Option<String>,
    location: Option<String>,
    seed: Option<String>,
    container: Option<String>,
}

impl InitAnswers {
    /// Asks for what is not known yet; an empty answer leaves the default.
    fn ask_missing(&mut self) {
        let presets: Vec<String> = PresetName::value_variants()
            .iter()
            .filter_map(|preset| preset.to_possible_value().map(|value| value.get_name().to_owned()))
            .collect();
        if let Some(word) = ask_question(&format!("How closed ({})?", presets.join(", ")), "private")
            && let Ok(preset) = PresetName::from_str(&word, true)
        {
            self.preset = preset.to_preset();
        }
        for (answer, text, default) in [
            (&mut self.name, "What is it for? Part of every name", "docintel"),
            (&mut self.environment, "Which deployment of it? Part of every name", "dev"),
            (&mut self.location, "Azure region", "that of the resource group"),
            (&mut self.seed, "Something of your own that makes names unique, such as a subscription ID", "none"),
            (&mut self.container, "Container for training data", "training"),
        ] {
            if answer.is_none() {
                *answer = ask_question(text, default);
            }
        }
    }

    /// The preset with the answers in their places.
    fn starting_file(&self) -> String {
        // What a newer program would do otherwise, it does not do to this file.
        let mut lines = vec![MODELINE.to_owned(), format!("edition: {}", Edition::NEWEST.as_str())];
        for line in self.preset.file_text().lines() {
            let replaced = match line {
                "name: docintel" => self.name.as_ref().map(|name| format!("name: {}", yaml_scalar(name))),
                "environment: dev" => {
                    self.environment.as_ref().map(|text| format!("environment: {}", yaml_scalar(text)))
                }
                "# location: westeurope" => {
                    self.location.as_ref().map(|text| format!("location: {}", yaml_scalar(text)))
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

/// A text of the user's as a value of YAML: quoted unless it is plain.
fn yaml_scalar(text: &str) -> String {
    let plain =
        text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && text.bytes().any(|b| b.is_ascii_alphabetic());
    let word = ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_ascii_lowercase().as_str());
    if plain && !word && !text.starts_with('-') { text.to_owned() } else { format!("{text:?}") }
}

fn ask_question(text: &str, default: &str) -> Option<String> {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{text} [{default}]: ");
    let _ = stderr.flush();
    let mut answer = String::new();
    // Nobody there to answer is an empty answer.
    let _ = io::stdin().lock().read_line(&mut answer);
    let answer = answer.trim();
    (!answer.is_empty()).then(|| answer.to_owned())
}
