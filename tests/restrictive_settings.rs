//! Every topology has every restrictive setting in every language, unless a key of its file makes it permissive.
//!
//! The table is `support::restrictive`. Bicep and ARM are checked as resources, Terraform as the arguments of azurerm,
//! before any translation.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{render::Frame, topology::AzurermMajor};
use serde_json::{Value, json};

use crate::support::{
    assert_none, hcl,
    read_back::{self, Language, Output},
    restrictive::{Azurerm, Expected, File, Place, Setting, settings, values},
    rules::{self, Rule},
    topologies::stories,
};

const SUBNETS: &str = "Microsoft.Network/virtualNetworks/subnets";

/// The entries that were checked, by index in the table, language, and whether a key made the setting permissive.
type Seen = BTreeSet<(usize, Language, bool)>;

#[test]
fn every_setting_is_restrictive_unless_a_key_makes_it_permissive() {
    let (mut failures, mut seen) = (Vec::new(), Seen::new());
    for read in read_back::all() {
        let file = File(&read.file);
        for (at, setting) in settings().enumerate() {
            let opened = setting.opened_by.is_some_and(|(_, opens)| opens(&file));
            for output in &read.outputs {
                let Some((place, resources)) = resources(output, setting) else { continue };
                for (name, body) in resources {
                    seen.insert((at, output.language, opened));
                    let found = difference(setting, place, opened, body);
                    failures.extend(
                        found.map(|found| format!("{}: {}: {name}: {found}", read.story.name, output.language)),
                    );
                }
            }
        }
    }
    assert_none(&failures);
    let unseen = unseen(&seen);
    assert!(unseen.is_empty(), "entries that no topology exercises:\n{}", unseen.join("\n"));
}

/// The difference between the value of a resource and the expected one.
fn difference(setting: &Setting, place: Place, opened: bool, body: &Value) -> Option<String> {
    let expected = if opened { place.permissive } else { place.restrictive };
    let wrong = values(body, place.path).into_iter().find(|value| !expected.holds(*value))?;
    let said = wrong.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let key = match setting.opened_by {
        Some((key, _)) if opened => format!("the file has {key}"),
        Some((key, _)) => format!("the file lacks {key}"),
        None => "no key opens it".to_owned(),
    };
    let left = setting.left_permissive.map(|why| format!("; was left permissive: {why}")).unwrap_or_default();
    Some(format!("{} is {said}, expected {} by tests/support/restrictive ({key}{left})", place.path, expected.text()))
}

/// The path of a setting in a language, and the resources that must have it.
fn resources<'o>(output: &'o Output, setting: &Setting) -> Option<(Place, Vec<(&'o str, &'o Value)>)> {
    let terraform = output.language.is_terraform();
    let (place, condition, resources): (_, _, Vec<_>) =
        match setting.azurerm_of(output.language == Language::Terraform4) {
            Azurerm::Nowhere(_) if terraform => return None,
            Azurerm::Argument(place) if terraform => {
                let blocks = setting.blocks.iter().flat_map(|kind| output.blocks(kind));
                (place, setting.only.map(|only| only.azurerm), blocks.collect())
            }
            _ => {
                let bodies = output.of_kind(setting.kind).iter().map(|(key, body)| (key.as_str(), body));
                (setting.azure, setting.only.map(|only| only.azure), bodies.collect())
            }
        };
    // Outside a network, the name of a subnet is only in its ID.
    let is = |(key, body): &(&str, &Value), (path, expected): (&str, Expected)| match path {
        "name" => expected.holds(Some(&body.get("name").cloned().unwrap_or_else(|| json!(key.rsplit('/').next())))),
        _ => expected.holds(values(body, path)[0]),
    };
    let resources = resources.into_iter().filter(|resource| condition.is_none_or(|condition| is(resource, condition)));
    Some((place, resources.collect()))
}

/// Every entry has to be exercised in every language that can express it: restrictive, and permissive if a key allows
/// it.
fn unseen(seen: &Seen) -> Vec<String> {
    let mut unseen = Vec::new();
    for (at, setting) in settings().enumerate() {
        for language in Language::ALL {
            if language.is_terraform() {
                let azurerm = setting.azurerm_of(language == Language::Terraform4);
                if let Azurerm::Nowhere(why) | Azurerm::AsAzure(why) = azurerm {
                    assert!(!why.is_empty(), "{} {}: azurerm's name is missing", setting.kind, setting.azure.path);
                }
                if matches!(azurerm, Azurerm::Nowhere(_)) {
                    continue;
                }
            }
            let wanted = if setting.opened_by.is_some() { &[false, true][..] } else { &[false] };
            let missing = wanted.iter().filter(|opened| !seen.contains(&(at, language, **opened)));
            unseen.extend(missing.map(|opened| {
                let how = if *opened { "opened" } else { "restrictive" };
                format!("{} {}: {language}, {how}", setting.kind, setting.azure.path)
            }));
        }
    }
    unseen
}

/// Lists of openings, which are written even while they are empty: a deployment need not remove what its template leaves
/// out, so that an entry which leaves the file could stay. Paths by Azure's template reference; azurerm sends its lists
/// in every update (internal/services of the provider, commit 69697b7f: `expandAccountNetworkRules`,
/// `expandCognitiveAccountNetworkAcls`, `expandKeyVaultNetworkAcls`, `expandAccountBlobServiceProperties`).
const LISTS_OF_OPENINGS: &[(&str, &str)] = &[
    ("Microsoft.CognitiveServices/accounts", "/properties/networkAcls/ipRules"),
    ("Microsoft.CognitiveServices/accounts", "/properties/networkAcls/virtualNetworkRules"),
    ("Microsoft.Storage/storageAccounts", "/properties/networkAcls/ipRules"),
    ("Microsoft.Storage/storageAccounts", "/properties/networkAcls/virtualNetworkRules"),
    ("Microsoft.Storage/storageAccounts", "/properties/networkAcls/resourceAccessRules"),
    ("Microsoft.Storage/storageAccounts/blobServices", "/properties/cors/corsRules"),
    ("Microsoft.KeyVault/vaults", "/properties/networkAcls/ipRules"),
    ("Microsoft.KeyVault/vaults", "/properties/networkAcls/virtualNetworkRules"),
];

/// The same in Terraform: arguments that azurerm declares as optional and computed keep what they have while they are left
/// out (internal/services of the provider, commit 69697b7f: `storage_account_resource.go`, `key_vault_resource.go`).
const COMPUTED_LISTS: &[(&str, &str)] = &[
    ("azurerm_storage_account", "/network_rules/0/ip_rules"),
    ("azurerm_storage_account", "/network_rules/0/virtual_network_subnet_ids"),
    ("azurerm_key_vault", "/access_policy"),
];

#[test]
fn a_computed_list_of_openings_is_written_while_it_is_empty() {
    let (mut failures, mut seen) = (Vec::new(), BTreeSet::new());
    for read in read_back::all() {
        for output in read.outputs.iter().filter(|output| output.language.is_terraform()) {
            for (kind, path) in COMPUTED_LISTS {
                // With Azure RBAC, access policies have no effect.
                let counts = |block: &Value| block["rbac_authorization_enabled"] != true;
                for (name, block) in output.blocks(kind).filter(|(_, block)| counts(block)) {
                    match block.pointer(path) {
                        None | Some(Value::Null) => {
                            failures.push(format!("{}: {}: {name}: no {path}", read.story.name, output.language));
                        }
                        Some(list) => {
                            seen.insert((*kind, *path, output.language, list.as_array().is_some_and(Vec::is_empty)));
                        }
                    }
                }
            }
        }
    }
    assert_none(&failures);
    for (kind, path) in COMPUTED_LISTS {
        for language in [Language::Terraform4, Language::Terraform5] {
            let has = |is_empty| seen.contains(&(*kind, *path, language, is_empty));
            // An access policy of the identity that runs Terraform is always there.
            assert!(has(false) && (has(true) || *path == "/access_policy"), "{kind} {path} {language}: {seen:#?}");
        }
    }
}

#[test]
fn a_list_of_openings_is_written_while_it_is_empty() {
    let (mut failures, mut seen) = (Vec::new(), BTreeSet::new());
    for read in read_back::all() {
        for output in read.outputs.iter().filter(|output| !output.language.is_terraform()) {
            for (kind, path) in LISTS_OF_OPENINGS {
                for (name, body) in output.of_kind(kind) {
                    // A list over a parameter is read back as an object that has the parameter.
                    match body.pointer(path) {
                        None | Some(Value::Null) => {
                            failures.push(format!("{}: {}: {name}: no {path}", read.story.name, output.language));
                        }
                        Some(list) => {
                            seen.insert((*kind, *path, output.language, list.as_array().is_some_and(Vec::is_empty)));
                        }
                    }
                }
            }
        }
    }
    assert_none(&failures);
    assert_eq!(seen.len(), 4 * LISTS_OF_OPENINGS.len(), "empty and not empty, in both languages: {seen:#?}");
}

/// The target that a network security group is associated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Around {
    /// Private endpoints, or a network interface: only named rules allow inbound traffic.
    Endpoints,
    Interface,
    /// Clients: no inbound traffic from the internet is allowed.
    Clients,
}

#[test]
fn every_network_security_group_ends_with_deny_rules() {
    let (mut failures, mut seen) = (Vec::new(), BTreeMap::new());
    for read in read_back::all() {
        for output in &read.outputs {
            for (group, around) in groups(output) {
                // An existing group is managed outside this topology.
                let Some(body) = output.body(&group) else { continue };
                *seen.entry((around, output.language)).or_insert(0) += 1;
                // The key `network.subnets.*.rules` adds others.
                let own: Vec<Rule> =
                    rules::of(body).into_iter().filter(|rule| !is_rule_of(&read.file, &rule.name)).collect();
                let found = permissive_rules(&own, around);
                failures.extend(found.into_iter().map(|found| {
                    format!("{}: {}: {group}: properties.securityRules: {found}", read.story.name, output.language)
                }));
            }
        }
    }
    assert_none(&failures);
    assert_eq!(seen.len(), 3 * Language::ALL.len(), "{seen:?}");
}

/// Whether a file has a security rule with a name.
fn is_rule_of(file: &Value, name: &str) -> bool {
    let subnets = &file["network"]["subnets"];
    let workloads = subnets["workloads"].as_array().into_iter().flatten();
    let named = [&subnets["endpoints"], &subnets["testMachine"]].into_iter();
    let rules = named.chain(workloads).flat_map(|subnet| subnet["rules"].as_array().into_iter().flatten());
    rules.into_iter().any(|rule| rule["name"] == name)
}

/// The groups of subnets and network interfaces, except Azure Bastion's, with their targets.
fn groups(output: &Output) -> Vec<(String, Around)> {
    let group = |body: &Value| {
        let id = body["properties"]["networkSecurityGroup"]["id"].as_str();
        id.map(|id| id.trim_start_matches("id:").to_owned())
    };
    let endpoints = output.of_kind("Microsoft.Network/privateEndpoints");
    let holds_endpoints =
        |subnet: &str| endpoints.iter().any(|(_, body)| body["properties"]["subnet"]["id"] == format!("id:{subnet}"));
    let subnets = output.of_kind(SUBNETS).iter().filter(|(key, _)| !key.ends_with("/AzureBastionSubnet"));
    let subnets = subnets.filter_map(|(key, body)| {
        let around = if holds_endpoints(key) { Around::Endpoints } else { Around::Clients };
        Some((group(body)?, around))
    });
    let interfaces = output.of_kind("Microsoft.Network/networkInterfaces").iter();
    let interfaces = interfaces.filter_map(|(_, body)| Some((group(body)?, Around::Interface)));
    subnets.chain(interfaces).collect()
}

/// Traffic that a group allows although it should not.
fn permissive_rules(rules: &[Rule], around: Around) -> Vec<String> {
    let mut found = Vec::new();
    let everything = |rule: &&Rule| rule.protocol == "*" && rule.to == ["*"] && rule.ports == ["*"];
    let inbound = |rule: &&Rule| rule.access == "Deny" && rule.direction == "Inbound" && everything(rule);
    let from: &[&str] = if around == Around::Clients { &["Internet", "*"] } else { &["*"] };
    let last = rules.iter().filter(inbound).find(|rule| rule.from.iter().any(|source| from.contains(&source.as_str())));
    match last {
        // Not the first rule, and evaluated after every other one.
        Some(last) if last.priority == 4096 => {}
        Some(last) => found.push(format!("{} has priority {}, expected 4096", last.name, last.priority)),
        None => found.push(format!("no rule denies everything inbound from {}", from.join(" or "))),
    }
    let lateral = |rule: &&Rule| {
        rule.access == "Deny"
            && rule.direction == "Outbound"
            && rule.from == ["VirtualNetwork"]
            && rule.to == ["VirtualNetwork"]
            && rule.ports == ["22", "3389"]
            && ["Tcp", "*"].contains(&rule.protocol.as_str())
    };
    if !rules.iter().any(|rule| lateral(&rule)) {
        found.push("no rule denies SSH and RDP to the virtual network".to_owned());
    }
    for rule in rules.iter().filter(|rule| rule.access != "Deny") {
        if rule.direction == "Outbound" {
            found.push(format!("{} allows outbound", rule.name));
        }
        if rule.from.iter().any(|source| ["*", "Internet", "Any", "0.0.0.0/0", "::/0"].contains(&source.as_str())) {
            found.push(format!("{} allows inbound from {}", rule.name, rule.from.join(", ")));
        }
        let ports: &[&str] = if around == Around::Endpoints { &["443"] } else { &["22", "3389"] };
        if rule.protocol != "Tcp" || rule.ports.len() != 1 || !ports.contains(&rule.ports[0].as_str()) {
            found.push(format!("{} allows {} {}", rule.name, rule.protocol, rule.ports.join(", ")));
        }
    }
    let places: BTreeSet<_> = rules.iter().map(|rule| (&rule.direction, rule.priority)).collect();
    if places.len() != rules.len() {
        found.push("two rules of one direction share a priority".to_owned());
    }
    found
}

/// Provider settings in a root module: nothing is purged, and storage keys are not requested.
const PROVIDER: &[(&str, &str)] = &[
    ("storage_use_azuread", "true"),
    ("resource_provider_registrations", r#""none""#),
    ("features.cognitive_account.purge_soft_delete_on_destroy", "false"),
    ("features.key_vault.purge_soft_delete_on_destroy", "false"),
    ("features.key_vault.purge_soft_deleted_keys_on_destroy", "false"),
    ("features.key_vault.purge_soft_deleted_secrets_on_destroy", "false"),
    ("features.key_vault.recover_soft_deleted_key_vaults", "true"),
    ("features.storage.data_plane_available", "false"),
];

/// Secret parameters are marked as such in every language.
const SECRETS: &[&str] = &["adminPassword"];

#[test]
fn a_root_module_purges_nothing_and_shows_no_secret() {
    let (mut failures, mut providers, mut secrets) = (Vec::new(), 0, 0);
    for story in stories() {
        for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
            let Some(files) = story.terraform(azurerm, Frame::Root) else { continue };
            let files: Vec<(String, String)> = files.into_iter().map(|file| (file.path, file.text)).collect();
            for provider in hcl::blocks(&files, "provider") {
                providers += 1;
                let wrong =
                    |(path, value): &&(&str, &'static str)| !Expected::Is(value).holds(values(&provider, path)[0]);
                failures.extend(PROVIDER.iter().filter(wrong).map(|(path, value)| {
                    format!("{}: {azurerm:?}: provider azurerm: {path} is not {value}", story.name)
                }));
            }
            for variable in hcl::blocks(&files, "variable") {
                let secret = SECRETS.iter().any(|secret| variable["label"] == snake(secret));
                secrets += usize::from(secret);
                if secret && variable["sensitive"] != true {
                    failures
                        .push(format!("{}: {azurerm:?}: variable {} is not sensitive", story.name, variable["label"]));
                }
            }
        }
        let arm: Value = serde_json::from_str(&story.arm()).expect("JSON");
        let bicep = story.bicep();
        let main = crate::parity::text(&bicep, "main.bicep");
        for secret in SECRETS {
            let parameter = &arm["parameters"][*secret];
            if !parameter.is_null() && parameter["type"] != "securestring" {
                failures.push(format!("{}: ARM: parameter {secret} is {}", story.name, parameter["type"]));
            }
            let above = main.split_once(&format!("\nparam {secret} ")).map(|(above, _)| above);
            // Decorators are between an empty line and the parameter.
            if above.is_some_and(|above| !above.rsplit("\n\n").next().unwrap_or_default().contains("@secure()")) {
                failures.push(format!("{}: Bicep: parameter {secret} is not @secure()", story.name));
            }
            assert_eq!(above.is_some(), !parameter.is_null(), "{}: {secret}", story.name);
            secrets += usize::from(above.is_some()) + usize::from(!parameter.is_null());
        }
    }
    assert_none(&failures);
    assert!(providers > 80 && secrets > 3, "{providers} providers, {secrets} secrets");
}

/// azurerm's variables are spelled `admin_password`.
fn snake(name: &str) -> String {
    let letters = name.chars().flat_map(|letter| {
        letter.is_ascii_uppercase().then_some('_').into_iter().chain(std::iter::once(letter.to_ascii_lowercase()))
    });
    letters.collect()
}
