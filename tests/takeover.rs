//! `adopt --terraform`: the blocks with which Terraform takes over what exists.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::structure::{Block, Body};
use serde_json::{Value, json};

use crate::{cli::Run, support::hcl};

const STATES: [(&str, &str); 3] = [
    ("minimal", include_str!("existing/terraform/minimal/state.json")),
    ("entra-only", include_str!("existing/terraform/entra-only/state.json")),
    ("tutorial", include_str!("existing/terraform/tutorial/state.json")),
];

/// The resources of the root module of a state.
fn managed(state: &Value) -> Vec<&Value> {
    let resources = state["values"]["root_module"]["resources"].as_array().expect("resources");
    resources.iter().filter(|resource| resource["mode"] == "managed").collect()
}

fn take_over(state: &str) -> Run {
    let run = Run::new("adopt state.json --terraform -o out").file("state.json", state);
    run.run().ends(0);
    run
}

/// The blocks of one kind, in all files.
fn blocks(run: &Run, kind: &str) -> Vec<Block> {
    let files = run
        .files("out")
        .into_iter()
        .filter(|name| std::path::Path::new(name).extension().is_some_and(|ending| ending == "tf"));
    let bodies = files.map(|name| run.read(&format!("out/{name}")).parse::<Body>().expect("HCL"));
    bodies
        .flat_map(|body| body.into_blocks().filter(|block| block.ident.as_str() == kind).collect::<Vec<_>>())
        .collect()
}

/// An argument of a block, as it is written.
fn argument(block: &Block, name: &str) -> String {
    block.body.get_attribute(name).expect("an argument").value.to_string().trim().to_owned()
}

/// The addresses of the code.
fn addresses(run: &Run) -> BTreeSet<String> {
    let label = |block: &Block, index: usize| block.labels[index].as_str().to_owned();
    blocks(run, "resource").iter().map(|block| format!("{}.{}", label(block, 0), label(block, 1))).collect()
}

fn imports(run: &Run) -> BTreeMap<String, String> {
    let text = |id: String| hcl::evaluate(&id, &serde_json::Map::new()).as_str().expect("a text").to_owned();
    blocks(run, "import").iter().map(|block| (argument(block, "to"), text(argument(block, "id")))).collect()
}

fn removed(run: &Run) -> BTreeSet<String> {
    let blocks = blocks(run, "removed");
    for block in &blocks {
        let lifecycle = block.body.get_blocks("lifecycle").next().expect("a lifecycle");
        assert_eq!(argument(lifecycle, "destroy"), "false");
    }
    blocks.iter().map(|block| argument(block, "from")).collect()
}

/// Without the key of an instance.
fn block_address(address: &str) -> String {
    address.split('[').next().expect("an address").to_owned()
}

#[test]
fn every_address_of_the_state_is_in_the_code_or_forgotten() {
    for (name, state) in STATES {
        let run = take_over(state);
        let (code, removed) = (addresses(&run), removed(&run));
        let state: Value = serde_json::from_str(state).expect("a state");
        let old: BTreeSet<String> =
            managed(&state).iter().map(|one| block_address(one["address"].as_str().expect("an address"))).collect();
        assert_eq!(removed, old.difference(&code).cloned().collect(), "{name}");
    }
}

/// The ID of an import is the one that azurerm has in its state, for a resource of the same type.
#[test]
fn every_resource_of_the_code_is_imported_by_the_id_of_the_state() {
    for (name, state) in STATES {
        let run = take_over(state);
        let imports = imports(&run);
        assert_eq!(imports.keys().cloned().collect::<BTreeSet<_>>(), addresses(&run), "{name}: nothing is created");
        let state: Value = serde_json::from_str(state).expect("a state");
        for (address, id) in imports {
            let kind = address.split('.').next();
            let is_it = |one: &&Value| {
                one["type"].as_str() == kind
                    && one["values"]["id"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(&id))
            };
            assert!(managed(&state).iter().any(is_it), "{name}: {address} {id}");
        }
    }
}

/// An `import` block changes no mark of the state: Terraform would replace what is tainted, and destroy what is deposed.
#[test]
fn marks_of_the_state_stop_a_take_over() {
    let old: Value = serde_json::from_str(STATES[0].1).expect("a state");
    let marked = |mark: &dyn Fn(&mut Vec<Value>)| {
        let mut state = old.clone();
        mark(state["values"]["root_module"]["resources"].as_array_mut().expect("resources"));
        let run = Run::new("adopt state.json --terraform -o out").file("state.json", state.to_string());
        let ended = run.run();
        assert_eq!((ended.code(), run.files("out").len()), (1, 0), "{}", ended.err());
        ended.err()
    };
    let is_storage = |one: &&mut Value| one["type"] == "azurerm_storage_account";
    let tainted = marked(&|all| all.iter_mut().find(is_storage).expect("storage")["tainted"] = json!(true));
    assert!(tainted.contains("run `terraform untaint azurerm_storage_account.storage_account` first"), "{tainted}");
    let deposed = marked(&|all| {
        let mut other = all.iter_mut().find(is_storage).expect("storage").clone();
        other["deposed_key"] = json!("0123abcd");
        all.push(other);
    });
    assert!(deposed.contains("Deleted\n  azurerm_storage_account.storage_account: "), "{deposed}");
}

/// A state with modules, instances and resources of other types.
#[test]
fn keys_of_modules_and_instances_are_not_in_an_address() {
    let mut state: Value = serde_json::from_str(STATES[2].1).expect("a state");
    let resources = state["values"]["root_module"]["resources"].take();
    let resources: Vec<Value> = resources.as_array().expect("resources").clone();
    let in_module = resources.into_iter().map(|mut resource| {
        let address = resource["address"].as_str().expect("an address").to_owned();
        resource["address"] = json!(format!("module.a[\"x.y]\"].module.b[0].{address}"));
        resource
    });
    state["values"]["root_module"]["resources"] = json!([{ "address": "random_pet.a[\"b\"]", "mode": "managed", "type": "random_pet", "name": "a", "values": {} }]);
    let inner = json!({ "address": "module.a[\"x.y]\"].module.b[0]", "resources": in_module.collect::<Vec<_>>() });
    state["values"]["root_module"]["child_modules"] =
        json!([{ "address": "module.a[\"x.y]\"]", "child_modules": [inner] }]);
    let removed = removed(&take_over(&state.to_string()));
    assert!(removed.contains("random_pet.a"), "{removed:?}");
    assert!(removed.contains("module.a.module.b.azurerm_storage_account_network_rules.data"), "{removed:?}");
    assert!(removed.iter().all(|address| !address.contains('[')), "{removed:?}");
}

#[test]
fn nothing_of_an_address_becomes_code() {
    for address in
        ["azurerm_subnet.a\n}\nresource \"azurerm_x\" \"y\" {", "azurerm_subnet.${file(\"x\")}", "azurerm_subnet.a # b"]
    {
        let mut state: Value = serde_json::from_str(STATES[0].1).expect("a state");
        state["values"]["root_module"]["resources"][1]["address"] = json!("azurerm_cognitive_account.account");
        let other = json!({ "address": address, "mode": "managed", "type": "random_pet", "name": "a", "values": {} });
        state["values"]["root_module"]["resources"].as_array_mut().expect("resources").push(other);
        let run = Run::new("adopt state.json --terraform -o out").file("state.json", state.to_string());
        run.run()
            .ends(2)
            .says("`/values/root_module/resources/18`")
            .says("this address is none that Terraform accepts");
        assert!(run.files("out").is_empty());
    }
}

/// The state has something else at an address of the new code: an apply would replace it.
#[test]
fn an_address_that_is_taken_by_another_resource_is_refused() {
    let mut state: Value = serde_json::from_str(STATES[0].1).expect("a state");
    let resources = state["values"]["root_module"]["resources"].as_array_mut().expect("resources");
    let is_it = |one: &&mut Value| one["address"] == "azurerm_network_security_group.workloads_nsg";
    let group = resources.iter_mut().find(is_it).expect("a group");
    let mut other = group.clone();
    group["address"] = json!("azurerm_network_security_group.apps");
    let id = group["values"]["id"].as_str().expect("an ID").replace("nsg-workloads", "nsg-other");
    (other["values"]["id"], other["values"]["name"]) = (json!(id), json!("nsg-other-invoices-dev"));
    resources.push(other);
    let run = Run::new("adopt state.json --terraform -o out").file("state.json", state.to_string());
    let ended = run.run().ends(1).silent();
    let line = "  azurerm_network_security_group.workloads_nsg: the new code has its address for";
    assert!(ended.err().contains(line), "{}", ended.err());
    assert!(run.files("out").is_empty());
}

#[test]
fn a_topology_file_that_exists_is_not_overwritten() {
    let run = Run::new("adopt state.json --terraform -o out").file("state.json", STATES[0].1);
    let run = run.file("out/di-gen.yaml", "name: other\n");
    run.run().ends(2).says("di-gen.yaml exists");
    assert_eq!(run.read("out/di-gen.yaml"), "name: other\n");
    assert_eq!(run.files("out"), ["di-gen.yaml"]);
}

#[test]
fn the_major_version_of_azurerm_can_be_selected() {
    for (option, version) in [("", "< 6.0"), ("--azurerm 4", "< 5.0"), ("--azurerm 5", "< 6.0")] {
        let run = Run::new(&format!("adopt state.json --terraform {option} -o out")).file("state.json", STATES[0].1);
        run.run().ends(0);
        let is_code = |name: &String| std::path::Path::new(name).extension().is_some_and(|ending| ending == "tf");
        let files = run.files("out").into_iter().filter(is_code);
        let code = files.map(|name| run.read(&format!("out/{name}"))).collect::<String>();
        assert!(code.contains(&format!("{version}\"")), "{option}");
    }
    let run = Run::new("adopt state.json --bicep --azurerm 5").file("state.json", STATES[0].1);
    run.run().ends(2);
}

/// The names and what belongs to them exist: notes about a first deployment of new ones are no news.
#[test]
fn notes_about_new_names_are_not_printed() {
    let run = Run::new("adopt state.json --terraform -o out").file("state.json", STATES[0].1);
    let err = run.run().ends(0).err();
    assert!(!err.contains("DI0901") && !err.contains("DI0902"), "{err}");
}

/// An error of `adopt` is not one of `drift`.
#[test]
fn an_unknown_place_is_reported_by_the_command() {
    for (command, own) in
        [("adopt state.json --terraform", "di-gen adopt"), ("drift --existing state.json", "di-gen drift")]
    {
        let run = Run::new(&format!("{command} -f di-gen.yaml")).file("state.json", STATES[0].1);
        let err = run.file("di-gen.yaml", "name: other\n").run().ends(2).err();
        assert!(err.contains("has the type and name of one of the topology"), "{err}");
        assert!(err.contains(own), "{err}");
    }
}
