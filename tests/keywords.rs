//! A value that Azure, its portal or azurerm writes in another way is an error whose help names the keyword, for every
//! enumeration of the schema.

use std::collections::{BTreeMap, BTreeSet};

use di_gen::{
    diagnostic::{Code, KeyChange, SourceLocation},
    source::SourceText,
};
use serde_json::{Map, Value, json};

/// For each enumeration of the schema: words and the keyword that the help names, `-` where a word has no single meaning here,
/// or `unset` where it stands for a key that is left out. The words are those of Azure's API, of the portal and of azurerm, as Microsoft's pages and the provider's
/// documentation show them; spelling in another case is tried for every keyword.
const WORDS: &[(&str, &[(&str, &str)])] = &[
    // Editions are named by di-gen alone.
    ("Edition", &[("2026", "-"), ("latest", "-")]),
    // azurerm: `environment`.
    (
        "Cloud",
        &[
            ("public", "AzureCloud"),
            ("usgovernment", "AzureUSGovernment"),
            ("china", "AzureChinaCloud"),
            ("german", "-"),
        ],
    ),
    (
        "AccountKind",
        &[("Document Intelligence", "FormRecognizer"), ("Foundry", "AIServices"), ("OpenAI", "-"), ("Face", "-")],
    ),
    ("AccountSku", &[("Free F0", "F0"), ("Standard S0", "S0"), ("free", "F0"), ("standard", "S0")]),
    // Azure's `Enabled` is both: networks are selected in another property.
    // Names of management groups and of the benchmark, as the landing zone library and Microsoft's pages write them.
    (
        "PolicySet",
        &[
            ("corp", "alz-corp"),
            ("online", "alz-online"),
            ("guardrails", "alz-guardrails"),
            ("Microsoft cloud security benchmark", "mcsb"),
            ("PSRule for Azure", "psrule"),
            ("sandbox", "-"),
        ],
    ),
    (
        "PublicNetworkAccess",
        &[
            ("disabled", "private"),
            ("Disabled", "private"),
            ("false", "private"),
            ("Selected Networks and Private Endpoints", "selected"),
            ("All networks", "open"),
            ("Enabled", "-"),
            ("true", "-"),
        ],
    ),
    (
        "StorageAccess",
        &[
            ("Disabled", "private"),
            ("false", "private"),
            ("Enabled", "selected"),
            ("Enabled from selected virtual networks and IP addresses", "selected"),
            // Storage that any network reaches is no value here.
            ("Enabled from all networks", "-"),
            ("open", "-"),
            ("SecuredByPerimeter", "-"),
        ],
    ),
    // The portal, and Azure CLI.
    (
        "NextHopType",
        &[
            ("Virtual appliance", "VirtualAppliance"),
            ("Virtual network gateway", "VirtualNetworkGateway"),
            ("Virtual network", "VnetLocal"),
            ("firewall", "VirtualAppliance"),
            ("VNet peering", "-"),
            ("VirtualNetworkServiceEndpoint", "-"),
        ],
    ),
    // The portal; azurerm has the same words as Azure.
    ("RuleDirection", &[("ingress", "Inbound"), ("egress", "Outbound"), ("both", "-")]),
    ("RuleAccess", &[("Permit", "Allow"), ("Block", "Deny"), ("Always allow", "-")]),
    ("RuleProtocol", &[("Any", "*"), ("TCP", "Tcp"), ("ICMPv4", "Icmp"), ("all", "*"), ("SCTP", "-"), ("GRE", "-")]),
    (
        "CopyScope",
        &[
            ("aad", "AAD"),
            ("From storage accounts in the same Azure AD tenant", "AAD"),
            ("private_link", "PrivateLink"),
            ("From storage accounts that have a private link to the same virtual network", "PrivateLink"),
            ("All", "unset"),
            ("all", "unset"),
            ("ALL", "unset"),
            ("From any storage account", "unset"),
        ],
    ),
    (
        "QueueAndTableKeyType",
        &[("Account", "account"), ("Service", "service"), ("Enable support for customer-managed keys", "account")],
    ),
    ("ExpirationAction", &[("Block", "block"), ("Log", "log"), ("Deny", "-")]),
    (
        "VaultAccess",
        &[
            ("Disabled", "private"),
            ("Disable public access", "private"),
            ("Allow public access from specific virtual networks and IP addresses", "selected"),
            ("Allow public access from all networks", "-"),
        ],
    ),
    (
        "Redundancy",
        &[
            ("Standard_LRS", "LRS"),
            ("STANDARD_RAGRS", "RAGRS"),
            ("RA-GRS", "RAGRS"),
            ("RA-GZRS", "RAGZRS"),
            ("Geo-redundant storage (GRS)", "GRS"),
            ("zone-redundant storage", "ZRS"),
            ("Premium_LRS", "-"),
            // As near to three keywords.
            ("XRS", "-"),
        ],
    ),
    (
        "StorageRole",
        &[
            ("Storage Blob Data Reader", "reader"),
            ("Storage Blob Data Contributor", "contributor"),
            ("Storage Blob Data Owner", "-"),
        ],
    ),
    ("RoleScope", &[("Storage account", "account"), ("blob container", "container")]),
    ("VaultSku", &[("Premium", "premium"), ("Standard", "standard")]),
    (
        "VaultAuthorization",
        &[
            ("Azure role-based access control", "rbac"),
            ("true", "rbac"),
            ("Vault access policy", "accessPolicies"),
            ("access_policy", "accessPolicies"),
        ],
    ),
    ("ActiveKey", &[("primary", "key1"), ("Key 2", "key2"), ("key3", "-")]),
    ("KeyKind", &[("rsa_hsm", "RSA-HSM"), ("rsa", "RSA"), ("oct-HSM", "-")]),
    (
        "KeyIdentity",
        &[
            ("UserAssigned", "userAssigned"),
            ("System-assigned", "systemAssigned"),
            ("SystemAssigned, UserAssigned", "-"),
        ],
    ),
    ("Studio", &[("Disabled", "off"), ("false", "off"), ("true", "-")]),
    (
        "ClientKind",
        &[
            ("ServicePrincipal", "servicePrincipal"),
            ("Group", "group"),
            ("security group", "group"),
            ("enterprise application", "servicePrincipal"),
            ("user-assigned managed identity", "managedIdentity"),
            ("shared access signature", "sas"),
        ],
    ),
    (
        "GrantScope",
        &[
            ("storage account", "storage"),
            ("Key Vault", "vault"),
            ("resource group", "resourceGroup"),
            ("managementGroup", "-"),
        ],
    ),
    ("EndpointSources", &[("VirtualNetwork", "virtualNetwork"), ("vnet", "virtualNetwork")]),
    ("EndpointApproval", &[("auto", "automatic"), ("Pending", "manual")]),
    ("ZoneSource", &[("Azure Policy", "policy"), ("new", "create")]),
    ("DiagnosticSettings", &[("Azure Policy", "policy"), ("Create", "create")]),
    (
        "ResolutionPolicy",
        &[("nxdomainredirect", "NxDomainRedirect"), ("Enable fallback to internet", "NxDomainRedirect")],
    ),
    ("OperatingSystem", &[("Linux", "linux"), ("Windows", "windows"), ("macos", "-")]),
    (
        "MachineExtension",
        &[
            ("AMA", "AzureMonitorAgent"),
            ("AzureMonitorLinuxAgent", "AzureMonitorAgent"),
            ("AzurePolicyforWindows", "GuestConfiguration"),
            ("machine configuration", "GuestConfiguration"),
            ("CustomScript", "-"),
        ],
    ),
    ("BastionSku", &[("basic", "Basic"), ("STANDARD", "Standard"), ("Premium", "-")]),
    ("Logs", &[("allLogs", "all"), ("Audit", "audit")]),
    ("OnUnmanage", &[("deleteResources", "delete"), ("deleteAll", "delete"), ("detachAll", "detach")]),
    ("Lockable", &[("Storage account", "storage"), ("keyVault", "vault"), ("network", "-")]),
    ("OutputLanguage", &[("tf", "terraform"), ("ARM template", "arm"), ("Bicep", "bicep"), ("pulumi", "-")]),
    ("OutputLayout", &[("single-file", "singleFile"), ("directory", "module")]),
];

#[test]
fn every_enumeration_names_the_keyword_for_other_words() {
    let schema: Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let defined: BTreeMap<&str, Vec<&str>> = schema["$defs"]
        .as_object()
        .expect("definitions")
        .iter()
        .filter_map(|(name, node)| {
            let words: Option<Vec<&str>> = node["enum"].as_array()?.iter().map(Value::as_str).collect();
            Some((name.as_str(), words?))
        })
        .collect();
    let considered: BTreeSet<&str> = WORDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(considered, defined.keys().copied().collect(), "an enumeration whose words nobody looked up");
    let mut places = BTreeMap::new();
    find_places(&schema, &schema, &mut Vec::new(), &mut places);
    for (name, words) in WORDS {
        let path = places.get(*name).unwrap_or_else(|| panic!("no key has a value of {name}"));
        let keywords = &defined[name];
        let mut expected: Vec<(String, &str)> =
            words.iter().map(|(word, keyword)| ((*word).to_owned(), *keyword)).collect();
        for keyword in keywords {
            expected.extend([keyword.to_uppercase(), keyword.to_lowercase()].map(|word| (word, *keyword)));
        }
        for (word, keyword) in expected.into_iter().filter(|(word, _)| !keywords.contains(&word.as_str())) {
            let (help, change) = only_help(path, &word);
            // The edit writes what the help names.
            match change {
                Some(KeyChange::Replace { value, .. }) => assert_eq!(value, keyword, "{name}, {word}"),
                Some(KeyChange::Remove { .. }) => assert_eq!(keyword, "unset", "{name}, {word}"),
                other => assert!(other.is_none() && keyword == "-", "{name}, {word}: {other:?}"),
            }
            if keyword == "-" {
                assert!(help.starts_with("use one of "), "{name}, {word}: {help}");
            } else if keyword == "unset" {
                assert_eq!(help, "remove the key: this is its default", "{name}, {word}");
            } else {
                assert!(keywords.contains(&keyword), "{name} has no {keyword}");
                assert_eq!(help, format!("write `{keyword}`"), "{name}, {word}");
            }
        }
    }
}

/// A switch has other words too.
#[test]
fn a_switch_says_true_or_false() {
    for (word, expected) in [
        ("Enabled", "write `true`"),
        ("Disabled", "write `false`"),
        ("off", "write `false`"),
        ("maybe", "set `true` or `false`, without quotes"),
    ] {
        let source = SourceText::new("x", json!({ "name": "claims", "account": { "localAuth": word } }).to_string());
        let found = di_gen::read::read_topology(&source).expect_err("a string");
        let finding = found.iter().find(|one| one.code == Code::WRONG_TYPE).expect("a wrong type");
        assert_eq!(finding.help, [expected], "{word}");
    }
}

/// A misspelled keyword is named, without the list of all of them; a word that is near to none has the list.
#[test]
fn a_wrong_keyword_has_one_line_of_help() {
    let key = ["account", "publicNetworkAccess"].map(ToOwned::to_owned);
    for (word, expected) in [
        ("disabled", "write `private`"),
        ("privat", "did you mean `private`?"),
        ("perhaps", "use one of `private`, `selected`, `open`"),
    ] {
        assert_eq!(only_help(&key, word).0, expected, "{word}");
    }
}

/// The only help for a value that is no keyword, one line, and the change of the file. `true` and `false` are written without quotes.
fn only_help(path: &[String], word: &str) -> (String, Option<KeyChange>) {
    let mut value = word.parse::<bool>().map_or_else(|_| json!(word), |on| json!(on));
    for key in path.iter().rev() {
        value = if key == "[]" { json!([value]) } else { Value::Object(Map::from_iter([(key.clone(), value)])) };
    }
    let pointer: String =
        path.iter().map(|key| if key == "[]" { "/0".to_owned() } else { format!("/{key}") }).collect();
    let found = di_gen::read::read_topology(&SourceText::new("x", value.to_string())).expect_err("no keyword");
    let finding = found
        .iter()
        .find(|one| one.code == Code::UNKNOWN_VALUE && one.location == SourceLocation::Value(pointer.clone()))
        .unwrap_or_else(|| panic!("{pointer} = {word}: {found:?}"));
    let [help] = finding.help.as_slice() else { panic!("{pointer} = {word}: {:?}", finding.help) };
    (help.clone(), finding.fix.as_ref().and_then(|fix| fix.changes.first().cloned()))
}

/// A path to a value of each definition.
fn find_places(schema: &Value, node: &Value, path: &mut Vec<String>, places: &mut BTreeMap<String, Vec<String>>) {
    let mut node = node;
    if let Some(reference) = node["$ref"].as_str() {
        let name = reference.rsplit('/').next().expect("a name").to_owned();
        node = schema.pointer(reference.trim_start_matches('#')).expect("a definition");
        if node["enum"].is_array() {
            places.entry(name).or_insert_with(|| path.clone());
            return;
        }
    }
    if path.len() > 7 {
        return;
    }
    if node["items"].is_object() {
        path.push("[]".to_owned());
        find_places(schema, &node["items"], path, places);
        path.pop();
    }
    for (key, inner) in node["properties"].as_object().into_iter().flatten().filter(|(key, _)| *key != "environments") {
        path.push(key.clone());
        find_places(schema, inner, path, places);
        path.pop();
    }
}
