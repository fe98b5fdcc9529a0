//! Errors that the azurerm provider of Terraform reports before it sends a request.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{code, reported};

errors! { Service::Terraform;
    MUST_BE_IMPORTED = "to be managed via Terraform this resource needs to be imported", None, [
            code("hashicorp/terraform-provider-azurerm helpers/tf/errors.go", "3a0242807978f5edcbf8966018ff88719ccc0bf1", READ),
            reported("hashicorp/terraform-provider-azurerm issue 6389", "2020-04-07", READ),
        ],
        "A resource of this ID exists in Azure, and the Terraform state does not contain it: an earlier run failed after it had created the resource, the state is another one, or another tool created the resource.",
        "Check that the backend and the state are the right ones. Then import the resource with `terraform import` or an `import` block, or use it in the topology as `existing`, or delete it.",
        phrases: &["already exists - to be managed via terraform this resource needs to be imported", "needs to be imported into the state"];
}
