//! A document of what Azure reports, which a test changes.

use serde_json::{Value, json};

use crate::cli::Run;

const MINIMAL: &str = include_str!("../existing/minimal.json");

pub(super) const GROUP: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";

/// The resources of the minimal topology.
pub(super) struct Live {
    pub(super) resources: Vec<Value>,
}

impl Live {
    /// What Azure reports of the minimal topology as it is deployed now. The document is of November 2026: what is generated
    /// differently since is written out here.
    pub(super) fn minimal() -> Self {
        let resources: Vec<Value> = serde_json::from_str(MINIMAL).expect("a list");
        let mut live = Self { resources };
        let services = &mut live.find("storageAccounts/stinvoicesdevb41e7f")["properties"]["encryption"]["services"];
        services["queue"]["keyType"] = json!("Account");
        services["table"]["keyType"] = json!("Account");
        for (group, rule, text) in [
            (
                "nsg-endpoints-invoices-dev",
                "AllowVirtualNetworkHttpsInbound",
                "Allow HTTPS from clients in this and connected networks.",
            ),
            ("nsg-endpoints-invoices-dev", "DenyAllInbound", "Deny all other inbound traffic."),
            (
                "nsg-endpoints-invoices-dev",
                "DenyRemoteAdministrationOutbound",
                "Deny outbound SSH and RDP within the virtual network.",
            ),
            ("nsg-workloads-invoices-dev", "DenyInternetInbound", "Deny all inbound traffic from the internet."),
            (
                "nsg-workloads-invoices-dev",
                "DenyRemoteAdministrationOutbound",
                "Deny outbound SSH and RDP within the virtual network.",
            ),
        ] {
            live.rule(group, rule)["properties"]["description"] = json!(text);
        }
        live.rule("nsg-endpoints-invoices-dev", "AllowVirtualNetworkHttpsInbound")["properties"]["priority"] =
            json!(4000);
        live
    }

    /// The same, deployed with Bicep or ARM: its role assignment has the name that they give it.
    pub(super) fn deployed_with_bicep() -> Self {
        let mut live = Self::minimal();
        let assignment = live.find("87b2523a-308e-6641-6a97-0afb1eec22d9");
        let own = "d964d922-d2ce-5421-9d82-c933c6ecb439";
        let id = assignment["id"].as_str().expect("an ID").replace("87b2523a-308e-6641-6a97-0afb1eec22d9", own);
        (assignment["id"], assignment["name"]) = (json!(id), json!(own));
        live
    }

    /// The resource whose ID ends with a type and a name.
    pub(super) fn find(&mut self, end: &str) -> &mut Value {
        let is_it = |resource: &&mut Value| resource["id"].as_str().expect("an ID").ends_with(end);
        self.resources.iter_mut().find(is_it).unwrap_or_else(|| panic!("no {end}"))
    }

    pub(super) fn account(&mut self) -> &mut Value {
        self.find("accounts/di-invoices-dev")
    }

    pub(super) fn storage(&mut self) -> &mut Value {
        self.find("storageAccounts/stinvoicesdevb41e7f")
    }

    /// A subnet, which the network contains as well.
    pub(super) fn change_subnet(&mut self, name: &str, change: impl Fn(&mut Value)) {
        change(self.find(&format!("subnets/{name}")));
        let network = self.find("virtualNetworks/vnet-invoices-dev");
        let subnets = network["properties"]["subnets"].as_array_mut().expect("subnets");
        subnets.iter_mut().filter(|subnet| subnet["name"] == name).for_each(change);
    }

    /// A rule of a security group.
    pub(super) fn rule(&mut self, group: &str, rule: &str) -> &mut Value {
        let group = self.find(&format!("networkSecurityGroups/{group}"));
        let rules = group["properties"]["securityRules"].as_array_mut().expect("rules");
        rules.iter_mut().find(|item| item["name"] == rule).unwrap_or_else(|| panic!("no {rule}"))
    }

    /// Removes the resource whose ID has a text.
    pub(super) fn remove(&mut self, text: &str) {
        let count = self.resources.len();
        self.resources.retain(|resource| !resource["id"].as_str().expect("an ID").contains(text));
        assert_ne!(count, self.resources.len(), "no {text}");
    }

    /// Adds a resource below the group or another resource.
    pub(super) fn add(&mut self, below: &str, properties: &Value) {
        self.resources.push(json!({ "id": format!("{GROUP}/providers/{below}"), "properties": properties }));
    }

    /// As a list, which is complete for nothing.
    pub(super) fn list(&self) -> String {
        Value::from(self.resources.clone()).to_string()
    }

    /// As the script reads it: complete for a type in the group.
    pub(super) fn complete_for(&self, arm_type: &str) -> String {
        let (own, others): (Vec<Value>, Vec<Value>) = self.resources.iter().cloned().partition(|resource| {
            resource["id"].as_str().is_some_and(|id| id.contains(&format!("/providers/{arm_type}/")))
        });
        let read = |arm_type: &str, result: &str, value: Vec<Value>| json!({ "type": arm_type, "scope": GROUP, "result": result, "pages": [{ "value": value }] });
        let reads = [read(arm_type, "ok", own), read("Microsoft.Web/sites", "failed", others)];
        json!({ "diGenLive": 1, "reads": reads }).to_string()
    }
}

/// What `drift` prints of the minimal topology, with its status.
pub(super) fn drift(input: &str, options: &str, status: i32) -> String {
    let run = Run::new(&format!("drift --existing live.json {options}"));
    run.file("di-gen.yaml", "name: invoices\n").file("live.json", input).run().ends(status).out()
}

/// The lines below a title.
pub(super) fn lines<'a>(text: &'a str, title: &str) -> Vec<&'a str> {
    let after = text.lines().skip_while(|line| *line != title).skip(1);
    after.take_while(|line| line.starts_with("  ")).map(str::trim_start).collect()
}
