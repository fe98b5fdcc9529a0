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

/// A single address or a range up to /30, as storage takes it.
const ADDRESS_RULE: ParameterRule = ParameterRule {
    pattern: PublicRange::PATTERN,
    refused_pattern: Some(PublicRange::RESERVED_PATTERN),
    message: "Write public IPv4 addresses without a length, or ranges from /8 to /30: storage refuses /31 and /32.",
};

pub(super) fn lower_parameters(b: &mut PlanBuilder<'_>) {
    let t = b.topology;
    let mut all = vec![
        string_parameter(
            "location",
            if t.location.is_some() {
                "Azure region of all regional resources."
            } else {
                "Azure region of all regional resources; that of the resource group by default."
            },
            Some(t.location.as_ref().map_or(Expr::ResourceGroupLocation, Expr::string)),
        ),
        Parameter {
            kind: ParameterKind::StringMap,
            default: Some(Expr::Map(t.tags.iter().map(|(k, v)| (k.clone(), Expr::string(v))).collect())),
            ..string_parameter("tags", "Tags of every resource that takes tags.", None)
        },
        subdomain_parameter(b),
    ];
    all.extend(t.account.principal_id.as_ref().map(|id| Parameter {
        default: Some(Expr::string(id)),
        ..object_id_parameter(
            EXISTING_ACCOUNT_PRINCIPAL,
            "Object ID of the system-assigned identity of the existing account, which reads storage.",
        )
    }));
    if t.vault_access().is_some() {
        all.push(Parameter {
            length: Some((3, 24)),
            rule: Some(ParameterRule {
                pattern: VaultName::PATTERN,
                refused_pattern: None,
                message: "Write letters, digits and single hyphens, starting with a letter.",
            }),
            ..string_parameter(
                "keyVaultName",
                "Name of the key vault, unique in Azure.",
                Some(Expr::string(b.names.vault_name())),
            )
        });
    }
    if t.storage.existing.is_none() {
        all.push(Parameter {
            length: Some((3, 24)),
            rule: Some(ParameterRule {
                pattern: StorageName::PATTERN,
                refused_pattern: None,
                message: "Write lower-case letters and digits.",
            }),
            ..string_parameter(
                "storageAccountName",
                "Name of the storage account, unique in Azure.",
                Some(Expr::string(b.names.storage_account_name())),
            )
        });
    }
    if b.has_ip_rules() {
        let reached: Vec<&str> = [
            ("the account", b.topology.account_uses_firewall_rules()),
            ("blob storage", b.topology.storage_uses_firewall_rules()),
            ("the vault", b.topology.vault_uses_firewall_rules()),
        ]
        .into_iter()
        .filter_map(|(what, looks)| looks.then_some(what))
        .collect();
        let reached = match reached.as_slice() {
            [first, second, third] => format!("{first}, {second} and {third}"),
            few => few.join(" and "),
        };
        all.push(Parameter {
            kind: ParameterKind::StringList,
            rule: Some(ADDRESS_RULE),
            default: Some(Expr::List(t.allow.addresses.iter().map(Expr::string).collect())),
            ..string_parameter(
                "allowedAddresses",
                &format!("Public addresses and ranges that may reach {reached}."),
                None,
            )
        });
    }
    if b.topology.vault_uses_firewall_rules()
        && t.effective_vault().is_some_and(|vault| !vault.deployer_addresses.is_empty())
    {
        let addresses = t.effective_vault().map(|vault| vault.deployer_addresses.clone()).unwrap_or_default();
        all.push(Parameter {
            kind: ParameterKind::StringList,
            rule: Some(ADDRESS_RULE),
            default: Some(Expr::List(addresses.iter().map(Expr::string).collect())),
            ..string_parameter(
                "deployerAddresses",
                "Public addresses that only the vault lets in, to write secrets and keys.",
                None,
            )
        });
    }
    if t.account_key_secret().is_some() {
        all.push(Parameter {
            kind: ParameterKind::Integer,
            default: Some(Expr::Integer(1)),
            only_for: Some(LanguageFamily::Terraform),
            ..string_parameter(
                "accountKeyVersion",
                "Raise it so that the account key is written to the vault again.",
                None,
            )
        });
    }
    all.extend(t.clients.iter().filter(|client| !client.has_new_identity()).map(principal_id_parameter));
    all.extend(t.test_machine.iter().flat_map(administrator_parameters));
    b.plan.parameters = all;
}

/// Takes away what nothing asks for: where everything exists, there is no region to choose and nothing to tag.
pub(super) fn remove_unused(plan: &mut ResolvedTopology) {
    let mut used: Vec<String> = Vec::new();
    let mut see = |expr: &Expr| {
        if let Expr::Parameter(name) = expr
            && !used.contains(name)
        {
            used.push(name.clone());
        }
    };
    for resource in &plan.resources {
        resource.name.visit(&mut see);
        resource.body.each_expr(&mut see);
    }
    plan.variables.iter().for_each(|variable| variable.value.visit(&mut see));
    plan.outputs.iter().for_each(|output| output.value.visit(&mut see));
    plan.parameters.retain(|parameter| used.contains(&parameter.name));
}

/// The first label of the endpoint.
fn subdomain_parameter(b: &PlanBuilder<'_>) -> Parameter {
    let description = match b.topology.account.existing {
        Some(_) => "Custom subdomain of the existing account: the first label of its endpoint.",
        None => "Custom subdomain of the account: the first label of its endpoint, unique in Azure, fixed once made.",
    };
    Parameter {
        length: Some((2, 64)),
        rule: Some(ParameterRule {
            pattern: Subdomain::PATTERN,
            refused_pattern: None,
            message: "Write lower-case letters, digits and hyphens, starting and ending with a letter or digit.",
        }),
        ..string_parameter("customSubdomainName", description, Some(Expr::string(b.names.account_subdomain())))
    }
}

/// A text without a rule.
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
            message: "Write the object ID, a GUID.",
        }),
        ..string_parameter(name, description, None)
    }
}

fn principal_id_parameter(client: &Client) -> Parameter {
    let description = format!("Object ID of the client {} in Entra ID.", client.name);
    Parameter {
        default: client.id.as_ref().map(Expr::string),
        ..object_id_parameter(&clients::principal_parameter(client), &description)
    }
}

/// Who may log in to the test machine.
fn administrator_parameters(machine: &TestMachine) -> [Parameter; 2] {
    let name = Parameter {
        length: Some((1, 20)),
        rule: Some(ParameterRule {
            pattern: AdminUsername::PATTERN,
            refused_pattern: None,
            message: "Write lower-case letters, digits, _ and -, starting with a letter or _.",
        }),
        ..string_parameter(
            "adminUsername",
            "Administrator of the test machine.",
            machine.admin_username.as_ref().map(Expr::string),
        )
    };
    let proof = match machine.os {
        OperatingSystem::Linux => Parameter {
            rule: Some(ParameterRule {
                pattern: SshPublicKey::PATTERN,
                refused_pattern: None,
                message: "Write a public SSH key of type ssh-rsa or ssh-ed25519.",
            }),
            ..string_parameter(
                "sshPublicKey",
                "Public SSH key of the administrator.",
                machine.ssh_public_key.as_ref().map(Expr::string),
            )
        },
        OperatingSystem::Windows => Parameter {
            kind: ParameterKind::SecureString,
            length: Some((12, 123)),
            ..string_parameter("adminPassword", "Password of the administrator.", None)
        },
    };
    [name, proof]
}
