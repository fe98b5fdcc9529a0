//! Policy definitions for networks, subnets and security groups.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, exists, is_none_of, is_not_like, is_one_of, not, unless},
};

/// Subnets should have a Network Security Group.
pub static SUBNET_SECURITY_GROUP: PolicyDefinition = PolicyDefinition {
    id: "Deny-Subnet-Without-Nsg",
    name: "Subnets should have a Network Security Group",
    file: "",
    checks: &[
        Check {
            arm_type: "Microsoft.Network/virtualNetworks",
            trips: Condition::Count {
                array: "subnets[*]",
                matching: &all(&[
                    absent("subnets[*].networkSecurityGroup.id"),
                    unless(&is_one_of(
                        "subnets[*].name",
                        &["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"],
                    )),
                ]),
                at_least: 1,
            },
        },
        Check {
            arm_type: "Microsoft.Network/virtualNetworks/subnets",
            trips: all(&[
                unless(&is_one_of(
                    "name",
                    &["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"],
                )),
                absent("networkSecurityGroup.id"),
            ]),
        },
    ],
    fixes: &[&[("/terraform/azurerm", "5")]],
    action: "",
    note: "azurerm 4 adds it to a new subnet with a second request; existing subnets are not evaluated",
};

/// Subnets should have a User Defined Route.
pub static SUBNET_ROUTE_TABLE: PolicyDefinition = PolicyDefinition {
    id: "Deny-Subnet-Without-Udr",
    name: "Subnets should have a User Defined Route",
    file: "",
    checks: &[
        Check {
            arm_type: "Microsoft.Network/virtualNetworks",
            trips: Condition::Count {
                array: "subnets[*]",
                matching: &all(&[
                    absent("subnets[*].routeTable.id"),
                    unless(&is_one_of("subnets[*].name", &["AzureBastionSubnet", "RouteServerSubnet"])),
                ]),
                at_least: 1,
            },
        },
        Check {
            arm_type: "Microsoft.Network/virtualNetworks/subnets",
            trips: all(&[
                unless(&is_one_of("name", &["AzureBastionSubnet", "RouteServerSubnet"])),
                absent("routeTable.id"),
            ]),
        },
    ],
    fixes: &[
        &[("/network/subnets/*/routeTable", "{}")],
        &[("/terraform/azurerm", "5")],
        &[("/network/subnets/*/routeTable", "{}"), ("/terraform/azurerm", "5")],
    ],
    action: "",
    note: "instead of a new route table, `existing` can name one; existing subnets are not evaluated",
};

/// Deny or Audit service endpoints on subnets.
pub static SUBNET_SERVICE_ENDPOINTS: PolicyDefinition = PolicyDefinition {
    id: "Deny-Service-Endpoints",
    name: "Deny or Audit service endpoints on subnets",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Network/virtualNetworks/subnets",
        trips: Condition::Count {
            array: "serviceEndpoints[*]",
            matching: &exists("serviceEndpoints[*].service"),
            at_least: 1,
        },
    }],
    fixes: super::account::PRIVATE_ALL,
    action: "",
    note: "only subnets that are requested on their own are judged: those that are added to an existing network and, in Terraform, those that get a NAT gateway",
};

/// Management port access from the Internet should be blocked.
pub static MANAGEMENT_PORTS: PolicyDefinition = PolicyDefinition {
    id: "Deny-MgmtPorts-From-Internet",
    name: "Management port access from the Internet should be blocked",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkSecurityGroups",
        trips: Condition::Count {
            array: "securityRules[*]",
            matching: &all(&[
                is_one_of("securityRules[*].access", &["Allow"]),
                is_one_of("securityRules[*].direction", &["Inbound"]),
                any(&[
                    Condition::CoversPort("securityRules[*].destinationPortRange", &[22, 3389]),
                    Condition::Count {
                        array: "securityRules[*].destinationPortRanges[*]",
                        matching: &Condition::CoversPort("securityRules[*].destinationPortRanges[*]", &[22, 3389]),
                        at_least: 1,
                    },
                ]),
                any(&[
                    is_one_of("securityRules[*].sourceAddressPrefix", &["*", "Internet", "0.0.0.0/0"]),
                    not(&is_none_of("securityRules[*].sourceAddressPrefixes[*]", &["*"])),
                    not(&is_none_of("securityRules[*].sourceAddressPrefixes[*]", &["Internet"])),
                    not(&is_none_of("securityRules[*].sourceAddressPrefixes[*]", &["0.0.0.0/0"])),
                ]),
            ]),
            at_least: 1,
        },
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Network interfaces should disable IP forwarding.
pub static NIC_IP_FORWARDING: PolicyDefinition = PolicyDefinition {
    id: "88c0b9da-ce96-4b03-9635-f29a937e2900",
    name: "Network interfaces should disable IP forwarding",
    file: "Network/NetworkIPForwardingNic_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkInterfaces",
        trips: is_one_of("enableIpForwarding", &["true"]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Network interfaces should not have public IPs.
pub static NIC_PUBLIC_IP: PolicyDefinition = PolicyDefinition {
    id: "83a86a26-fd1f-447c-b59d-e51f44264114",
    name: "Network interfaces should not have public IPs",
    file: "Network/NetworkPublicIPNic_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkInterfaces",
        trips: not(&is_not_like("ipconfigurations[*].publicIpAddress.id", "*")),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Gateway subnets should not be configured with a network security group.
pub static GATEWAY_SUBNET_SECURITY_GROUP: PolicyDefinition = PolicyDefinition {
    id: "35f9c03a-cc27-418e-9c0c-539ff999d010",
    name: "Gateway subnets should not be configured with a network security group",
    file: "Network/NetworkSecurityGroupOnGatewaySubnet_Deny.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/virtualNetworks/subnets",
        trips: all(&[is_one_of("name", &["GatewaySubnet"]), exists("networkSecurityGroup.id")]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Virtual networks should have a plan against denial of service.
pub static NETWORK_DDOS_PLAN: PolicyDefinition = PolicyDefinition {
    id: "94de2ad3-e0c1-4caf-ad78-5d47bbc83d3d",
    name: "Virtual networks should be protected by Azure DDoS Protection",
    file: "Network/VirtualNetworkDdosStandard_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/virtualNetworks",
        trips: any(&[is_none_of("enableDdosProtection", &["true"]), absent("ddosProtectionPlan")]),
    }],
    fixes: &[],
    action: "sets enableDdosProtection and a DDoS protection plan",
    note: "set `network.ddosPlan` to the ID of the plan; Terraform ignores a plan that the policy sets",
};

/// Subnets should be private.
pub static SUBNET_PRIVATE: PolicyDefinition = PolicyDefinition {
    id: "7bca8353-aa3b-429b-904a-9229c4385837",
    name: "Subnets should be private",
    file: "Network/PrivateSubnetOnly_Audit.json",
    checks: &[
        Check {
            arm_type: "Microsoft.Network/virtualNetworks",
            trips: Condition::Count {
                array: "subnets[*]",
                matching: &any(&[
                    is_none_of("subnets[*].defaultOutboundAccess", &["false"]),
                    absent("subnets[*].defaultOutboundAccess"),
                ]),
                at_least: 1,
            },
        },
        Check {
            arm_type: "Microsoft.Network/virtualNetworks/subnets",
            trips: is_none_of("defaultOutboundAccess", &["false"]),
        },
    ],
    fixes: &[],
    action: "",
    note: "",
};

/// NAT gateway should be Zone Aligned.
pub static NAT_GATEWAY_ZONES: PolicyDefinition = PolicyDefinition {
    id: "18314dc7-a25d-420c-a069-f094b25ff919",
    name: "[Preview]: NAT gateway should be Zone Aligned",
    file: "Resilience/Network_natGateways_ZoneAligned_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/natGateways",
        trips: not(&all(&[
            Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 1 },
            not(&Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 2 }),
        ])),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Public IP addresses should be Zone Resilient.
pub static PUBLIC_IP_ZONES: PolicyDefinition = PolicyDefinition {
    id: "682e4ab9-59fe-4871-9839-265b54c568c4",
    name: "[Preview]: Public IP addresses should be Zone Resilient",
    file: "Resilience/Network_publicipaddresses_ZoneResilient_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/publicIPAddresses",
        trips: all(&[
            is_one_of("sku.tier", &["Regional"]),
            all(&[
                not(&Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 3 }),
                not(&all(&[
                    Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 1 },
                    not(&Condition::Count { array: "zones[*]", matching: &Condition::Always, at_least: 2 }),
                ])),
            ]),
        ]),
    }],
    fixes: &[],
    action: "",
    note: "",
};

/// Flow logs should be configured for every network security group.
pub static FLOW_LOGS: PolicyDefinition = PolicyDefinition {
    id: "c251913d-7d24-4958-af87-478ed3b9ba41",
    name: "Flow logs should be configured for every network security group",
    file: "Network/NetworkSecurityGroup_FlowLog_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/networkSecurityGroups",
        trips: not(&Condition::Count { array: "flowLogs[*]", matching: &Condition::Always, at_least: 1 }),
    }],
    fixes: &[],
    action: "",
    note: "",
};
