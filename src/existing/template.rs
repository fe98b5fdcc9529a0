//! Reads an ARM template with its parameter files.

use std::rc::Rc;

use super::{
    azure_id::AzureId,
    expanded::expanded_resource,
    input_error::{InputError, InputPlace},
    inventory::Inventory,
    resource::{InputKind, Origin},
};
use crate::arm_template::{
    DeploymentContext, InputError as TemplateError, ParameterFile, Presence, Template, evaluate,
};

/// What a template deploys.
#[derive(Debug)]
pub struct ReadTemplate {
    /// The resources; complete for no type.
    pub resources: Inventory,
    /// Functions that are not evaluated, each with the pointer of its first use. Values that need them are unknown.
    pub unknown_functions: Vec<(String, String)>,
    /// Resources that the template writes more than once with other values, in no known order. Those values are unknown.
    pub contested: Vec<AzureId>,
    /// Whether everything was evaluated; otherwise resources are missing.
    pub is_complete: bool,
}

/// Reads a template with the values of parameter files, or with its defaults. Of a parameter, the last file is believed.
/// Resources that the template only refers to are not in the result.
///
/// # Errors
/// A text is not JSON, not a template, or not a parameter file.
pub fn read_template(
    file: &Rc<str>,
    text: &str,
    parameters: &[(Rc<str>, &str)],
    context: &DeploymentContext<'_>,
) -> Result<ReadTemplate, InputError> {
    let template = Template::read(text).map_err(|error| located(file, error))?;
    let mut given: Option<ParameterFile> = None;
    for (file, text) in parameters {
        let values = template.read_parameters(text).map_err(|error| located(file, error))?;
        match &mut given {
            Some(given) => given.extend(values),
            None => given = Some(values),
        }
    }
    let evaluated = evaluate(&template, given.as_ref(), context);
    let (mut resources, mut contested) = (Inventory::default(), Vec::new());
    for resource in evaluated.resources.iter().filter(|resource| !resource.is_existing) {
        let condition = match &resource.presence {
            Presence::Deployed => None,
            Presence::NotDeployed => continue,
            Presence::MayExist(unknown) => Some(unknown),
        };
        let origin = Origin {
            input: InputKind::Template,
            file: Rc::clone(file),
            pointer: Rc::clone(&resource.pointer),
            terraform_address: None,
        };
        if let Some(mut found) = expanded_resource(&resource.id, &resource.body, condition, origin) {
            found.api_version = resource.api_version.as_text().map(Rc::from);
            let id = found.id.clone();
            resources.template_ids.count(&id, &found.resource_type, &resource.id);
            if resources.put(found, resource.is_last_write) && !contested.contains(&id) {
                contested.push(id);
            }
        }
    }
    let (unknown_functions, is_complete) = (evaluated.unknown_functions, evaluated.is_complete);
    Ok(ReadTemplate { resources, unknown_functions, contested, is_complete })
}

fn located(file: &Rc<str>, error: TemplateError) -> InputError {
    let place = match (error.line, error.column) {
        (Some(line), Some(column)) => InputPlace::Line(line, column),
        _ => InputPlace::Pointer(String::new()),
    };
    InputError { file: Rc::clone(file), place, message: error.message, help: None }
}
