//! Roles for every resource.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    CONTRIBUTOR = "Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c", "contributor", [] {
        {
            actions: ["*"],
            not_actions: ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/elevateAccess/Action", "Microsoft.Blueprint/blueprintAssignments/write",
                "Microsoft.Blueprint/blueprintAssignments/delete", "Microsoft.Compute/galleries/share/action",
                "Microsoft.Purview/consents/write", "Microsoft.Purview/consents/delete",
                "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
                "Microsoft.Subscription/cancel/action", "Microsoft.Subscription/enable/action"],
        }
    }
    OWNER = "Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "owner", [] {
        {
            actions: ["*"],
        }
    }
    READER = "Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", "reader", [] {
        {
            actions: ["*/read"],
        }
    }
    ROLE_BASED_ACCESS_CONTROL_ADMINISTRATOR = "Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168", "roleBasedAccessControlAdministrator", [] {
        {
            actions: ["Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete", "*/read", "Microsoft.Support/*"],
        }
    }
    USER_ACCESS_ADMINISTRATOR = "User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "userAccessAdministrator", [] {
        {
            actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
        }
    }
}
