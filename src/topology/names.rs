//! The naming convention, in one place; `docs/naming.md` documents it as a table.
//!
//! `<abbreviation>-<name>-<environment>` with the abbreviations of Microsoft's Cloud Adoption Framework. Globally
//! unique names end in the first six hexadecimal digits of SHA-256 over `<name>/<environment>/<seed>`, as computed by:
//! `printf '%s' 'forms/dev/' | sha256sum | cut -c1-6`.

use sha2::{Digest, Sha256};

use super::{
    AccountKind, Client, CustomerKey, Endpoint, Monitoring, NetworkLayout, OperatingSystem, SubnetLayout, SubnetUse,
    TestMachine, TopologyFile,
};
use crate::catalog::{machine::WINDOWS_NAME_LENGTH, network::BASTION_SUBNET};

const SUFFIX_LENGTH: usize = 6;
const MAX_STORAGE_LENGTH: usize = 24;
const MAX_SUBDOMAIN_LENGTH: usize = 64;
const MAX_VAULT_LENGTH: usize = 24;

/// Derives the names of a topology.
#[derive(Clone, Copy)]
pub(crate) struct NamingConvention<'a> {
    topology: &'a TopologyFile,
}

#[allow(
    clippy::unused_self,
    reason = "every name is a method of the convention, also if no part of the topology affects it"
)]
impl<'a> NamingConvention<'a> {
    pub(crate) const fn new(topology: &'a TopologyFile) -> Self {
        Self { topology }
    }

    /// `<abbreviation>-<name>-<environment>`
    fn conventional_name(self, abbreviation: &str) -> String {
        format!("{abbreviation}-{}-{}", self.topology.name, self.topology.environment)
    }

    fn unique_suffix(self) -> String {
        let seed = self.topology.naming.seed.as_ref().map_or("", |seed| seed.as_str());
        let text = format!("{}/{}/{seed}", self.topology.name, self.topology.environment);
        let digest = Sha256::digest(text.as_bytes());
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.filter_map(|digit| char::from_digit(digit.into(), 16)).take(SUFFIX_LENGTH).collect()
    }

    pub(crate) fn account_name(self) -> String {
        let account = &self.topology.account;
        if let Some(id) = &account.existing {
            return id.0.name().to_owned();
        }
        override_or(account.name.as_ref(), || {
            self.conventional_name(match account.kind {
                AccountKind::FormRecognizer => "di",
                AccountKind::CognitiveServices => "ais",
                AccountKind::AiServices => "aif",
            })
        })
    }

    pub(crate) fn account_subdomain(self) -> String {
        override_or(self.topology.account.subdomain.as_ref(), || {
            // A resource name may contain characters that are not valid in a host name.
            let host_character = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
            let max_length = MAX_SUBDOMAIN_LENGTH - SUFFIX_LENGTH - 1;
            let name: String =
                self.account_name().to_lowercase().chars().map(host_character).take(max_length).collect();
            format!("{}-{}", name.trim_matches('-'), self.unique_suffix())
        })
    }

    pub(crate) fn storage_account_name(self) -> String {
        override_or(self.topology.storage.name.as_ref(), || {
            let letters = format!("st{}{}", self.topology.name, self.topology.environment);
            let max_length = MAX_STORAGE_LENGTH - SUFFIX_LENGTH;
            let letters: String = letters.chars().filter(char::is_ascii_alphanumeric).take(max_length).collect();
            letters + &self.unique_suffix()
        })
    }

    pub(crate) fn vault_name(self) -> String {
        override_or(self.topology.effective_vault().and_then(|vault| vault.name.clone()).as_ref(), || {
            let max_length = MAX_VAULT_LENGTH - SUFFIX_LENGTH - 1;
            let name: String = self.conventional_name("kv").chars().take(max_length).collect();
            format!("{}-{}", name.trim_end_matches('-'), self.unique_suffix())
        })
    }

    pub(crate) fn virtual_network_name(self, layout: &NetworkLayout<'_>) -> String {
        match layout.existing {
            Some(id) => id.0.name().to_owned(),
            None => override_or(layout.network.name.as_ref(), || self.conventional_name("vnet")),
        }
    }

    pub(crate) fn subnet_name(self, subnet: &SubnetLayout<'_>) -> String {
        override_or(subnet.name(), || match &subnet.used_for {
            SubnetUse::Bastion => BASTION_SUBNET.to_owned(),
            SubnetUse::Endpoints => "snet-endpoints".to_owned(),
            SubnetUse::TestMachine => "snet-test".to_owned(),
            SubnetUse::Workload(name) => format!("snet-{name}"),
        })
    }

    pub(crate) fn security_group_name(self, subnet: &SubnetLayout<'_>) -> String {
        let part = name_part(subnet);
        override_or(subnet.nsg_name(), || self.conventional_name(&format!("nsg-{part}")))
    }

    /// The new route table of a subnet.
    pub(crate) fn route_table_name(self, subnet: &SubnetLayout<'_>) -> String {
        let name = subnet.route_table().and_then(|table| table.name.as_ref());
        override_or(name, || self.conventional_name(&format!("rt-{}", name_part(subnet))))
    }

    /// The new managed identity of a client.
    pub(crate) fn client_identity_name(self, client: &Client) -> String {
        override_or(client.identity_name.as_ref(), || self.conventional_name(&format!("id-{}", client.name)))
    }

    /// The managed identity that uses an encryption key.
    pub(crate) fn encryption_identity_name(self, key: &CustomerKey, target: &str) -> String {
        override_or(key.identity_name.as_ref(), || self.conventional_name(&format!("id-cmk-{target}")))
    }

    /// A new encryption key.
    pub(crate) fn encryption_key_name(self, key: &CustomerKey, target: &str) -> String {
        override_or(key.name.as_ref(), || format!("cmk-{target}"))
    }

    /// The Log Analytics workspace.
    pub(crate) fn workspace_name(self, monitoring: &Monitoring) -> String {
        override_or(monitoring.name.as_ref(), || self.conventional_name("log"))
    }

    /// The endpoint of the account.
    pub(crate) fn account_endpoint_name(self) -> String {
        override_or(self.topology.private_endpoints.account.name.as_ref(), || format!("pep-{}", self.account_name()))
    }

    /// The endpoint of blob storage.
    pub(crate) fn blob_endpoint_name(self) -> String {
        override_or(self.topology.private_endpoints.blob.name.as_ref(), || {
            let storage = self.topology.storage.existing.as_ref().map(|id| id.0.name().to_owned());
            format!("pep-{}-blob", storage.unwrap_or_else(|| self.conventional_name("st")))
        })
    }

    /// The endpoint of the vault.
    pub(crate) fn vault_endpoint_name(self) -> String {
        override_or(self.topology.private_endpoints.vault.name.as_ref(), || {
            let existing =
                self.topology.effective_vault().and_then(|vault| Some(vault.existing.as_ref()?.0.name().to_owned()));
            format!("pep-{}", existing.unwrap_or_else(|| self.conventional_name("kv")))
        })
    }

    /// The network interface of an endpoint; none if Azure names it.
    pub(crate) fn endpoint_interface_name(self, settings: &Endpoint, endpoint: &str) -> Option<String> {
        let name = || override_or(settings.nic_name.as_ref(), || format!("nic-{endpoint}"));
        (!settings.nic_named_by_azure).then(name)
    }

    /// The virtual network link of a private DNS zone.
    pub(crate) fn zone_link_name(self, network: &str) -> String {
        override_or(self.topology.dns.link_names.get(network), || format!("link-{network}"))
    }

    pub(crate) fn machine_name(self, machine: &TestMachine) -> String {
        override_or(machine.name.as_ref(), || {
            let name = self.conventional_name("vm");
            match machine.os {
                OperatingSystem::Linux => name,
                OperatingSystem::Windows => {
                    name.chars().take(WINDOWS_NAME_LENGTH).collect::<String>().trim_end_matches('-').to_owned()
                }
            }
        })
    }

    /// The network interface of the test VM.
    pub(crate) fn machine_interface_name(self, machine: &TestMachine) -> String {
        override_or(machine.nic_name.as_ref(), || format!("nic-{}", self.machine_name(machine)))
    }

    pub(crate) fn bastion_name(self, machine: &TestMachine) -> String {
        override_or(machine.bastion.name.as_ref(), || self.conventional_name("bas"))
    }

    /// The public IP address of Bastion.
    pub(crate) fn bastion_address_name(self, machine: &TestMachine) -> String {
        override_or(machine.bastion.address_name.as_ref(), || format!("pip-{}", self.bastion_name(machine)))
    }

    pub(crate) fn nat_gateway_name(self, machine: &TestMachine) -> String {
        override_or(machine.nat_gateway_name.as_ref(), || self.conventional_name("ng"))
    }

    /// The public IP address of the NAT gateway.
    pub(crate) fn nat_address_name(self, machine: &TestMachine) -> String {
        override_or(machine.nat_address_name.as_ref(), || self.conventional_name("pip-nat"))
    }
}

/// The use of a subnet as a part of derived names.
fn name_part<'a>(subnet: &'a SubnetLayout<'_>) -> &'a str {
    match &subnet.used_for {
        SubnetUse::Endpoints => "endpoints",
        SubnetUse::Workload(name) => name,
        SubnetUse::Bastion => "bastion",
        SubnetUse::TestMachine => "test",
    }
}

/// The name that is set in the file, or the one of the convention.
fn override_or(configured: Option<&impl ToString>, convention: impl FnOnce() -> String) -> String {
    configured.map_or_else(convention, ToString::to_string)
}
