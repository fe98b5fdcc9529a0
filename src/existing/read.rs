//! Reads inputs of any kind into one list of resources.

use std::{collections::HashMap, rc::Rc};

use super::{
    input_error::InputError,
    inventory::Inventory,
    live::read_live,
    recognise::{InputFormat, recognise_format},
    reported::reported_identifiers,
    resource_list::read_resource_list,
    snapshot::read_snapshot,
    template::read_template,
    terraform::{Change, ManagedResource, read_managed, read_terraform_text},
    what_if::read_what_if,
};
use crate::{arm_template::DeploymentContext, catalog::clouds::AZURE_CLOUD};

/// Where a template is deployed if that is not said: in Azure's public cloud. IDs have the expressions of the rest.
pub const SOMEWHERE: DeploymentContext<'static> = DeploymentContext {
    subscription: None,
    resource_group: None,
    management_group: None,
    location: None,
    tenant: None,
    deployment: None,
    deployer: None,
    cloud: Some(&AZURE_CLOUD),
    reported: None,
};

/// Reads inputs one after the other. Templates wait for their parameter files.
#[derive(Debug, Default)]
pub struct InputReader {
    inputs: ReadInputs,
    templates: Vec<(Rc<str>, String)>,
    parameters: Vec<(Rc<str>, String)>,
    with_managed: bool,
}

/// What inputs show.
#[derive(Debug, Default)]
pub struct ReadInputs {
    /// What exists. Of an input that plans changes, what exists after them.
    pub inventory: Inventory,
    /// What exists before the changes of those inputs, by what they show; none if no input plans changes.
    pub before: Option<Inventory>,
    /// What plans of Terraform do, in the order of the inputs.
    pub plans: Vec<TerraformPlan>,
    /// What states of Terraform manage, by address, if that was asked for.
    pub managed: Vec<ManagedResource>,
    /// The files of the results of what-if.
    pub what_if: Vec<Rc<str>>,
    /// What is not as it seems, for people: functions that are not evaluated, plans that are not complete.
    pub notes: Vec<String>,
}

/// What a plan of Terraform does.
#[derive(Debug)]
pub struct TerraformPlan {
    /// The name of the file.
    pub file: Rc<str>,
    /// What is done, in the order of the plan.
    pub changes: Vec<Change>,
    /// What was changed outside of Terraform since the last apply.
    pub drift: Vec<Change>,
    /// Whether the plan has everything that the configuration asks for.
    pub is_complete: bool,
}

impl InputReader {
    /// A reader that also lists what states of Terraform manage, by address.
    #[must_use]
    pub fn with_managed() -> Self {
        Self { with_managed: true, ..Self::default() }
    }

    /// Reads an input of any kind.
    ///
    /// # Errors
    /// The text is not JSON, or of no kind that is read.
    pub fn add(&mut self, file: &Rc<str>, text: String) -> Result<(), InputError> {
        let (found, before) = match recognise_format(file, &text)? {
            InputFormat::ResourceList => (read_resource_list(file, &text)?, None),
            InputFormat::LiveReads => (read_live(file, &text)?, None),
            InputFormat::Snapshot => (read_snapshot(file, &text)?, None),
            InputFormat::Terraform => {
                if self.with_managed {
                    self.inputs.managed.extend(read_managed(file, &text)?);
                }
                let read = read_terraform_text(file, text)?;
                if !read.is_complete {
                    self.inputs.notes.push(format!("{file}: the plan is not complete, a later one does the rest"));
                }
                if read.before.is_some() {
                    let file = Rc::clone(file);
                    let (changes, drift, is_complete) = (read.changes, read.drift, read.is_complete);
                    self.inputs.plans.push(TerraformPlan { file, changes, drift, is_complete });
                }
                (read.resources, read.before)
            }
            InputFormat::WhatIf => {
                let read = read_what_if(file, &text)?;
                self.inputs.what_if.push(Rc::clone(file));
                let unsupported = read.unsupported.len();
                if unsupported > 0 {
                    self.inputs
                        .notes
                        .push(format!("{file}: Azure cannot tell what happens to {unsupported} resources"));
                }
                (read.after, Some(read.before))
            }
            InputFormat::Template => {
                self.templates.push((Rc::clone(file), text));
                return Ok(());
            }
            InputFormat::Parameters => {
                self.parameters.push((Rc::clone(file), text));
                return Ok(());
            }
        };
        self.inputs.inventory.merge(found);
        if let Some(before) = before {
            self.inputs.before.get_or_insert_default().merge(before);
        }
        Ok(())
    }

    /// What all inputs show.
    ///
    /// # Errors
    /// A template or a parameter file cannot be read, or it is not clear which template a parameter file is for.
    pub fn finish(mut self, context: &DeploymentContext<'_>) -> Result<ReadInputs, InputError> {
        if let ([(file, _), ..], true) = (self.parameters.as_slice(), self.templates.len() != 1) {
            let message = if self.templates.is_empty() {
                "this is a parameter file without its template"
            } else {
                "it is not clear which template this parameter file is for"
            };
            return Err(InputError::at(file, "", message).with_help("specify one template with its parameter files"));
        }
        let parameters: Vec<(Rc<str>, &str)> =
            self.parameters.iter().map(|(file, text)| (Rc::clone(file), text.as_str())).collect();
        // A template refers to identities that other inputs show.
        let reported =
            if self.templates.is_empty() { HashMap::new() } else { reported_identifiers(&self.inputs.inventory) };
        let context = DeploymentContext { reported: Some(&reported), ..*context };
        for (file, text) in &self.templates {
            let read = read_template(file, text, &parameters, &context)?;
            let notes = read.unknown_functions.iter().map(|(name, pointer)| {
                format!("{file}#{pointer}: the function `{name}` is not evaluated, values that need it are unknown")
            });
            self.inputs.notes.extend(notes);
            let contested = read.contested.iter().map(|id| {
                format!("{file}: {id} is written more than once, in no known order: values that differ are unknown")
            });
            self.inputs.notes.extend(contested);
            if !read.is_complete {
                self.inputs.notes.push(format!("{file}: the template is too large, resources are missing"));
            }
            self.inputs.inventory.merge(read.resources);
        }
        Ok(self.inputs)
    }
}

/// Reads one input of any kind.
///
/// # Errors
/// The text is not JSON, or of no kind that is read.
pub fn read_existing(file: &Rc<str>, text: &str) -> Result<Inventory, InputError> {
    let mut reader = InputReader::default();
    reader.add(file, text.to_owned())?;
    Ok(reader.finish(&SOMEWHERE)?.inventory)
}
