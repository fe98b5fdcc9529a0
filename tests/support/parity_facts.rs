//! The table of properties that have to be equal in Terraform, Bicep and ARM, by type.
//!
//! A path is written as in the ARM body. `list[*]` iterates a list by the `name` of its items, `list[]` compares a
//! list as a set, `map{}` the keys of a map. The second column is Azure's default, as JSON.
//! Properties that Terraform cannot set, or sets elsewhere, are listed separately with the reason; any property in
//! neither list is reported, so that a new property cannot be missed.

use serde_json::{Value, json};

/// One type: its properties (path, default), and those excluded from the comparison (path, reason).
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) facts: &'static [(&'static str, &'static str)],
    pub(crate) apart: &'static [(&'static str, &'static str)],
}

const NOTHING: &str = "null";

/// All types of a topology.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "Microsoft.Authorization/roleAssignments",
        facts: &[
            ("properties.principalType", NOTHING),
            ("properties.description", NOTHING),
            ("properties.condition", NOTHING),
            ("properties.conditionVersion", NOTHING),
        ],
        apart: &[
            ("properties.roleDefinitionId", "the role is part of the key"),
            ("properties.principalId", "the principal is part of the key"),
        ],
    },
    Kind {
        name: "Microsoft.ManagedIdentity/userAssignedIdentities",
        facts: &[("location", NOTHING), ("tags", "{}"), ("properties.isolationScope", NOTHING)],
        apart: &[],
    },
    Kind {
        name: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        facts: &[("properties.issuer", NOTHING), ("properties.subject", NOTHING), ("properties.audiences[]", "[]")],
        apart: &[],
    },
    Kind {
        name: "Microsoft.CognitiveServices/accounts",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("kind", NOTHING),
            ("sku.name", NOTHING),
            ("identity.type", r#""None""#),
            ("identity.userAssignedIdentities{}", "[]"),
            ("properties.customSubDomainName", NOTHING),
            ("properties.publicNetworkAccess", r#""Enabled""#),
            ("properties.disableLocalAuth", "false"),
            ("properties.dynamicThrottlingEnabled", "false"),
            ("properties.restrictOutboundNetworkAccess", "false"),
            ("properties.allowedFqdnList[]", "[]"),
            ("properties.networkAcls.defaultAction", NOTHING),
            ("properties.networkAcls.bypass", NOTHING),
            ("properties.networkAcls.ipRules[]", "[]"),
            ("properties.networkAcls.virtualNetworkRules[]", "[]"),
            ("properties.userOwnedStorage[]", "[]"),
            ("properties.encryption", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.KeyVault/vaults",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.tenantId", NOTHING),
            ("properties.sku.family", r#""A""#),
            ("properties.sku.name", NOTHING),
            ("properties.enableRbacAuthorization", "false"),
            ("properties.accessPolicies[]", "[]"),
            ("properties.enableSoftDelete", "true"),
            ("properties.softDeleteRetentionInDays", "90"),
            ("properties.enablePurgeProtection", "false"),
            ("properties.publicNetworkAccess", r#""Enabled""#),
            ("properties.networkAcls.defaultAction", NOTHING),
            ("properties.networkAcls.bypass", NOTHING),
            ("properties.networkAcls.ipRules[]", "[]"),
            ("properties.networkAcls.virtualNetworkRules[]", "[]"),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.KeyVault/vaults/keys",
        facts: &[
            ("properties.kty", NOTHING),
            ("properties.keySize", NOTHING),
            ("properties.keyOps[]", "[]"),
            ("properties.attributes.enabled", "true"),
            ("properties.attributes.exp", NOTHING),
            ("properties.rotationPolicy", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.OperationalInsights/workspaces",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.sku.name", NOTHING),
            ("properties.retentionInDays", NOTHING),
            ("properties.features.disableLocalAuth", "false"),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Insights/diagnosticSettings",
        facts: &[("properties.workspaceId", NOTHING), ("properties.logs[]", "[]"), ("properties.metrics[]", "[]")],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Authorization/locks",
        facts: &[("properties.level", NOTHING), ("properties.notes", NOTHING)],
        apart: &[],
    },
    Kind {
        name: "Microsoft.KeyVault/vaults/secrets",
        facts: &[
            ("properties.value", NOTHING),
            ("properties.contentType", NOTHING),
            ("properties.attributes.enabled", "true"),
            ("properties.attributes.exp", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.KeyVault/vaults/accessPolicies",
        facts: &[("properties.accessPolicies[]", "[]")],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Storage/storageAccounts",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("kind", NOTHING),
            ("sku.name", NOTHING),
            ("identity.type", r#""None""#),
            ("identity.userAssignedIdentities{}", "[]"),
            ("properties.accessTier", r#""Hot""#),
            ("properties.allowBlobPublicAccess", NOTHING),
            ("properties.allowCrossTenantReplication", "false"),
            ("properties.allowSharedKeyAccess", "true"),
            ("properties.allowedCopyScope", NOTHING),
            ("properties.defaultToOAuthAuthentication", "false"),
            ("properties.encryption.keySource", r#""Microsoft.Storage""#),
            ("properties.encryption.keyvaultproperties", NOTHING),
            ("properties.encryption.identity.userAssignedIdentity", NOTHING),
            ("properties.encryption.requireInfrastructureEncryption", "false"),
            ("properties.encryption.services.queue.keyType", r#""Service""#),
            ("properties.encryption.services.table.keyType", r#""Service""#),
            ("properties.isHnsEnabled", "false"),
            ("properties.isLocalUserEnabled", "true"),
            ("properties.isNfsV3Enabled", "false"),
            ("properties.isSftpEnabled", "false"),
            ("properties.minimumTlsVersion", NOTHING),
            ("properties.publicNetworkAccess", r#""Enabled""#),
            ("properties.sasPolicy.sasExpirationPeriod", NOTHING),
            ("properties.sasPolicy.expirationAction", NOTHING),
            ("properties.supportsHttpsTrafficOnly", "true"),
            ("properties.networkAcls.defaultAction", NOTHING),
            ("properties.networkAcls.bypass[]", "[]"),
            ("properties.networkAcls.ipRules[]", "[]"),
            ("properties.networkAcls.virtualNetworkRules[]", "[]"),
            ("properties.networkAcls.resourceAccessRules[]", "[]"),
        ],
        apart: &[
            ("properties.encryption.services.blob", "on whatever is said"),
            ("properties.encryption.services.file", "on whatever is said"),
            ("properties.encryption.services.queue.enabled", "on whatever is said"),
            ("properties.encryption.services.table.enabled", "on whatever is said"),
        ],
    },
    Kind {
        name: "Microsoft.Storage/storageAccounts/blobServices",
        facts: &[
            ("properties.changeFeed.enabled", "false"),
            ("properties.containerDeleteRetentionPolicy.enabled", "false"),
            ("properties.containerDeleteRetentionPolicy.days", NOTHING),
            ("properties.cors.corsRules[]", "[]"),
            ("properties.deleteRetentionPolicy.enabled", "false"),
            ("properties.deleteRetentionPolicy.days", NOTHING),
            ("properties.isVersioningEnabled", "false"),
            ("properties.restorePolicy.enabled", "false"),
            ("properties.restorePolicy.days", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Storage/storageAccounts/blobServices/containers",
        facts: &[("properties.publicAccess", r#""None""#), ("properties.metadata", "{}")],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/virtualNetworks",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.addressSpace.addressPrefixes[]", "[]"),
            ("properties.dhcpOptions.dnsServers[]", "[]"),
            ("properties.enableDdosProtection", "false"),
            ("properties.ddosProtectionPlan.id", NOTHING),
            ("properties.encryption.enabled", "false"),
            ("properties.encryption.enforcement", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/virtualNetworks/subnets",
        facts: &[
            ("properties.addressPrefixes[]", "[]"),
            ("properties.defaultOutboundAccess", "true"),
            ("properties.delegations[*].properties.serviceName", NOTHING),
            ("properties.natGateway.id", NOTHING),
            ("properties.networkSecurityGroup.id", NOTHING),
            ("properties.routeTable.id", NOTHING),
            ("properties.privateEndpointNetworkPolicies", r#""Disabled""#),
            ("properties.privateLinkServiceNetworkPolicies", r#""Enabled""#),
            ("properties.serviceEndpoints[]", "[]"),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/routeTables",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.disableBgpRoutePropagation", "false"),
            ("properties.routes[*].properties.addressPrefix", NOTHING),
            ("properties.routes[*].properties.nextHopType", NOTHING),
            ("properties.routes[*].properties.nextHopIpAddress", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/networkSecurityGroups",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.securityRules[*].properties.access", NOTHING),
            ("properties.securityRules[*].properties.description", NOTHING),
            ("properties.securityRules[*].properties.direction", NOTHING),
            ("properties.securityRules[*].properties.priority", NOTHING),
            ("properties.securityRules[*].properties.protocol", NOTHING),
            ("properties.securityRules[*].properties.sourceAddressPrefixes[]", "[]"),
            ("properties.securityRules[*].properties.sourcePortRanges[]", "[]"),
            ("properties.securityRules[*].properties.destinationAddressPrefixes[]", "[]"),
            ("properties.securityRules[*].properties.destinationPortRanges[]", "[]"),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/publicIPAddresses",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("sku.name", NOTHING),
            ("sku.tier", r#""Regional""#),
            ("zones[]", "[]"),
            ("properties.idleTimeoutInMinutes", "4"),
            ("properties.publicIPAddressVersion", r#""IPv4""#),
            ("properties.publicIPAllocationMethod", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/natGateways",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("sku.name", NOTHING),
            ("zones[]", "[]"),
            ("properties.idleTimeoutInMinutes", "4"),
            ("properties.publicIpAddresses[]", "[]"),
        ],
        apart: &[],
    },
    Kind { name: "Microsoft.Network/privateDnsZones", facts: &[("location", NOTHING), ("tags", "{}")], apart: &[] },
    Kind {
        name: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.registrationEnabled", "false"),
            ("properties.resolutionPolicy", r#""Default""#),
            ("properties.virtualNetwork.id", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/privateEndpoints",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.customNetworkInterfaceName", NOTHING),
            ("properties.subnet.id", NOTHING),
            ("properties.ipConfigurations[*].properties.groupId", NOTHING),
            ("properties.ipConfigurations[*].properties.memberName", NOTHING),
            ("properties.ipConfigurations[*].properties.privateIPAddress", NOTHING),
            ("properties.privateLinkServiceConnections[*].properties.privateLinkServiceId", NOTHING),
            ("properties.privateLinkServiceConnections[*].properties.groupIds[]", "[]"),
            ("properties.privateLinkServiceConnections[*].properties.requestMessage", NOTHING),
            ("properties.manualPrivateLinkServiceConnections[*].properties.privateLinkServiceId", NOTHING),
            ("properties.manualPrivateLinkServiceConnections[*].properties.groupIds[]", "[]"),
            ("properties.manualPrivateLinkServiceConnections[*].properties.requestMessage", NOTHING),
        ],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        facts: &[("properties.privateDnsZoneConfigs[]", "[]")],
        apart: &[],
    },
    Kind {
        name: "Microsoft.Network/bastionHosts",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("sku.name", r#""Basic""#),
            ("zones[]", "[]"),
            ("properties.disableCopyPaste", "false"),
            ("properties.enableFileCopy", "false"),
            ("properties.enableIpConnect", "false"),
            ("properties.enableKerberos", "false"),
            ("properties.enableSessionRecording", "false"),
            ("properties.enableShareableLink", "false"),
            ("properties.enableTunneling", "false"),
            ("properties.ipConfigurations[*].properties.publicIPAddress.id", NOTHING),
            ("properties.ipConfigurations[*].properties.subnet.id", NOTHING),
            ("properties.scaleUnits", "2"),
            ("properties.virtualNetwork.id", NOTHING),
        ],
        apart: &[
            ("properties.enablePrivateOnlyBastion", "azurerm infers it from a missing public address"),
            ("properties.ipConfigurations[*].properties.privateIPAllocationMethod", "only Dynamic exists"),
        ],
    },
    Kind {
        name: "Microsoft.Network/networkInterfaces",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.dnsSettings.dnsServers[]", "[]"),
            ("properties.enableAcceleratedNetworking", "false"),
            ("properties.enableIPForwarding", "false"),
            ("properties.ipConfigurations[*].properties.privateIPAddress", NOTHING),
            ("properties.ipConfigurations[*].properties.privateIPAddressVersion", r#""IPv4""#),
            ("properties.ipConfigurations[*].properties.privateIPAllocationMethod", r#""Dynamic""#),
            ("properties.ipConfigurations[*].properties.publicIPAddress.id", NOTHING),
            ("properties.ipConfigurations[*].properties.subnet.id", NOTHING),
            ("properties.networkSecurityGroup.id", NOTHING),
        ],
        apart: &[("properties.ipConfigurations[*].properties.primary", "a single configuration is the primary one")],
    },
    Kind {
        name: "Microsoft.Compute/virtualMachines",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("zones[]", "[]"),
            ("identity.type", r#""None""#),
            ("identity.userAssignedIdentities{}", "[]"),
            ("plan", NOTHING),
            ("properties.diagnosticsProfile.bootDiagnostics.enabled", "false"),
            ("properties.diagnosticsProfile.bootDiagnostics.storageUri", NOTHING),
            ("properties.hardwareProfile.vmSize", NOTHING),
            ("properties.licenseType", NOTHING),
            ("properties.networkProfile.networkInterfaces[]", "[]"),
            ("properties.osProfile.adminPassword", NOTHING),
            ("properties.osProfile.adminUsername", NOTHING),
            ("properties.osProfile.allowExtensionOperations", "true"),
            ("properties.osProfile.computerName", NOTHING),
            ("properties.osProfile.customData", NOTHING),
            ("properties.osProfile.linuxConfiguration.disablePasswordAuthentication", NOTHING),
            ("properties.osProfile.linuxConfiguration.patchSettings.patchMode", r#""ImageDefault""#),
            ("properties.osProfile.linuxConfiguration.patchSettings.assessmentMode", r#""ImageDefault""#),
            ("properties.osProfile.linuxConfiguration.provisionVMAgent", "true"),
            ("properties.osProfile.linuxConfiguration.ssh.publicKeys[]", "[]"),
            ("properties.osProfile.windowsConfiguration.enableAutomaticUpdates", "true"),
            ("properties.osProfile.windowsConfiguration.patchSettings.patchMode", r#""AutomaticByOS""#),
            ("properties.osProfile.windowsConfiguration.patchSettings.assessmentMode", r#""ImageDefault""#),
            ("properties.osProfile.windowsConfiguration.provisionVMAgent", "true"),
            ("properties.osProfile.windowsConfiguration.timeZone", NOTHING),
            ("properties.securityProfile.encryptionAtHost", "false"),
            ("properties.securityProfile.securityType", NOTHING),
            ("properties.securityProfile.uefiSettings.secureBootEnabled", "false"),
            ("properties.securityProfile.uefiSettings.vTpmEnabled", "false"),
            ("properties.storageProfile.imageReference", NOTHING),
            ("properties.storageProfile.osDisk.caching", NOTHING),
            ("properties.storageProfile.osDisk.diskSizeGB", NOTHING),
            ("properties.storageProfile.osDisk.managedDisk.diskEncryptionSet.id", NOTHING),
            ("properties.storageProfile.osDisk.managedDisk.storageAccountType", NOTHING),
            ("properties.storageProfile.osDisk.name", NOTHING),
        ],
        apart: &[
            ("properties.storageProfile.osDisk.createOption", "azurerm always says FromImage"),
            ("properties.storageProfile.osDisk.deleteOption", "a provider feature in azurerm"),
            ("properties.storageProfile.osDisk.osType", "follows from the image"),
        ],
    },
    Kind {
        name: "Microsoft.Compute/virtualMachines/extensions",
        facts: &[
            ("tags", "{}"),
            ("properties.publisher", NOTHING),
            ("properties.type", NOTHING),
            ("properties.typeHandlerVersion", NOTHING),
            ("properties.autoUpgradeMinorVersion", "false"),
            ("properties.enableAutomaticUpgrade", "false"),
            ("properties.suppressFailures", "false"),
            ("properties.settings", NOTHING),
            ("properties.protectedSettings", NOTHING),
        ],
        apart: &[("location", "azurerm takes that of the VM")],
    },
    Kind {
        name: "Microsoft.DevTestLab/schedules",
        facts: &[
            ("location", NOTHING),
            ("tags", "{}"),
            ("properties.dailyRecurrence.time", NOTHING),
            ("properties.notificationSettings.status", r#""Disabled""#),
            ("properties.notificationSettings.emailRecipient", NOTHING),
            ("properties.notificationSettings.timeInMinutes", "30"),
            ("properties.notificationSettings.webhookUrl", NOTHING),
            ("properties.status", r#""Enabled""#),
            ("properties.targetResourceId", NOTHING),
            ("properties.taskType", NOTHING),
            ("properties.timeZoneId", NOTHING),
        ],
        apart: &[],
    },
];

/// Normalizes equivalent notations.
pub(crate) fn prepare(kind: &str, body: &mut Value) {
    if let Some(identity) = body.pointer_mut("/identity/type") {
        *identity = json!(identity.as_str().unwrap_or_default().replace(' ', ""));
    }
    match kind {
        "Microsoft.CognitiveServices/accounts" => {
            fill(
                body,
                "/properties/networkAcls/virtualNetworkRules",
                "ignoreMissingVnetServiceEndpoint",
                &json!(false),
            );
        }
        "Microsoft.Storage/storageAccounts" => {
            for rules in ["ipRules", "virtualNetworkRules"] {
                fill(body, &format!("/properties/networkAcls/{rules}"), "action", &json!("Allow"));
            }
            if let Some(bypass) = body.pointer_mut("/properties/networkAcls/bypass") {
                let words = bypass.as_str().unwrap_or_default().split(',').map(str::trim);
                *bypass = words.collect();
            }
        }
        "Microsoft.Network/virtualNetworks/subnets" => {
            plural(&mut body["properties"], "addressPrefix", "addressPrefixes");
            keep(body, "/properties/serviceEndpoints", "/service");
        }
        "Microsoft.Network/networkSecurityGroups" => {
            let rules = body.pointer_mut("/properties/securityRules").and_then(Value::as_array_mut);
            for rule in rules.into_iter().flatten() {
                for end in ["source", "destination"] {
                    let (one, many) = (format!("{end}AddressPrefix"), format!("{end}AddressPrefixes"));
                    plural(&mut rule["properties"], &one, &many);
                    let (one, many) = (format!("{end}PortRange"), format!("{end}PortRanges"));
                    plural(&mut rule["properties"], &one, &many);
                }
            }
        }
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups" => {
            keep(body, "/properties/privateDnsZoneConfigs", "/properties/privateDnsZoneId");
        }
        "Microsoft.Compute/virtualMachines" => keep(body, "/properties/networkProfile/networkInterfaces", "/id"),
        _ => {}
    }
}

/// Adds the default of a property to list items without it.
fn fill(body: &mut Value, list: &str, property: &str, default: &Value) {
    for item in body.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
        if item[property].is_null() {
            item[property] = default.clone();
        }
    }
}

/// Only one value of each item of a list matters.
fn keep(body: &mut Value, list: &str, value: &str) {
    for item in body.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
        *item = item.pointer(value).cloned().unwrap_or_default();
    }
}

/// `x: a` is `xs: [a]`.
fn plural(object: &mut Value, one: &str, many: &str) {
    let single = object.as_object_mut().and_then(|fields| fields.shift_remove(one));
    if let Some(single) = single {
        object[many] = json!([single]);
    }
}
