//! `--subscription`, `--resource-group`, `--location`, `--cloud`: where a template is deployed.

use clap::{Args, ValueEnum};
use di_gen::{
    arm_template::DeploymentContext,
    existing::{InputKind, Inventory, SOMEWHERE},
    topology::Cloud,
};

/// The names that the Azure CLI has for clouds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum CloudName {
    #[default]
    #[value(name = "AzureCloud")]
    Public,
    #[value(name = "AzureUSGovernment")]
    UsGovernment,
    #[value(name = "AzureChinaCloud")]
    China,
}

#[derive(Debug, Args)]
pub(super) struct DeploymentScopeArguments {
    /// Subscription that the templates are deployed to, by ID; without it, resource IDs contain its expression
    #[arg(long, value_name = "ID", requires = "existing", help_heading = "Templates")]
    subscription: Option<String>,
    /// Resource group that the templates are deployed to
    #[arg(long, value_name = "NAME", requires = "existing", help_heading = "Templates")]
    resource_group: Option<String>,
    /// Location of that resource group, or of the deployment where the template is deployed to a subscription
    #[arg(long, value_name = "REGION", requires = "existing", help_heading = "Templates")]
    location: Option<String>,
    /// Azure cloud that the templates are deployed to, as in `az cloud set`
    #[arg(long, value_enum, ignore_case = true, default_value_t, requires = "existing", help_heading = "Templates")]
    cloud: CloudName,
}

impl DeploymentScopeArguments {
    /// The options that would make the IDs of a template's resources known, if IDs contain their expressions.
    pub(super) fn missing_options(&self, inventory: &Inventory) -> Vec<&'static str> {
        let is_named = |expression: &str| {
            let mut templates =
                inventory.resources().iter().filter(|resource| resource.origin.input == InputKind::Template);
            templates.any(|resource| resource.id.as_str().contains(expression))
        };
        [
            ("--subscription", self.subscription.is_none(), "subscription().subscriptionId"),
            ("--resource-group", self.resource_group.is_none(), "resourceGroup().name"),
        ]
        .into_iter()
        .filter(|(_, is_missing, expression)| *is_missing && is_named(expression))
        .map(|(option, ..)| option)
        .collect()
    }

    /// Where templates are deployed, as far as it is specified.
    pub(super) fn context(&self) -> DeploymentContext<'_> {
        let cloud = match self.cloud {
            CloudName::Public => Cloud::AzureCloud,
            CloudName::UsGovernment => Cloud::AzureUSGovernment,
            CloudName::China => Cloud::AzureChinaCloud,
        };
        DeploymentContext {
            subscription: self.subscription.as_deref(),
            resource_group: self.resource_group.as_deref(),
            location: self.location.as_deref(),
            cloud: Some(cloud.facts()),
            ..SOMEWHERE
        }
    }
}
