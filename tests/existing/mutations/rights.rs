//! Role assignments, identities, credentials and deny assignments.

use serde_json::json;

use super::{Mutation, base::*, check_all};

const READS: &str = "account identity > reads storage";
const WRITES: &str = "account identity > writes storage";
const CALLS: &str = "client app-forms from subnet snet-workloads > calls account";
const APP_READS: &str = "client app-forms from subnet snet-workloads > reads storage";

const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "role of the account removed",
        change: |list| remove(list, ROLE, "/87b252"),
        path: READS,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Reader to 0f817033-8396-ac17-42fe-bca2a69dcc06 (the identity of di-invoices-dev) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "role of the account is for another principal",
        change: |list| set(list, ROLE, "/87b252", "/properties/principalId", json!(OTHER_PRINCIPAL)),
        path: READS,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Reader to 0f817033-8396-ac17-42fe-bca2a69dcc06 (the identity of di-invoices-dev) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "reader is not enough to write",
        change: |_| {},
        path: WRITES,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Contributor to 0f817033-8396-ac17-42fe-bca2a69dcc06 (the identity of di-invoices-dev) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "a group has the role, and its members are not seen",
        change: |list| {
            set(list, ROLE, "/87b252", "/properties/principalId", json!(OTHER_PRINCIPAL));
            set(list, ROLE, "/87b252", "/properties/principalType", json!("Group"));
        },
        path: READS,
        verdicts: "cccc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "",
    },
    Mutation {
        name: "role on another storage account",
        change: |list| {
            let mut other = role(
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/other",
                "x",
                ACCOUNT_IDENTITY,
                BLOB_READER,
            );
            other["id"] = json!(
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/other/providers/Microsoft.Authorization/roleAssignments/x"
            );
            remove(list, ROLE, "/87b252");
            list.push(other);
        },
        path: READS,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Reader to 0f817033-8396-ac17-42fe-bca2a69dcc06 (the identity of di-invoices-dev) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "role of the application removed",
        change: |list| remove(list, ROLE, "app-calls"),
        path: CALLS,
        verdicts: "cdcc",
        decided_by: "di-invoices-dev",
        smallest_change: "assign the role Cognitive Services User to aaaaaaaa-0000-0000-0000-00000000000a (client app-forms) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/di-invoices-dev",
    },
    Mutation {
        name: "role of the application on storage removed",
        change: |list| remove(list, ROLE, "app-reads"),
        path: APP_READS,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Reader to aaaaaaaa-0000-0000-0000-00000000000a (client app-forms) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "a role for the control plane alone",
        // Contributor lists keys, which are disabled here.
        change: |list| {
            let role = "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c";
            set(list, ROLE, "app-reads", "/properties/roleDefinitionId", json!(role));
        },
        path: APP_READS,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Reader to aaaaaaaa-0000-0000-0000-00000000000a (client app-forms) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "a custom role with the data action",
        change: |list| custom_role(list, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"),
        path: APP_READS,
        verdicts: "aaaa",
        decided_by: "app-reads",
        smallest_change: "",
    },
    Mutation {
        name: "a custom role without the data action",
        change: |list| custom_role(list, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete"),
        path: APP_READS,
        verdicts: "cdcc",
        decided_by: "stinvoicesdevb41e7f",
        smallest_change: "assign the role Storage Blob Data Reader to aaaaaaaa-0000-0000-0000-00000000000a (client app-forms) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "a custom role that was not seen",
        change: |list| {
            let role = "/providers/Microsoft.Authorization/roleDefinitions/cccccccc-0000-0000-0000-00000000000c";
            set(list, ROLE, "app-reads", "/properties/roleDefinitionId", json!(role));
        },
        path: APP_READS,
        verdicts: "cccc",
        decided_by: "app-reads",
        smallest_change: "",
    },
    Mutation {
        name: "a role with a condition",
        change: |list| set(list, ROLE, "app-reads", "/properties/condition", json!("@Resource[x] StringEquals 'y'")),
        path: APP_READS,
        verdicts: "cccc",
        decided_by: "app-reads",
        smallest_change: "",
    },
    Mutation {
        name: "the account has no identity",
        change: |list| set(list, ACCOUNT, "", "/identity", json!({"type": "None"})),
        path: READS,
        verdicts: "dddd",
        decided_by: "di-invoices-dev/identity",
        smallest_change: "set `identity.type` of account di-invoices-dev to `SystemAssigned`; assign the role Storage Blob Data Reader to its new object ID (the identity of di-invoices-dev) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "the account has user-assigned identities alone",
        change: |list| set(list, ACCOUNT, "", "/identity", json!({"type": "UserAssigned"})),
        path: READS,
        verdicts: "dddd",
        decided_by: "di-invoices-dev/identity",
        smallest_change: "set `identity.type` of account di-invoices-dev to `SystemAssigned, UserAssigned`; assign the role Storage Blob Data Reader to its new object ID (the identity of di-invoices-dev) on /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stinvoicesdevb41e7f",
    },
    Mutation {
        name: "custom subdomain removed",
        change: |list| set(list, ACCOUNT, "", "/properties/customSubDomainName", json!(null)),
        path: CALLS,
        verdicts: "dddd",
        decided_by: "di-invoices-dev",
        smallest_change: "set `properties.customSubDomainName` of account di-invoices-dev to `di-invoices-dev`",
    },
    Mutation {
        name: "custom subdomain removed, and keys are accepted",
        change: |list| {
            set(list, ACCOUNT, "", "/properties/customSubDomainName", json!(null));
            set(list, ACCOUNT, "", "/properties/disableLocalAuth", json!(false));
        },
        path: CALLS,
        verdicts: "cccc",
        decided_by: "di-invoices-dev",
        smallest_change: "",
    },
    Mutation {
        name: "a deny assignment for every principal",
        change: |list| deny(list, "Microsoft.Storage/*", "00000000-0000-0000-0000-000000000000"),
        path: APP_READS,
        verdicts: "cc-c",
        decided_by: "deny",
        smallest_change: "",
    },
    Mutation {
        name: "a deny assignment without data actions of storage",
        change: |list| deny(list, "Microsoft.KeyVault/*", "00000000-0000-0000-0000-000000000000"),
        path: APP_READS,
        verdicts: "aa-a",
        decided_by: "app-reads",
        smallest_change: "",
    },
];

fn custom_role(list: &mut Vec<serde_json::Value>, data_action: &str) {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/cccccccc-0000-0000-0000-00000000000c";
    list.push(json!({
        "id": id, "type": "Microsoft.Authorization/roleDefinitions", "name": "cccccccc-0000-0000-0000-00000000000c",
        "properties": { "roleName": "own", "type": "CustomRole", "permissions": [
            { "actions": [], "notActions": [], "dataActions": [data_action], "notDataActions": [] }
        ]},
    }));
    set(list, ROLE, "app-reads", "/properties/roleDefinitionId", json!(id));
}

fn deny(list: &mut Vec<serde_json::Value>, data_actions: &str, principal: &str) {
    let scope = id(list, STORAGE, "");
    list.push(json!({
        "id": format!("{scope}/providers/Microsoft.Authorization/denyAssignments/deny"),
        "type": "Microsoft.Authorization/denyAssignments", "name": "deny",
        "properties": {
            "denyAssignmentName": "managed", "scope": scope, "principals": [{ "id": principal, "type": "SystemDefined" }],
            "excludePrincipals": [], "permissions": [
                { "actions": [], "notActions": [], "dataActions": [data_actions], "notDataActions": [] }
            ],
        },
    }));
}

#[test]
fn rights_decide_where_they_are_seen() {
    check_all(MUTATIONS);
}
