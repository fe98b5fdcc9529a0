//! Parameters: what differs between deployments of one file, with defaults from the file.

use super::{builder::PlanBuilder, clients};
use crate::{
    plan::{
        EXISTING_ACCOUNT_PRINCIPAL, Expr, LanguageFamily, Parameter, ParameterKind, ParameterRule, PropertyTree as _,
        ResolvedTopology,
    },
    topology::{
        Client, OperatingSystem, TestMachine,
        values::{AdminUsername, ObjectId, PublicRange, SshPublicKey, StorageName, Subdomain, VaultName},
    },
};

/// An IP address, or a CIDR range up to /30, as storage accepts them.
const ADDRESS_RULE: ParameterRule = ParameterRule {
    pattern: PublicRange::PATTERN,
    refused_pattern: Some(PublicRange::RESERVED_PATTERN),
    message: "Use public IPv4 addresses without a prefix length, or CIDR ranges from /8 to /30; storage does not \
              accept /31 and /32.",
};

pub(super) fn lower_parameters(b: &mut PlanBuilder<'_>) {
    let topology = b.topology;
    let mut parameters = vec![
        string_parameter(
            "location",
            if topology.location.is_some() {
                "Azure region of all regional resources."
            } else {
                "Azure region of all regional resources; defaults to the region of the resource group."
            },
            Some(topology.location.as_ref().map_or(Expr::ResourceGroupLocation, Expr::string)),
        ),
        string_parameter(
            "networkLocation",
            "Azure region of the existing virtual network, and of all resources that have to be in it.",
            topology.existing_network_location().map(Expr::string),
        ),
        Parameter {
            kind: ParameterKind::StringMap,
            default: Some(Expr::Map(topology.tags.iter().map(|(k, v)| (k.clone(), Expr::string(v))).collect())),
            ..string_parameter("tags", "Tags of every resource that supports tags.", None)
        },
        subdomain_parameter(b),
    ];
    parameters.extend(topology.account.principal_id.as_ref().map(|id| Parameter {
        default: Some(Expr::string(id)),
        ..object_id_parameter(
            EXISTING_ACCOUNT_PRINCIPAL,
            "Object ID of the system-assigned identity of the existing account, which reads storage.",
        )
    }));
    parameters.extend(name_parameters(b));
    parameters.extend(address_parameters(b));
    if topology.account_key_secret().is_some() {
        parameters.push(Parameter {
            kind: ParameterKind::Integer,
            default: Some(Expr::Integer(1)),
            only_for: Some(LanguageFamily::Terraform),
            ..string_parameter("accountKeyVersion", "Increment to write the account key to the vault again.", None)
        });
    }
    parameters.extend(
        topology
            .clients
            .iter()
            .filter(|client| !client.has_new_identity() && client.shared_credential().is_none())
            .map(principal_id_parameter),
    );
    parameters.extend(topology.test_machine.iter().flat_map(administrator_parameters));
    b.plan.parameters = parameters;
}

/// Globally unique names.
fn name_parameters(b: &PlanBuilder<'_>) -> Vec<Parameter> {
    let topology = b.topology;
    let mut parameters = Vec::new();
    if topology.vault_access().is_some() {
        parameters.push(Parameter {
            length: Some((3, 24)),
            rule: Some(ParameterRule {
                pattern: VaultName::PATTERN,
                refused_pattern: None,
                message: "Use letters, digits and single hyphens, starting with a letter.",
            }),
            ..string_parameter(
                "keyVaultName",
                "Name of the key vault, globally unique.",
                Some(Expr::string(b.names.vault_name())),
            )
        });
    }
    if topology.storage.existing.is_none() {
        parameters.push(Parameter {
            length: Some((3, 24)),
            rule: Some(ParameterRule {
                pattern: StorageName::PATTERN,
                refused_pattern: None,
                message: "Use lower-case letters and digits.",
            }),
            ..string_parameter(
                "storageAccountName",
                "Name of the storage account, globally unique.",
                Some(Expr::string(b.names.storage_account_name())),
            )
        });
    }
    parameters
}

/// Public IP addresses that are allowed to access a service.
fn address_parameters(b: &PlanBuilder<'_>) -> Vec<Parameter> {
    let topology = b.topology;
    let mut parameters = Vec::new();
    if b.has_ip_rules() {
        let targets: Vec<&str> = [
            ("the account", b.topology.account_uses_firewall_rules()),
            ("blob storage", b.topology.storage_uses_firewall_rules()),
            ("the vault", b.topology.vault_allows_clients()),
        ]
        .into_iter()
        .filter_map(|(target, has_ip_rules)| has_ip_rules.then_some(target))
        .collect();
        let targets = match targets.as_slice() {
            [first, second, third] => format!("{first}, {second} and {third}"),
            others => others.join(" and "),
        };
        parameters.push(Parameter {
            kind: ParameterKind::StringList,
            rule: Some(ADDRESS_RULE),
            default: Some(Expr::List(topology.allow.addresses.iter().map(Expr::string).collect())),
            ..string_parameter(
                "allowedAddresses",
                &format!("Public IP addresses and CIDR ranges that are allowed to access {targets}."),
                None,
            )
        });
    }
    if b.topology.vault_uses_firewall_rules()
        && topology.effective_vault().is_some_and(|vault| !vault.deployer_addresses.is_empty())
    {
        let addresses = topology.effective_vault().map(|vault| vault.deployer_addresses.clone()).unwrap_or_default();
        parameters.push(Parameter {
            kind: ParameterKind::StringList,
            rule: Some(ADDRESS_RULE),
            default: Some(Expr::List(addresses.iter().map(Expr::string).collect())),
            ..string_parameter(
                "deployerAddresses",
                "Public IP addresses and CIDR ranges that are allowed to access only the vault, to write secrets \
                 and keys.",
                None,
            )
        });
    }
    parameters
}

/// Removes unused parameters: where every resource exists, there is no region to choose and nothing to tag.
pub(super) fn remove_unused(plan: &mut ResolvedTopology) {
    let mut used: Vec<String> = Vec::new();
    let mut record_use = |expr: &Expr| {
        if let Expr::Parameter(name) = expr
            && !used.contains(name)
        {
            used.push(name.clone());
        }
    };
    for resource in &plan.resources {
        resource.name.visit(&mut record_use);
        resource.body.each_expr(&mut record_use);
    }
    plan.variables.iter().for_each(|variable| variable.value.visit(&mut record_use));
    plan.outputs.iter().for_each(|output| output.value.visit(&mut record_use));
    plan.parameters.retain(|parameter| used.contains(&parameter.name));
}

/// The first label of the endpoint.
fn subdomain_parameter(b: &PlanBuilder<'_>) -> Parameter {
    let description = match b.topology.account.existing {
        Some(_) => "Custom subdomain of the existing account: the first label of its endpoint.",
        None => "Custom subdomain of the account: the first label of its endpoint, globally unique and immutable.",
    };
    Parameter {
        length: Some((2, 64)),
        rule: Some(ParameterRule {
            pattern: Subdomain::PATTERN,
            refused_pattern: None,
            message: "Use lower-case letters, digits and hyphens, starting and ending with a letter or digit.",
        }),
        ..string_parameter("customSubdomainName", description, Some(Expr::string(b.names.account_subdomain())))
    }
}

/// A string parameter without a rule.
fn string_parameter(name: &str, description: &str, default: Option<Expr>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        description: description.to_owned(),
        kind: ParameterKind::String,
        default,
        length: None,
        rule: None,
        only_for: None,
    }
}

fn object_id_parameter(name: &str, description: &str) -> Parameter {
    Parameter {
        length: Some((36, 36)),
        rule: Some(ParameterRule {
            pattern: ObjectId::PATTERN,
            refused_pattern: None,
            message: "Use the object ID, a GUID.",
        }),
        ..string_parameter(name, description, None)
    }
}

fn principal_id_parameter(client: &Client) -> Parameter {
    let description = format!("Object ID of client `{}` in Entra ID.", client.name);
    Parameter {
        default: client.id.as_ref().map(Expr::string),
        ..object_id_parameter(&clients::principal_parameter(client), &description)
    }
}

/// The administrator of the test VM.
fn administrator_parameters(machine: &TestMachine) -> [Parameter; 2] {
    let name = Parameter {
        length: Some((1, 20)),
        rule: Some(ParameterRule {
            pattern: AdminUsername::PATTERN,
            refused_pattern: None,
            message: "Use lower-case letters, digits, _ and -, starting with a letter or _.",
        }),
        ..string_parameter(
            "adminUsername",
            "User name of the administrator of the test VM.",
            machine.admin_username.as_ref().map(Expr::string),
        )
    };
    let credential = match machine.os {
        OperatingSystem::Linux => Parameter {
            rule: Some(ParameterRule {
                pattern: SshPublicKey::PATTERN,
                refused_pattern: None,
                message: "Use an SSH public key of type ssh-rsa or ssh-ed25519.",
            }),
            ..string_parameter(
                "sshPublicKey",
                "SSH public key of the administrator.",
                machine.ssh_public_key.as_ref().map(Expr::string),
            )
        },
        OperatingSystem::Windows => Parameter {
            kind: ParameterKind::SecureString,
            length: Some((12, 123)),
            ..string_parameter("adminPassword", "Password of the administrator.", None)
        },
    };
    [name, credential]
}
