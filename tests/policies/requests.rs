//! The requests that each output leads to, from the output alone.
//!
//! Bicep and ARM send one request for each resource, with all that is written inside it. Terraform sends one for each block,
//! and for some blocks another one, as the source of azurerm has it (commit 69697b7fe6 of 2026-08-21, and for
//! associations `internal/services/network/subnet_*_association_resource.go`, commit 033f40eb3a).

use serde_json::{Value, json};

use crate::support::{
    facts::{Step, kind_in},
    read_back::Output,
};

/// A request, as a policy sees it: for a request that changes something, with what exists.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) kind: String,
    /// The canonical ID of the resource.
    pub(super) id: String,
    pub(super) body: Value,
    /// The arguments of the block, in Terraform.
    pub(super) arguments: Value,
}

impl Seen {
    /// The last part of the name.
    pub(super) fn name(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// A value below `properties`.
    pub(super) fn at(&self, path: &str) -> &Value {
        value_at(&self.body["properties"], path)
    }

    pub(super) fn has(&self, path: &str) -> bool {
        !self.at(path).is_null()
    }

    pub(super) fn is(&self, path: &str, word: &str) -> bool {
        is_word(self.at(path), word)
    }

    pub(super) fn is_true(&self, path: &str) -> bool {
        *self.at(path) == json!(true)
    }

    pub(super) fn list(&self, path: &str) -> &[Value] {
        self.at(path).as_array().map_or(&[], Vec::as_slice)
    }
}

/// A value at a path of names with dots; null if there is none.
pub(super) fn value_at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, name| &value[name])
}

/// Policies compare words without regard to case.
pub(super) fn is_word(value: &Value, word: &str) -> bool {
    value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word))
}

/// Every request of an output.
pub(super) fn of_output(output: &Output) -> Vec<Seen> {
    let steps = output.deployed.steps.values();
    if output.language.is_terraform() {
        return steps.flat_map(|step| of_block(step, output)).collect();
    }
    steps.flat_map(|step| step.writes.iter().map(|(id, body)| seen(id, body.clone(), Value::Null))).collect()
}

fn seen(id: &str, body: Value, arguments: Value) -> Seen {
    Seen { kind: kind_in(id), id: id.to_owned(), body, arguments }
}

/// The requests of a block of Terraform.
fn of_block(step: &Step, output: &Output) -> Vec<Seen> {
    let Some((block, arguments)) = &step.block else { return Vec::new() };
    let written = || step.writes.iter().map(|(id, body)| seen(id, body.clone(), arguments.clone()));
    match block.as_str() {
        // One request, with the subnets inside.
        "azurerm_virtual_network" => {
            let (networks, subnets): (Vec<Seen>, Vec<Seen>) =
                written().partition(|request| request.kind == "Microsoft.Network/virtualNetworks");
            let mut network = networks.into_iter().next().expect("a network");
            let inside = subnets.into_iter().map(|subnet| {
                let mut body = subnet.body.clone();
                body["name"] = json!(subnet.name());
                body
            });
            network.body["properties"]["subnets"] = inside.collect();
            vec![network]
        }
        // The group is written with the subnet in azurerm 5 only; in azurerm 4 the association follows.
        "azurerm_subnet" => {
            assert!(arguments["network_security_group_id_wo"].is_null() || output.language.to_string().contains('5'));
            written().collect()
        }
        // The properties of the blob service follow with a request of their own, if there are any.
        "azurerm_storage_account" => {
            let without = arguments["blob_properties"].is_null();
            let mut requests: Vec<Seen> =
                written().filter(|request| !(without && request.kind.ends_with("/blobServices"))).collect();
            // With a key of its own, the request names all four services (`expandAccountCustomerManagedKey`, 69697b7fe6).
            if !arguments["customer_managed_key"].is_null() {
                requests.iter_mut().filter(|one| one.kind.ends_with("/storageAccounts")).for_each(add_services);
            }
            requests
        }
        // The subnet, the gateway or the interface is read, and written as it is with one reference more.
        "azurerm_subnet_network_security_group_association"
        | "azurerm_subnet_nat_gateway_association"
        | "azurerm_network_interface_security_group_association"
        | "azurerm_nat_gateway_public_ip_association" => again(step, output, |_| {}),
        // PATCH: Resource Manager judges it together with what exists; Azure has added the encryption of the services that
        // always have a key of the account.
        "azurerm_cognitive_account_customer_managed_key" => again(step, output, |_| {}),
        "azurerm_storage_account_customer_managed_key" => again(step, output, encrypt_blobs_and_files),
        _ => written().collect(),
    }
}

fn add_services(request: &mut Seen) {
    encrypt_blobs_and_files(&mut request.body);
}

fn encrypt_blobs_and_files(body: &mut Value) {
    for service in ["blob", "file"] {
        body["properties"]["encryption"]["services"][service] = json!({ "enabled": true, "keyType": "Account" });
    }
}

/// A second request for what another block has created.
fn again(step: &Step, output: &Output, change: impl Fn(&mut Value)) -> Vec<Seen> {
    let whole = |id: &String| {
        let mut body = output.body(id).unwrap_or_else(|| panic!("{id} is not deployed")).clone();
        change(&mut body);
        seen(id, body, Value::Null)
    };
    step.writes.keys().map(whole).collect()
}
