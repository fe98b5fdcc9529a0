//! Resource types: ARM type, API version, azurerm resource, and where each attribute is found.
//!
//! API versions are those that Azure Verified Modules deploy (Azure/bicep-registry-modules, August 2026), which may
//! be one behind the newest: a brand-new one may not have reached every region. Types: Azure/bicep-types-az.

/// The properties of a kind.
struct KindDefinition {
    arm_type: &'static str,
    api_version: &'static str,
    terraform_type: &'static str,
    template: &'static str,
}

macro_rules! kinds {
    ($($kind:ident: $arm_type:literal, $api_version:literal, $terraform_type:literal, $template:literal;)+) => {
        /// A kind of resource.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ResourceKind {
            $(#[doc = concat!("`", $arm_type, "`")] $kind,)+
        }

        impl ResourceKind {
            const ALL: &'static [Self] = &[$(Self::$kind,)+];

            const fn kind_definition(self) -> KindDefinition {
                match self {
                    $(Self::$kind => KindDefinition {
                        arm_type: $arm_type,
                        api_version: $api_version,
                        terraform_type: $terraform_type,
                        template: $template,
                    },)+
                }
            }
        }
    };
}

// ARM type, API version, azurerm resource (none where the parent holds it), template.
#[rustfmt::skip]
kinds! {
    UserAssignedIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30", "azurerm_user_assigned_identity", "user_assigned_identity";
    FederatedCredential: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", "2024-11-30", "azurerm_federated_identity_credential", "federated_credential";
    NetworkSecurityGroup: "Microsoft.Network/networkSecurityGroups", "2025-05-01", "azurerm_network_security_group", "network_security_group";
    RouteTable: "Microsoft.Network/routeTables", "2024-07-01", "azurerm_route_table", "route_table";
    VirtualNetwork: "Microsoft.Network/virtualNetworks", "2025-05-01", "azurerm_virtual_network", "virtual_network";
    Subnet: "Microsoft.Network/virtualNetworks/subnets", "2025-05-01", "azurerm_subnet", "subnet";
    PublicIpAddress: "Microsoft.Network/publicIPAddresses", "2025-05-01", "azurerm_public_ip", "public_ip_address";
    NatGateway: "Microsoft.Network/natGateways", "2025-05-01", "azurerm_nat_gateway", "nat_gateway";
    // Part of the account, except in azurerm.
    CognitiveAccountKey: "Microsoft.CognitiveServices/accounts", "2025-06-01", "azurerm_cognitive_account_customer_managed_key", "cognitive_account_key";
    StorageAccountKey: "Microsoft.Storage/storageAccounts", "2025-06-01", "azurerm_storage_account_customer_managed_key", "storage_account_key";
    CognitiveAccount: "Microsoft.CognitiveServices/accounts", "2025-06-01", "azurerm_cognitive_account", "cognitive_account";
    StorageAccount: "Microsoft.Storage/storageAccounts", "2025-06-01", "azurerm_storage_account", "storage_account";
    BlobService: "Microsoft.Storage/storageAccounts/blobServices", "2025-06-01", "", "blob_service";
    BlobContainer: "Microsoft.Storage/storageAccounts/blobServices/containers", "2025-06-01", "azurerm_storage_container", "blob_container";
    KeyVault: "Microsoft.KeyVault/vaults", "2025-05-01", "azurerm_key_vault", "key_vault";
    KeyVaultAccessPolicies: "Microsoft.KeyVault/vaults/accessPolicies", "2025-05-01", "azurerm_key_vault_access_policy", "key_vault_access_policies";
    KeyVaultKey: "Microsoft.KeyVault/vaults/keys", "2025-05-01", "azurerm_key_vault_key", "key_vault_key";
    KeyVaultSecret: "Microsoft.KeyVault/vaults/secrets", "2025-05-01", "azurerm_key_vault_secret", "key_vault_secret";
    RoleAssignment: "Microsoft.Authorization/roleAssignments", "2022-04-01", "azurerm_role_assignment", "role_assignment";
    PrivateDnsZone: "Microsoft.Network/privateDnsZones", "2024-06-01", "azurerm_private_dns_zone", "private_dns_zone";
    VirtualNetworkLink: "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "2024-06-01", "azurerm_private_dns_zone_virtual_network_link", "virtual_network_link";
    PrivateEndpoint: "Microsoft.Network/privateEndpoints", "2025-05-01", "azurerm_private_endpoint", "private_endpoint";
    PrivateDnsZoneGroup: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "2025-05-01", "", "private_dns_zone_group";
    BastionHost: "Microsoft.Network/bastionHosts", "2025-05-01", "azurerm_bastion_host", "bastion_host";
    NetworkInterface: "Microsoft.Network/networkInterfaces", "2025-05-01", "azurerm_network_interface", "network_interface";
    LinuxVirtualMachine: "Microsoft.Compute/virtualMachines", "2025-04-01", "azurerm_linux_virtual_machine", "virtual_machine";
    WindowsVirtualMachine: "Microsoft.Compute/virtualMachines", "2025-04-01", "azurerm_windows_virtual_machine", "virtual_machine";
    VirtualMachineExtension: "Microsoft.Compute/virtualMachines/extensions", "2024-11-01", "azurerm_virtual_machine_extension", "virtual_machine_extension";
    ShutdownSchedule: "Microsoft.DevTestLab/schedules", "2018-09-15", "azurerm_dev_test_global_vm_shutdown_schedule", "shutdown_schedule";
    LogAnalyticsWorkspace: "Microsoft.OperationalInsights/workspaces", "2025-07-01", "azurerm_log_analytics_workspace", "log_analytics_workspace";
    // The stable versions are an older, different resource; this preview is in general use.
    DiagnosticSetting: "Microsoft.Insights/diagnosticSettings", "2021-05-01-preview", "azurerm_monitor_diagnostic_setting", "diagnostic_setting";
    ManagementLock: "Microsoft.Authorization/locks", "2020-05-01", "azurerm_management_lock", "management_lock";
}

/// An attribute of a resource that expressions can refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// Its resource ID.
    Id,
    /// Its name.
    Name,
    /// The object ID of its managed identity.
    PrincipalId,
    /// The client ID of a user-assigned identity, by which applications refer to it.
    ClientId,
    /// The first key of an account.
    Key1,
    /// The second key of an account.
    Key2,
    /// The vault URI.
    VaultUri,
    /// The URI of a key without a version.
    KeyUri,
    /// The URI of the current version of a key.
    KeyUriWithVersion,
    /// The endpoint that clients send requests to.
    Endpoint,
    /// The endpoint of blob storage.
    BlobEndpoint,
}

/// Where a language finds an attribute of a resource.
#[derive(Debug, Clone, Copy)]
pub struct AttributePath {
    /// Below the resource in Bicep and ARM.
    pub azure: &'static str,
    /// Below the resource in Terraform.
    pub terraform: &'static str,
    /// Whether Terraform reads it from a data source of the same type and label, since the resource does not follow it.
    pub in_data_source: bool,
}

impl ResourceKind {
    /// The ARM type.
    #[must_use]
    pub const fn arm_type(self) -> &'static str {
        self.kind_definition().arm_type
    }

    /// The kind of an ARM type. What azurerm has apart is a part of the account here; virtual machines have one type.
    #[must_use]
    pub fn of_arm_type(arm_type: &str) -> Option<Self> {
        let is_whole = |kind: &Self| !matches!(kind, Self::CognitiveAccountKey | Self::StorageAccountKey);
        Self::ALL.iter().copied().filter(is_whole).find(|kind| kind.arm_type().eq_ignore_ascii_case(arm_type))
    }

    /// Its resource provider.
    #[must_use]
    pub fn namespace(self) -> &'static str {
        self.arm_type().split('/').next().unwrap_or_default()
    }

    /// The API version in the first edition of output.
    #[must_use]
    pub const fn api_version(self) -> &'static str {
        self.kind_definition().api_version
    }

    /// The API version in the edition of December 2026: the newest stable one, if it changes nothing in the output.
    #[must_use]
    pub fn api_version_2026_12(self) -> &'static str {
        match self {
            Self::KeyVault | Self::KeyVaultAccessPolicies | Self::KeyVaultKey | Self::KeyVaultSecret => "2026-02-01",
            Self::LogAnalyticsWorkspace => "2026-03-01",
            _ => self.api_version(),
        }
    }

    /// The azurerm resource; empty where azurerm has none and the parent holds it.
    #[must_use]
    pub const fn terraform_type(self) -> &'static str {
        self.kind_definition().terraform_type
    }

    /// The name of its templates.
    #[must_use]
    pub const fn template_name(self) -> &'static str {
        self.kind_definition().template
    }

    /// Its name in texts for people: `private endpoint`.
    #[must_use]
    pub fn display_name(self) -> String {
        let name = match self {
            Self::LinuxVirtualMachine | Self::WindowsVirtualMachine => "virtual machine",
            Self::VirtualMachineExtension => "VM extension",
            Self::CognitiveAccount => "Document Intelligence account",
            Self::CognitiveAccountKey => "customer-managed key of account",
            Self::StorageAccountKey => "customer-managed key of storage account",
            Self::UserAssignedIdentity => "user-assigned identity",
            Self::FederatedCredential => "federated identity credential",
            Self::PublicIpAddress => "public IP address",
            Self::NatGateway => "NAT gateway",
            Self::PrivateDnsZone => "private DNS zone",
            Self::PrivateDnsZoneGroup => "private DNS zone group",
            Self::BastionHost => "Bastion host",
            Self::ShutdownSchedule => "auto-shutdown schedule",
            Self::LogAnalyticsWorkspace => "Log Analytics workspace",
            _ => "",
        };
        if !name.is_empty() {
            return name.to_owned();
        }
        // The words of the identifier.
        format!("{self:?}").chars().fold(String::new(), |mut words, c| {
            if c.is_uppercase() && !words.is_empty() {
                words.push(' ');
            }
            words.push(c.to_ascii_lowercase());
            words
        })
    }

    /// Where an attribute is found.
    #[must_use]
    pub fn attribute_path(self, attribute: Attribute) -> AttributePath {
        let path = |azure, terraform| AttributePath { azure, terraform, in_data_source: false };
        match (attribute, self) {
            // In azurerm, their `id` is a data plane URI.
            (Attribute::Id, Self::KeyVaultSecret | Self::KeyVaultKey) => path("id", "resource_versionless_id"),
            (Attribute::Id, _) => path("id", "id"),
            (Attribute::Name, _) => path("name", "name"),
            (Attribute::PrincipalId, Self::UserAssignedIdentity) => path("properties.principalId", "principal_id"),
            (Attribute::PrincipalId, _) => path("identity.principalId", "identity[0].principal_id"),
            (Attribute::ClientId, _) => path("properties.clientId", "client_id"),
            (Attribute::Key1, _) => path("listKeys().key1", "primary_access_key"),
            (Attribute::Key2, _) => path("listKeys().key2", "secondary_access_key"),
            (Attribute::KeyUri, _) => path("properties.keyUri", "versionless_id"),
            // The resource keeps the ID of its first version: see `encryption::KEY_ID_IN_TERRAFORM`.
            (Attribute::KeyUriWithVersion, _) => {
                AttributePath { in_data_source: true, ..path("properties.keyUriWithVersion", "id") }
            }
            (Attribute::VaultUri, _) => path("properties.vaultUri", "vault_uri"),
            (Attribute::Endpoint, _) => path("properties.endpoint", "endpoint"),
            (Attribute::BlobEndpoint, _) => path("properties.primaryEndpoints.blob", "primary_blob_endpoint"),
        }
    }
}
