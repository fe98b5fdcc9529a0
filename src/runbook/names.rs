//! Names of a plan, when every parameter has its default.

use crate::plan::{Expr, Plan, Symbol};

impl Plan {
    /// What an expression is when every parameter has its default; nothing where only a deployment can tell.
    pub(super) fn text(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Text(text) => Some(text.clone()),
            Expr::Parameter(name) => self.text(self.parameters.iter().find(|p| p.name == *name)?.default.as_ref()?),
            Expr::Variable(name) => self.text(&self.variables.iter().find(|v| v.name == *name)?.value),
            Expr::Join(parts) => parts.iter().map(|part| self.text(part)).collect(),
            Expr::StorageSuffix => Some(self.cloud.facts().storage_suffix.to_owned()),
            Expr::VaultSuffix => Some(self.cloud.facts().vault_suffix.to_owned()),
            _ => None,
        }
    }

    /// The name of a resource in Azure, when every parameter has its default.
    pub(super) fn default_name(&self, symbol: &str) -> String {
        self.find(&Symbol::from(symbol)).and_then(|resource| self.text(&resource.name)).unwrap_or_default()
    }

    /// The host of the account.
    pub(super) fn account_host(&self) -> String {
        let subdomain = self.text(&Expr::parameter("customSubdomainName")).unwrap_or_default();
        format!("{subdomain}.{}", self.cloud.facts().cognitive_services_suffix)
    }
}
