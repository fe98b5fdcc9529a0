//! Storage: blobs, files, queues, tables and the storage account.
//!
//! As in `azure/built-in-roles-raw.json` of iann0036/iam-dataset; see [`FACTS`](super::FACTS).

use super::definition::role_table;

#[rustfmt::skip]
role_table! {
    READER_AND_DATA_ACCESS = "Reader and Data Access", "c12c1c16-33a1-487b-954d-41c89c60f349", "readerAndDataAccess", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listKeys/action",
                "Microsoft.Storage/storageAccounts/ListAccountSas/action", "Microsoft.Storage/storageAccounts/read"],
        }
    }
    STORAGE_ACCOUNT_BACKUP_CONTRIBUTOR = "Storage Account Backup Contributor", "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1", "storageAccountBackupContributor", ["Storage Account Backup Contributor Role"] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Authorization/locks/read",
                "Microsoft.Authorization/locks/write", "Microsoft.Authorization/locks/delete",
                "Microsoft.Features/features/read", "Microsoft.Features/providers/features/read",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Storage/operations/read",
                "Microsoft.Storage/storageAccounts/objectReplicationPolicies/delete",
                "Microsoft.Storage/storageAccounts/objectReplicationPolicies/read",
                "Microsoft.Storage/storageAccounts/objectReplicationPolicies/write",
                "Microsoft.Storage/storageAccounts/objectReplicationPolicies/restorePointMarkers/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/write", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/restoreBlobRanges/action"],
        }
    }
    STORAGE_ACCOUNT_CONTRIBUTOR = "Storage Account Contributor", "17d1049b-9a84-46fb-8f53-869881c3d3ab", "storageAccountContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Insights/diagnosticSettings/*",
                "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
                "Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Storage/storageAccounts/*",
                "Microsoft.Support/*"],
        }
    }
    STORAGE_ACCOUNT_ENCRYPTION_SCOPE_CONTRIBUTOR_ROLE = "Storage Account Encryption Scope Contributor Role", "a316ed6d-1efe-48ac-ac08-f7995a9c26fb", "storageAccountEncryptionScopeContributorRole", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/encryptionScopes/read",
                "Microsoft.Storage/storageAccounts/encryptionScopes/write"],
        }
    }
    STORAGE_ACCOUNT_KEY_OPERATOR_SERVICE_ROLE = "Storage Account Key Operator Service Role", "81a9662b-bebf-436f-a333-f67b29880f12", "storageAccountKeyOperatorServiceRole", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/listkeys/action",
                "Microsoft.Storage/storageAccounts/regeneratekey/action"],
        }
    }
    STORAGE_ACTIONS_BLOB_DATA_OPERATOR = "Storage Actions Blob Data Operator", "4bad4d9e-2a13-4888-94bb-c8432f6f3040", "storageActionsBlobDataOperator", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/runAsSuperUser/action",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/immutableStorage/runAsSuperUser/action"],
        }
    }
    STORAGE_ACTIONS_TASK_ASSIGNMENT_CONTRIBUTOR = "Storage Actions Task Assignment Contributor", "77789c21-1643-48a2-8f27-47f858540b51", "storageActionsTaskAssignmentContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Storage/storageAccounts/reports/read", "Microsoft.Storage/storageAccounts/read",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/storageTaskAssignments/read",
                "Microsoft.Storage/storageAccounts/storageTaskAssignments/write",
                "Microsoft.Storage/storageAccounts/storageTaskAssignments/delete",
                "Microsoft.Storage/storageAccounts/storageTaskAssignments/reports/read"],
        }
        {
            actions: ["Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete"],
        }
    }
    STORAGE_BLOB_DATA_CONTRIBUTOR = "Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe", "storageBlobDataContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action"],
        }
    }
    STORAGE_BLOB_DATA_OWNER = "Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "storageBlobDataOwner", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/*",
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
        }
    }
    STORAGE_BLOB_DATA_READER = "Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "storageBlobDataReader", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
        }
    }
    STORAGE_BLOB_DELEGATOR = "Storage Blob Delegator", "db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "storageBlobDelegator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action"],
        }
    }
    STORAGE_CONNECTOR_CONTRIBUTOR = "Storage Connector Contributor", "9d819e60-1b9f-4871-b492-4e6cdee0b50a", "storageConnectorContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/listServiceSas/action",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/write",
                "Microsoft.Storage/locations/DataManagementRPOperationStatuses/read",
                "Microsoft.Storage/locations/DataManagementRPOperationStatuses/write",
                "Microsoft.Storage/storageAccounts/connectors/read",
                "Microsoft.Storage/storageAccounts/connectors/delete",
                "Microsoft.Storage/storageAccounts/connectors/write",
                "Microsoft.Storage/storageAccounts/connectors/testExistingConnection/action"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"],
        }
    }
    STORAGE_DATASHARE_CONTRIBUTOR = "Storage DataShare Contributor", "35c49d44-ccc1-4b18-8267-cfb3bacdd396", "storageDatashareContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*",
                "Microsoft.Resources/deployments/*", "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/listServiceSas/action",
                "Microsoft.Storage/storageAccounts/blobServices/read",
                "Microsoft.Storage/storageAccounts/blobServices/containers/read",
                "Microsoft.Storage/locations/DataManagementRPOperationStatuses/read",
                "Microsoft.Storage/locations/DataManagementRPOperationStatuses/write",
                "Microsoft.Storage/storageAccounts/dataShares/read",
                "Microsoft.Storage/storageAccounts/dataShares/delete",
                "Microsoft.Storage/storageAccounts/dataShares/write"],
            data_actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
        }
    }
    STORAGE_FILE_BACKUP_CONTRIBUTOR = "Storage File Backup Contributor", "c8a487a2-c85b-4487-83a1-9f04cde10293", "storageFileBackupContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Authorization/locks/delete",
                "Microsoft.Authorization/locks/write", "Microsoft.Storage/storageAccounts/fileServices/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/delete",
                "Microsoft.Storage/storageAccounts/fileServices/shares/lease/action",
                "Microsoft.Storage/storageAccounts/fileServices/shares/read",
                "Microsoft.Storage/storageAccounts/fileServices/shares/write",
                "Microsoft.Storage/storageAccounts/fileServices/write", "Microsoft.Storage/storageAccounts/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileShares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action"],
        }
    }
    STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR = "Storage File Data Privileged Contributor", "69566ab7-960f-475b-8e7c-b3118f30c6bd", "storageFileDataPrivilegedContributor", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action",
                "Microsoft.Storage/storageAccounts/fileServices/writeFileBackupSemantics/action"],
        }
    }
    STORAGE_FILE_DATA_PRIVILEGED_READER = "Storage File Data Privileged Reader", "b8eda974-7b85-4f76-af95-65846b26df6d", "storageFileDataPrivilegedReader", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action"],
        }
    }
    STORAGE_FILE_DATA_SMB_ADMIN = "Storage File Data SMB Admin", "bbf004e3-0e4b-4f86-ae4f-1f8fb47b357b", "storageFileDataSmbAdmin", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action",
                "Microsoft.Storage/storageAccounts/fileServices/writeFileBackupSemantics/action",
                "Microsoft.Storage/storageAccounts/fileServices/takeOwnership/action"],
        }
    }
    STORAGE_FILE_DATA_SMB_MI_ADMIN = "Storage File Data SMB MI Admin", "a235d3ee-5935-4cfb-8cc5-a3303ad5995e", "storageFileDataSmbMiAdmin", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action",
                "Microsoft.Storage/storageAccounts/fileServices/writeFileBackupSemantics/action",
                "Microsoft.Storage/storageAccounts/fileServices/takeOwnership/action",
                "Microsoft.Storage/storageAccounts/fileServices/runAsBuiltInFileAdministrator/action",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action"],
        }
    }
    STORAGE_FILE_DATA_SMB_SHARE_CONTRIBUTOR = "Storage File Data SMB Share Contributor", "0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb", "storageFileDataSmbShareContributor", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete"],
        }
    }
    STORAGE_FILE_DATA_SMB_SHARE_ELEVATED_CONTRIBUTOR = "Storage File Data SMB Share Elevated Contributor", "a7264617-510b-434b-a828-9731dc254ea7", "storageFileDataSmbShareElevatedContributor", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete",
                "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action"],
        }
    }
    STORAGE_FILE_DATA_SMB_SHARE_READER = "Storage File Data SMB Share Reader", "aba4ae5f-2193-4029-9191-0cb91df5e314", "storageFileDataSmbShareReader", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read"],
        }
    }
    STORAGE_FILE_DATA_SMB_TAKE_OWNERSHIP = "Storage File Data SMB Take Ownership", "5d9bac3f-34b2-432f-bde5-78aa8e73ce6b", "storageFileDataSmbTakeOwnership", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/takeOwnership/action"],
        }
    }
    STORAGE_FILE_DELEGATOR = "Storage File Delegator", "765a04e0-5de8-4bb2-9bf6-b2a30bc03e91", "storageFileDelegator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/fileServices/generateUserDelegationKey/action"],
        }
    }
    STORAGE_FILE_RESTORE_CONTRIBUTOR = "Storage File Restore Contributor", "e7a9e73d-4397-41f2-a282-af8b65aaa2dc", "storageFileRestoreContributor", [] {
        {
            actions: ["Microsoft.Authorization/*/read", "Microsoft.Storage/storageAccounts/fileServices/shares/read",
                "Microsoft.Storage/storageAccounts/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/fileServices/fileShares/files/delete",
                "Microsoft.Storage/storageAccounts/fileServices/fileShares/files/modifypermissions/action",
                "Microsoft.Storage/storageAccounts/fileServices/fileShares/files/read",
                "Microsoft.Storage/storageAccounts/fileServices/fileShares/files/write",
                "Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action",
                "Microsoft.Storage/storageAccounts/fileServices/writeFileBackupSemantics/action"],
        }
    }
    STORAGE_QUEUE_DATA_CONTRIBUTOR = "Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "storageQueueDataContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/queueServices/queues/delete",
                "Microsoft.Storage/storageAccounts/queueServices/queues/read",
                "Microsoft.Storage/storageAccounts/queueServices/queues/write"],
            data_actions: ["Microsoft.Storage/storageAccounts/queueServices/queues/messages/delete",
                "Microsoft.Storage/storageAccounts/queueServices/queues/messages/read",
                "Microsoft.Storage/storageAccounts/queueServices/queues/messages/write",
                "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action"],
        }
    }
    STORAGE_QUEUE_DATA_MESSAGE_PROCESSOR = "Storage Queue Data Message Processor", "8a0f0c08-91a1-4084-bc3d-661d67233fed", "storageQueueDataMessageProcessor", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/queueServices/queues/messages/read",
                "Microsoft.Storage/storageAccounts/queueServices/queues/messages/process/action"],
        }
    }
    STORAGE_QUEUE_DATA_MESSAGE_SENDER = "Storage Queue Data Message Sender", "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "storageQueueDataMessageSender", [] {
        {
            data_actions: ["Microsoft.Storage/storageAccounts/queueServices/queues/messages/add/action"],
        }
    }
    STORAGE_QUEUE_DATA_READER = "Storage Queue Data Reader", "19e7f393-937e-4f77-808e-94535e297925", "storageQueueDataReader", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/queueServices/queues/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/queueServices/queues/messages/read"],
        }
    }
    STORAGE_QUEUE_DELEGATOR = "Storage Queue Delegator", "7ee386e9-84f0-448e-80a6-f185f6533131", "storageQueueDelegator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/queueServices/generateUserDelegationKey/action"],
        }
    }
    STORAGE_TABLE_DATA_CONTRIBUTOR = "Storage Table Data Contributor", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "storageTableDataContributor", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/tableServices/tables/read",
                "Microsoft.Storage/storageAccounts/tableServices/tables/write",
                "Microsoft.Storage/storageAccounts/tableServices/tables/delete"],
            data_actions: ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/read",
                "Microsoft.Storage/storageAccounts/tableServices/tables/entities/write",
                "Microsoft.Storage/storageAccounts/tableServices/tables/entities/delete",
                "Microsoft.Storage/storageAccounts/tableServices/tables/entities/add/action",
                "Microsoft.Storage/storageAccounts/tableServices/tables/entities/update/action"],
        }
    }
    STORAGE_TABLE_DATA_READER = "Storage Table Data Reader", "76199698-9eea-4c19-bc75-cec21354c6b6", "storageTableDataReader", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/tableServices/tables/read"],
            data_actions: ["Microsoft.Storage/storageAccounts/tableServices/tables/entities/read"],
        }
    }
    STORAGE_TABLE_DELEGATOR = "Storage Table Delegator", "965033a5-c8eb-4f35-b82f-fef460a3606d", "storageTableDelegator", [] {
        {
            actions: ["Microsoft.Storage/storageAccounts/tableServices/generateUserDelegationKey/action"],
        }
    }
}
