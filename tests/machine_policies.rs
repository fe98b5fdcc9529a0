//! Keys of the test VM and the policies that ask for them: each definition is tripped without its key and met with it.
//!
//! What a definition looks at was read in Azure/azure-policy f4a50bacae; rules of `PSRule` in `Azure/PSRule.Rules.Azure` b953826d.

use std::collections::BTreeMap;

use di_gen::{
    Severity,
    analyse::policy::{PolicyFinding, PolicyVerdict, evaluate_policies},
    catalog::policies::{PolicyOutcome, SETS},
    diagnostic::Code,
    plan::LanguageFamily,
    source::SourceText,
};

use crate::support::topologies::Story;

const SET: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/des-keys";
const IDENTITY: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-agents";

/// A definition, the settings of a VM that trip it, and those that meet it; the text of the definition is the reason.
struct Row {
    set: &'static str,
    definition: &'static str,
    outcome: PolicyOutcome,
    tripped: &'static str,
    met: &'static str,
    text: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        set: "alz-guardrails",
        definition: "702dd420-7fcc-42c5-afe8-4026edd20fe0",
        outcome: PolicyOutcome::Refused,
        tripped: "os: linux",
        met: "diskEncryptionSet: SET",
        text: "osDisk.managedDisk.diskEncryptionSet.id does not exist",
    },
    Row {
        set: "alz-online",
        definition: "c95b54ad-0614-4633-ab29-104b01235cbf",
        outcome: PolicyOutcome::Reported,
        tripped: "os: windows",
        met: "{ os: windows, trustedLaunch: true }",
        text: "securityType, secureBootEnabled and vTpmEnabled",
    },
    Row {
        set: "alz-online",
        definition: "42f4f3a2-7d20-4c13-a05d-01857a626c22",
        outcome: PolicyOutcome::Reported,
        tripped: "os: linux",
        met: "zone: 2",
        text: "exactly one zone",
    },
    Row {
        set: "alz-online",
        definition: "331e8ea8-378a-410f-a2e5-ae22f38bb0da",
        outcome: PolicyOutcome::Changed,
        tripped: "extensions: [AzureMonitorAgent]",
        met: "extensions: [AzureMonitorAgent, GuestConfiguration]",
        text: "an extension ConfigurationforLinux of Microsoft.GuestConfiguration exists",
    },
    Row {
        set: "alz-online",
        definition: "385f5831-96d4-41db-9a3c-cd3af78aaae6",
        outcome: PolicyOutcome::Changed,
        tripped: "{ os: windows, allowExtensionOperations: true }",
        met: "{ os: windows, extensions: [GuestConfiguration] }",
        text: "an extension ConfigurationforWindows of Microsoft.GuestConfiguration exists",
    },
    Row {
        set: "mcsb",
        definition: "ae89ebca-1c92-4898-ac2c-9f63decb045c",
        outcome: PolicyOutcome::Reported,
        tripped: "extensions: [AzureMonitorAgent]",
        met: "extensions: [GuestConfiguration]",
        text: "an extension of Microsoft.GuestConfiguration exists",
    },
    Row {
        set: "psrule",
        definition: "Azure.VM.AMA",
        outcome: PolicyOutcome::Reported,
        tripped: "extensions: [GuestConfiguration]",
        met: "extensions: [AzureMonitorAgent]",
        text: "an extension of Microsoft.Azure.Monitor in the template",
    },
];

fn findings(set: &str, machine: &str, family: LanguageFamily) -> Vec<PolicyFinding> {
    let machine = machine.replace("SET", SET).replace("IDENTITY", IDENTITY);
    let machine = if machine.starts_with('{') { machine } else { format!("{{ {machine} }}") };
    let text = format!("name: invoices\nlocation: westeurope\ntestMachine: {machine}\n");
    let plan = Story { name: "x".to_owned(), text }.plan();
    let set = SETS.iter().find(|known| known.name == set).expect("a set");
    evaluate_policies(&plan, &[*set], &[family])
}

#[test]
fn each_policy_for_the_vm_has_the_key_that_meets_it() {
    for Row { set, definition, outcome, tripped, met, text } in ROWS {
        for family in [LanguageFamily::Azure, LanguageFamily::Terraform] {
            let found = |machine: &str| {
                let found = findings(set, machine, family);
                found.into_iter().find(|finding| finding.definition.id == *definition)
            };
            let finding = found(tripped).unwrap_or_else(|| panic!("{definition} is not tripped by {tripped}: {text}"));
            assert_eq!((finding.outcome(), &finding.verdict), (*outcome, &PolicyVerdict::Yes), "{definition}");
            assert!(found(met).is_none(), "{definition} is tripped by {met}: {text}");
        }
    }
}

/// The identity of the assignment is not known, so that listing one leaves the policy open (`VM_UAI_DINE.json`: the identities
/// contain the one of the assignment, or there is exactly one and no system-assigned one).
#[test]
fn a_listed_identity_may_be_that_of_the_policy() {
    let verdict = |machine: &str| {
        let found = findings("alz-online", machine, LanguageFamily::Azure);
        let finding = found.into_iter().find(|one| one.definition.id == "d367bd60-64ca-4364-98ea-276775bddd94");
        finding.map(|finding| finding.verdict)
    };
    assert_eq!(verdict("os: linux"), Some(PolicyVerdict::Yes));
    assert!(matches!(verdict("identities: [IDENTITY]"), Some(PolicyVerdict::Conditional(_))));
}

/// A VM that allows no extension refuses those of policies, too.
#[test]
fn a_policy_that_deploys_an_extension_needs_the_permission_of_the_vm() {
    let prevented = |machine: &str| -> BTreeMap<&'static str, bool> {
        let found = findings("alz-online", machine, LanguageFamily::Azure);
        found
            .iter()
            .filter(|one| one.definition.deploys_extension())
            .map(|one| (one.definition.id, one.is_prevented))
            .collect()
    };
    let refused = prevented("os: linux");
    let allowed = prevented("allowExtensionOperations: true");
    assert!(!refused.is_empty());
    assert_eq!(refused.keys().collect::<Vec<_>>(), allowed.keys().collect::<Vec<_>>());
    assert!(refused.values().all(|prevented| *prevented));
    assert!(allowed.values().all(|prevented| !prevented));
}

fn steps(machine: &str) -> Vec<String> {
    let text = format!("name: invoices\ntestMachine: {{ {machine} }}\n");
    let plan = Story { name: text.clone(), text }.plan();
    let steps = plan.notes.iter().filter(|note| note.diagnostic.code == Code::REQUIRED_STEP);
    steps.map(|note| note.diagnostic.message.clone()).collect()
}

/// Source: azure-monitor-docs, `agents/azure-monitor-agent-private-link.md`, 2024-11-14: the agent connects to public endpoints,
/// unless a data collection endpoint is part of an Azure Monitor Private Link Scope.
#[test]
fn an_agent_without_outbound_access_needs_a_private_link_scope() {
    let gateway = "existingNatGateway: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/natGateways/ng-hub";
    for (machine, expected) in [
        ("extensions: [AzureMonitorAgent]", 1),
        ("extensions: [AzureMonitorAgent, GuestConfiguration]", 1),
        ("extensions: [AzureMonitorAgent], natGateway: true", 0),
        (&format!("extensions: [AzureMonitorAgent], {gateway}"), 0),
        ("extensions: [GuestConfiguration]", 0),
        ("adminUsername: forms", 0),
    ] {
        let found = steps(machine).iter().filter(|step| step.contains("Private Link Scope")).count();
        assert_eq!(found, expected, "{machine}");
    }
}

/// Source: Azure-Landing-Zones-Library (faae8ccf85), the assignments Deploy-VM-Monitoring and Deploy-VM-ChangeTrack: they assign an
/// identity that exists before, by its resource ID.
#[test]
fn the_identity_of_the_landing_zones_is_listed_from_the_first_deployment() {
    let text = "name: invoices\npolicies: [alz-online]\ntestMachine: { natGateway: true }\n";
    let plan = Story { name: text.to_owned(), text: text.to_owned() }.plan();
    let found = di_gen::analyse::posture::check_posture(&plan, &[]);
    let help: Vec<String> = found
        .iter()
        .filter(|found| found.code == Code::POLICY_ADDS_IDENTITY)
        .flat_map(|found| found.help.clone())
        .collect();
    assert!(help.iter().any(|help| help.contains("platform team")), "{help:?}");
    assert!(!help.iter().any(|help| help.contains("as soon as it exists")), "{help:?}");
    let explained = di_gen::explain::explain_text("DI1112").expect("an explanation").text;
    for part in ["bringYourOwnUserAssignedManagedIdentity", "another subscription", "from the first deployment"] {
        assert!(explained.replace('\n', " ").contains(part), "{part}: {explained}");
    }
}

/// Source: azure-compute-docs, `trusted-launch.md`, 2025-04-21, and the pages of the series for their sizes. `DCsv3` is listed as
/// supported by an older edition, and as part of a family that is not by this one.
#[test]
fn a_size_that_the_page_of_trusted_launch_excludes_is_reported() {
    let found = |size: &str, others: &str| -> Option<Severity> {
        let text = format!("name: invoices\ntestMachine: {{ size: {size}, {others} }}\n");
        let diagnostics = match di_gen::read::read_topology(&SourceText::new("x", text)) {
            Err(found) => found,
            Ok(topology) => {
                di_gen::plan::lower_topology(&topology).notes.into_iter().map(|note| note.diagnostic).collect()
            }
        };
        let found = diagnostics.into_iter().find(|found| found.code == Code::TRUSTED_LAUNCH);
        found.map(|found| found.severity)
    };
    let (error, warning) = (Some(Severity::Error), Some(Severity::Warning));
    for (size, expected) in [
        ("Standard_NC6", error),
        ("Standard_NC24r", error),
        ("Standard_NV12", error),
        ("Standard_NP20s", error),
        ("Standard_DC4s_v3", warning),
        ("Standard_DC4as_v5", warning),
        ("Standard_EC4as_v5", warning),
        ("Standard_M8ms", warning),
        ("Standard_M12s_v3", warning),
        ("Standard_D4ps_v5", warning),
        ("Standard_D4pds_v5", warning),
        ("Standard_ND96asr_v4", warning),
        ("Standard_ND96amsr_A100_v4", warning),
        ("Standard_D4ps_v6", None),
        ("Standard_D4s_v5", None),
        ("Standard_D4ds_v5", None),
        ("Standard_E4s_v5", None),
        ("Standard_B4ms", None),
        ("Standard_NC6s_v3", None),
        ("Standard_NC4as_T4_v3", None),
        ("Standard_NV12s_v3", None),
        ("Standard_ND40rs_v2", None),
        ("Standard_HB120rs_v3", None),
    ] {
        for os in ["linux", "windows"] {
            assert_eq!(found(size, &format!("os: {os}, trustedLaunch: true")), expected, "{size} {os}");
            assert_eq!(found(size, &format!("os: {os}")), None, "{size} {os}");
        }
    }
}
