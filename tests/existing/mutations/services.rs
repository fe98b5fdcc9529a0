//! Firewalls, keys and CORS of the services.

use serde_json::{Value, json};

use super::{Mutation, base::*, check_all};

const READS: &str = "account identity > reads storage";
const INTERNET: &str = "internet > reaches account";
const ADDRESS: &str = "203.0.113.7 > reaches account";

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "public network access of the account enabled behind its firewall",
        change: |list| set(list, ACCOUNT, "", "/properties/publicNetworkAccess", json!("Enabled")),
        path: INTERNET,
        verdicts: "dddd",
        decided_by: "di-invoices-dev/properties/networkAcls/ipRules",
        smallest_change: "set `properties.networkAcls.defaultAction` of account di-invoices-dev to `Allow`",
    },
    Mutation {
        name: "public network access of the account enabled without a firewall",
        change: |list| {
            set(list, ACCOUNT, "", "/properties/publicNetworkAccess", json!("Enabled"));
            set(list, ACCOUNT, "", "/properties/networkAcls/defaultAction", json!("Allow"));
        },
        path: INTERNET,
        verdicts: "aaaa",
        decided_by: "di-invoices-dev/properties/publicNetworkAccess",
        smallest_change: "",
    },
    Mutation {
        name: "public network access of storage enabled without a firewall",
        change: |list| {
            set(list, STORAGE, "", "/properties/publicNetworkAccess", json!("Enabled"));
            set(list, STORAGE, "", "/properties/networkAcls/defaultAction", json!("Allow"));
        },
        path: "internet > reaches storage",
        verdicts: "aaaa",
        decided_by: "stinvoicesdevb41e7f/properties/publicNetworkAccess",
        smallest_change: "",
    },
    Mutation {
        name: "an IP rule that is too wide",
        change: |list| ip_rules(list, &["203.0.0.0/8"]),
        path: ADDRESS,
        verdicts: "aaaa",
        decided_by: "di-invoices-dev/properties/networkAcls/ipRules/0",
        smallest_change: "",
    },
    Mutation {
        name: "an IP rule for another address",
        change: |list| ip_rules(list, &["198.51.100.7"]),
        path: ADDRESS,
        verdicts: "dddd",
        decided_by: "di-invoices-dev/properties/networkAcls/ipRules",
        smallest_change: "add `{\"value\":\"203.0.113.7\"}` to `properties.networkAcls.ipRules` of account di-invoices-dev",
    },
    Mutation {
        name: "IP rules are ignored while public network access is disabled",
        change: |list| {
            ip_rules(list, &["203.0.113.7"]);
            set(list, ACCOUNT, "", "/properties/publicNetworkAccess", json!("Disabled"));
        },
        path: ADDRESS,
        verdicts: "dddd",
        decided_by: "di-invoices-dev/properties/publicNetworkAccess",
        smallest_change: "set `properties.publicNetworkAccess` of account di-invoices-dev to `Enabled`",
    },
    Mutation {
        name: "a network security perimeter",
        change: |list| set(list, ACCOUNT, "", "/properties/publicNetworkAccess", json!("SecuredByPerimeter")),
        path: INTERNET,
        verdicts: "cccc",
        decided_by: "di-invoices-dev",
        smallest_change: "",
    },
    Mutation {
        name: "the resource instance rule is for another account, and trusted services are not allowed",
        change: |list| other_instance(list, "None"),
        path: READS,
        verdicts: "dddd",
        decided_by: "stinvoicesdevb41e7f/properties/networkAcls/bypass",
        smallest_change: "add `{\"resourceId\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/di-invoices-dev\",\"tenantId\":\"11111111-1111-1111-1111-111111111111\"}` to `properties.networkAcls.resourceAccessRules` of storage account stinvoicesdevb41e7f",
    },
    Mutation {
        name: "the resource instance rule is for another account, and trusted services are allowed",
        change: |list| other_instance(list, "Logging, AzureServices"),
        path: READS,
        verdicts: "aaaa",
        decided_by: "87b2523a-308e-6641-6a97-0afb1eec22d9",
        smallest_change: "",
    },
    Mutation {
        name: "no rule and no bypass",
        change: |list| {
            let acls = json!({ "defaultAction": "Deny", "bypass": "Logging" });
            set(list, STORAGE, "", "/properties/networkAcls", acls);
        },
        path: READS,
        verdicts: "dddd",
        decided_by: "stinvoicesdevb41e7f/properties/networkAcls/bypass",
        smallest_change: "add `{\"resourceId\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/di-invoices-dev\",\"tenantId\":\"11111111-1111-1111-1111-111111111111\"}` to `properties.networkAcls.resourceAccessRules` of storage account stinvoicesdevb41e7f",
    },
    Mutation {
        name: "the rule for the account is a wildcard",
        change: |list| {
            other_instance(list, "None");
            let rules = &mut item(list, STORAGE, "")["properties"]["networkAcls"]["resourceAccessRules"];
            rules[0]["resourceId"] = json!(
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/*/providers/Microsoft.CognitiveServices/accounts/*"
            );
        },
        path: READS,
        verdicts: "cccc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "",
    },
    Mutation {
        name: "the host of storage is not on the allowed FQDN list",
        change: |list| set(list, ACCOUNT, "", "/properties/allowedFqdnList", json!(["example.org"])),
        path: READS,
        verdicts: "dddd",
        decided_by: "di-invoices-dev/properties/restrictOutboundNetworkAccess",
        smallest_change: "add `stinvoicesdevb41e7f.blob.core.windows.net` to `properties.allowedFqdnList` of account di-invoices-dev",
    },
    Mutation {
        name: "outbound access is not restricted",
        change: |list| set(list, ACCOUNT, "", "/properties/restrictOutboundNetworkAccess", json!(false)),
        path: "account identity > fetches other hosts",
        verdicts: "aaaa",
        decided_by: "di-invoices-dev/properties/restrictOutboundNetworkAccess",
        smallest_change: "",
    },
    Mutation {
        name: "no CORS rule",
        change: |list| set(list, BLOB_SERVICE, "", "/properties/cors", json!({ "corsRules": [] })),
        path: "studio browser > labels storage",
        verdicts: "dddd",
        decided_by: "default/properties/cors",
        smallest_change: "add `{\"allowedOrigins\":[\"https://documentintelligence.ai.azure.com\"],\"allowedMethods\":[\"DELETE\",\"GET\",\"HEAD\",\"MERGE\",\"OPTIONS\",\"PATCH\",\"POST\",\"PUT\"],\"allowedHeaders\":[\"*\"],\"exposedHeaders\":[\"*\"],\"maxAgeInSeconds\":120}` to `properties.cors.corsRules` of the blob service of storage account stinvoicesdevb41e7f",
    },
    Mutation {
        name: "a CORS rule for another origin",
        change: |list| cors(list, "https://example.org", &["GET", "PUT"]),
        path: "studio browser > labels storage",
        verdicts: "dddd",
        decided_by: "default/properties/cors",
        smallest_change: "add `{\"allowedOrigins\":[\"https://documentintelligence.ai.azure.com\"],\"allowedMethods\":[\"DELETE\",\"GET\",\"HEAD\",\"MERGE\",\"OPTIONS\",\"PATCH\",\"POST\",\"PUT\"],\"allowedHeaders\":[\"*\"],\"exposedHeaders\":[\"*\"],\"maxAgeInSeconds\":120}` to `properties.cors.corsRules` of the blob service of storage account stinvoicesdevb41e7f",
    },
    Mutation {
        name: "a CORS rule for every origin",
        change: |list| cors(list, "*", &["DELETE", "GET", "HEAD", "MERGE", "OPTIONS", "PATCH", "POST", "PUT"]),
        path: "studio browser > labels storage",
        verdicts: "cccc",
        // From where a browser reaches storage is not known.
        decided_by: "stinvoicesdevb41e7f/properties/publicNetworkAccess",
        smallest_change: "",
    },
    Mutation {
        name: "a CORS rule with two of the methods",
        change: |list| cors(list, "https://documentintelligence.ai.azure.com", &["GET", "PUT"]),
        path: "studio browser > labels storage",
        verdicts: "cccc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "",
    },
    Mutation {
        name: "the blob service was not seen",
        change: |list| remove(list, BLOB_SERVICE, "/blobServices/default"),
        path: "studio browser > labels storage",
        verdicts: "cccc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "",
    },
];

fn ip_rules(list: &mut [Value], ranges: &[&str]) {
    let rules: Vec<Value> = ranges.iter().map(|range| json!({ "value": range })).collect();
    set(list, ACCOUNT, "", "/properties/publicNetworkAccess", json!("Enabled"));
    set(list, ACCOUNT, "", "/properties/networkAcls/ipRules", json!(rules));
}

fn other_instance(list: &mut [Value], bypass: &str) {
    let acls = &mut item(list, STORAGE, "")["properties"]["networkAcls"];
    let own = acls["resourceAccessRules"][0]["resourceId"].as_str().expect("an ID").to_owned();
    acls["resourceAccessRules"][0]["resourceId"] = json!(own.replace("di-invoices-dev", "di-other"));
    acls["bypass"] = json!(bypass);
}

fn cors(list: &mut [Value], origin: &str, methods: &[&str]) {
    let rule = json!({ "allowedOrigins": [origin], "allowedMethods": methods, "allowedHeaders": ["*"], "exposedHeaders": ["*"], "maxAgeInSeconds": 120 });
    set(list, BLOB_SERVICE, "", "/properties/cors", json!({ "corsRules": [rule] }));
}

#[test]
fn services_decide_by_what_they_show() {
    check_all(MUTATIONS);
}
