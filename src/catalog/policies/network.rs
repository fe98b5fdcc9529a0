//! Policy definitions for networks, subnets, endpoints and zones.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{absent, all, any, exists, is_none_of, is_not_like, is_one_of, like, not},
};

/// Subnets should have a Network Security Group.
pub const SUBNET_SECURITY_GROUP: PolicyDefinition = PolicyDefinition {
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
                    is_none_of(
                        "subnets[*].name",
                        &["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"],
                    ),
                ]),
                at_least: 1,
            },
        },
        Check {
            arm_type: "Microsoft.Network/virtualNetworks/subnets",
            trips: all(&[
                is_none_of(
                    "name",
                    &["GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"],
                ),
                absent("networkSecurityGroup.id"),
            ]),
        },
    ],
    fixes: &[],
    action: "",
    note: "",
};

/// Subnets should have a User Defined Route.
pub const SUBNET_ROUTE_TABLE: PolicyDefinition = PolicyDefinition {
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
                    is_none_of("subnets[*].name", &["AzureBastionSubnet", "RouteServerSubnet"]),
                ]),
                at_least: 1,
            },
        },
        Check {
            arm_type: "Microsoft.Network/virtualNetworks/subnets",
            trips: all(&[is_none_of("name", &["AzureBastionSubnet", "RouteServerSubnet"]), absent("routeTable.id")]),
        },
    ],
    fixes: &[],
    action: "",
    note: "",
};

/// Deny or Audit service endpoints on subnets.
pub const SUBNET_SERVICE_ENDPOINTS: PolicyDefinition = PolicyDefinition {
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
    note: "",
};

/// Management port access from the Internet should be blocked.
pub const MANAGEMENT_PORTS: PolicyDefinition = PolicyDefinition {
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
pub const NIC_IP_FORWARDING: PolicyDefinition = PolicyDefinition {
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
pub const NIC_PUBLIC_IP: PolicyDefinition = PolicyDefinition {
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
pub const GATEWAY_SUBNET_SECURITY_GROUP: PolicyDefinition = PolicyDefinition {
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

/// Virtual networks should be protected by Azure DDoS Protection.
pub const NETWORK_DDOS_PLAN: PolicyDefinition = PolicyDefinition {
    id: "94de2ad3-e0c1-4caf-ad78-5d47bbc83d3d",
    name: "Virtual networks should be protected by Azure DDoS Protection",
    file: "Network/VirtualNetworkDdosStandard_Audit.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/virtualNetworks",
        trips: any(&[is_none_of("enableDdosProtection", &["true"]), absent("ddosProtectionPlan")]),
    }],
    fixes: &[],
    action: "sets enableDdosProtection and a DDoS protection plan",
    note: "",
};

/// Subnets should be private.
pub const SUBNET_PRIVATE: PolicyDefinition = PolicyDefinition {
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

/// Audit or Deny the creation of Private Link Private DNS Zones.
pub const PRIVATE_LINK_ZONES: PolicyDefinition = PolicyDefinition {
    id: "Audit-PrivateLinkDnsZones",
    name: "Audit or Deny the creation of Private Link Private DNS Zones",
    file: "",
    checks: &[Check {
        arm_type: "Microsoft.Network/privateDnsZones",
        trips: is_one_of(
            "name",
            &[
                "privatelink.adf.azure.com",
                "privatelink.afs.azure.net",
                "privatelink.agentsvc.azure-automation.net",
                "privatelink.analysis.windows.net",
                "privatelink.api.azureml.ms",
                "privatelink.azconfig.io",
                "privatelink.azure-api.net",
                "privatelink.azure-automation.net",
                "privatelink.azurecr.io",
                "privatelink.azure-devices.net",
                "privatelink.azure-devices-provisioning.net",
                "privatelink.azuredatabricks.net",
                "privatelink.azurehdinsight.net",
                "privatelink.azurehealthcareapis.com",
                "privatelink.azurestaticapps.net",
                "privatelink.azuresynapse.net",
                "privatelink.azurewebsites.net",
                "privatelink.batch.azure.com",
                "privatelink.blob.core.windows.net",
                "privatelink.cassandra.cosmos.azure.com",
                "privatelink.cognitiveservices.azure.com",
                "privatelink.database.windows.net",
                "privatelink.datafactory.azure.net",
                "privatelink.dev.azuresynapse.net",
                "privatelink.dfs.core.windows.net",
                "privatelink.dicom.azurehealthcareapis.com",
                "privatelink.digitaltwins.azure.net",
                "privatelink.directline.botframework.com",
                "privatelink.documents.azure.com",
                "privatelink.eventgrid.azure.net",
                "privatelink.file.core.windows.net",
                "privatelink.gremlin.cosmos.azure.com",
                "privatelink.guestconfiguration.azure.com",
                "privatelink.his.arc.azure.com",
                "privatelink.kubernetesconfiguration.azure.com",
                "privatelink.managedhsm.azure.net",
                "privatelink.mariadb.database.azure.com",
                "privatelink.media.azure.net",
                "privatelink.mongo.cosmos.azure.com",
                "privatelink.monitor.azure.com",
                "privatelink.mysql.database.azure.com",
                "privatelink.notebooks.azure.net",
                "privatelink.ods.opinsights.azure.com",
                "privatelink.oms.opinsights.azure.com",
                "privatelink.pbidedicated.windows.net",
                "privatelink.postgres.database.azure.com",
                "privatelink.prod.migration.windowsazure.com",
                "privatelink.purview.azure.com",
                "privatelink.purviewstudio.azure.com",
                "privatelink.queue.core.windows.net",
                "privatelink.redis.cache.windows.net",
                "privatelink.redisenterprise.cache.azure.net",
                "privatelink.search.windows.net",
                "privatelink.service.signalr.net",
                "privatelink.servicebus.windows.net",
                "privatelink.siterecovery.windowsazure.com",
                "privatelink.sql.azuresynapse.net",
                "privatelink.table.core.windows.net",
                "privatelink.table.cosmos.azure.com",
                "privatelink.tip1.powerquery.microsoft.com",
                "privatelink.token.botframework.com",
                "privatelink.vaultcore.azure.net",
                "privatelink.web.core.windows.net",
                "privatelink.webpubsub.azure.com",
            ],
        ),
    }],
    fixes: &[&[("/dns/zones", "\"policy\"")]],
    action: "",
    note: "",
};

/// Configure Cognitive Services accounts to use private DNS zones.
pub const ACCOUNT_ZONE_GROUP: PolicyDefinition = PolicyDefinition {
    id: "c4bc6f10-cb41-49eb-b000-d5ab82e2a091",
    name: "Configure Cognitive Services accounts to use private DNS zones",
    file: "Cognitive Services/PrivateDnsZones_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/privateEndpoints",
        trips: all(&[
            Condition::Count {
                array: "privateLinkServiceConnections[*]",
                matching: &all(&[
                    like(
                        "privateLinkServiceConnections[*].privateLinkServiceId",
                        "*Microsoft.CognitiveServices/accounts*",
                    ),
                    is_one_of("privateLinkServiceConnections[*].groupIds[*]", &["account"]),
                ]),
                at_least: 1,
            },
            not(&Condition::Related {
                arm_type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                matching: &Condition::Always,
            }),
        ]),
    }],
    fixes: &[],
    action: "adds a DNS zone group with one zone, privatelink.cognitiveservices.azure.com",
    note: "",
};

/// Configure a private DNS Zone ID for blob groupID.
pub const BLOB_ZONE_GROUP: PolicyDefinition = PolicyDefinition {
    id: "75973700-529f-4de2-b794-fb9b6781b6b0",
    name: "Configure a private DNS Zone ID for blob groupID",
    file: "Storage/StoragePrivateDnsZoneGroup_Blob.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/privateEndpoints",
        trips: all(&[
            Condition::Count {
                array: "privateLinkServiceConnections[*].groupIds[*]",
                matching: &is_one_of("privateLinkServiceConnections[*].groupIds[*]", &["blob"]),
                at_least: 1,
            },
            not(&Condition::Related {
                arm_type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                matching: &Condition::Always,
            }),
        ]),
    }],
    fixes: &[],
    action: "adds a DNS zone group with the zone for blob storage",
    note: "",
};

/// Configure Azure Key Vaults to use private DNS zones.
pub const VAULT_ZONE_GROUP: PolicyDefinition = PolicyDefinition {
    id: "ac673a9a-f77d-4846-b2d8-a57f8e1c01d4",
    name: "Configure Azure Key Vaults to use private DNS zones",
    file: "Key Vault/AutoConfigure_PrivateDNSZone_DINE.json",
    checks: &[Check {
        arm_type: "Microsoft.Network/privateEndpoints",
        trips: all(&[
            Condition::Count {
                array: "privateLinkServiceConnections[*].groupIds[*]",
                matching: &is_one_of("privateLinkServiceConnections[*].groupIds[*]", &["vault"]),
                at_least: 1,
            },
            not(&Condition::Related {
                arm_type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                matching: &Condition::Always,
            }),
        ]),
    }],
    fixes: &[],
    action: "adds a DNS zone group with the zone for key vaults",
    note: "",
};

/// NAT gateway should be Zone Aligned.
pub const NAT_GATEWAY_ZONES: PolicyDefinition = PolicyDefinition {
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
pub const PUBLIC_IP_ZONES: PolicyDefinition = PolicyDefinition {
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
pub const FLOW_LOGS: PolicyDefinition = PolicyDefinition {
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
