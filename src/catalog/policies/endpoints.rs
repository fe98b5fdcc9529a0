//! Policy definitions for private endpoints and private DNS zones.

use super::{
    Check, Condition, PolicyDefinition,
    condition::{all, is_one_of, like, not},
};

/// Audit or Deny the creation of Private Link Private DNS Zones.
pub static PRIVATE_LINK_ZONES: PolicyDefinition = PolicyDefinition {
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
pub static ACCOUNT_ZONE_GROUP: PolicyDefinition = PolicyDefinition {
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
pub static BLOB_ZONE_GROUP: PolicyDefinition = PolicyDefinition {
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
pub static VAULT_ZONE_GROUP: PolicyDefinition = PolicyDefinition {
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

/// What writes the DNS zone groups of private endpoints.
pub const ZONE_GROUP_DEPLOYMENTS: [&PolicyDefinition; 3] = [&ACCOUNT_ZONE_GROUP, &BLOB_ZONE_GROUP, &VAULT_ZONE_GROUP];
