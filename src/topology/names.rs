//! The naming convention, in one place; `docs/naming.md` is its table for people.
//!
//! `<abbreviation>-<name>-<environment>` with the abbreviations of Microsoft's Cloud Adoption Framework. Names
//! that are unique in all of Azure end in the first six hexadecimal digits of SHA-256 over
//! `<name>/<environment>/<seed>`, which anybody can compute again:
//! `printf '%s' 'forms/dev/' | sha256sum | cut -c1-6`.

use sha2::{Digest, Sha256};

use super::{
    AccountKind, Client, CustomerKey, Endpoint, Monitoring, NetworkLayout, OperatingSystem, SubnetLayout, TestMachine,
    Topology, Use,
};
use crate::catalog::{machine::WINDOWS_NAME_LENGTH, network::BASTION_SUBNET};

const SUFFIX_LENGTH: usize = 6;
const STORAGE_LENGTH: usize = 24;
const SUBDOMAIN_LENGTH: usize = 64;
const VAULT_LENGTH: usize = 24;

/// Makes the names of a topology.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    topology: &'a Topology,
}

#[allow(clippy::unused_self, reason = "the convention is asked in one way, also where no part of the topology counts")]
impl<'a> Names<'a> {
    pub(crate) const fn new(topology: &'a Topology) -> Self {
        Self { topology }
    }

    /// `<abbreviation>-<name>-<environment>`
    fn plain(self, abbreviation: &str) -> String {
        format!("{abbreviation}-{}-{}", self.topology.name, self.topology.environment)
    }

    fn suffix(self) -> String {
        let seed = self.topology.naming.seed.as_ref().map_or("", |seed| seed.as_str());
        let text = format!("{}/{}/{seed}", self.topology.name, self.topology.environment);
        let digest = Sha256::digest(text.as_bytes());
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.filter_map(|digit| char::from_digit(digit.into(), 16)).take(SUFFIX_LENGTH).collect()
    }

    pub(crate) fn account(self) -> String {
        let account = &self.topology.account;
        if let Some(id) = &account.existing {
            return id.0.name().to_owned();
        }
        or_else(account.name.as_ref(), || {
            self.plain(match account.kind {
                AccountKind::FormRecognizer => "di",
                AccountKind::CognitiveServices => "ais",
                AccountKind::AiServices => "aif",
            })
        })
    }

    pub(crate) fn subdomain(self) -> String {
        or_else(self.topology.account.subdomain.as_ref(), || {
            // A name may hold what a host name may not.
            let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
            let room = SUBDOMAIN_LENGTH - SUFFIX_LENGTH - 1;
            let name: String = self.account().to_lowercase().chars().map(plain).take(room).collect();
            format!("{}-{}", name.trim_matches('-'), self.suffix())
        })
    }

    pub(crate) fn storage(self) -> String {
        or_else(self.topology.storage.name.as_ref(), || {
            let letters = format!("st{}{}", self.topology.name, self.topology.environment);
            let room = STORAGE_LENGTH - SUFFIX_LENGTH;
            let letters: String = letters.chars().filter(char::is_ascii_alphanumeric).take(room).collect();
            letters + &self.suffix()
        })
    }

    pub(crate) fn vault(self) -> String {
        or_else(self.topology.vault().and_then(|vault| vault.name.clone()).as_ref(), || {
            let room = VAULT_LENGTH - SUFFIX_LENGTH - 1;
            let name: String = self.plain("kv").chars().take(room).collect();
            format!("{}-{}", name.trim_end_matches('-'), self.suffix())
        })
    }

    pub(crate) fn virtual_network(self, layout: &NetworkLayout<'_>) -> String {
        match layout.existing {
            Some(id) => id.0.name().to_owned(),
            None => or_else(layout.network.name.as_ref(), || self.plain("vnet")),
        }
    }

    pub(crate) fn subnet(self, subnet: &SubnetLayout<'_>) -> String {
        or_else(subnet.name(), || match &subnet.used_for {
            Use::Bastion => BASTION_SUBNET.to_owned(),
            Use::Endpoints => "snet-endpoints".to_owned(),
            Use::TestMachine => "snet-test".to_owned(),
            Use::Workload(name) => format!("snet-{name}"),
        })
    }

    pub(crate) fn security_group(self, subnet: &SubnetLayout<'_>) -> String {
        let part = match &subnet.used_for {
            Use::Endpoints => "endpoints",
            Use::Workload(name) => name,
            Use::Bastion => "bastion",
            Use::TestMachine => "test",
        };
        or_else(subnet.nsg_name(), || self.plain(&format!("nsg-{part}")))
    }

    /// The managed identity that is made for a client.
    pub(crate) fn client_identity(self, client: &Client) -> String {
        or_else(client.identity_name.as_ref(), || self.plain(&format!("id-{}", client.name)))
    }

    /// The managed identity that uses an encryption key.
    pub(crate) fn encryption_identity(self, key: &CustomerKey, target: &str) -> String {
        or_else(key.identity_name.as_ref(), || self.plain(&format!("id-cmk-{target}")))
    }

    /// A new encryption key.
    pub(crate) fn encryption_key(self, key: &CustomerKey, target: &str) -> String {
        or_else(key.name.as_ref(), || format!("cmk-{target}"))
    }

    /// The Log Analytics workspace.
    pub(crate) fn workspace(self, monitoring: &Monitoring) -> String {
        or_else(monitoring.name.as_ref(), || self.plain("log"))
    }

    /// The endpoint of the account.
    pub(crate) fn account_endpoint(self) -> String {
        or_else(self.topology.private_endpoints.account.name.as_ref(), || format!("pep-{}", self.account()))
    }

    /// The endpoint of blob storage.
    pub(crate) fn blob_endpoint(self) -> String {
        or_else(self.topology.private_endpoints.blob.name.as_ref(), || {
            let storage = self.topology.storage.existing.as_ref().map(|id| id.0.name().to_owned());
            format!("pep-{}-blob", storage.unwrap_or_else(|| self.plain("st")))
        })
    }

    /// The endpoint of the vault.
    pub(crate) fn vault_endpoint(self) -> String {
        or_else(self.topology.private_endpoints.vault.name.as_ref(), || {
            let existing = self.topology.vault().and_then(|vault| Some(vault.existing.as_ref()?.0.name().to_owned()));
            format!("pep-{}", existing.unwrap_or_else(|| self.plain("kv")))
        })
    }

    /// The network interface of an endpoint.
    pub(crate) fn endpoint_interface(self, settings: &Endpoint, endpoint: &str) -> String {
        or_else(settings.nic_name.as_ref(), || format!("nic-{endpoint}"))
    }

    /// The link from a zone to a network.
    pub(crate) fn link(self, network: &str) -> String {
        or_else(self.topology.dns.link_names.get(network), || format!("link-{network}"))
    }

    pub(crate) fn machine(self, machine: &TestMachine) -> String {
        or_else(machine.name.as_ref(), || {
            let name = self.plain("vm");
            match machine.os {
                OperatingSystem::Linux => name,
                OperatingSystem::Windows => {
                    name.chars().take(WINDOWS_NAME_LENGTH).collect::<String>().trim_end_matches('-').to_owned()
                }
            }
        })
    }

    /// The network interface of the test machine.
    pub(crate) fn machine_interface(self, machine: &TestMachine) -> String {
        or_else(machine.nic_name.as_ref(), || format!("nic-{}", self.machine(machine)))
    }

    pub(crate) fn bastion(self, machine: &TestMachine) -> String {
        or_else(machine.bastion.name.as_ref(), || self.plain("bas"))
    }

    /// The public address of Bastion.
    pub(crate) fn bastion_address(self, machine: &TestMachine) -> String {
        or_else(machine.bastion.address_name.as_ref(), || format!("pip-{}", self.bastion(machine)))
    }

    pub(crate) fn nat_gateway(self, machine: &TestMachine) -> String {
        or_else(machine.nat_gateway_name.as_ref(), || self.plain("ng"))
    }

    /// The public address of the NAT gateway.
    pub(crate) fn nat_address(self, machine: &TestMachine) -> String {
        or_else(machine.nat_address_name.as_ref(), || self.plain("pip-nat"))
    }
}

/// What the file says, or the convention.
fn or_else(said: Option<&impl ToString>, convention: impl FnOnce() -> String) -> String {
    said.map_or_else(convention, ToString::to_string)
}
