//! `runbook remove`: what it removes, in which order, and what it never removes.
//!
//! What is right: incremental deployments leave what the file no longer has (`removal::INCREMENTAL_LEAVES`); a lock refuses
//! removals below it, a used resource and a zone with links are not deleted (`removal`, `deployment::LOCKS_REFUSE_REMOVALS`).
//! What was there comes from the templates of both files, and not from what the runbook is made of.

use std::{collections::BTreeSet, process::Command};

use di_gen::{
    runbook::{RunbookFormat, write_removal_runbook},
    source::SourceText,
};
use serde_json::{Value, json};

use super::{
    resources::{Resources, deployed},
    run::Run,
};
use crate::support::{
    arm,
    facts::{TARGET, canonical},
    resource_manager::Azure,
    topologies::{Story, many, stories},
};

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000001";
const PRINCIPAL: &str = "00000000-0000-0000-0000-0000000000aa";
const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/target";

fn story(text: &str) -> Story {
    Story { name: text.to_owned(), text: format!("name: invoices\nlocation: westeurope\n{text}\n") }
}

fn example(name: &str) -> Story {
    stories().into_iter().find(|story| story.name == name).expect("the example")
}

fn runbook(olds: &[&Story], kept: &[&Story], form: RunbookFormat) -> Result<String, String> {
    let read = |story: &&Story| {
        let topology = di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid");
        let plan = di_gen::plan::lower_topology(&topology);
        (topology, plan)
    };
    let (olds, kept): (Vec<_>, Vec<_>) = (olds.iter().map(read).collect(), kept.iter().map(read).collect());
    let olds: Vec<_> = olds.iter().map(|(topology, plan)| (topology, plan)).collect();
    let kept: Vec<_> = kept.iter().map(|(topology, plan)| (topology, plan)).collect();
    write_removal_runbook(&olds, &kept, form).map_err(|found| found[0].code.as_str().to_owned())
}

fn script(old: &Story, new: &Story) -> String {
    runbook(&[old], &[new], RunbookFormat::Script).expect("a runbook")
}

/// What exists after both files are deployed, one after the other, as the model of deployments shows it.
fn both(old: &Story, new: &Story) -> Vec<Value> {
    let shown = modelled(old, new);
    let mut all = deployed(new, SUBSCRIPTION);
    all.extend(deployed(old, SUBSCRIPTION));
    all.retain(|resource| shown.contains(&comparable(resource["id"].as_str().expect("an ID"))));
    all
}

/// The IDs of what the model shows.
fn modelled(old: &Story, new: &Story) -> BTreeSet<String> {
    let mut azure = Azure::default();
    for story in [old, new] {
        azure.deploy(&arm::read(&story.arm(), story.plan().cloud.facts().storage_suffix, &json!({})));
    }
    let comparable = |key: &String| {
        let key = key.to_lowercase().replace("|microsoft.authorization/role", "/microsoft.authorization/role");
        // Added access policies are a part of their vault.
        match key.strip_suffix("/add").and_then(|vault| vault.split_once("/vaults/accesspolicies/")) {
            Some((scope, vault)) => format!("{scope}/vaults/{vault}"),
            None => key,
        }
    };
    azure.resources().keys().map(comparable).collect()
}

/// An ID as the model writes it.
fn comparable(id: &str) -> String {
    let id = id.replace(GROUP, TARGET);
    let id = canonical(&id).unwrap_or(id).to_lowercase();
    let id = id.replace("|microsoft.authorization/role", "/microsoft.authorization/role");
    match id.strip_prefix(&format!("{SUBSCRIPTION}/microsoft.authorization/")) {
        Some(rest) => format!("subscription/microsoft.authorization/{rest}"),
        None => id,
    }
}

fn ids(resources: &[Value]) -> BTreeSet<String> {
    resources.iter().filter_map(|resource| resource["id"].as_str()).map(str::to_lowercase).collect()
}

/// The options that permit the deletion of everything: those that the script lists. An object ID that the script asks for
/// is the one that the deployment used.
fn all_options(run: &Run, azure: &Resources) -> Vec<String> {
    let mut options = BTreeSet::new();
    for line in run.lines.iter().filter(|line| line.starts_with("left: ")) {
        let (_, option) = line.split_once("; add ").unwrap_or_else(|| panic!("{line}"));
        options.insert(option.to_owned());
    }
    let with_value = |option: &str| match option.strip_suffix("=OBJECT_ID") {
        Some(name) => format!("{name}={}", azure.principal_of_parameter(name)),
        None => option.to_owned(),
    };
    options.iter().flat_map(|option| option.split(' ')).map(with_value).collect()
}

/// Every name of data in the list of a script, as options.
fn data_options(script: &str) -> Vec<String> {
    let quoted = script.lines().filter_map(|line| line.trim().strip_prefix('\'')?.strip_suffix("') ;;"));
    quoted.flat_map(|name| ["--delete-data".to_owned(), name.to_owned()]).collect()
}

/// Runs a script with the options that it asks for.
fn remove_all(azure: &Resources, script: &str) -> Option<Run> {
    let mut options = data_options(script);
    loop {
        let mut wanted: Vec<&str> = options.iter().map(String::as_str).collect();
        let answer = azure.run(script, &[wanted.as_slice(), &["--list"]].concat(), "")?;
        let more = all_options(&answer, azure);
        if more.is_empty() {
            wanted = options.iter().map(String::as_str).collect();
            return azure.run(script, &wanted, "target\n");
        }
        options.extend(more);
    }
}

#[test]
fn a_removed_client_loses_its_roles_and_its_identity() {
    let client = |more: &str| story(&format!("clients: [{{ name: staff, type: group, id: {PRINCIPAL} }}{more}]"));
    let (old, new) = (client(", { name: app, type: managedIdentity }"), client(""));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{:#?}", run.lines);
    assert_eq!(azure.ids(), ids(&deployed(&new, SUBSCRIPTION)));
    let deletions = azure.deletions();
    assert_eq!(deletions.len(), 2, "{deletions:?}");
    assert!(
        deletions[0].contains("/roleAssignments/") && deletions[1].ends_with("/id-app-invoices-dev"),
        "{deletions:?}"
    );
    for words in ["10 minutes", "24 hours", "60 to 90 minutes"] {
        run.line(words);
    }
    // A second run finds nothing, and asks for nothing.
    let again = azure.run(&script(&old, &new), &[], "").expect("bash");
    assert_eq!((again.status, azure.deletions().len()), (Some(0), 2), "{:#?}", again.lines);
}

#[test]
fn nothing_is_removed_without_its_confirmation() {
    let (old, new) = (story("clients: [{ name: app, type: managedIdentity }]"), story(""));
    for (options, answers) in [(&[][..], "other\n"), (&[], ""), (&["--list"], "target\n"), (&["--all"], "target\n")] {
        let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
        let Some(run) = azure.run(&script(&old, &new), options, answers) else { return };
        assert_eq!((run.status, azure.deletions().len()), (Some(1), 0), "{options:?} {answers}: {:#?}", run.lines);
    }
}

#[test]
fn data_is_left_until_its_name_is_given() {
    let (old, new) = (
        story("storage: { containers: [{ name: training }, { name: results }] }"),
        story("storage: { containers: [{ name: training }] }"),
    );
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!(run.status, Some(1));
    assert!(run.line("left: blob container results").ends_with("; add --delete-data containerResults:results"));
    assert!(azure.deletions().iter().all(|id| !id.contains("/containers/results") || id.contains("/roleAssignments/")));
    let run = azure.run(&script(&old, &new), &["--delete-data", "containerResults:results"], "target\n").expect("bash");
    assert_eq!(run.status, Some(0), "{}", run.errors);
    assert_eq!(azure.ids(), ids(&deployed(&new, SUBSCRIPTION)));
    let run = azure.run(&script(&old, &new), &["--delete-data", "storageAccount:other"], "target\n").expect("bash");
    assert!(run.status == Some(1) && run.errors.contains("--delete-data needs the name"), "{}", run.errors);
}

#[test]
fn what_a_resource_with_data_uses_is_left_with_it() {
    let (old, new) = (example("test-machine"), example("minimal"));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!(run.status, Some(1), "{}", run.errors);
    // No attempt failed: what uses the machine, or is used by it, was not touched.
    assert_eq!(run.errors.lines().filter(|line| line.contains("is not removed")).count(), 0, "{}", run.errors);
    assert!(run.errors.contains("failed: access through virtual machine"), "{}", run.errors);
    assert!(azure.ids().iter().any(|id| id.contains("/virtualmachines/")));
}

#[test]
fn locks_are_lifted_and_set_again_also_those_that_are_inherited() {
    let text = |more: &str| {
        story(&format!("locks: [account]\nclients: [{{ name: staff, type: group, id: {PRINCIPAL} }}{more}]"))
    };
    let (old, new) = (text(", { name: app, type: managedIdentity }"), text(""));
    let mut all = both(&old, &new);
    let inherited = [format!("/subscriptions/{SUBSCRIPTION}"), GROUP.to_owned(), "/subscriptions/other".to_owned()];
    let locks = inherited.map(|scope| format!("{scope}/providers/Microsoft.Authorization/locks/keep"));
    all.extend(locks.iter().map(|id| json!({ "id": id })));
    let azure = Resources::new(SUBSCRIPTION, &all);
    let before = azure.ids();
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{:#?}", run.lines);
    let lifted: Vec<_> = run.lines.iter().filter(|line| line.ends_with(" is set again")).collect();
    assert_eq!(lifted.len(), 3, "two inherited locks and the one of the account: {lifted:?}");
    let gone: Vec<_> = before.difference(&azure.ids()).cloned().collect();
    assert_eq!(gone.len(), 2, "{gone:?}");
    assert!(!azure.deletions().contains(&locks[2]), "the lock of another subscription");
    // However it ends.
    let azure = Resources::new(SUBSCRIPTION, &all);
    azure.write("no-locks", "");
    let run = azure.run(&script(&old, &new), &[], "target\n").expect("bash");
    assert_eq!(run.status, Some(1));
    assert!(run.errors.contains("is not set again; its properties were: {\"properties\""), "{}", run.errors);
}

#[test]
fn a_lock_that_leaves_the_file_is_removed_first_and_stays_with_what_stays() {
    let (old, new) = (story("locks: [storage]\nstorage: { name: stold }"), story("storage: { name: stnew }"));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!(run.status, Some(1));
    assert!(
        azure.ids().iter().any(|id| id.contains("/locks/")),
        "the account stays, and so does its lock: {:#?}",
        run.lines
    );
    let run = remove_all(&azure, &script(&old, &new)).expect("bash");
    assert_eq!(run.status, Some(0), "{}", run.errors);
    assert_eq!(azure.ids(), ids(&deployed(&new, SUBSCRIPTION)));
}

#[test]
fn a_renamed_resource_is_left_under_its_old_name() {
    let (old, new) = (story("network: { name: vnet-old }"), story("network: { name: vnet-new }"));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert!(run.changes.contains("/vnet-old"), "{:#?}", run.lines);
    assert!(!run.changes.contains("/vnet-new"), "{}", run.changes);
}

#[test]
fn what_another_client_keeps_is_no_permission_to_remove() {
    // The parameter of the old client can be the object ID of the new one.
    let old = story("clients: [{ name: app, type: servicePrincipal }]");
    let new = story(&format!("clients: [{{ name: portal, type: servicePrincipal, id: {PRINCIPAL} }}]"));
    let other = PRINCIPAL.replace("aa", "ab");
    for (given, removed) in [(PRINCIPAL, 0), (other.as_str(), 1)] {
        let mut all = deployed(&new, SUBSCRIPTION);
        let account = format!("{GROUP}/providers/Microsoft.CognitiveServices/accounts/di-invoices-dev");
        all.push(json!({ "id": format!("{account}/providers/Microsoft.Authorization/roleAssignments/old"), "properties": { "principalId": other, "roleDefinitionId": "/x/a97b65f3-24c7-4388-baec-2e87135dc908" } }));
        let azure = Resources::new(SUBSCRIPTION, &all);
        let option = format!("clientAppPrincipalId={given}");
        let Some(run) = azure.run(&script(&old, &new), &["--principal", &option], "target\n") else { return };
        assert_eq!(
            (run.status, azure.deletions().len()),
            (Some(0), removed),
            "{given}: {:#?} {}",
            run.lines,
            run.errors
        );
        // Without it, nobody knows.
        let run = azure.run(&script(&old, &new), &[], "target\n").expect("bash");
        assert_eq!(run.status, Some(1));
        assert!(run.line("left: ").ends_with("add --principal clientAppPrincipalId=OBJECT_ID"));
    }
}

#[test]
fn other_resource_groups_are_left_until_they_are_named() {
    let storage = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stshared";
    let text = |more: &str| {
        story(&format!(
            "storage: {{ existing: {storage}, containers: [{{ name: training }}] }}\nclients: [{{ name: staff, type: group, id: {PRINCIPAL}, roles: [{{ role: Cognitive Services User, on: account }}{more}] }}]"
        ))
    };
    let (old, new) = (text(", { role: Storage Blob Data Reader, on: storage }"), text(""));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!((run.status, azure.deletions().len()), (Some(1), 0), "{:#?}", run.lines);
    let group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-data";
    assert!(run.line("left: ").ends_with(&format!("; add --also-in {group}")));
    let run = azure.run(&script(&old, &new), &["--also-in", group], "target\n").expect("bash");
    assert_eq!((run.status, azure.deletions().len()), (Some(0), 1), "{:#?} {}", run.lines, run.errors);
}

#[test]
fn what_a_kept_file_has_or_uses_is_never_removed() {
    let workspace = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/target/providers/Microsoft.OperationalInsights/workspaces/log-invoices-dev";
    let (old, new) = (story("monitoring: {}"), story(&format!("monitoring: {{ existing: {workspace} }}")));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!((run.status, run.changes.as_str()), (Some(0), ""), "{:#?} {}", run.lines, run.errors);
    assert!(run.line("Log Analytics workspace").ends_with("is in the last file, too"), "{:#?}", run.lines);
    // In another resource group it is another one.
    let other = story(&format!("monitoring: {{ existing: {} }}", workspace.replace("/target/", "/rg-logs/")));
    let run = azure.run(&script(&old, &other), &[], "target\n").expect("bash");
    assert!(run.line("left: Log Analytics workspace").contains("add --delete-data workspace:"), "{:#?}", run.lines);
    // Another topology in the same group has the identity as well.
    let (old, new) = (story("clients: [{ name: app, type: managedIdentity }]"), story(""));
    let kept = runbook(&[&old], &[&old, &new], RunbookFormat::Script).expect("a runbook");
    assert_eq!(kept.lines().filter(|line| line.starts_with("add '")).count(), 0, "{kept}");
}

#[test]
fn an_encryption_key_in_use_stays() {
    let (old, new) = (story("encryption: { storage: {} }"), story("keyVault: {}"));
    let mut all = both(&old, &new);
    // The deployment of the last file did not change the encryption of the account.
    let vault = deployed(&old, SUBSCRIPTION).into_iter().find_map(|one| {
        let id = one["id"].as_str()?.to_owned();
        id.contains("/vaults/").then(|| id.split("/vaults/").nth(1).unwrap_or_default().to_owned())
    });
    let vault = vault.expect("a vault").split('/').next().unwrap_or_default().to_owned();
    let storage = all.iter_mut().find(|one| {
        one["id"].as_str().is_some_and(|id| id.contains("/storageAccounts/") && id.matches('/').count() == 8)
    });
    storage.expect("storage")["properties"]["encryption"] = json!({ "keySource": "Microsoft.Keyvault", "keyvaultproperties": { "keyname": "cmk-storage", "keyvaulturi": format!("https://{vault}.vault.azure.net/") } });
    let azure = Resources::new(SUBSCRIPTION, &all);
    let script = script(&old, &new);
    let options = data_options(&script);
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let Some(run) = azure.run(&script, &options, "target\n") else { return };
    assert_eq!(run.status, Some(1), "{:#?}", run.lines);
    assert!(run.line("left: key vault key").ends_with("see: di-gen runbook remove-cmk"), "{:#?}", run.lines);
    assert!(azure.ids().iter().any(|id| id.contains("/keys/")));
}

#[test]
fn an_access_policy_of_an_existing_vault_is_removed_by_its_principal() {
    let group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-vaults";
    let vault = format!("{group}/providers/Microsoft.KeyVault/vaults/kv-shared");
    let other = PRINCIPAL.replace("aa", "ab");
    let file = |clients: &[(&str, &str)]| {
        let clients: Vec<String> = clients
            .iter()
            .map(|(name, id)| {
                format!(
                    "{{ name: {name}, type: group, id: {id}, roles: [{{ role: Key Vault Secrets User, on: secret }}] }}"
                )
            })
            .collect();
        story(&format!(
            "account: {{ localAuth: true }}\nkeyVault: {{ existing: {vault}, authorization: accessPolicies, location: westeurope }}\nkeys: {{ secretName: di-key }}\nclients: [{}]",
            clients.join(", ")
        ))
    };
    let (old, new) = (file(&[("staff", PRINCIPAL), ("app", &other)]), file(&[("staff", PRINCIPAL)]));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    assert_eq!(azure.policies(&vault).len(), 2);
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!((run.status, azure.policies(&vault).len()), (Some(1), 2), "{:#?}", run.lines);
    let run = azure.run(&script(&old, &new), &["--also-in", group], "target\n").expect("bash");
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""), "{:#?}", run.lines);
    assert_eq!(azure.policies(&vault), [PRINCIPAL]);
}

#[test]
fn a_zone_with_records_of_others_stays() {
    let (old, new) = (
        example("private-how-to"),
        story(
            "account: { publicNetworkAccess: open }\nstorage: { publicNetworkAccess: selected }\nprivateEndpoints: { account: { enabled: false }, blob: { enabled: false } }",
        ),
    );
    let mut all = both(&old, &new);
    let zone = all
        .iter_mut()
        .find(|one| one["id"].as_str().is_some_and(|id| id.ends_with("/privatelink.blob.core.windows.net")));
    zone.expect("a zone")["properties"]["numberOfRecordSets"] = json!(3);
    let azure = Resources::new(SUBSCRIPTION, &all);
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!(run.status, Some(1));
    assert!(run.errors.contains("the zone still has 2 record sets"), "{}", run.errors);
    assert!(azure.ids().iter().any(|id| id.ends_with("/privatelink.blob.core.windows.net")));
}

#[test]
fn a_resource_that_cannot_be_read_is_no_resource_that_is_gone() {
    let (old, new) = (story("network: { name: vnet-old }"), story("network: { name: vnet-new }"));
    let azure = Resources::new(SUBSCRIPTION, &both(&old, &new));
    azure.write("unreadable", &format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-old\n"));
    let Some(run) = azure.run(&script(&old, &new), &[], "target\n") else { return };
    assert_eq!(run.status, Some(1));
    assert!(run.line("left: virtual network vnet-old").contains("it cannot be read: (AuthorizationFailed)"));
}

/// Drops role assignments of identities that the last file disabled: they can be left (`removal::DELETED_PRINCIPAL`).
fn drop_orphans(resources: &mut Vec<Value>) {
    let mut seen = BTreeSet::new();
    let mut identities = BTreeSet::new();
    for one in resources.iter().filter(|one| seen.insert(one["id"].as_str().map(str::to_lowercase))) {
        for place in ["/identity/principalId", "/properties/principalId"] {
            let is_identity = !one["id"].as_str().is_some_and(|id| id.contains("/roleAssignments/"));
            identities
                .extend(one.pointer(place).filter(|_| is_identity).and_then(Value::as_str).map(ToOwned::to_owned));
        }
    }
    resources.retain(|one| {
        let principal = one["properties"]["principalId"].as_str().unwrap_or_default();
        !principal.starts_with("principal:") || identities.contains(principal)
    });
}

/// For pairs of examples and cases: what both files deployed, less what the script removes, is what the last one deploys.
#[test]
fn what_stays_is_what_the_last_file_has() {
    let all: Vec<Story> = many().into_iter().filter(|story| !story.name.starts_with("random ")).collect();
    // A script runs for seconds: with DI_GEN_RANDOM, all neighbours are tried, else some of them.
    let step = if std::env::var_os("DI_GEN_RANDOM").is_some() { 1 } else { 9 };
    for pair in all.windows(2).step_by(step) {
        let [old, new] = pair else { continue };
        let Ok(script) = runbook(&[old], &[new], RunbookFormat::Script) else { continue };
        let plan = old.plan();
        // Another cloud has other resources.
        if plan.cloud != new.plan().cloud {
            continue;
        }
        let subscription = plan.subscription.clone().or(new.plan().subscription);
        let subscription = subscription.unwrap_or_else(|| SUBSCRIPTION.to_owned());
        let mut resources = deployed(new, &new.plan().subscription.unwrap_or_else(|| subscription.clone()));
        let wanted = ids(&resources);
        resources.extend(deployed(old, &subscription));
        drop_orphans(&mut resources);
        // The identity of an existing account, whose object ID is a parameter.
        for plan in [&plan, &new.plan()] {
            let account =
                plan.resources.iter().find(|r| r.symbol.as_str() == "account").and_then(|r| r.existing.as_ref());
            let principals = resources.iter().filter_map(|one| one["properties"]["principalId"].as_str());
            let principal =
                principals.map(ToOwned::to_owned).find(|id| id.to_lowercase().contains("accountprincipalid"));
            if let (Some(id), Some(principal)) = (account, principal) {
                resources.push(json!({ "id": id.to_string(), "identity": { "principalId": principal } }));
            }
        }
        let azure = Resources::new(&subscription, &resources).in_cloud(plan.cloud.as_str());
        let Some(run) = remove_all(&azure, &script) else {
            return;
        };
        let name = format!("{} to {}", old.name, new.name);
        assert_eq!(run.errors, "", "{name}: {:#?}", run.lines);
        let missing: Vec<String> = wanted.difference(&azure.ids()).cloned().collect();
        assert_eq!(missing, Vec::<String>::new(), "{name}");
        let existing: BTreeSet<String> = plan
            .resources
            .iter()
            .chain(&new.plan().resources)
            .filter_map(|r| r.existing.as_ref())
            .map(|id| id.to_string().to_lowercase())
            .collect();
        let left: Vec<String> = azure.ids().difference(&wanted).filter(|id| !existing.contains(*id)).cloned().collect();
        assert_eq!(left, Vec::<String>::new(), "{name}: {:#?}", run.lines);
        assert_eq!(run.status, Some(0), "{name}");
    }
}

#[test]
fn files_of_two_subscriptions_need_two_runbooks() {
    let of = |digit: u8| story(&format!("subscription: 00000000-0000-0000-0000-00000000000{digit}"));
    assert_eq!(runbook(&[&of(1), &of(2)], &[&of(1)], RunbookFormat::Script), Err("DI0341".to_owned()));
    assert_eq!(runbook(&[], &[&of(1)], RunbookFormat::Script), Err("DI0340".to_owned()));
}

#[test]
fn both_forms_of_a_removal() {
    let (old, new) = (example("full-featured"), example("monitored"));
    for (form, ending) in [(RunbookFormat::Markdown, "md"), (RunbookFormat::Script, "sh")] {
        let text = runbook(&[&old], &[&new], form).expect("a runbook");
        assert!(!text.contains(" \n"), "spaces at the end of a line");
        crate::support::snapshots()
            .bind(|| insta::assert_snapshot!(format!("runbook-remove-full-featured-monitored@{ending}"), text));
    }
}

#[test]
fn every_step_has_a_description_and_shellcheck_accepts_every_script() {
    let folder = tempfile::tempdir().expect("a directory");
    let mut paths = Vec::new();
    for (at, pair) in many().windows(2).enumerate() {
        let Ok(text) = runbook(&[&pair[0]], &[&pair[1]], RunbookFormat::Markdown) else { continue };
        for step in text.split("\n## ").skip(1) {
            let (title, content) = step.split_once('\n').unwrap_or((step, ""));
            assert!(!content.split("```").next().unwrap_or_default().trim().is_empty(), "{title} has no description");
        }
        let path = folder.path().join(format!("{at}.sh"));
        std::fs::write(&path, script(&pair[0], &pair[1])).expect("a script");
        paths.push(path);
    }
    for (program, option, count) in [("bash", "-n", paths.len()), ("shellcheck", "--shell=bash", 12)] {
        if Command::new(program).arg("--version").output().is_err() {
            continue;
        }
        for path in &paths[..count] {
            let output = Command::new(program).arg(option).arg(path).output().expect("an external validator");
            let said = [output.stdout, output.stderr].concat();
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&said));
        }
    }
}

#[test]
fn the_last_file_stays_and_so_does_what_is_kept_beside_it() {
    let file = |client: &str| format!("name: invoices\nclients: [{{ name: {client}, type: managedIdentity }}]\n");
    let run = |options: &str| {
        let run = crate::cli::Run::new(&format!("runbook remove one.yaml two.yaml new.yaml --format sh {options}"))
            .file("one.yaml", file("one"))
            .file("two.yaml", file("two"))
            .file("new.yaml", file("three"));
        let text = run.run().ends(0).out();
        let named = |client: &str| text.contains(&format!("'user-assigned identity id-{client}-invoices-dev'"));
        ["one", "two", "three"].map(named)
    };
    assert_eq!(run(""), [true, true, false]);
    assert_eq!(run("--keep two.yaml"), [true, false, false]);
}

#[test]
fn the_script_meets_everything_that_the_model_shows() {
    let all: Vec<Story> = stories();
    let mut differences = Vec::new();
    for pair in all.windows(2) {
        let (old, new) = (&pair[0], &pair[1]);
        let there: BTreeSet<String> =
            both(old, new).iter().map(|resource| comparable(resource["id"].as_str().expect("an ID"))).collect();
        for only in modelled(old, new).difference(&there) {
            differences.push(format!("{} {}: only the model has {only}", old.name, new.name));
        }
    }
    crate::support::assert_none(&differences);
}
