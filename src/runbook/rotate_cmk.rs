//! Customer-managed keys: a new version, and how to take the key away.

use super::{Runbook, Step, guard::guard, shell::quote};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::Plan,
    topology::Topology,
};

pub(super) fn runbook(topology: &Topology, plan: &Plan) -> Result<Runbook, Vec<Diagnostic>> {
    if topology.encryptions().next().is_none() {
        return Err(vec![
            Diagnostic::error(Code::NO_RUNBOOK, "there are no customer-managed keys to rotate")
                .help("Azure's keys are rotated by Azure; `encryption` in the file brings keys of your own"),
        ]);
    }
    let mut variables = vec![
        ("resource_group", "${RESOURCE_GROUP:?set RESOURCE_GROUP to the resource group of the deployment}".to_owned()),
        ("vault", plan.name_word("keyVault").unwrap_or_default()),
    ];
    let mut steps = vec![guard(topology, plan)];
    let key = |target: &str| plan.name_word(&format!("{target}EncryptionKey")).unwrap_or_else(|| quote(""));
    if let Some(settings) = &topology.encryption.storage {
        variables.push(("storage", plan.name_word("storageAccount").unwrap_or_default()));
        variables.push(("storage_key", key("storage")));
        let pinned = settings.existing.as_ref().is_some_and(|url| url.version.is_some());
        steps.push(Step::new(
            "A new version of the storage key",
            "The old version stays valid until it expires or is disabled: data that it protects stays readable.",
            &["az keyvault key rotate --vault-name \"$vault\" --name \"$storage_key\" --output none"],
        ));
        steps.push(Step::new(
            "Storage uses it",
            if pinned {
                "The file pins a version: write the new one into `encryption.storage.existing` and deploy again. Then the first value is the new version."
            } else {
                "Storage looks for new versions once a day. Within that time the first value is the new version."
            },
            &["az storage account show --name \"$storage\" --resource-group \"$resource_group\" --query encryption.keyVaultProperties.currentVersionedKeyIdentifier --output tsv"],
        ));
    }
    if let Some(settings) = &topology.encryption.account {
        variables.push(("account", plan.name_word("account").unwrap_or_default()));
        variables.push(("account_key", key("account")));
        steps.push(Step::new(
            "A new version of the account's key",
            "The account does not follow it by itself.",
            &["az keyvault key rotate --vault-name \"$vault\" --name \"$account_key\" --output none"],
        ));
        let deploy = if settings.existing.is_some() {
            "Write the new version into `encryption.account.existing` and deploy again."
        } else {
            "Deploy again: Bicep and ARM take the current version; with Terraform, apply."
        };
        steps.push(Step::new("The account is deployed again", deploy, &[]));
        steps.push(Step::new(
            "The account uses it",
            "The two versions are the same.",
            &[
                "current=$(az keyvault key show --vault-name \"$vault\" --name \"$account_key\" --query key.kid --output tsv)",
                "used=$(az cognitiveservices account show --name \"$account\" --resource-group \"$resource_group\" --query properties.encryption.keyVaultProperties.keyVersion --output tsv)",
                "if [ \"${current##*/}\" != \"$used\" ]; then",
                "  echo \"failed: the account uses version $used, the current one is ${current##*/}\" >&2",
                "  exit 1",
                "fi",
                "echo \"ok: the account uses version $used\"",
            ],
        ));
    }
    let right = if topology.vault_has_roles() {
        "Key Vault Crypto Officer"
    } else {
        "get and rotate for keys on the list of the vault"
    };
    Ok(Runbook {
        edition: plan.edition,
        name: "rotate-cmk",
        title: "Rotate customer-managed keys".to_owned(),
        before: vec![
            format!("Needs the Azure CLI, signed in with the right to rotate keys ({right}), and a way to the vault over the network."),
            "To revoke access instead, disable the key (`az keyvault key set-attributes --enabled false`) or take the role of its identity away: data is out of reach within minutes to an hour, and comes back when the key does. Deleting a key for good deletes the data with it.".to_owned(),
        ],
        variables,
        steps,
    })
}
