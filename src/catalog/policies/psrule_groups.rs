//! Rules of `PSRule` for Azure for network security groups.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{all, any, is_one_of, not},
};

const OUTBOUND_TO_NETWORK: Condition = all(&[
    is_one_of("securityRules[*].direction", &["Outbound"]),
    any(&[
        is_one_of("securityRules[*].destinationAddressPrefix", &["VirtualNetwork", "*"]),
        Condition::Count {
            array: "securityRules[*].destinationAddressPrefixes[*]",
            matching: &is_one_of("securityRules[*].destinationAddressPrefixes[*]", &["VirtualNetwork"]),
            at_least: 1,
        },
    ]),
]);

const IS_DENIED: Condition = is_one_of("securityRules[*].access", &["Deny"]);

/// The first outbound rule for a port denies it. Ranges of ports do not count.
const fn denies_outbound(among: &'static Condition) -> Condition {
    Condition::First { array: "securityRules[*]", order: "priority", among, has: &IS_DENIED }
}

const OUTBOUND_SSH: Condition = all(&[
    OUTBOUND_TO_NETWORK,
    any(&[
        is_one_of("securityRules[*].destinationPortRange", &["22", "*"]),
        Condition::Count {
            array: "securityRules[*].destinationPortRanges[*]",
            matching: &is_one_of("securityRules[*].destinationPortRanges[*]", &["22"]),
            at_least: 1,
        },
    ]),
]);

const OUTBOUND_RDP: Condition = all(&[
    OUTBOUND_TO_NETWORK,
    any(&[
        is_one_of("securityRules[*].destinationPortRange", &["3389", "*"]),
        Condition::Count {
            array: "securityRules[*].destinationPortRanges[*]",
            matching: &is_one_of("securityRules[*].destinationPortRanges[*]", &["3389"]),
            at_least: 1,
        },
    ]),
]);

/// Outbound SSH and RDP in the virtual network should be denied. One of both is enough for the rule.
pub(super) static LATERAL_TRAVERSAL: PolicyDefinition = PolicyDefinition {
    id: "Azure.NSG.LateralTraversal",
    name: "Outbound SSH and RDP in the virtual network should be denied",
    file: "Azure.NSG.Rule.ps1 (07f4d252b2)",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkSecurityGroups",
        trips: all(&[not(&denies_outbound(&OUTBOUND_SSH)), not(&denies_outbound(&OUTBOUND_RDP))]),
    }],
    fixes: &[],
    action: "",
    note: "Azure Bastion needs these ports: suppress the rule for its network security group",
};

/// The first inbound rule should not deny every source.
pub(super) static DENY_ALL_INBOUND: PolicyDefinition = PolicyDefinition {
    id: "Azure.NSG.DenyAllInbound",
    name: "The first inbound rule should not deny every source",
    file: "Azure.NSG.Rule.ps1 (07f4d252b2)",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkSecurityGroups",
        trips: Condition::First {
            array: "securityRules[*]",
            order: "priority",
            among: &is_one_of("securityRules[*].direction", &["Inbound"]),
            has: &all(&[
                is_one_of("securityRules[*].access", &["Deny"]),
                is_one_of("securityRules[*].sourceAddressPrefix", &["*"]),
            ]),
        },
    }],
    fixes: &[],
    action: "",
    note: "a rule that allows something has to come first",
};

/// Inbound rules should not allow any source.
pub(super) static ANY_INBOUND: PolicyDefinition = PolicyDefinition {
    id: "Azure.NSG.AnyInboundSource",
    name: "Inbound rules should not allow any source",
    file: "Azure.NSG.Rule.ps1 (07f4d252b2)",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkSecurityGroups",
        trips: Condition::Count {
            array: "securityRules[*]",
            matching: &all(&[
                is_one_of("securityRules[*].access", &["Allow"]),
                is_one_of("securityRules[*].direction", &["Inbound"]),
                is_one_of("securityRules[*].sourceAddressPrefix", &["*"]),
            ]),
            at_least: 1,
        },
    }],
    fixes: &[],
    action: "",
    note: "",
};
