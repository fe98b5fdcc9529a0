//! Service tags of security rules and routes: which ones are documented, and what they contain.

use super::fact::{documented, facts};

facts! {
    TAGS = "A security rule or route can name a service tag, which Microsoft keeps up to date; some tags can be limited to a region, as in Storage.WestEurope",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29")];
    INTERNET_TAG = "The service tag Internet contains the addresses outside of the virtual network that are reachable from the internet, including the public addresses of Azure",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29")];
    SERVICE_TAG_CONTENTS = "The service tag Storage stands for the public addresses of Azure Storage, CognitiveServicesManagement for those of Azure AI services, AzureKeyVault for those of Azure Key Vault, AzureActiveDirectory for those of Microsoft Entra ID, AzureResourceManager for those of Azure Resource Manager, and AzureCloud for all public addresses of the data centers",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29")];
    PORTAL_TAGS = "The service tag CognitiveServicesFrontend stands for portals of Azure AI services, and AzureFrontDoor.Frontend for pages behind Azure Front Door; which tags contain the addresses of Document Intelligence Studio is unverified",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29")];
    NETWORK_TAG_AND_ROUTES = "The service tag VirtualNetwork also contains the address prefixes of user-defined routes, and may contain default routes",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29")];
    TAGS_OF_ROUTES = "A route cannot name the service tags VirtualNetwork, Internet, AzureLoadBalancer, AzurePlatformDNS, AzurePlatformIMDS and AzurePlatformLKM",
        [documented("MicrosoftDocs/azure-docs articles/virtual-network/service-tags-overview.md", "2023-01-26", "2026-11-29")];
}

/// The address space of the network and of all that is connected to it.
pub const VIRTUAL_NETWORK: &str = "VirtualNetwork";

/// Every public address: [`INTERNET_TAG`].
pub const INTERNET: &str = "Internet";

/// Every public address of Azure: [`SERVICE_TAG_CONTENTS`].
pub const AZURE_CLOUD: &str = "AzureCloud";

/// Microsoft Entra ID: [`SERVICE_TAG_CONTENTS`].
pub const ENTRA_ID: &str = "AzureActiveDirectory";

/// Azure Resource Manager: [`SERVICE_TAG_CONTENTS`].
pub const RESOURCE_MANAGER: &str = "AzureResourceManager";

/// Azure Storage: [`SERVICE_TAG_CONTENTS`].
pub const STORAGE: &str = "Storage";

/// Azure AI services: [`SERVICE_TAG_CONTENTS`].
pub const AI_SERVICES: &str = "CognitiveServicesManagement";

/// Portals of Azure AI services: [`PORTAL_TAGS`].
pub const AI_SERVICES_PORTALS: &str = "CognitiveServicesFrontend";

/// Azure Front Door, before the dot: [`PORTAL_TAGS`].
pub const FRONT_DOOR: &str = "AzureFrontDoor";

/// Azure Key Vault: [`SERVICE_TAG_CONTENTS`].
pub const KEY_VAULT: &str = "AzureKeyVault";

/// Azure DNS at the address of the host: `security_rules::PLATFORM_SERVICES`.
pub const PLATFORM_DNS: &str = "AzurePlatformDNS";

/// The Instance Metadata Service at the address of the host: `security_rules::PLATFORM_SERVICES`.
pub const PLATFORM_IMDS: &str = "AzurePlatformIMDS";

/// Tags that security rules can name and routes cannot: [`TAGS_OF_ROUTES`].
pub const NOT_IN_ROUTES: [&str; 6] =
    [VIRTUAL_NETWORK, INTERNET, "AzureLoadBalancer", PLATFORM_DNS, PLATFORM_IMDS, "AzurePlatformLKM"];

/// The documented tags: [`TAGS`].
pub const SERVICE_TAGS: &[&str] = &[
    "ActionGroup",
    "ApiManagement",
    "AppConfiguration",
    "AppService",
    "AppServiceManagement",
    "ApplicationInsightsAvailability",
    "AutonomousDevelopmentPlatform",
    "AzureActiveDirectory",
    "AzureActiveDirectoryDomainServices",
    "AzureAdvancedThreatProtection",
    "AzureArcInfrastructure",
    "AzureAttestation",
    "AzureBackup",
    "AzureBotService",
    "AzureCloud",
    "AzureCognitiveSearch",
    "AzureConnectors",
    "AzureContainerAppsService",
    "AzureContainerRegistry",
    "AzureCosmosDB",
    "AzureDataExplorerManagement",
    "AzureDataLake",
    "AzureDatabricks",
    "AzureDevOps",
    "AzureDevSpaces",
    "AzureDeviceUpdate",
    "AzureDigitalTwins",
    "AzureEventGrid",
    "AzureFrontDoor.Backend",
    "AzureFrontDoor.FirstParty",
    "AzureFrontDoor.Frontend",
    "AzureHealthcareAPIs",
    "AzureInformationProtection",
    "AzureIoTHub",
    "AzureKeyVault",
    "AzureLoadBalancer",
    "AzureLoadTestingInstanceManagement",
    "AzureMachineLearning",
    "AzureMachineLearningInference",
    "AzureManagedGrafana",
    "AzureMonitor",
    "AzureOpenDatasets",
    PLATFORM_DNS,
    PLATFORM_IMDS,
    "AzurePlatformLKM",
    "AzureResourceManager",
    "AzureSentinel",
    "AzureSignalR",
    "AzureSiteRecovery",
    "AzureSphere",
    "AzureSpringCloud",
    "AzureStack",
    "AzureTrafficManager",
    "AzureUpdateDelivery",
    "AzureWebPubSub",
    "BatchNodeManagement",
    "ChaosStudio",
    "CognitiveServicesFrontend",
    "CognitiveServicesManagement",
    "DataFactory",
    "DataFactoryManagement",
    "Dynamics365BusinessCentral",
    "Dynamics365ForMarketingEmail",
    "EOPExternalPublishedIPs",
    "EventHub",
    "GatewayManager",
    "GuestAndHybridManagement",
    "HDInsight",
    "Internet",
    "KustoAnalytics",
    "LogicApps",
    "LogicAppsManagement",
    "M365ManagementActivityApi",
    "M365ManagementActivityApiWebhook",
    "Marketplace",
    "MicrosoftAzureFluidRelay",
    "MicrosoftCloudAppSecurity",
    "MicrosoftContainerRegistry",
    "MicrosoftDefenderForEndpoint",
    "MicrosoftPurviewPolicyDistribution",
    "PowerBI",
    "PowerPlatformInfra",
    "PowerPlatformPlex",
    "PowerQueryOnline",
    "ServiceBus",
    "ServiceFabric",
    "Sql",
    "SqlManagement",
    "Storage",
    "StorageSyncService",
    "VirtualNetwork",
    "WindowsAdminCenter",
    "WindowsVirtualDesktop",
];

/// Whether a tag is documented, for every region or for one. Letter case does not matter.
#[must_use]
pub fn is_documented(tag: &str) -> bool {
    is_listed(tag) || tag.rsplit_once('.').is_some_and(|(whole, _)| is_listed(whole))
}

fn is_listed(tag: &str) -> bool {
    SERVICE_TAGS.iter().any(|listed| listed.eq_ignore_ascii_case(tag))
}
