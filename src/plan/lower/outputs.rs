//! Outputs: endpoints, resource IDs and principal IDs, never a secret.

use super::{builder::PlanBuilder, network::NetworkSymbols, storage::StorageSymbols};
use crate::plan::{Attribute, Expr, Output, Symbol};

pub(super) fn lower_outputs(
    b: &mut PlanBuilder<'_>,
    account: &Symbol,
    storage: &StorageSymbols,
    network: Option<&NetworkSymbols>,
    vault: Option<&Symbol>,
    identities: &[Symbol],
    clients: &[Symbol],
) {
    let mut outputs: Vec<Output> = Vec::new();
    let mut add = |name: &str, description: &str, value: Expr| {
        outputs.push(Output { name: name.to_owned(), description: description.to_owned(), value });
    };
    let attribute = |symbol: &Symbol, attribute| Expr::Attribute(symbol.clone(), attribute);
    add("endpoint", "Endpoint that clients call.", b.account_endpoint(account));
    add("accountId", "Resource ID of the account.", Expr::id(account));
    if b.topology.account.identity.system_assigned && b.topology.account.existing.is_none() {
        add(
            "accountPrincipalId",
            if b.topology.account_uses_storage() {
                "Object ID of the system-assigned identity of the account, which reads storage."
            } else {
                "Object ID of the system-assigned identity of the account."
            },
            attribute(account, Attribute::PrincipalId),
        );
    }
    add("storageAccountId", "Resource ID of the storage account.", Expr::id(&storage.account));
    if b.topology.storage.existing.is_none() {
        add("blobEndpoint", "Endpoint of blob storage.", attribute(&storage.account, Attribute::BlobEndpoint));
    }
    // The object ID of an existing identity can only be read from Azure.
    for identity in identities.iter().filter(|i| b.plan.resource(i).existing.is_none()) {
        let name = identity.as_str();
        add(
            &format!("{name}PrincipalId"),
            "Object ID of a user-assigned identity of the account.",
            attribute(identity, Attribute::PrincipalId),
        );
    }
    for identity in clients {
        let name = identity.as_str();
        let client_id = "Client ID of a client's identity; the application uses it to select the identity.";
        add(&format!("{name}ClientId"), client_id, attribute(identity, Attribute::ClientId));
        let object_id = "Object ID of a client's identity.";
        add(&format!("{name}PrincipalId"), object_id, attribute(identity, Attribute::PrincipalId));
    }
    if let Some(vault) = vault {
        add("keyVaultId", "Resource ID of the key vault.", Expr::id(vault));
        // The vault URI of an existing vault can only be read from Azure.
        if b.plan.resource(vault).existing.is_none() {
            add("keyVaultUri", "Vault URI of the key vault.", attribute(vault, Attribute::VaultUri));
        }
    }
    if let Some(network) = network {
        add("virtualNetworkId", "Resource ID of the virtual network.", Expr::id(&network.symbol));
    }
    for (symbol, name, description) in [
        ("accountPrivateEndpoint", "accountPrivateEndpointId", "Resource ID of the private endpoint of the account."),
        ("blobPrivateEndpoint", "blobPrivateEndpointId", "Resource ID of the private endpoint of blob storage."),
        ("vaultPrivateEndpoint", "vaultPrivateEndpointId", "Resource ID of the private endpoint of the vault."),
        ("testMachine", "testMachineId", "Resource ID of the test VM."),
    ] {
        let symbol = Symbol::from(symbol);
        if b.plan.find(&symbol).is_some() {
            add(name, description, Expr::id(&symbol));
        }
    }
    let machine = Symbol::from("testMachine");
    if b.plan.find(&machine).is_some() {
        add(
            "testMachinePrincipalId",
            "Object ID of the system-assigned identity of the test VM.",
            attribute(&machine, Attribute::PrincipalId),
        );
    }
    b.plan.outputs = outputs;
}
