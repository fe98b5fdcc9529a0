//! Names of a plan as words of a shell.

use crate::plan::{Expr, Plan, Symbol};

/// A word of the shell that stands for this text and nothing else.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

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

    /// The name in Azure of a resource of the plan, as a word of the shell.
    pub(super) fn name_word(&self, symbol: &str) -> Option<String> {
        let resource = self.find(&Symbol::from(symbol))?;
        self.text(&resource.name).map(|name| quote(&name))
    }

    /// The host of the account.
    pub(super) fn account_host(&self) -> String {
        let subdomain = self.text(&Expr::parameter("customSubdomainName")).unwrap_or_default();
        format!("{subdomain}.{}", self.cloud.facts().cognitive_services_suffix)
    }
}
