//! Names in Azure, if every parameter has its default.

use serde::Serialize;

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
fn account_host(plan: &ResolvedTopology) -> String {
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

/// How requests to the account are addressed.
#[derive(Serialize)]
pub(super) struct DataPlane {
    account_host: String,
    /// The first segment of the path.
    service: &'static str,
    api_version: &'static str,
}

impl DataPlane {
    pub(super) fn for_plan(plan: &ResolvedTopology) -> Self {
        let facts = plan.cloud.facts();
        Self { account_host: account_host(plan), service: facts.data_plane_path, api_version: facts.data_plane_version }
    }
}
