//! Evaluation steps of the topology's own identities: the account, encryption, and the identity that runs Terraform.

use super::{
    analysis::AccessAnalysis,
    model::{AccessStep, Aspect},
    permissions::{authorize, enclosing_vault, uses_access_policies},
    prerequisite::Prerequisite,
    services::{TargetService, firewall_of},
};
use crate::{
    catalog::{account as facts, encryption::ACCOUNT_KEY_AUTHORIZATION, errors, roles::Action},
    plan::{Body, Expr, Symbol},
    topology::values::{AccessTarget, Actor, Operation, Verdict},
};

impl AccessAnalysis<'_> {
    /// The account reads or writes blobs with its system-assigned identity.
    pub(super) fn account_identity_steps(
        &self,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        let Body::CognitiveAccount(account) = &self.plan.find(&TargetService::Account.symbol())?.body else {
            return self.existing_account_identity_steps(operation, target);
        };
        if !account.identity_type.contains("SystemAssigned") {
            let text =
                "The account has no system-assigned identity, and only the system-assigned identity can read storage";
            let key = "/account/identity/systemAssigned";
            let step = AccessStep::denied(Aspect::Authentication, &errors::MANAGED_IDENTITY, text, key);
            return Some(vec![step.based_on(&facts::SYSTEM_ASSIGNED_ONLY)]);
        }
        let text = "The account authenticates with its system-assigned identity";
        let step = AccessStep::allowed(Aspect::Authentication, text, "/account/identity/systemAssigned");
        let mut steps = vec![step.based_on(&facts::SYSTEM_ASSIGNED_ONLY)];
        if let Some(step) = self.outbound_storage_step(account.outbound_restricted, account.allowed_fqdns.as_ref()) {
            steps.push(step);
        }
        self.account_storage_steps(steps, operation, target)
    }

    /// The same for an existing account, whose settings are not known.
    fn existing_account_identity_steps(&self, operation: Operation, target: &AccessTarget) -> Option<Vec<AccessStep>> {
        let text = "The account authenticates with the system-assigned identity that is set in the file";
        let steps = vec![
            AccessStep::allowed(Aspect::Authentication, text, "/account/principalId")
                .based_on(&facts::SYSTEM_ASSIGNED_ONLY),
            existing_account_outbound_step(),
        ];
        self.account_storage_steps(steps, operation, target)
    }

    /// Adds the steps from the storage firewall on.
    fn account_storage_steps(
        &self,
        mut steps: Vec<AccessStep>,
        operation: Operation,
        target: &AccessTarget,
    ) -> Option<Vec<AccessStep>> {
        steps.push(self.storage_firewall_step());
        let principal = self.find_principal(&Actor::AccountIdentity)?;
        let mut permissions = self.permission_steps(&principal, operation, target)?;
        // The account returns its own error instead of the storage error.
        for step in permissions.iter_mut().filter(|step| step.error.is_some()) {
            step.error = Some(&errors::CONTENT_SOURCE);
            step.facts.push(&facts::IDENTITY_ERRORS);
        }
        steps.extend(permissions);
        Some(steps)
    }

    fn storage_firewall_step(&self) -> AccessStep {
        let Some(firewall) = self.firewall(TargetService::Storage) else {
            let text = "The existing storage account must allow trusted Azure services or the account; this is managed outside this topology";
            return AccessStep::conditional(Aspect::Network, text, "/storage/existing")
                .based_on(&facts::STORAGE_EXCEPTIONS);
        };
        let trusted_services = TargetService::Storage.trusted_services_pointer();
        let is_open = firewall.public_access && firewall.allows_all_networks;
        let step = match (firewall.has_account_rule, firewall.trusts_azure_services) {
            _ if is_open => {
                let text = "The storage firewall allows all networks";
                AccessStep::allowed(Aspect::Network, text, TargetService::Storage.public_access_pointer())
            }
            (true, _) => {
                let text = "The storage firewall has a resource instance rule for the account";
                AccessStep::allowed(Aspect::Network, text, "/storage/resourceInstanceRule")
            }
            (false, true) => {
                let text = "The storage firewall allows trusted Azure services, including the account";
                AccessStep::allowed(Aspect::Network, text, trusted_services)
            }
            (false, false) => {
                let text = "The storage firewall allows neither trusted Azure services nor the account";
                AccessStep::denied(Aspect::Network, &errors::CONTENT_SOURCE, text, trusted_services)
                    .based_on(&facts::IDENTITY_ERRORS)
            }
        };
        step.based_on(&facts::STORAGE_EXCEPTIONS)
    }

    /// Whether the account may connect to one of the topology's own hosts.
    fn outbound_storage_step(&self, restricted: bool, allowed: Option<&Expr>) -> Option<AccessStep> {
        let key = "/account/outbound/restricted";
        if !restricted {
            return Some(unrestricted_outbound_step());
        }
        let host = self.own_host(TargetService::Storage)?;
        let is_allowed = matches!(allowed, Some(Expr::List(hosts)) if hosts.contains(&host));
        let step = if is_allowed {
            let text = "The account's allowed FQDN list contains the blob host of this storage account";
            AccessStep::allowed(Aspect::Outbound, text, key)
        } else {
            let text = "The account's allowed FQDN list does not contain the blob host of this storage account";
            AccessStep::denied(Aspect::Outbound, &errors::OUTBOUND_FORBIDDEN, text, key)
                .based_on(&facts::OUTBOUND_ERROR)
        };
        Some(step.based_on(&facts::OUTBOUND_LIST))
    }

    /// The host of a service of the topology, as the allowed FQDN list contains it.
    fn own_host(&self, service: TargetService) -> Option<Expr> {
        let name = |parameter: &str| match &service.find_resource(self.plan)?.existing {
            // What exists is named by a parameter, whether its settings are known or not.
            Some(id) if self.plan.observed().is_none() => Some(Expr::string(id.name())),
            _ => Some(Expr::parameter(parameter)),
        };
        Some(match service {
            TargetService::Storage => Expr::blob_host(name("storageAccountName")?),
            TargetService::Vault => Expr::vault_host(name("keyVaultName")?),
            TargetService::Account => {
                let suffix = format!(".{}", self.plan.cloud.facts().cognitive_services_suffix);
                Expr::Join(vec![Expr::parameter("customSubdomainName"), Expr::string(suffix)])
            }
        })
    }

    /// The service of the topology that has this host.
    fn service_of_host(&self, host: &str) -> Option<TargetService> {
        [TargetService::Storage, TargetService::Vault, TargetService::Account].into_iter().find(|service| {
            let own = self.own_host(*service).and_then(|own| self.plan.known_text(&own));
            own.is_some_and(|own| own.eq_ignore_ascii_case(host))
        })
    }

    /// Whether a service of the topology has this host.
    pub(crate) fn has_own_host(&self, host: &str) -> bool {
        self.service_of_host(host).is_some()
    }

    /// All hosts on the allowed FQDN list.
    fn listed_hosts(&self) -> Vec<String> {
        match self.plan.find(&TargetService::Account.symbol()).map(|r| &r.body) {
            Some(Body::CognitiveAccount(body)) if body.outbound_restricted => match &body.allowed_fqdns {
                Some(Expr::List(hosts)) => hosts.iter().filter_map(|host| self.plan.known_text(host)).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Hosts on the allowed FQDN list, apart from those of the topology.
    pub(super) fn allowed_hosts(&self) -> Vec<String> {
        self.listed_hosts().into_iter().filter(|host| self.service_of_host(host).is_none()).collect()
    }

    /// The account fetches a document by its URL.
    pub(super) fn fetch_steps(&self, target: &AccessTarget) -> Vec<AccessStep> {
        let mut steps = vec![self.outbound_fetch_step(target)];
        if let AccessTarget::Host(host) = target {
            match self.service_of_host(host) {
                Some(TargetService::Storage) => steps.push(self.storage_url_step()),
                None if steps.iter().all(|step| step.outcome == Verdict::Allowed) => {
                    steps.push(self.foreign_host_step(host));
                }
                Some(TargetService::Account | TargetService::Vault) | None => {}
            }
        }
        steps
    }

    fn outbound_fetch_step(&self, target: &AccessTarget) -> AccessStep {
        let Some(Body::CognitiveAccount(account)) =
            self.plan.find(&TargetService::Account.symbol()).map(|account| &account.body)
        else {
            return existing_account_outbound_step();
        };
        if !account.outbound_restricted {
            return unrestricted_outbound_step();
        }
        let listed = self.listed_hosts();
        let step = match target {
            AccessTarget::Host(host) if listed.iter().any(|other| other.eq_ignore_ascii_case(host)) => {
                let key = match self.service_of_host(host) {
                    Some(_) => "/account/outbound/restricted",
                    None => "/account/outbound/allowedFqdns",
                };
                AccessStep::allowed(Aspect::Outbound, "The allowed FQDN list contains the host", key)
            }
            _ => {
                let text = "The account can connect only to the hosts on its allowed FQDN list";
                AccessStep::denied(Aspect::Outbound, &errors::OUTBOUND_FORBIDDEN, text, "/account/outbound/restricted")
                    .based_on(&facts::OUTBOUND_ERROR)
            }
        };
        step.based_on(&facts::OUTBOUND_LIST)
    }

    /// The firewall of a host that does not belong to the topology.
    fn foreign_host_step(&self, host: &str) -> AccessStep {
        let is_listed = self.listed_hosts().iter().any(|other| other.eq_ignore_ascii_case(host));
        let key = if is_listed { "/account/outbound/allowedFqdns" } else { "/account/outbound/restricted" };
        AccessStep::conditional(
            Aspect::Network,
            "The firewall of the host, managed outside this topology, must allow access",
            key,
        )
        .based_on(&facts::OUTBOUND_LIST)
    }

    /// A URL of the topology's own storage, with a SAS: the exceptions of the firewall are for the identity alone.
    fn storage_url_step(&self) -> AccessStep {
        let step = match self.firewall(TargetService::Storage) {
            None => {
                let text = "The existing storage account must allow the addresses that the account connects from; this is managed outside this topology. Without a SAS, the account reads storage with its identity";
                AccessStep::conditional(Aspect::Network, text, "/storage/existing")
            }
            Some(firewall) if firewall.public_access && firewall.allows_all_networks => {
                let text = "The storage firewall allows all networks";
                AccessStep::allowed(Aspect::Network, text, TargetService::Storage.public_access_pointer())
            }
            Some(_) => {
                let text = "The exceptions of the storage firewall do not apply to a SAS URL; without a SAS, the account reads storage with its identity";
                let key = TargetService::Storage.public_access_pointer();
                AccessStep::denied(Aspect::Network, &errors::CONTENT_SOURCE, text, key)
            }
        };
        step.based_on(&facts::SAS_BEHIND_FIREWALL)
    }

    /// The encryption identity of the account or of storage uses the customer-managed key.
    pub(super) fn encryption_steps(&self, actor: &Actor) -> Option<Vec<AccessStep>> {
        let (identity, key) = self.encryption_identity_and_key(actor)?;
        let is_account = *actor == Actor::AccountEncryption;
        let mut steps: Vec<AccessStep> = is_account.then(|| self.outbound_vault_step()).flatten().into_iter().collect();
        steps.push(self.vault_firewall_step(is_account, &key));
        if self.plan.observed().is_some_and(|observed| observed.disabled_keys.contains(&key)) {
            let origin = self.plan.find(&key).map_or("", |key| &key.origin);
            steps.push(AccessStep::blocked(Aspect::Authorization, "The key is disabled", origin));
        }
        let origin = if is_account { "/encryption/account" } else { "/encryption/storage" };
        let mut permission = authorize(self.plan, &identity, Action::UseKey, &key, origin);
        if is_account {
            permission = permission.based_on(&ACCOUNT_KEY_AUTHORIZATION);
            // A role grants it: older pages name access policies alone.
            if permission.outcome == Verdict::Allowed && !uses_access_policies(self.plan, &key) {
                permission
                    .reason
                    .push_str("; older pages support access policies only (`keyVault.authorization: accessPolicies`)");
            }
        }
        steps.push(permission);
        Some(steps)
    }

    /// The account connects to the vault of its key while outbound access is restricted.
    fn outbound_vault_step(&self) -> Option<AccessStep> {
        let Body::CognitiveAccount(account) = &self.plan.find(&TargetService::Account.symbol())?.body else {
            return Some(existing_account_outbound_step());
        };
        if !account.outbound_restricted {
            return None;
        }
        let text = "The account's allowed FQDN list contains the host of the vault, but no source says that this is sufficient; `account.outbound.restricted: false` is known to work";
        let step = AccessStep::conditional(Aspect::Outbound, text, "/account/outbound/restricted");
        Some(step.based_on(&facts::VAULT_HOST_ON_LIST))
    }

    /// The firewall of the vault that has the key, for the account or for storage.
    fn vault_firewall_step(&self, is_account: bool, key: &Symbol) -> AccessStep {
        let vault = enclosing_vault(self.plan, key);
        let key = TargetService::Vault.trusted_services_pointer();
        let step = match vault.and_then(|vault| firewall_of(self.plan, vault)) {
            None => {
                let text =
                    "The existing vault must allow trusted Azure services; this is managed outside this topology";
                AccessStep::conditional(Aspect::Network, text, "/keyVault/existing")
            }
            Some(firewall) if firewall.public_access && firewall.allows_all_networks => {
                AccessStep::allowed(Aspect::Network, "The vault firewall allows all networks", key)
            }
            Some(firewall) if !firewall.trusts_azure_services => {
                let error = if firewall.public_access { &errors::VAULT_FIREWALL } else { &errors::VAULT_CONNECTION };
                let text = "The vault firewall does not allow trusted Azure services";
                AccessStep::denied(Aspect::Network, error, text, key)
            }
            Some(_) if is_account => {
                let text = "The vault firewall allows trusted Azure services, which pages on customer-managed keys require, but the list of these services, which may be incomplete, does not name Azure AI services";
                AccessStep::conditional(Aspect::Network, text, key).based_on(&facts::ENCRYPTION_TRUSTS)
            }
            Some(_) => {
                let text = "The vault firewall allows trusted Azure services, including storage";
                AccessStep::allowed(Aspect::Network, text, key)
            }
        };
        step.based_on(&facts::VAULT_TRUSTS_STORAGE)
    }

    /// The identity that runs Terraform. Bicep and ARM write through Azure Resource Manager, which no firewall affects.
    pub(super) fn deployer_steps(&self, from: Option<&Actor>, target: &AccessTarget) -> Option<Vec<AccessStep>> {
        let action = match target {
            AccessTarget::Secret => Action::WriteSecret,
            AccessTarget::Key => Action::MakeKey,
            _ => return None,
        };
        TargetService::Vault.find_resource(self.plan)?;
        let mut steps = match from {
            Some(from) => self.network_steps_from(
                &self.network_origin(from)?,
                TargetService::Vault,
                Prerequisite::ResourceManager,
                false,
            ),
            None => vec![self.any_origin_step(TargetService::Vault, Prerequisite::ResourceManager)],
        };
        let vault = TargetService::Vault.symbol();
        steps.push(authorize(self.plan, &Expr::DeployerId, action, &vault, "/keyVault/authorization"));
        Some(steps)
    }
}

fn unrestricted_outbound_step() -> AccessStep {
    let text = "Outbound access of the account is not restricted";
    AccessStep::allowed(Aspect::Outbound, text, "/account/outbound/restricted").based_on(&facts::OUTBOUND_LIST)
}

/// Outbound access of an existing account is not known.
fn existing_account_outbound_step() -> AccessStep {
    let text = "Outbound access of the existing account is managed outside this topology";
    AccessStep::conditional(Aspect::Outbound, text, "/account/existing").based_on(&facts::OUTBOUND_LIST)
}
