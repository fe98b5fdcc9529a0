//! Roles of other services that include these resource types; only their actions on these types, and wildcards.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    APP_COMPLIANCE_AUTOMATION_ADMINISTRATOR = "App Compliance Automation Administrator", "0f37683f-2463-46b6-9ce7-9b788b988ba2", "appComplianceAutomationAdministrator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/write",
                "Microsoft.Storage/storageAccounts/fileservices/write",
                "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/write",
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
                "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/storageAccounts/blobServices/read", "*/read"],
        }
    }
    APP_COMPLIANCE_AUTOMATION_READER = "App Compliance Automation Reader", "ffc6bbe0-e443-4c3b-bf54-26581bb2f78e", "appComplianceAutomationReader", [] {
        {
            actions: ["*/read"],
        }
    }
    AVERE_CONTRIBUTOR = "Avere Contributor", "4f8fab4f-1852-4a58-a46a-8eaf358af14a", "avereContributor", [] {
        {
            actions: ["Microsoft.Storage/*/read", "Microsoft.Storage/storageAccounts/*"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"],
        }
    }
    AVERE_OPERATOR = "Avere Operator", "c025889f-8102-4ebf-b32c-fc0c6f0c6bd9", "avereOperator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"],
        }
    }
    AZURE_CENTER_FOR_SAP_SOLUTIONS_ADMINISTRATOR = "Azure Center for SAP solutions administrator", "7b0c7e81-271f-4c71-90bf-e30bdfdbc2f7", "azureCenterForSapSolutionsAdministrator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/fileServices/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
        }
    }
    AZURE_CENTER_FOR_SAP_SOLUTIONS_READER = "Azure Center for SAP solutions reader", "05352d14-a920-4328-a0de-4cbe7430e26b", "azureCenterForSapSolutionsReader", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/fileServices/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read"],
        }
    }
    AZURE_CENTER_FOR_SAP_SOLUTIONS_SERVICE_ROLE = "Azure Center for SAP solutions service role", "aabbc5dd-1af0-458b-a942-81af88f9c138", "azureCenterForSapSolutionsServiceRole", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/write",
                "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/fileServices/read",
                "Microsoft.Storage/storageAccounts/fileServices/write",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/write"],
        }
    }
    AZURE_FILE_SYNC_ADMINISTRATOR = "Azure File Sync Administrator", "92b92042-07d9-4307-87f7-36a593fc5850", "azureFileSyncAdministrator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read",
                "Microsoft.Storage/storageAccounts/fileServices/read"],
        }
    }
    AZURE_LOCAL_MIGRATE_EXECUTE_EXPERT = "Azure Local Migrate Execute Expert", "1cfa4eac-9a23-481c-a793-bfb6958e836c", "azureLocalMigrateExecuteExpert", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/*/read", "Microsoft.Storage/storageAccounts/*/write",
                "Microsoft.Storage/storageAccounts/listKeys/action"],
        }
        {}
    }
    AZURE_LOCAL_MIGRATE_OWNER = "Azure Local Migrate Owner", "fd8ea4d5-6509-4db0-bada-356ab233b4fb", "azureLocalMigrateOwner", [] {
        {
            actions: ["Microsoft.KeyVault/vaults/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.Storage/storageAccounts/*", "Microsoft.KeyVault/register/action"],
        }
        {}
    }
    AZURE_MIGRATE_DECIDE_AND_PLAN_EXPERT = "Azure Migrate Decide and Plan Expert", "7859c0b0-0bb9-4994-bd12-cd529af7d646", "azureMigrateDecideAndPlanExpert", [] {
        {
            actions: ["Microsoft.KeyVault/vaults/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.Storage/storageAccounts/*/read", "Microsoft.Storage/storageAccounts/*/write",
                "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.KeyVault/register/action"],
        }
    }
    AZURE_MIGRATE_EXECUTE_EXPERT = "Azure Migrate Execute Expert", "1cfa4eac-9a23-481c-a793-bfb6958e836b", "azureMigrateExecuteExpert", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/*/read", "Microsoft.Storage/storageAccounts/*/write",
                "Microsoft.Storage/storageAccounts/listKeys/action"],
        }
        {}
    }
    AZURE_MIGRATE_OWNER = "Azure Migrate Owner", "fd8ea4d5-6509-4db0-bada-356ab233b4fa", "azureMigrateOwner", [] {
        {
            actions: ["Microsoft.KeyVault/vaults/*", "Microsoft.KeyVault/checkNameAvailability/read",
                "Microsoft.Storage/storageAccounts/*", "Microsoft.KeyVault/register/action"],
        }
        {}
    }
    AZURE_RED_HAT_OPENSHIFT_FILE_STORAGE_OPERATOR = "Azure Red Hat OpenShift File Storage Operator", "0d7aedc0-15fd-4a67-a412-efad370c947e", "azureRedHatOpenshiftFileStorageOperator", ["Azure Red Hat OpenShift Azure Files Storage Operator Role"] {
        {
            actions: ["Microsoft.Storage/storageAccounts/delete",
                "Microsoft.Storage/storageAccounts/fileServices/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/delete",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/write",
                "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/write",
                "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action"],
        }
    }
    AZURE_RED_HAT_OPENSHIFT_IMAGE_REGISTRY_OPERATOR = "Azure Red Hat OpenShift Image Registry Operator", "8b32b316-c2f5-4ddf-b05b-83dacd2d08b5", "azureRedHatOpenshiftImageRegistryOperator", ["Azure Red Hat OpenShift Image Registry Operator Role"] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
                "Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/write",
                "Microsoft.Storage/storageAccounts/delete", "Microsoft.Storage/storageAccounts/listKeys/action",
                "Microsoft.Storage/storageAccounts/PrivateEndpointConnectionsApproval/action"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action"],
        }
    }
    AZURE_RED_HAT_OPENSHIFT_SERVICE_OPERATOR = "Azure Red Hat OpenShift Service Operator", "4436bae4-7702-4c84-919b-c4069ff25ee2", "azureRedHatOpenshiftServiceOperator", ["Azure Red Hat OpenShift Service Operator Role"] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/read"],
        }
    }
    AZURE_RESILIENCE_MANAGEMENT_DRILLS_TARGET_RESOURCE_ADMINISTRATOR = "Azure Resilience Management Drills Target Resource Administrator", "e4c7f620-39b8-4688-bba2-70dd82ef367b", "azureResilienceManagementDrillsTargetResourceAdministrator", [] {
        {}
        {
            actions: ["*/read"],
        }
    }
    AZURE_RESILIENCE_MANAGEMENT_DRILLS_TARGET_RESOURCE_CONTRIBUTOR = "Azure Resilience Management Drills Target Resource Contributor", "82c6a823-ae9c-4b90-b5c5-bff581c45896", "azureResilienceManagementDrillsTargetResourceContributor", [] {
        {
            actions: ["*/read"],
        }
    }
    BACKUP_CONTRIBUTOR = "Backup Contributor", "5e467623-bb1f-42f4-a55d-6e525e11384b", "backupContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read"],
        }
    }
    BACKUP_OPERATOR = "Backup Operator", "00c29273-979b-4161-815c-10b084fb9324", "backupOperator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read"],
        }
    }
    COSMOSDB_FLEET_ANALYTICS_STORAGE_DATA_WRITER = "CosmosDB Fleet Analytics Storage Data Writer", "bf41e52e-617f-4981-8b7a-47431bd4e011", "cosmosdbFleetAnalyticsStorageDataWriter", ["CosmosDB Fleet Analytics Storage Data", "CosmosDB Fleet Analytics Storage Data Writer service role"] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action"],
        }
    }
    DEFENDER_AI = "Defender AI", "6fe711ec-654d-4ef7-8e32-eb7de3d94774", "defenderAi", [] {
        {
            actions: ["Microsoft.CognitiveServices/accounts/read",
                "Microsoft.CognitiveServices/accounts/defenderForAISettings/read",
                "Microsoft.CognitiveServices/accounts/defenderForAISettings/write",
                "Microsoft.CognitiveServices/accounts/defenderForAISettings/delete",
                "Microsoft.CognitiveServices/raiPolicy/read", "Microsoft.CognitiveServices/raiPolicy/write"],
        }
    }
    DEFENDER_CSPM = "Defender CSPM", "46023a6a-0702-4cbf-956c-d8c3ac27bc2b", "defenderCspm", [] {
        {
            data_actions: ["Microsoft.CognitiveServices/accounts/aiservices/agents/read",
                "Microsoft.CognitiveServices/accounts/aiservices/assets/read"],
        }
    }
    DEFENDER_CSPM_STORAGE_SCANNER_OPERATOR = "Defender CSPM Storage Scanner Operator", "8480c0f0-4509-4229-9339-7c10018cb8c4", "defenderCspmStorageScannerOperator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/read"],
        }
        {}
        {}
    }
    DEFENDER_CLOUD_SECRETS_POSTURE = "Defender Cloud Secrets Posture", "512ef07a-840c-48d2-9be4-9a30a75a5c70", "defenderCloudSecretsPosture", [] {
        {
            actions: ["Microsoft.CognitiveServices/accounts/listKeys/action"],
        }
    }
    DEFENDER_SENSITIVE_DATA_DISCOVERY = "Defender Sensitive Data Discovery", "0b6ca2e8-2cdc-4bd6-b896-aa3d8c21fc35", "defenderSensitiveDataDiscovery", ["Defender CSPM Storage Data Scanner"] {
        {
            actions: ["Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read"],
        }
    }
    DEFENDER_STORAGE_AUTOMATED_MALWARE_REMEDIATION = "Defender Storage Automated Malware Remediation", "c6c9b2d8-9a5e-4122-85e1-81612a046ab2", "defenderStorageAutomatedMalwareRemediation", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/write"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete"],
        }
    }
    DEFENDER_STORAGE_MALWARE_DATA_SCANNER = "Defender Storage Malware Data Scanner", "cd50fd1f-0421-46f2-8cce-afc587dbcc77", "defenderStorageMalwareDataScanner", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action"],
        }
    }
    DEFENDER_STORAGE_MALWARE_OPERATOR = "Defender Storage Malware Operator", "971cce9f-2680-4357-9678-c947847a9425", "defenderStorageMalwareOperator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read"],
        }
    }
    DEFENDER_FOR_STORAGE_DATA_SCANNER = "Defender for Storage Data Scanner", "1e7ca9b1-60d1-4db8-a914-f2ca1ff27c40", "defenderForStorageDataScanner", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action"],
        }
    }
    DEFENDER_FOR_STORAGE_SCANNER_OPERATOR = "Defender for Storage Scanner Operator", "0f641de8-0b88-4198-bdef-bd8b45ceba96", "defenderForStorageScannerOperator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/write", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/write"],
        }
    }
    DEFENDER_FOR_STORAGE_THREAT_PROTECTION = "Defender for Storage Threat Protection", "a366d631-94bf-46bf-b4af-b38f28c80774", "defenderForStorageThreatProtection", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read"],
        }
    }
    DESKTOP_VIRTUALIZATION_VIRTUAL_MACHINE_CONTRIBUTOR = "Desktop Virtualization Virtual Machine Contributor", "a959dbd1-f747-45e3-8ba6-dd80f235f97c", "desktopVirtualizationVirtualMachineContributor", [] {
        {
            actions: ["Microsoft.KeyVault/vaults/deploy/action", "Microsoft.Storage/storageAccounts/read"],
        }
    }
    DEVTEST_LABS_USER = "DevTest Labs User", "76283e04-6283-4c54-8f91-bcf1374a3c64", "devtestLabsUser", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listKeys/action"],
        }
    }
    DISK_SNAPSHOT_CONTRIBUTOR = "Disk Snapshot Contributor", "7efff54f-a5b4-42b5-a1c5-5411624893ce", "diskSnapshotContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listkeys/action", "Microsoft.Storage/storageAccounts/write",
                "Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/delete"],
        }
    }
    LOG_ANALYTICS_CONTRIBUTOR = "Log Analytics Contributor", "92aaf0da-9dab-42b6-94a3-d43ce8d16293", "logAnalyticsContributor", [] {
        {
            actions: ["*/read", "Microsoft.Storage/storageAccounts/listKeys/action"],
        }
    }
    LOG_ANALYTICS_READER = "Log Analytics Reader", "73c42c96-874c-492b-b04d-ab87d138a893", "logAnalyticsReader", [] {
        {
            actions: ["*/read"],
        }
    }
    LOGIC_APP_CONTRIBUTOR = "Logic App Contributor", "87a39d53-fc1b-424a-814c-f7e04687dc9e", "logicAppContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listkeys/action", "Microsoft.Storage/storageAccounts/read"],
        }
    }
    MANAGED_APPLICATION_CONTRIBUTOR_ROLE = "Managed Application Contributor Role", "641177b8-a67a-45b9-a033-47bc880bb21e", "managedApplicationContributorRole", [] {
        {
            actions: ["*/read"],
        }
    }
    MANAGED_APPLICATION_OPERATOR_ROLE = "Managed Application Operator Role", "c7393b34-138c-406f-901b-d8cf2b17e6ae", "managedApplicationOperatorRole", [] {
        {
            actions: ["*/read"],
        }
    }
    MANAGED_APPLICATION_PUBLISHER_OPERATOR = "Managed Application Publisher Operator", "b9331d33-8a36-4f8c-b097-4f54124fdb44", "managedApplicationPublisherOperator", ["Managed Applications Reader"] {
        {
            actions: ["*/read"],
        }
    }
    MONITORING_CONTRIBUTOR = "Monitoring Contributor", "749f88d5-cbae-40b8-bcfc-e573ddc772fa", "monitoringContributor", [] {
        {
            actions: ["*/read"],
        }
    }
    MONITORING_POLICY_CONTRIBUTOR = "Monitoring Policy Contributor", "47be4a87-7950-4631-9daf-b664a405f074", "monitoringPolicyContributor", [] {
        {
            actions: ["*/read"],
        }
    }
    MONITORING_READER = "Monitoring Reader", "43d0d8ad-25c7-4714-9337-8ba259a9fe05", "monitoringReader", [] {
        {
            actions: ["*/read"],
        }
    }
    OPERATOR_NEXUS_KEY_VAULT_WRITER_SERVICE_ROLE = "Operator Nexus Key Vault Writer Service Role (Preview)", "44f0a1a8-6fea-4b35-980a-8ff50c487c97", "operatorNexusKeyVaultWriterServiceRole", [] {
        {
            actions: ["Microsoft.KeyVault/vaults/read"],
            data_actions: ["Microsoft.KeyVault/vaults/secrets/setSecret/action"],
        }
    }
    RESOURCE_POLICY_CONTRIBUTOR = "Resource Policy Contributor", "36243c78-bf99-498c-9df9-86d9f8d28608", "resourcePolicyContributor", [] {
        {
            actions: ["*/read"],
        }
    }
    SITE_RECOVERY_CONTRIBUTOR = "Site Recovery Contributor", "6670b86e-a3f7-4917-ac9b-5d6ab1be4567", "siteRecoveryContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read"],
        }
    }
    SITE_RECOVERY_OPERATOR = "Site Recovery Operator", "494ae006-db33-4328-bf46-533a6560a3ca", "siteRecoveryOperator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read"],
        }
    }
    SQLMI_MIGRATION_ROLE = "SqlMI Migration Role", "1d335eef-eee1-47fe-a9e0-53214eba8872", "sqlmiMigrationRole", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/listkeys/action",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read"],
        }
    }
    SQLVM_MIGRATION_ROLE = "SqlVM Migration Role", "ae8036db-e102-405b-a1b9-bae082ea436d", "sqlvmMigrationRole", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/listkeys/action",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read"],
        }
    }
    VM_RESTORE_OPERATOR = "VM Restore Operator", "dfce8971-25e3-42e3-ba33-6055438e3080", "vmRestoreOperator", [] {
        {
            actions: ["Microsoft.Storage/checkNameAvailability/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/write"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action"],
        }
    }
    VIRTUAL_MACHINE_CONTRIBUTOR = "Virtual Machine Contributor", "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "virtualMachineContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/read"],
        }
    }
}
