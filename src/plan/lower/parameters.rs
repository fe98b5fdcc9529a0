//! Parameters: what differs between deployments of one file, with defaults from the file.

use super::{builder::Builder, clients};
use crate::{
    plan::{EXISTING_ACCOUNT_PRINCIPAL, Expr, Facts as _, Family, Parameter, ParameterKind, Plan, Rule},
    topology::{
        Client, OperatingSystem, TestMachine,
        values::{AdminUsername, ObjectId, PublicRange, SshPublicKey, StorageName, Subdomain, VaultName},
    },
};

/// A single address or a range up to /30, as storage takes it.
const ADDRESS: Rule = Rule {
    pattern: PublicRange::PATTERN,
    refused: Some(PublicRange::RESERVED_PATTERN),
    message: "Write public IPv4 addresses without a length, or ranges from /8 to /30: storage refuses /31 and /32.",
};

pub(super) fn lower(b: &mut Builder<'_>) {
    let t = b.topology;
    let mut all = vec![
        text(
            "location",
            if t.location.is_some() {
                "Azure region of all regional resources."
            } else {
                "Azure region of all regional resources; that of the resource group by default."
            },
            Some(t.location.as_ref().map_or(Expr::ResourceGroupLocation, Expr::text)),
        ),
        Parameter {
            kind: ParameterKind::TextMap,
            default: Some(Expr::Map(t.tags.iter().map(|(k, v)| (k.clone(), Expr::text(v))).collect())),
            ..text("tags", "Tags of every resource that takes tags.", None)
        },
        subdomain(b),
    ];
    all.extend(t.account.principal_id.as_ref().map(|id| Parameter {
        default: Some(Expr::text(id)),
        ..object_id(
            EXISTING_ACCOUNT_PRINCIPAL,
            "Object ID of the system-assigned identity of the existing account, which reads storage.",
        )
    }));
    if t.vault_access().is_some() {
        all.push(Parameter {
            length: Some((3, 24)),
            rule: Some(Rule {
                pattern: VaultName::PATTERN,
                refused: None,
                message: "Write letters, digits and single hyphens, starting with a letter.",
            }),
            ..text("keyVaultName", "Name of the key vault, unique in Azure.", Some(Expr::text(b.names.vault_name())))
        });
    }
    if t.storage.existing.is_none() {
        all.push(Parameter {
            length: Some((3, 24)),
            rule: Some(Rule {
                pattern: StorageName::PATTERN,
                refused: None,
                message: "Write lower-case letters and digits.",
            }),
            ..text(
                "storageAccountName",
                "Name of the storage account, unique in Azure.",
                Some(Expr::text(b.names.storage_account_name())),
            )
        });
    }
    if b.takes_addresses() {
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
            kind: ParameterKind::TextList,
            rule: Some(ADDRESS),
            default: Some(Expr::List(t.allow.addresses.iter().map(Expr::text).collect())),
            ..text("allowedAddresses", &format!("Public addresses and ranges that may reach {reached}."), None)
        });
    }
    if b.topology.vault_uses_firewall_rules()
        && t.effective_vault().is_some_and(|vault| !vault.deployer_addresses.is_empty())
    {
        let addresses = t.effective_vault().map(|vault| vault.deployer_addresses.clone()).unwrap_or_default();
        all.push(Parameter {
            kind: ParameterKind::TextList,
            rule: Some(ADDRESS),
            default: Some(Expr::List(addresses.iter().map(Expr::text).collect())),
            ..text(
                "deployerAddresses",
                "Public addresses that only the vault lets in, to write secrets and keys.",
                None,
            )
        });
    }
    if t.account_key_secret().is_some() {
        all.push(Parameter {
            kind: ParameterKind::Number,
            default: Some(Expr::Number(1)),
            only: Some(Family::Terraform),
            ..text("accountKeyVersion", "Raise it so that the account key is written to the vault again.", None)
        });
    }
    all.extend(t.clients.iter().filter(|client| !client.has_new_identity()).map(principal_id));
    all.extend(t.test_machine.iter().flat_map(administrator));
    b.plan.parameters = all;
}

/// Takes away what nothing asks for: where everything exists, there is no region to choose and nothing to tag.
pub(super) fn drop_unused(plan: &mut Plan) {
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
fn subdomain(b: &Builder<'_>) -> Parameter {
    let description = match b.topology.account.existing {
        Some(_) => "Custom subdomain of the existing account: the first label of its endpoint.",
        None => "Custom subdomain of the account: the first label of its endpoint, unique in Azure, fixed once made.",
    };
    Parameter {
        length: Some((2, 64)),
        rule: Some(Rule {
            pattern: Subdomain::PATTERN,
            refused: None,
            message: "Write lower-case letters, digits and hyphens, starting and ending with a letter or digit.",
        }),
        ..text("customSubdomainName", description, Some(Expr::text(b.names.account_subdomain())))
    }
}

/// A text without a rule.
fn text(name: &str, description: &str, default: Option<Expr>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        description: description.to_owned(),
        kind: ParameterKind::Text,
        default,
        length: None,
        rule: None,
        only: None,
    }
}

fn object_id(name: &str, description: &str) -> Parameter {
    Parameter {
        length: Some((36, 36)),
        rule: Some(Rule { pattern: ObjectId::PATTERN, refused: None, message: "Write the object ID, a GUID." }),
        ..text(name, description, None)
    }
}

fn principal_id(client: &Client) -> Parameter {
    let description = format!("Object ID of the client {} in Entra ID.", client.name);
    Parameter { default: client.id.as_ref().map(Expr::text), ..object_id(&clients::parameter(client), &description) }
}

/// Who may log in to the test machine.
fn administrator(machine: &TestMachine) -> [Parameter; 2] {
    let name = Parameter {
        length: Some((1, 20)),
        rule: Some(Rule {
            pattern: AdminUsername::PATTERN,
            refused: None,
            message: "Write lower-case letters, digits, _ and -, starting with a letter or _.",
        }),
        ..text("adminUsername", "Administrator of the test machine.", machine.admin_username.as_ref().map(Expr::text))
    };
    let proof = match machine.os {
        OperatingSystem::Linux => Parameter {
            rule: Some(Rule {
                pattern: SshPublicKey::PATTERN,
                refused: None,
                message: "Write a public SSH key of type ssh-rsa or ssh-ed25519.",
            }),
            ..text(
                "sshPublicKey",
                "Public SSH key of the administrator.",
                machine.ssh_public_key.as_ref().map(Expr::text),
            )
        },
        OperatingSystem::Windows => Parameter {
            kind: ParameterKind::Secret,
            length: Some((12, 123)),
            ..text("adminPassword", "Password of the administrator.", None)
        },
    };
    [name, proof]
}
