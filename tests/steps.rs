//! The steps of a change: what each pattern avoids, what holds after every step, and how the steps are told.
//!
//! The expectations were written before the steps were asked, from these sources:
//! - an endpoint is deployed before what depends on it only: MicrosoftDocs/azure-docs
//!   articles/azure-resource-manager/templates/resource-dependency.md (2023-08-22)
//! - a delete lock also refuses to delete what is below its resource: the same repository,
//!   articles/azure-resource-manager/management/lock-resources.md (2024-03-08)
//! - a subnet is deleted only while it is empty: articles/virtual-network/virtual-network-manage-subnet.md (2022-06-27)
//! - Bastion is deleted and created again for a lower SKU: articles/bastion/configuration-settings.md (2021-10-12)
//! - a role assignment is removed by a command: articles/role-based-access-control/role-assignments-remove.md (2022-10-19)
//! - `terraform state rm` leaves a resource in Azure: hashicorp/terraform website/docs/cli/commands/state/rm.mdx

use std::collections::BTreeSet;

use di_gen::{
    advise::{BaseTopology, StepAction, StepSequence, find_steps},
    analyse::access::{AccessAnalysis, EvaluatedPath, Verdict},
    catalog::changes::{Engine, Heading},
    compare::{compare_topologies, deployed_topology},
    plan::{Expr, ResolvedTopology, lower_topology},
    report::{changes::ReportedLanguages, steps},
    source::{SourceText, write_yaml},
};
use serde_json::Value;

use crate::cli::Run;
use crate::support::topologies::{many, stories};

const ACCOUNT: &str = "account: { name: di-one, subdomain: di-s }\n";
const STORAGE: &str = "storage: { name: stone }\n";
const GROUP: &str = "clients: [{ name: app, type: group, id: 00000000-0000-0000-0000-0000000000a1 }]\n";

fn source(text: &str) -> SourceText {
    SourceText::new("topology.yaml", format!("name: invoices\n{text}"))
}

fn plan(source: &SourceText) -> ResolvedTopology {
    let topology = di_gen::read::read_topology(source).unwrap_or_else(|found| panic!("{}: {found:?}", source.text));
    lower_topology(&topology)
}

fn steps_of(old: &str, new: &str, engine: Engine) -> StepSequence {
    let (old, new) = (source(old), source(new));
    // Both files are valid.
    let _ = (plan(&old), plan(&new));
    find_steps(&old, &new, engine).expect("valid files")
}

/// What a step is, in a word.
fn kinds(sequence: &StepSequence) -> Vec<&'static str> {
    let kind = |action: &StepAction| match action {
        StepAction::DeployIntermediate(file) if file.base == BaseTopology::Old => "old file",
        StepAction::DeployIntermediate(_) => "new file with",
        StepAction::DeployNew => "new file",
        StepAction::Run(_) => "command",
    };
    sequence.steps.iter().map(|step| kind(&step.action)).collect()
}

fn commands(sequence: &StepSequence) -> String {
    let lines = sequence.steps.iter().filter_map(|step| match &step.action {
        StepAction::Run(lines) => Some(lines.join("\n")),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn intermediate_files(sequence: &StepSequence) -> Vec<Value> {
    let files = sequence.steps.iter().filter_map(|step| match &step.action {
        StepAction::DeployIntermediate(file) => Some(SourceText::new("step.yaml", file.text.clone())),
        _ => None,
    });
    files.map(|file| file.parse().expect("YAML").to_json()).collect()
}

/// The codes of what a deployment refuses, and what it interrupts.
fn refusals(before: &ResolvedTopology, after: &ResolvedTopology, engine: Engine) -> BTreeSet<String> {
    let changes = compare_topologies(before, after);
    let of_engine = changes.consequences.iter().filter(|found| found.engines.contains(&engine));
    of_engine
        .filter(|found| found.code.is_some() || found.heading == Heading::Interrupts)
        .map(|found| format!("{}: {}", found.label, found.text))
        .collect()
}

/// Deploys files one after the other, and returns what is refused or interrupted.
fn deploy_files(old: &str, files: &[String], engine: Engine) -> BTreeSet<String> {
    let mut state = plan(&source(old));
    let mut found = BTreeSet::new();
    for file in files {
        let next = plan(&SourceText::new("step.yaml", file.clone()));
        found.extend(refusals(&state, &next, engine));
        state = deployed_topology(&state, &next, engine);
    }
    found
}

/// The whole texts of the files that are deployed.
fn deployed_files(sequence: &StepSequence, new: &str) -> Vec<String> {
    let file = |action: &StepAction| match action {
        StepAction::DeployIntermediate(file) => Some(file.text.clone()),
        StepAction::DeployNew => Some(format!("name: invoices\n{new}")),
        StepAction::Run(_) => None,
    };
    sequence.steps.iter().filter_map(|step| file(&step.action)).collect()
}

#[test]
fn a_private_path_comes_before_public_access_is_closed() {
    let storage = "storage: { name: stone, publicNetworkAccess: private }\n";
    let old = format!(
        "account: {{ name: di-one, subdomain: di-s, publicNetworkAccess: open }}\n{storage}privateEndpoints: {{ account: {{ enabled: false }} }}"
    );
    let new = format!(
        "account: {{ name: di-one, subdomain: di-s, publicNetworkAccess: private }}\n{storage}privateEndpoints: {{ account: {{ enabled: true }} }}"
    );
    for engine in Engine::ALL {
        let direct = deploy_files(&old, &[format!("name: invoices\n{new}")], engine);
        assert_eq!(direct.len(), 1, "{direct:?}");
        let sequence = steps_of(&old, &new, engine);
        assert_eq!(kinds(&sequence), ["new file with", "new file"]);
        let [file] = intermediate_files(&sequence).try_into().expect("one file");
        assert_eq!(file["account"]["publicNetworkAccess"], "open");
        assert_eq!(file["privateEndpoints"]["account"]["enabled"], true);
        assert!(deploy_files(&old, &deployed_files(&sequence, &new), engine).is_empty());
        assert!(sequence.by_hand.is_empty());
    }
}

#[test]
fn the_rules_of_the_old_file_stay_until_access_is_closed() {
    let old = "account: { name: di-one, subdomain: di-s, publicNetworkAccess: selected }\nstorage: { name: stone }\nnetwork: {}\n\
               allow: { addresses: [20.1.2.3], subnets: [workloads] }\n\
               privateEndpoints: { account: { enabled: false }, blob: { enabled: false } }";
    let new = format!("{ACCOUNT}storage: {{ name: stone, publicNetworkAccess: private }}\n");
    for engine in Engine::ALL {
        let sequence = steps_of(old, &new, engine);
        let files = intermediate_files(&sequence);
        assert_eq!(files.len(), 1, "{:?}", kinds(&sequence));
        assert_eq!(files[0]["account"]["publicNetworkAccess"], "selected");
        assert_eq!(files[0]["storage"]["publicNetworkAccess"], "selected", "both services close");
        assert_eq!(files[0]["allow"]["subnets"][0], "workloads");
        // The service endpoint goes with the rules, and no order avoids that.
        let found = deploy_files(old, &deployed_files(&sequence, &new), engine);
        assert!(found.iter().all(|text| text.contains("open TCP connections from the subnet")), "{found:?}");
    }
}

#[test]
fn a_lock_is_lifted_and_set_again() {
    let cases = [
        (format!("{ACCOUNT}{STORAGE}locks: [account]\n{GROUP}"), format!("{ACCOUNT}{STORAGE}locks: [account]\n")),
        (
            format!(
                "{ACCOUNT}storage: {{ name: stone, containers: [{{ name: one }}, {{ name: two }}] }}\nlocks: [storage]\n"
            ),
            format!("{ACCOUNT}storage: {{ name: stone, containers: [{{ name: one }}] }}\nlocks: [storage]\n"),
        ),
    ];
    for (old, new) in cases {
        let sequence = steps_of(&old, &new, Engine::Terraform);
        assert_eq!(kinds(&sequence), ["old file", "new file with", "new file"]);
        let files = intermediate_files(&sequence);
        assert!(files.iter().all(|file| file["locks"] == serde_json::json!([])));
        assert!(deploy_files(&old, &deployed_files(&sequence, &new), Engine::Terraform).is_empty());
        assert!(sequence.steps.iter().all(|step| step.breaks.is_empty()));
        // Resource Manager deletes nothing, so the lock refuses nothing of the deployment.
        assert!(steps_of(&old, &new, Engine::ResourceManager).steps.is_empty());
    }
}

#[test]
fn only_the_lock_that_refuses_something_is_lifted() {
    let old = format!("{ACCOUNT}{STORAGE}locks: [account, storage]\n{GROUP}");
    let new = format!("{ACCOUNT}{STORAGE}locks: [account, storage]\n");
    let files = intermediate_files(&steps_of(&old, &new, Engine::Terraform));
    assert!(files.iter().all(|file| file["locks"] == serde_json::json!(["storage"])), "{files:?}");
}

#[test]
fn encryption_returns_to_the_microsoft_managed_key_before_its_key_goes() {
    let vault = "keyVault: { name: kv-one, sku: premium }\n";
    for key in ["account", "storage"] {
        let old = format!("{ACCOUNT}{STORAGE}{vault}encryption: {{ {key}: {{}} }}\n");
        let new = format!("{ACCOUNT}{STORAGE}{vault}");
        for engine in Engine::ALL {
            let sequence = steps_of(&old, &new, engine);
            assert_eq!(kinds(&sequence), ["command", "new file"], "{key}");
            assert!(commands(&sequence).starts_with("di-gen runbook remove-cmk -f \"topology.yaml\""));
        }
        assert!(steps_of(&old, &new, Engine::Terraform).by_hand.is_empty());
    }
    // A Foundry resource cannot return.
    let foundry = "account: { name: di-one, subdomain: di-s, kind: AIServices }\n";
    let old = format!("{foundry}{STORAGE}{vault}encryption: {{ account: {{}} }}\n");
    let sequence = steps_of(&old, &format!("{foundry}{STORAGE}{vault}"), Engine::Terraform);
    assert!(sequence.steps.is_empty() && !sequence.by_hand.is_empty(), "{sequence:?}");
}

#[test]
fn another_key_is_used_before_the_old_one_is_gone() {
    let file = |key: &str| {
        format!(
            "{ACCOUNT}{STORAGE}keyVault: {{ name: kv-one, sku: premium }}\nencryption: {{ account: {{ name: {key} }} }}\n"
        )
    };
    let (old, new) = (file("cmk-one"), file("cmk-two"));
    let sequence = steps_of(&old, &new, Engine::Terraform);
    assert_eq!(kinds(&sequence), ["command", "new file"]);
    assert_eq!(
        commands(&sequence),
        "terraform state rm azurerm_key_vault_key.account_encryption_key azurerm_role_assignment.account_encryption_on_key"
    );
    assert!(sequence.steps.iter().all(|step| step.breaks.is_empty()));
    assert!(steps_of(&old, &new, Engine::ResourceManager).steps.is_empty(), "it leaves the old key");
}

#[test]
fn zones_go_to_policy_without_their_destruction() {
    let old = format!("{ACCOUNT}{STORAGE}");
    let new = format!("{ACCOUNT}{STORAGE}dns: {{ zones: policy }}\n");
    let sequence = steps_of(&old, &new, Engine::Terraform);
    assert_eq!(kinds(&sequence), ["command", "new file"]);
    // Every zone and link of the old file, and nothing else.
    let forgotten: BTreeSet<String> = commands(&sequence).split(' ').skip(3).map(ToOwned::to_owned).collect();
    let topology = plan(&source(&old));
    let kind = |symbol: &str| topology.resources.iter().filter(|resource| resource.symbol.as_str() == symbol).count();
    assert_eq!(forgotten.len(), 4);
    assert!(forgotten.iter().all(|address| address.starts_with("azurerm_private_dns_zone")), "{forgotten:?}");
    assert_eq!(kind("account"), 1);
    assert!(sequence.by_hand.is_empty());
    assert!(steps_of(&old, &new, Engine::ResourceManager).steps.is_empty(), "it leaves the zones");
}

#[test]
fn what_resource_manager_does_not_change_is_deleted_first() {
    let endpoint = |address: &str| {
        format!(
            "{ACCOUNT}{STORAGE}network: {{ addressSpace: [10.0.0.0/24] }}\nprivateEndpoints: {{ account: {{ addresses: [{address}] }} }}\n"
        )
    };
    let sequence = steps_of(&endpoint("10.0.0.10"), &endpoint("10.0.0.11"), Engine::ResourceManager);
    assert_eq!(kinds(&sequence), ["command", "new file"]);
    assert!(commands(&sequence).contains("/providers/Microsoft.Network/privateEndpoints/pep-di-one\""));
    // The private path cannot stay, and the step says so.
    let broken: Vec<&str> = sequence.steps[0].breaks.iter().map(|broken| broken.path.as_str()).collect();
    assert_eq!(broken, ["subnet workloads reaches account"]);
    assert!(!sequence.steps[0].reason.is_empty());
    assert!(sequence.steps[1].breaks.is_empty());
    assert!(sequence.by_hand.is_empty());

    let bastion =
        |sku: &str| format!("{ACCOUNT}{STORAGE}testMachine: {{ adminUsername: forms, bastion: {{ sku: {sku} }} }}\n");
    let sequence = steps_of(&bastion("Standard"), &bastion("Basic"), Engine::ResourceManager);
    assert_eq!(kinds(&sequence), ["command", "new file"]);
    assert!(commands(&sequence).contains("/providers/Microsoft.Network/bastionHosts/bas-invoices-dev\""));
    assert!(sequence.steps.iter().all(|step| step.breaks.is_empty()));
}

#[test]
fn a_subnet_is_emptied_before_it_leaves() {
    let old = format!("{ACCOUNT}{STORAGE}testMachine: {{ adminUsername: forms }}\n");
    let new = format!("{ACCOUNT}{STORAGE}");
    let sequence = steps_of(&old, &new, Engine::ResourceManager);
    assert_eq!(kinds(&sequence), ["command", "new file"]);
    let commands = commands(&sequence);
    let position = |part: &str| commands.find(part).unwrap_or_else(|| panic!("{part}: {commands}"));
    assert!(position("virtualMachines/vm-invoices-dev") < position("networkInterfaces/nic-vm-invoices-dev"));
    assert!(position("bastionHosts/bas-invoices-dev") < position("subnets/AzureBastionSubnet"));
    assert!(position("networkInterfaces/nic-vm-invoices-dev") < position("subnets/snet-test"));
    // Terraform deletes what it manages in its order.
    assert!(steps_of(&old, &new, Engine::Terraform).steps.is_empty());
}

#[test]
fn a_subnet_for_other_workloads_is_looked_at_before_it_leaves() {
    let network = |workloads: &str| {
        format!(
            "{ACCOUNT}{STORAGE}network:\n  addressSpace: [10.0.0.0/22]\n  subnets: {{ endpoints: {{ prefix: 10.0.0.0/26 }}, workloads: [{workloads}] }}\n"
        )
    };
    let one = "{ name: snet-a, prefix: 10.0.1.0/24 }";
    let old = network(&format!("{one}, {{ name: snet-b, prefix: 10.0.2.0/24 }}"));
    for engine in Engine::ALL {
        let sequence = steps_of(&old, &network(one), engine);
        assert_eq!(kinds(&sequence), ["command", "new file"]);
        let commands = commands(&sequence);
        assert!(commands.contains("/subnets/snet-b\"") && !commands.contains("delete"), "{commands}");
        assert!(sequence.by_hand.is_empty());
    }
}

#[test]
fn an_old_role_assignment_is_removed_before_the_new_one() {
    let new = format!("{ACCOUNT}{STORAGE}{}", GROUP.replace("group", "user"));
    let sequence = steps_of(&format!("{ACCOUNT}{STORAGE}{GROUP}"), &new, Engine::ResourceManager);
    assert_eq!(kinds(&sequence), ["command", "new file"]);
    let commands = commands(&sequence);
    assert!(commands.starts_with(
        "az role assignment delete --assignee 00000000-0000-0000-0000-0000000000a1 --role a97b65f3-24c7-4388-baec-2e87135dc908 --scope "
    ));
    assert!(sequence.by_hand.is_empty());
}

#[test]
fn roles_come_before_keys_are_disabled() {
    let vault = "keyVault: { name: kv-one }\n";
    let old = format!(
        "account: {{ name: di-one, subdomain: di-s, localAuth: true }}\n{STORAGE}{vault}clients: [{{ name: app, type: accountKey }}]\n"
    );
    let new = format!("{ACCOUNT}{STORAGE}{vault}{GROUP}");
    for engine in Engine::ALL {
        let sequence = steps_of(&old, &new, engine);
        assert_eq!(kinds(&sequence), ["new file with", "new file"]);
        let [file] = intermediate_files(&sequence).try_into().expect("one file");
        assert_eq!(file["account"]["localAuth"], true);
        assert_eq!(file["clients"][0]["roles"].as_array().map(Vec::len), Some(1), "no role that reads the key");
        assert!(sequence.steps.iter().all(|step| step.breaks.is_empty()));
    }
    // A client that has nothing but the key stops working in any order.
    let unchanged = old.replace(", localAuth: true", "");
    let sequence = steps_of(&old, &unchanged, Engine::Terraform);
    assert!(sequence.steps.is_empty() && sequence.by_hand.len() == 1);
}

#[test]
fn what_no_order_avoids_is_by_hand() {
    let base = format!("{ACCOUNT}{STORAGE}");
    let cases = [
        (format!("{base}location: westeurope\n"), format!("{base}location: northeurope\n")),
        (base.clone(), base.replace("subdomain: di-s", "subdomain: di-t")),
        (base.clone(), base.replace("subdomain: di-s", "subdomain: di-s, kind: CognitiveServices")),
    ];
    for (old, new) in cases {
        let sequence = steps_of(&old, &new, Engine::ResourceManager);
        assert!(sequence.steps.is_empty(), "{new}: {:?}", kinds(&sequence));
        assert!(!sequence.by_hand.is_empty(), "{new}");
    }
}

#[test]
fn a_change_that_needs_no_steps_has_none() {
    let base = format!("{ACCOUNT}{STORAGE}");
    let cases = [
        (base.clone(), base.clone()),
        (base.clone(), format!("{base}{GROUP}")),
        (base.clone(), format!("{base}tags: {{ owner: team }}\n")),
        (base.clone(), format!("{base}locks: [account]\n")),
        (format!("{base}locks: [account]\n"), base),
    ];
    for (old, new) in cases {
        for engine in Engine::ALL {
            let sequence = steps_of(&old, &new, engine);
            assert!(sequence.steps.is_empty() && sequence.by_hand.is_empty(), "{new}: {sequence:?}");
        }
    }
}

/// What exists after every step, without the help of the program where a step deletes or forgets: the resources that its
/// commands name.
fn states(old: &ResolvedTopology, new: &ResolvedTopology, sequence: &StepSequence) -> Vec<ResolvedTopology> {
    let mut state = old.clone();
    let after = |action: &StepAction, state: &ResolvedTopology| match action {
        StepAction::DeployIntermediate(file) => {
            deployed_topology(state, &plan(&SourceText::new("step.yaml", file.text.clone())), sequence.engine)
        }
        StepAction::DeployNew => deployed_topology(state, new, sequence.engine),
        StepAction::Run(lines) => {
            let mut state = state.clone();
            let commands: Vec<&String> = lines.iter().filter(|line| line.starts_with("az resource delete")).collect();
            let is_deleted = |name: &Expr| match name {
                Expr::String(name) => commands.iter().any(|line| line.contains(&format!("/{name}\""))),
                _ => false,
            };
            let deleted: Vec<_> =
                state.resources.iter().filter(|one| is_deleted(&one.name)).map(|one| one.symbol.clone()).collect();
            assert_eq!(deleted.len(), commands.len(), "{commands:?}");
            state.resources.retain(|resource| {
                !deleted.contains(&resource.symbol)
                    && !resource.parent.as_ref().is_some_and(|parent| deleted.contains(parent))
            });
            state
        }
    };
    let mut all = Vec::new();
    for step in &sequence.steps {
        state = after(&step.action, &state);
        all.push(state.clone());
    }
    all
}

/// Access paths that a step denies or allows although both files do the opposite, and that it does not name.
fn unnamed_breaks(old: &ResolvedTopology, new: &ResolvedTopology, sequence: &StepSequence) -> Vec<String> {
    let mut found = Vec::new();
    let verdict = |analysis: &AccessAnalysis<'_>, path: &EvaluatedPath| {
        let evaluated = analysis.evaluate_path(&path.actor, path.from.as_ref(), path.operation, &path.target);
        evaluated.map_or(Verdict::Denied, |path| path.verdict())
    };
    let (before, after) = (AccessAnalysis::new(old), AccessAnalysis::new(new));
    for (index, state) in states(old, new, sequence).iter().enumerate() {
        let analysis = AccessAnalysis::new(state);
        for path in before.all_paths().iter().chain(&after.all_paths()).chain(&analysis.all_paths()) {
            let both = [verdict(&before, path), verdict(&after, path)];
            let now = verdict(&analysis, path);
            let breaks = (both == [Verdict::Allowed; 2] && now != Verdict::Allowed)
                || (both == [Verdict::Denied; 2] && now != Verdict::Denied);
            let is_named = sequence.steps[index].breaks.iter().any(|broken| broken.path == path.to_string());
            if breaks && !is_named {
                found.push(format!("step {}: {path} is {now}, and {both:?} in the files", index + 1));
            }
        }
    }
    found
}

#[test]
fn after_every_step_each_access_path_is_as_in_one_of_the_files() {
    let open = "account: { name: di-one, subdomain: di-s, publicNetworkAccess: open }\n";
    let private = format!("{ACCOUNT}{STORAGE}");
    let address = |address: &str| {
        format!(
            "{private}network: {{ addressSpace: [10.0.0.0/24] }}\nprivateEndpoints: {{ account: {{ addresses: [{address}] }} }}\n"
        )
    };
    let pairs = [
        (format!("{open}{STORAGE}privateEndpoints: {{ account: {{ enabled: false }} }}\n"), private.clone()),
        (
            format!(
                "{open}{STORAGE}privateEndpoints: {{ account: {{ enabled: false }}, blob: {{ enabled: false }} }}\nlocks: [account]\n{GROUP}"
            ),
            format!("{private}locks: [account]\n"),
        ),
        (address("10.0.0.10"), address("10.0.0.11")),
        (format!("{private}testMachine: {{ adminUsername: forms }}\n"), private.clone()),
        (format!("{private}locks: [account, storage]\n{GROUP}"), format!("{private}locks: [account, storage]\n")),
        (private.clone(), format!("{private}dns: {{ zones: policy }}\n")),
    ];
    for (old, new) in pairs {
        for engine in Engine::ALL {
            let sequence = steps_of(&old, &new, engine);
            let found = unnamed_breaks(&plan(&source(&old)), &plan(&source(&new)), &sequence);
            assert!(found.is_empty(), "{engine:?}\n{old}\n{new}\n{}", found.join("\n"));
        }
    }
}

#[test]
fn patterns_combine() {
    let old = format!(
        "account: {{ name: di-one, subdomain: di-s, publicNetworkAccess: open }}\n{STORAGE}privateEndpoints: {{ account: {{ enabled: false }} }}\nlocks: [account]\n{GROUP}"
    );
    let new = format!("{ACCOUNT}{STORAGE}locks: [account]\n");
    let sequence = steps_of(&old, &new, Engine::Terraform);
    assert_eq!(kinds(&sequence), ["old file", "new file with", "new file"]);
    let files = intermediate_files(&sequence);
    assert_eq!(files[1]["locks"], serde_json::json!([]));
    assert_eq!(files[1]["account"]["publicNetworkAccess"], "open");
    assert!(deploy_files(&old, &deployed_files(&sequence, &new), Engine::Terraform).is_empty());
}

/// The edits of `tests/changes` whose expectation names steps: the old and the new file, and the expectation.
fn edits_with_steps() -> Vec<(String, Value)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    let mut edits: Vec<(String, Value)> = std::fs::read_dir(folder)
        .expect("the edits")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("an edit");
            (name.clone(), SourceText::new(name, text).parse().expect("YAML").to_json())
        })
        .filter(|(_, edit)| edit.get("steps").is_some())
        .collect();
    edits.sort_by(|one, other| one.0.cmp(&other.0));
    edits
}

#[test]
fn every_edit_takes_the_steps_that_its_expectation_names() {
    let edits = edits_with_steps();
    assert!(edits.len() > 10);
    let mut wrong = Vec::new();
    for (name, edit) in edits {
        let file = |key: &str| {
            let mut topology = edit[key].clone();
            topology["name"] = Value::from("invoices");
            SourceText::new(key, topology.to_string())
        };
        let expected = &edit["steps"];
        for (engine, key) in [(Engine::ResourceManager, "resourceManager"), (Engine::Terraform, "terraform")] {
            let sequence = find_steps(&file("old"), &file("new"), engine).expect("valid files");
            let count = expected.get(key).or_else(|| expected.get("both")).and_then(Value::as_u64);
            if let Some(count) = count
                && (sequence.steps.len() as u64 != count || !sequence.by_hand.is_empty())
            {
                wrong.push(format!("{name}: {key}: {:?}, and not {count}: {:?}", kinds(&sequence), sequence.by_hand));
            }
            // The data of another storage account is moved by hand; its endpoint, which has the old name, is deleted first.
            let deletes_endpoint = name == "13-storage-name" && engine == Engine::ResourceManager;
            if expected["byHand"] == true && sequence.steps.is_empty() == deletes_endpoint {
                wrong.push(format!("{name}: {key}: {:?}, and not by hand", kinds(&sequence)));
            }
            let found = unnamed_breaks(&plan(&file("old")), &plan(&file("new")), &sequence);
            wrong.extend(found.into_iter().map(|broken| format!("{name}: {key}: {broken}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_step_says_what_it_does_and_how_to_check_it() {
    let all = stories();
    let mut with_steps = 0;
    for pair in all.windows(2) {
        let (old, new) = (SourceText::new("old", pair[0].text.clone()), SourceText::new("new", pair[1].text.clone()));
        for engine in Engine::ALL {
            let Some(sequence) = find_steps(&old, &new, engine) else { continue };
            assert_eq!(find_steps(&old, &new, engine), Some(sequence.clone()), "{} {}", pair[0].name, pair[1].name);
            with_steps += usize::from(!sequence.steps.is_empty());
            if let Some(last) = sequence.steps.last() {
                assert_eq!(last.action, StepAction::DeployNew);
            }
            for step in &sequence.steps {
                assert!(!step.purpose.is_empty() && !step.check.is_empty() && !step.facts.is_empty(), "{step:?}");
                assert_eq!(step.breaks.is_empty() && step.interrupts.is_empty(), step.reason.is_empty(), "{step:?}");
                if let StepAction::DeployIntermediate(file) = &step.action {
                    plan(&SourceText::new("step.yaml", file.text.clone()));
                }
            }
        }
    }
    assert!(with_steps > 0);
}

#[test]
fn a_value_that_is_written_as_yaml_is_read_as_the_same() {
    for story in many() {
        let value = story.document();
        let text = write_yaml(&value);
        let read = SourceText::new("written.yaml", text.clone()).parse().expect("YAML").to_json();
        assert_eq!(read, value, "{}\n{text}", story.name);
    }
}

#[test]
fn the_reports_contain_the_whole_file_and_the_languages_asked_for() {
    let old = format!("name: invoices\n{ACCOUNT}{STORAGE}locks: [account]\n{GROUP}");
    let new = format!("name: invoices\n{ACCOUNT}{STORAGE}locks: [account]\n");
    let run = |arguments: &str| {
        let run = Run::new(&format!("diff old.yaml new.yaml --steps {arguments}"));
        run.file("old.yaml", &old).file("new.yaml", &new).run().ends(0).out()
    };
    let json: Value = serde_json::from_str(&run("--format json")).expect("JSON");
    assert!(json["resources"].is_array(), "today's fields stay");
    assert_eq!(json["steps"]["bicep"], json["steps"]["arm"]);
    let terraform = &json["steps"]["terraform"]["steps"];
    assert_eq!(terraform[0]["deploy"], "intermediate");
    assert_eq!(terraform[0]["base"], "old");
    assert_eq!(terraform[0]["keys"]["locks"], serde_json::json!([]));
    assert_eq!(terraform[2]["deploy"], "new");
    let file = terraform[1]["file"].as_str().expect("a file");
    for format in ["text", "markdown"] {
        let text = run(&format!("--format {format}"));
        assert!(text.contains("Check: "));
        for line in file.lines() {
            assert!(text.contains(line), "{line}\n{text}");
        }
        let bicep = run(&format!("--format {format} --language bicep"));
        assert!(!bicep.contains("Terraform") && bicep.contains("One deployment of the new file is enough"), "{bicep}");
    }
    let sequences: Vec<StepSequence> = Vec::new();
    assert!(steps::render_text(&sequences, &ReportedLanguages::default()).is_empty());
}

/// A network has one link to zones of a name (articles/dns/private-dns-virtual-network-links.md, 2019-09-24): the old links
/// are deleted before those in the zones of the hub are created.
#[test]
fn links_of_own_zones_are_deleted_before_those_of_the_hub() {
    let zone = |name: &str| {
        format!(
            "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/{name}"
        )
    };
    let old = format!("subscription: 00000000-0000-0000-0000-000000000001\n{ACCOUNT}{STORAGE}");
    let new = format!(
        "{old}dns: {{ zones: existing, ids: {{ cognitiveServices: {}, blob: {} }} }}\n",
        zone("privatelink.cognitiveservices.azure.com"),
        zone("privatelink.blob.core.windows.net")
    );
    let sequence = steps_of(&old, &new, Engine::ResourceManager);
    assert!(sequence.by_hand.is_empty(), "{:#?}", sequence.by_hand);
    let commands = commands(&sequence);
    assert!(commands.contains("/virtualNetworkLinks/") && commands.contains("/privateDnsZoneGroups/"), "{commands}");
    // The last step ends what an earlier one breaks.
    let text = steps::render_text(std::slice::from_ref(&sequence), &ReportedLanguages::default());
    let last = sequence.steps.last().expect("steps");
    assert!(last.breaks.is_empty(), "{last:#?}");
    let of_last = text.rsplit("Deploy the new file").next().expect("the last step");
    assert!(!of_last.contains("until the next steps"), "{text}");
}
