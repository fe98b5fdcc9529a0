//! What a report says about a finding of a policy: what avoids it, in which cloud it exists, and on which day.
//!
//! Expectations are worked out from the texts of the definitions (Azure/azure-policy f4a50bacae, 2026-04-29;
//! Azure/Azure-Landing-Zones-Library faae8ccf85, 2026-06-27).

use di_gen::{
    Severity, advise::Advisor, diagnostic::Diagnostic, report::policies::check_policies, source::SourceText,
    topology::values::Date,
};

const NETWORK: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";

fn check(text: &str, day: Option<&str>) -> Vec<Diagnostic> {
    let source = SourceText::new("x", text);
    let topology = di_gen::read::read_topology(&source).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    let day: Option<Date> = day.map(|day| day.parse().expect("a date"));
    check_policies(&plan, Advisor::new(&source, &plan).as_ref(), day)
}

/// The diagnostics about one definition.
fn about<'d>(diagnostics: &'d [Diagnostic], definition: &str) -> Vec<&'d Diagnostic> {
    let is_about = |diagnostic: &&Diagnostic| {
        let id = diagnostic.details.as_ref().and_then(|details| details["definitionId"].as_str());
        id.is_some_and(|id| id.contains(definition))
    };
    diagnostics.iter().filter(is_about).collect()
}

/// What avoids a definition, as keys and values for programs.
fn avoided_by(text: &str, definition: &str) -> Vec<(String, String)> {
    let diagnostics = check(text, None);
    let found = about(&diagnostics, definition);
    let found = found.first().unwrap_or_else(|| panic!("no finding of {definition}"));
    let edits = found.details.as_ref().expect("details")["avoidedBy"].as_array().cloned().unwrap_or_default();
    edits.iter().map(|edit| (edit["key"].as_str().expect("a key").to_owned(), edit["value"].to_string())).collect()
}

#[test]
fn a_finding_names_the_keys_that_avoid_it() {
    let beside = format!(
        "name: claims\nterraform: {{ azurerm: 4 }}\nnetwork: {{ existing: {NETWORK}, addressSpace: [10.9.0.0/16], subnets: {{ endpoints: {{ prefix: 10.9.0.0/27 }} }} }}\n"
    );
    let with_key = "name: claims\nencryption: { account: {} }\n";
    for (text, set, definition, expected) in [
        // azurerm 5 writes the group in the request that creates the subnet.
        (beside.as_str(), "alz-corp", "Deny-Subnet-Without-Nsg", vec![("terraform.azurerm", "5")]),
        // "attributes.expiresOn exists false"
        (with_key, "alz-corp", "152b15f7", vec![("encryption.account.expires", "\"<date>\"")]),
        (
            "name: claims\n",
            "alz-guardrails",
            "Deny-Subnet-Without-Udr",
            vec![
                ("network.subnets.endpoints.routeTable", "{}"),
                ("network.subnets.workloads", "[{\"name\":\"snet-workloads\",\"routeTable\":{}}]"),
            ],
        ),
    ] {
        let found = avoided_by(&format!("{text}policies: [{set}]\n"), definition);
        let expected: Vec<(String, String)> =
            expected.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        assert_eq!(found, expected, "{definition}");
    }
}

/// A private account needs a network, whose subnets have no route table: the next refusal is named with the change.
#[test]
fn a_change_that_another_policy_refuses_says_so() {
    let text = "name: claims\naccount: { publicNetworkAccess: selected }\nstorage: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.0/24] }\npolicies: [alz-guardrails]\n";
    let diagnostics = check(text, None);
    let found = about(&diagnostics, "Deny-CognitiveServices-NetworkAcls");
    let help = &found[0].help[0];
    assert!(help.contains("account.publicNetworkAccess: private"), "{help}");
    assert!(help.ends_with("; then `Deny-Subnet-Without-Udr` refuses it"), "{help}");
}

/// Deny-PublicPaaSEndpoints has `alzCloudEnvironments: [AzureCloud]` in the library.
#[test]
fn an_initiative_of_the_public_cloud_is_not_claimed_elsewhere() {
    for (cloud, expected) in [("AzureCloud", 1), ("AzureUSGovernment", 0), ("AzureChinaCloud", 0)] {
        let text = format!(
            "name: claims\ncloud: {cloud}\nstorage: {{ publicNetworkAccess: selected }}\npolicies: [alz-corp]\n"
        );
        let diagnostics = check(&text, None);
        // The benchmark, which exists in each cloud, reports it too.
        let refusals = about(&diagnostics, "b2982f36").iter().filter(|one| one.severity == Severity::Error).count();
        assert_eq!(refusals, expected, "{cloud}");
        let limits = diagnostics.iter().find(|one| one.code.as_str() == "DI4005").expect("a note");
        let names_it = limits.help.iter().any(|help| help.contains("Deny-Public-Endpoints"));
        assert_eq!(names_it, expected == 0, "{cloud}");
    }
}

/// 342e8053 refuses a secret that is valid for more than 90 days after it is created.
#[test]
fn a_refusal_that_depends_on_the_day_is_a_warning_until_a_day_is_given() {
    let text = "name: claims\naccount: { localAuth: true }\nkeyVault: {}\nkeys: { expires: 2026-12-31 }\noutputs: [{ language: terraform, folder: infra }]\npolicies: [alz-corp]\n";
    let severities = |day: Option<&str>| -> Vec<Severity> {
        // The benchmark reports secrets that are valid for more than 730 days.
        let diagnostics = check(text, day);
        let severities = about(&diagnostics, "342e8053").into_iter().map(|diagnostic| diagnostic.severity);
        severities.filter(|severity| *severity != Severity::Note).collect()
    };
    assert_eq!(severities(None), [Severity::Warning]);
    // 90 days before the expiration are 2026-10-02.
    assert_eq!(severities(Some("2026-10-01")), [Severity::Error]);
    assert_eq!(severities(Some("2026-10-02")), []);
}

/// The platform's default disables keys whatever set is named, unless the set has the definition itself.
#[test]
fn disabled_keys_are_warned_about_once() {
    for (set, codes) in [("psrule", ["DI4006"].as_slice()), ("mcsb", &["DI4002"])] {
        let diagnostics = check(&format!("name: claims\naccount: {{ localAuth: true }}\npolicies: [{set}]\n"), None);
        let about_keys = |one: &&Diagnostic| {
            one.code.as_str() == "DI4006"
                || one
                    .details
                    .as_ref()
                    .is_some_and(|details| details["definitionId"].as_str().is_some_and(|id| id.contains("55eff01b")))
        };
        let found: Vec<&str> = diagnostics.iter().filter(about_keys).map(|one| one.code.as_str()).collect();
        assert_eq!(found, codes, "{set}");
    }
}

/// The policy that `dns.zones: policy` relies on changes what the file leaves to it: nothing to warn about.
#[test]
fn what_the_file_leaves_to_a_policy_is_a_note() {
    let diagnostics = check("name: claims\ndns: { zones: policy }\npolicies: [alz-corp]\n", None);
    let found = about(&diagnostics, "75973700");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity, Severity::Note);
}
