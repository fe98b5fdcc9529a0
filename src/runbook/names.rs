//! Names in Azure, if every parameter has its default.

use crate::plan::{Expr, ResolvedTopology, Symbol};

/// The default name of a resource.
pub(super) fn default_name(plan: &ResolvedTopology, symbol: &str) -> String {
    plan.find(&Symbol::from(symbol)).and_then(|resource| plan.known_text(&resource.name)).unwrap_or_default()
}

/// The custom subdomain of the account.
pub(super) fn custom_subdomain(plan: &ResolvedTopology) -> String {
    plan.known_text(&Expr::parameter("customSubdomainName")).unwrap_or_default()
}

/// The host of the account.
pub(super) fn account_host(plan: &ResolvedTopology) -> String {
    format!("{}.{}", custom_subdomain(plan), plan.cloud.facts().cognitive_services_suffix)
}

/// The host of blob storage.
pub(super) fn blob_host(plan: &ResolvedTopology) -> String {
    format!("{}.blob.{}", default_name(plan, "storageAccount"), plan.cloud.facts().storage_suffix)
}

/// The host of the vault.
pub(super) fn vault_host(plan: &ResolvedTopology) -> String {
    format!("{}{}", default_name(plan, "keyVault"), plan.cloud.facts().vault_suffix)
}
