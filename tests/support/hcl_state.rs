//! Evaluates a Terraform module into the state that azurerm has after an apply: `terraform show -json`.
//!
//! What is written is evaluated from the text with `hcl`; which attributes and blocks a resource has is from the schemas of the
//! provider (`tests/terraform/schemas.json`); IDs are those that azurerm composes. Values that Azure determines are made up: each
//! is another one, and the same in every evaluation.

use std::sync::LazyLock;

use di_gen::{catalog::clouds::CloudFacts, topology::AzurermMajor};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::azure_functions::text;
use super::azurerm_services::ROLES;
use super::facts::{LOCATION, TARGET, property_of};
use super::hcl::{Module, address_of};

static SCHEMAS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../terraform/schemas.json")).expect("schemas"));

/// What azurerm has in its state for arguments that are not set: `tests/terraform/defaults.json`, by type.
static DEFAULTS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../terraform/defaults.json")).expect("defaults"));

const TENANT: &str = "11111111-1111-1111-1111-111111111111";
const GROUP: &str = "rg-documents";

/// The subscription of a module that names none.
const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000001";

/// Evaluates the files of a root module into a state.
pub(crate) fn state_of(files: &[(String, String)], azurerm: AzurermMajor, cloud: &CloudFacts) -> Value {
    let module = Module::new(files, &json!({ "resource_group_name": "target" }));
    let subscription = module.variable("subscription_id");
    let subscription = Some(text(&subscription)).filter(|known| !known.starts_with("param:"));
    let subscription = subscription.unwrap_or(SUBSCRIPTION).to_owned();
    let major = if azurerm == AzurermMajor::V4 { "4" } else { "5" };
    let writer = StateWriter { module: &module, subscription, cloud, schemas: &SCHEMAS[major] };
    let resources = module.resources.keys().flat_map(|address| writer.resources(address));
    json!({
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": { "root_module": { "resources": resources.collect::<Vec<_>>() } },
    })
}

/// Arguments of a subnet that no state has, with the attributes that show them.
const WRITE_ONLY: [(&str, &str); 2] =
    [("network_security_group_id_wo", "network_security_group_id"), ("route_table_id_wo", "route_table_id")];

struct StateWriter<'a> {
    module: &'a Module,
    subscription: String,
    cloud: &'a CloudFacts,
    schemas: &'a Value,
}

impl StateWriter<'_> {
    fn resources(&self, address: &str) -> Vec<Value> {
        if let Some(data) = address.strip_prefix("data.") {
            return self.data(data).into_iter().collect();
        }
        let resource = |instance: String, names| {
            let (kind, name) = address.split_once('.').expect("an address");
            let schema = &self.schemas[kind];
            assert!(schema["id"].is_string(), "tests/terraform/schemas.json lacks {kind}");
            let written = self.module.block(&self.module.resources[address], &names).to_json();
            let id = self.module.id_of(kind, &instance);
            let mut values = self.real("", complete(schema, &written, &instance));
            set_defaults(&mut values, &DEFAULTS[kind]);
            self.assign(kind, &id, &written, &mut values);
            let index = instance.strip_prefix(address_of(&instance)).and_then(|rest| rest.strip_prefix('#'));
            let index = index.map_or(String::new(), |key| format!("[{key:?}]"));
            json!({
                "address": format!("{address}{index}"), "mode": "managed", "type": kind, "name": name,
                "provider_name": "registry.terraform.io/hashicorp/azurerm", "schema_version": 0,
                "sensitive_values": sensitive(schema, &values), "values": values,
            })
        };
        self.module.instances(address).into_iter().map(|(instance, names)| resource(instance, names)).collect()
    }

    fn data(&self, address: &str) -> Option<Value> {
        let (kind, name) = address.split_once('.').expect("an address");
        let names: &[&str] = match kind {
            "azurerm_resource_group" => &["id", "location", "name"],
            "azurerm_client_config" => &["client_id", "object_id", "subscription_id", "tenant_id"],
            _ => return None,
        };
        let value = |name: &&str| {
            let value = self.module.attribute(&format!("data.{address}"), name);
            ((*name).to_owned(), self.real(name, value))
        };
        let values: Map<String, Value> = names.iter().map(value).collect();
        Some(
            json!({ "address": format!("data.{address}"), "mode": "data", "type": kind, "name": name, "values": values }),
        )
    }

    /// The value that stands for a marker, in everything.
    fn real(&self, name: &str, value: Value) -> Value {
        match value {
            Value::String(text) => json!(self.real_text(name, &text)),
            Value::Array(items) => items.into_iter().map(|item| self.real(name, item)).collect(),
            Value::Object(fields) => {
                Value::Object(fields.into_iter().map(|(name, value)| (name.clone(), self.real(&name, value))).collect())
            }
            other => other,
        }
    }

    fn real_text(&self, name: &str, text: &str) -> String {
        if let Some(marker) = text.strip_prefix("prop:") {
            return self.reported(marker);
        }
        if text.starts_with("principal:") || text.starts_with("param:") {
            return guid(text);
        }
        assert!(!text.contains("prop:") && !text.contains("principal:"), "{name}: {text}");
        match text {
            "tenant" if name.ends_with("tenant_id") => TENANT.to_owned(),
            "subscription" if name == "subscription_id" => self.subscription.clone(),
            "target" if matches!(name, "resource_group_name" | "name") => GROUP.to_owned(),
            LOCATION => self.region().to_owned(),
            _ => {
                let group = format!("/subscriptions/{}/resourceGroups/{GROUP}", self.subscription);
                let text = text.replace(TARGET, &group);
                text.replace("/subscriptions/subscription", &format!("/subscriptions/{}", self.subscription))
            }
        }
    }

    /// A value that Azure determines: an address where it follows from the name, else a made-up one.
    fn reported(&self, marker: &str) -> String {
        let (id, path) = marker.rsplit_once(':').expect("an ID and a path");
        let name_from_end = |index: usize| id.rsplit('/').nth(index).unwrap_or_default();
        let key = |vault: &str, name: &str| self.key_uri(vault, name);
        match path {
            "properties.vaultUri" => self.vault_uri(name_from_end(0)),
            "properties.keyUri" => key(name_from_end(1), name_from_end(0)),
            "properties.keyUriWithVersion" | "properties.keyUriOfFirstVersion" => {
                format!("{}/{}", key(name_from_end(1), name_from_end(0)), version(id))
            }
            _ => guid(marker),
        }
    }

    /// A region of the cloud.
    fn region(&self) -> &'static str {
        match self.cloud.terraform_environment {
            "public" => "westeurope",
            "usgovernment" => "usgovvirginia",
            _ => "chinanorth3",
        }
    }

    fn vault_uri(&self, vault: &str) -> String {
        format!("https://{vault}{}/", self.cloud.vault_suffix)
    }

    fn key_uri(&self, vault: &str, name: &str) -> String {
        format!("{}keys/{name}", self.vault_uri(vault))
    }

    /// Sets what Azure and the provider determine.
    fn assign(&self, kind: &str, id: &str, arguments: &Value, values: &mut Value) {
        let reported = |path: &str| self.real_text("", &property_of(id, path));
        let own = self.real_text("id", id);
        let written = values.clone();
        // The write-only arguments of azurerm 5 set what the computed attributes show.
        for (argument, attribute) in WRITE_ONLY {
            if kind == "azurerm_subnet" && !arguments[argument].is_null() {
                values[attribute] = self.real(attribute, arguments[argument].clone());
            }
        }
        let of = |name: &str| written[name].as_str().unwrap_or_default();
        // What the import of each type documents as its ID (website/docs/r of hashicorp/terraform-provider-azurerm).
        values["id"] = json!(match kind {
            "azurerm_monitor_diagnostic_setting" => format!("{}|{}", of("target_resource_id"), of("name")),
            "azurerm_nat_gateway_public_ip_association" => {
                format!("{}|{}", of("nat_gateway_id"), of("public_ip_address_id"))
            }
            "azurerm_network_interface_security_group_association" => {
                format!("{}|{}", of("network_interface_id"), of("network_security_group_id"))
            }
            "azurerm_key_vault_access_policy" => format!("{}/objectId/{}", of("key_vault_id"), of("object_id")),
            "azurerm_key_vault_key" | "azurerm_key_vault_secret" => {
                let vault = of("key_vault_id").rsplit('/').next().unwrap_or_default();
                let list = if kind == "azurerm_key_vault_key" { "keys" } else { "secrets" };
                let versionless = format!("{}{list}/{}", self.vault_uri(vault), of("name"));
                values["resource_versionless_id"] = json!(own);
                values["versionless_id"] = json!(versionless);
                let canonical = property_of(id, "x");
                let canonical = canonical.trim_start_matches("prop:").trim_end_matches(":x");
                format!("{versionless}/{}", version(canonical))
            }
            "azurerm_role_assignment" => {
                let role = values["role_definition_name"].as_str();
                if let Some((_, guid)) = ROLES.iter().find(|(name, _)| Some(*name) == role) {
                    let scope = format!("/subscriptions/{}", self.subscription);
                    values["role_definition_id"] =
                        json!(format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{guid}"));
                }
                let name = guid(&format!("{} {} {}", of("scope"), of("principal_id"), values["role_definition_id"]));
                values["name"] = json!(name);
                format!("{}/providers/Microsoft.Authorization/roleAssignments/{name}", of("scope"))
            }
            _ => own.clone(),
        });
        match kind {
            "azurerm_user_assigned_identity" => {
                values["principal_id"] = json!(reported("properties.principalId"));
                values["client_id"] = json!(reported("properties.clientId"));
                values["tenant_id"] = json!(TENANT);
            }
            "azurerm_key_vault" => values["vault_uri"] = json!(reported("properties.vaultUri")),
            "azurerm_cognitive_account" => {
                let host = of("custom_subdomain_name");
                values["endpoint"] = json!(format!("https://{host}{}/", self.cloud.cognitive_services_suffix));
            }
            "azurerm_storage_account" => {
                values["primary_blob_endpoint"] =
                    json!(format!("https://{}.blob.{}/", of("name"), self.cloud.storage_suffix));
            }
            "azurerm_virtual_network" => {
                for subnet in values["subnet"].as_array_mut().into_iter().flatten() {
                    subnet["id"] = json!(format!("{own}/subnets/{}", text(&subnet["name"])));
                }
            }
            _ => {}
        }
        for identity in values.get_mut("identity").and_then(Value::as_array_mut).into_iter().flatten() {
            if identity["type"].as_str().is_some_and(|kind| kind.contains("SystemAssigned")) {
                identity["principal_id"] = json!(reported("identity.principalId"));
                identity["tenant_id"] = json!(TENANT);
            }
        }
    }
}

/// Everything that the schema has: what is not written is null, and no block.
fn complete(schema: &Value, written: &Value, place: &str) -> Value {
    let (schema, written) = (schema.as_object().expect("a schema"), written.as_object().expect("a block"));
    for name in written.keys() {
        assert!(schema.contains_key(name), "{place}: azurerm has no `{name}` here");
    }
    let entry = |(name, known): (&String, &Value)| {
        let value = match (known, written.get(name)) {
            (Value::String(flags), Some(_)) if flags.contains('w') => Value::Null,
            (Value::String(_), value) => value.cloned().unwrap_or_default(),
            (_, Some(Value::Array(blocks))) => blocks.iter().map(|block| complete(known, block, place)).collect(),
            _ => json!([]),
        };
        (name.clone(), value)
    };
    Value::Object(schema.iter().map(entry).collect())
}

/// Sets what is null to its default, in each block that is written.
fn set_defaults(values: &mut Value, defaults: &Value) {
    for (name, default) in defaults.as_object().into_iter().flatten() {
        match (&mut values[name], default) {
            (Value::Array(blocks), Value::Object(_)) => {
                blocks.iter_mut().for_each(|block| set_defaults(block, default));
            }
            (value @ Value::Null, default) => *value = default.clone(),
            _ => {}
        }
    }
}

/// `true` at each sensitive attribute that has a value.
fn sensitive(schema: &Value, values: &Value) -> Value {
    let entry = |(name, known): (&String, &Value)| {
        let value = &values[name];
        let marked = match (known, value) {
            (Value::String(flags), value) if flags.contains('s') && !value.is_null() => json!(true),
            (Value::Object(_), Value::Array(blocks)) => blocks.iter().map(|block| sensitive(known, block)).collect(),
            _ => return None,
        };
        Some((name.clone(), marked))
    };
    Value::Object(schema.as_object().into_iter().flatten().filter_map(entry).collect())
}

/// The hexadecimal digits of a hash.
fn digits(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn version(id: &str) -> String {
    digits(id)[..32].to_owned()
}

fn guid(text: &str) -> String {
    let digits = digits(text);
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..32])
}
