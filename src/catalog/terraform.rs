//! What the `lifecycle` of Terraform can and cannot do for a topology.
//!
//! Only network security groups have `create_before_destroy`, those that a subnet has as an argument: Terraform would delete
//! the group before it updates the subnet, and Azure refuses that. Nothing else has it: its value is a literal, so it also
//! applies where a region or the zones of an address change and the name stays, and then the new object cannot be created;
//! and it extends to every resource that the resource depends on, of which a group has none. No resource has
//! `prevent_destroy`: the generated test ends with an error then.

use super::fact::{Source, documented, facts, reported};

const LIFECYCLE: Source =
    documented("hashicorp/terraform website/docs/language/meta-arguments/lifecycle.mdx", "", "2026-11-29");

facts! {
    CREATE_FIRST_NEEDS_BOTH = "`create_before_destroy` needs the old and the new object to exist at once, and its value is a literal: it applies to every replacement, whether the name changes or not",
        [LIFECYCLE];
    CREATE_FIRST_IS_FORCED = "`create_before_destroy` also applies to every resource that the resource depends on, and cannot be overridden there",
        [documented("hashicorp/terraform docs/destroying.md", "", "2026-11-29")];
    ONE_LINK = "A private DNS zone has at most one link to a virtual network, so a link under another name cannot be created before the old one is deleted",
        [documented("MicrosoftDocs/azure-docs articles/dns/private-dns-virtual-network-links.md", "2019-09-24", "2026-11-29")];
    ONE_ASSIGNMENT = "A second role assignment with the same scope, principal and role is refused with RoleAssignmentExists",
        [
            reported("Azure/deployment-stacks issue 233", "2026-01-06", "2026-11-29"),
            reported("hashicorp/terraform-provider-azurerm issue 12079", "2021-06-07", "2026-11-29"),
        ];
    GROUP_IN_USE = "A network security group cannot be deleted while a subnet uses it (InUseNetworkSecurityGroupCannotBeDeleted)",
        [reported("pulumi/pulumi-azure-native issue 3051", "2024-10-12", "2026-11-29")];
    SUBNETS_APART = "A subnet whose prefix overlaps another one of the network is refused; the code NetcfgSubnetRangesOverlap is *unverified*", [];
    PREVENTED_DESTRUCTION = "`prevent_destroy` refuses a plan that destroys the resource, and has no effect once its block is removed",
        [LIFECYCLE];
    PREVENTED_DESTRUCTION_IN_TESTS = "Before Terraform 1.14, `terraform test` ends with an error where a resource with `prevent_destroy` was created by `command = apply`",
        [
            reported("hashicorp/terraform pull request 37364", "2025-07-23", "2026-11-29"),
            reported("hashicorp/terraform issue 34960", "2024-04-08", "2026-11-29"),
        ];
}
