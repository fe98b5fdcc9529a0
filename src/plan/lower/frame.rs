//! What surrounds the resources: parameters, outputs, and notes for people.

use super::{Builder, network::Network, storage::Storage};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::{Attribute, Expr, Language, Limit, Note, Output, Parameter, ParameterKind, Place, Rule, Symbol},
    topology::{OperatingSystem, StorageRole, Studio},
};

/// A single address or a range up to /30, as storage takes it.
const ADDRESS: Rule = Rule {
    pattern: "^([0-9]{1,3}\\.){3}[0-9]{1,3}(/([0-9]|[1-2][0-9]|30))?$",
    message: "Write public IPv4 addresses without a length, or ranges up to /30: storage refuses /31 and /32.",
};

pub(super) fn parameters(b: &mut Builder<'_>) {
    let t = b.topology;
    let text = |name: &str, description: &str, default: Option<Expr>| Parameter {
        name: name.to_owned(),
        description: description.to_owned(),
        kind: ParameterKind::Text,
        default,
        length: None,
        rule: None,
    };
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
        Parameter {
            length: Some((2, 64)),
            rule: Some(Rule {
                pattern: "^[a-z0-9][a-z0-9-]*[a-z0-9]$",
                message: "Write lower-case letters, digits and hyphens, starting and ending with a letter or digit.",
            }),
            ..text(
                "customSubdomainName",
                "Custom subdomain of the account: the first label of its endpoint, unique in Azure, fixed once made.",
                Some(Expr::text(b.names.subdomain())),
            )
        },
    ];
    if t.storage.existing.is_none() {
        all.push(Parameter {
            length: Some((3, 24)),
            rule: Some(Rule { pattern: "^[a-z0-9]+$", message: "Write lower-case letters and digits." }),
            ..text(
                "storageAccountName",
                "Name of the storage account, unique in Azure.",
                Some(Expr::text(b.names.storage())),
            )
        });
    }
    if b.takes_addresses() {
        all.push(Parameter {
            kind: ParameterKind::TextList,
            rule: Some(ADDRESS),
            default: Some(Expr::List(t.allow.addresses.iter().map(Expr::text).collect())),
            ..text("allowedAddresses", "Public addresses and ranges that may reach the account and blob storage.", None)
        });
    }
    if let Some(machine) = &t.test_machine {
        all.push(Parameter {
            length: Some((1, 20)),
            ..text(
                "adminUsername",
                "Administrator of the test machine.",
                machine.admin_username.as_ref().map(Expr::text),
            )
        });
        match machine.os {
            OperatingSystem::Linux => all.push(Parameter {
                rule: Some(Rule {
                    pattern: "^ssh-(rsa|ed25519) ",
                    message: "Write a public SSH key of type ssh-rsa or ssh-ed25519.",
                }),
                ..text(
                    "sshPublicKey",
                    "Public SSH key of the administrator.",
                    machine.ssh_public_key.as_ref().map(Expr::text),
                )
            }),
            OperatingSystem::Windows => all.push(Parameter {
                kind: ParameterKind::Secret,
                length: Some((12, 123)),
                ..text("adminPassword", "Password of the administrator.", None)
            }),
        }
    }
    b.plan.parameters = all;
}

pub(super) fn outputs(
    b: &mut Builder<'_>,
    account: &Symbol,
    storage: &Storage,
    network: Option<&Network>,
    identities: &[Symbol],
) {
    let mut outputs: Vec<Output> = Vec::new();
    let mut add = |name: &str, description: &str, value: Expr| {
        outputs.push(Output { name: name.to_owned(), description: description.to_owned(), value });
    };
    let attribute = |symbol: &Symbol, attribute| Expr::Attribute(symbol.clone(), attribute);
    add("endpoint", "Endpoint that clients call.", attribute(account, Attribute::Endpoint));
    add("accountId", "Resource ID of the account.", Expr::id(account));
    if b.topology.account.identity.system_assigned {
        add(
            "accountPrincipalId",
            "Object ID of the system-assigned identity of the account, which reads storage.",
            attribute(account, Attribute::PrincipalId),
        );
    }
    add("storageAccountId", "Resource ID of the storage account.", Expr::id(&storage.account));
    if b.topology.storage.existing.is_none() {
        add("blobEndpoint", "Endpoint of blob storage.", attribute(&storage.account, Attribute::BlobEndpoint));
    }
    // What an existing identity is can only be asked of Azure.
    for identity in identities.iter().filter(|i| b.plan.resource(i).existing.is_none()) {
        let plain = identity.as_str();
        add(
            &format!("{plain}PrincipalId"),
            "Object ID of a user-assigned identity of the account.",
            attribute(identity, Attribute::PrincipalId),
        );
    }
    if let Some(network) = network {
        add("virtualNetworkId", "Resource ID of the virtual network.", Expr::id(&network.symbol));
    }
    for (symbol, name, description) in [
        ("accountPrivateEndpoint", "accountPrivateEndpointId", "Resource ID of the private endpoint of the account."),
        ("blobPrivateEndpoint", "blobPrivateEndpointId", "Resource ID of the private endpoint of blob storage."),
        ("testMachine", "testMachineId", "Resource ID of the test machine."),
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
            "Object ID of the system-assigned identity of the test machine.",
            attribute(&machine, Attribute::PrincipalId),
        );
    }
    b.plan.outputs = outputs;
}

pub(super) fn notes(b: &mut Builder<'_>) {
    names_to_override(b);
    existing_storage(b);
    one_sided_rules(b);
    other_subscription(b);
    restore(b);
}

/// Names that everybody gets who says the same name and environment.
fn names_to_override(b: &mut Builder<'_>) {
    let t = b.topology;
    let mut names = Vec::new();
    if t.account.subdomain.is_none() {
        names.push(format!("customSubdomainName (`{}`)", b.names.subdomain()));
    }
    if t.storage.existing.is_none() && t.storage.name.is_none() {
        names.push(format!("storageAccountName (`{}`)", b.names.storage()));
    }
    if t.naming.seed.is_none() && !names.is_empty() {
        b.note(
            None,
            Diagnostic::note(
                Code::NAMES_TO_OVERRIDE,
                format!(
                    "Unique in all of Azure, and the same for everybody with this name and environment: {}",
                    names.join(", ")
                ),
            )
            .help(
                "override these parameters, or set `naming.seed` to something of your own, such as a subscription ID",
            ),
        );
    }
}

/// Writing the firewall or the CORS rules of an existing account whole would overwrite what is there.
fn existing_storage(b: &mut Builder<'_>) {
    let t = b.topology;
    let Some(id) = &t.storage.existing else { return };
    let name = id.0.name();
    let mut steps = vec![format!(
        "On storage account `{name}`, allow trusted Azure services or add a resource instance rule for this account (output accountId)"
    )];
    if !t.allow.addresses.is_empty() {
        let addresses: Vec<String> = t.allow.addresses.iter().map(ToString::to_string).collect();
        steps.push(format!("On storage account `{name}`, allow the addresses {}", addresses.join(", ")));
    }
    if !t.allow.subnets.is_empty() {
        let subnets: Vec<&str> = t.allow.subnets.iter().map(crate::topology::values::SubnetName::as_str).collect();
        steps.push(format!("On storage account `{name}`, allow the subnets {}", subnets.join(", ")));
    }
    if t.allow.studio == Studio::Service
        && let Some(address) = b.cloud.studio_address
    {
        steps.push(format!("On storage account `{name}`, allow the address {address} of Document Intelligence Studio"));
    }
    let origins = super::storage::origins(b);
    if !origins.is_empty() {
        steps.push(format!(
            "On storage account `{name}`, add a CORS rule of the blob service for {}",
            origins.join(", ")
        ));
    }
    for step in steps {
        b.note(None, Diagnostic::note(Code::REQUIRED_STEP, step).at_key("/storage/existing"));
    }
}

fn one_sided_rules(b: &mut Builder<'_>) {
    let t = b.topology;
    if t.allow.addresses.is_empty() && t.allow.subnets.is_empty() {
        return;
    }
    let one = match (b.account_takes_rules(), b.storage_takes_rules()) {
        (true, false) if t.storage.existing.is_none() => "The allow-lists reach the account alone: storage is private",
        (false, true) if t.account_is_private() => "The allow-lists reach storage alone: the account is private",
        _ => return,
    };
    b.note(None, Diagnostic::note(Code::RULES_ON_ONE, one).at("/allow"));
}

/// azurerm writes subnets and links with the provider's subscription, whatever the ID of the parent says.
fn other_subscription(b: &mut Builder<'_>) {
    let mut subscriptions: Vec<String> = Vec::new();
    for resource in &b.plan.resources {
        if let (Place::Other(group), None) = (&resource.place, &resource.existing)
            && resource.parent.is_some()
            && !subscriptions.contains(&group.subscription)
        {
            subscriptions.push(group.subscription.clone());
        }
    }
    for subscription in subscriptions {
        let own = b.topology.subscription.as_ref().map(crate::topology::values::SubscriptionId::as_str);
        if own != Some(subscription.as_str()) && own.is_none() {
            b.note(
                Some(Language::Terraform),
                Diagnostic::note(
                    Code::SAME_SUBSCRIPTION,
                    format!(
                        "Terraform writes into subscription {subscription} and takes it for the one that is deployed to"
                    ),
                )
                .help("set `subscription` if it is another one: the module then asks for a second provider"),
            );
        }
    }
}

fn restore(b: &mut Builder<'_>) {
    if !b.topology.account.restore {
        return;
    }
    let name = b.names.account();
    b.plan.limits.push(Limit {
        language: Language::Terraform,
        finding: Diagnostic::error(Code::RESTORE_IN_TERRAFORM, "azurerm cannot restore a soft-deleted account")
            .at("/account/restore")
            .label("Bicep and ARM have this, azurerm has not")
            .help(format!("recover it first: az cognitiveservices account recover --name {name} --resource-group <group> --location <region>"))
            .help(format!("or purge it: az cognitiveservices account purge --name {name} --resource-group <group> --location <region>"))
            .help("then remove `restore`; an account that was recovered is taken into state with `terraform import`"),
    });
}

impl Builder<'_> {
    fn note(&mut self, language: Option<Language>, finding: Diagnostic) {
        self.plan.notes.push(Note { language, finding });
    }

    /// Whether the firewall of the account looks at rules.
    pub(super) fn account_takes_rules(&self) -> bool {
        self.topology.account.public_network_access == crate::topology::PublicNetworkAccess::Selected
    }

    /// Whether the firewall of a new storage account looks at rules.
    pub(super) fn storage_takes_rules(&self) -> bool {
        self.topology.storage.existing.is_none() && !self.topology.storage_is_private()
    }

    pub(super) fn takes_addresses(&self) -> bool {
        self.account_takes_rules() || self.storage_takes_rules()
    }

    /// Whether the account uses storage with its identity.
    pub(super) fn uses_storage(&self) -> bool {
        let storage = &self.topology.storage;
        storage.identity_access.role != StorageRole::None
            || storage.containers.iter().any(|c| c.role.is_some_and(|r| r != StorageRole::None))
    }
}
