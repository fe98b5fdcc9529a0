//! Azure regions: their cloud, availability zones, pair, and the services that exist in some of them only.
//!
//! Each column has a fact with its sources below. A column that no source settles for a region is [`None`], and decides nothing.

use super::fact::{code, documented, facts, reported};

facts! {
    REGION_ZONES = "A region of the public cloud has availability zones where the published list of regions shows them; in Azure Government, US Gov Virginia is the only region for which a page shows them, in China, China North 3",
        [
            documented("MicrosoftDocs/azure-docs articles/reliability/regions-list.md", "2025-03-21", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/reliability/availability-zones-region-support.md", "2024-11-20", "2026-11-29"),
            documented("learn.microsoft.com/en-us/azure/china overview-regions", "", "2026-11-29"),
            code("Azure/terraform-azurerm-avm-utl-regions modules/cached-data/locations.tf.json", "2026-03-12", "2026-11-29"),
        ];
    GOVERNMENT_REGIONS_WITHOUT_ZONES = "Regions of Azure Government other than US Gov Virginia have no availability zones", [];
    REGION_PAIRS = "A region has the pair that the published list of region pairs shows, or none",
        [
            documented("MicrosoftDocs/azure-docs articles/reliability/regions-paired.md", "2025-01-13", "2026-11-29"),
            documented("MicrosoftDocs/azure-docs articles/reliability/regions-list.md", "2025-03-21", "2026-11-29"),
            code("Azure/terraform-azurerm-avm-utl-regions modules/cached-data/locations.tf.json", "2026-03-12", "2026-11-29"),
        ];
    GEO_REDUNDANCY_NEEDS_PAIR = "Storage replicates to the pair of its region: without a pair, GRS and GZRS are refused with RedundancyConfigurationNotAvailableInRegion",
        [
            documented("MicrosoftDocs/azure-docs articles/reliability/includes/storage/reliability-storage-multi-region-region-support-include.md", "2024-07-02", "2026-11-29"),
            reported("Azure/ALZ-PowerShell-Module issue 291", "2025-02-03", "2026-11-29"),
        ];
    ZONE_REDUNDANCY_NEEDS_ZONES = "Zone-redundant storage needs a region with availability zones: elsewhere it is refused with RedundancyConfigurationNotAvailableInRegion",
        [
            documented("MicrosoftDocs/azure-docs articles/reliability/includes/storage/reliability-storage-availability-zone-region-support-include.md", "2024-07-02", "2026-11-29"),
            reported("Esri/arcgis-gitops issue 160", "2025-01-20", "2026-11-29"),
        ];
    ADDRESS_ZONES_NEED_ZONES = "A public IP address with zones is refused with LocationNotSupportAvailabilityZones in a region without availability zones",
        [
            documented("MicrosoftDocs/azure-docs articles/virtual-network/ip-services/public-ip-addresses.md", "2021-12-27", "2026-11-29"),
            reported("Azure/ALZ-Bicep issue 981", "2025-03-18", "2026-11-29"),
            reported("pivotal/paving issue 79", "2021-12-14", "2026-11-29"),
        ];
    VM_ZONES_NEED_ZONES = "A VM with a zone is refused with ResourceTypeNotSupportAvailabilityZones in a region without availability zones",
        [reported("kubernetes-sigs/cluster-api-provider-azure issue 294", "2019-10-07", "2026-11-29")];
    VM_IN_A_ZONE = "A zonal VM and its managed disk are in one zone, while its virtual network and network interface belong to the region; Azure Bastion and a NAT gateway of the network serve VMs in every zone",
        [];
    DOCUMENT_INTELLIGENCE_REGIONS = "Document Intelligence exists at least in the regions in which custom neural models can be trained; for other regions no page that was read settles it",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/train/custom-neural.md", "2024-11-19", "2026-11-29")];
    DOCUMENT_INTELLIGENCE_4_IN_NATIONAL_CLOUDS = "Azure Government has version 4.0 of Document Intelligence", [];
    BASTION_DEVELOPER_REGIONS = "Bastion Developer exists in the listed regions only, all of them in the public cloud",
        [documented("MicrosoftDocs/azure-docs includes/bastion-developer-regions.md", "2025-09-08", "2026-11-29")];
    BASTION_DEVELOPER_UNAVAILABLE = "A stored copy of the quickstart of Bastion Developer says that it is currently unavailable, and names the SKUs Basic and Standard as the workaround",
        [documented("MicrosoftDocs/azure-docs articles/bastion/quickstart-developer.md", "2025-05-27", "2026-11-29")];
    BASTION_IN_NATIONAL_CLOUDS = "Azure Bastion is not supported together with private DNS zones in national clouds",
        [documented("MicrosoftDocs/azure-docs articles/bastion/bastion-faq.md", "2023-01-30", "2026-11-29")];
    FEDERATION_REGIONS = "Federated credentials cannot be created on user-assigned identities in Malaysia South and New Zealand North, where support is still being rolled out",
        [documented("MicrosoftDocs/entra-docs docs/workload-id/workload-identity-federation-considerations.md", "2024-02-28", "2026-11-29")];
    ENDPOINT_REGION = "A private endpoint has to be in the region of its virtual network; the resource that it connects to can be in another one",
        [documented("MicrosoftDocs/azure-docs articles/private-link/private-endpoint-overview.md", "2020-01-09", "2026-11-29")];
    INSTANCE_RULE_REGION = "A resource instance rule of storage needs the account in the same region", [];
    INSTANCE_RULE_TENANT = "A resource instance rule of storage names a resource of the same tenant, in any subscription",
        [documented("MicrosoftDocs/azure-docs articles/storage/common/storage-network-security-resource-instances.md", "2025-06-18", "2026-11-29")];
}

/// A region of Azure.
#[derive(Debug)]
pub struct Region {
    /// Its short name.
    pub name: &'static str,
    /// Its cloud, by the name in `cloud`.
    pub cloud: &'static str,
    /// Whether it has availability zones: see [`REGION_ZONES`].
    pub zones: Option<bool>,
    /// The region that it is paired with, if it is: see [`REGION_PAIRS`].
    pub pair: Option<&'static str>,
    /// Whether Document Intelligence (S0) exists there: see [`DOCUMENT_INTELLIGENCE_REGIONS`].
    pub document_intelligence: Option<bool>,
    /// Whether version 4.0 of Document Intelligence exists there: see [`DOCUMENT_INTELLIGENCE_REGIONS`].
    pub document_intelligence_4: Option<bool>,
    /// Whether Bastion Developer exists there: see [`BASTION_DEVELOPER_REGIONS`].
    pub bastion_developer: bool,
}

/// The region with this short name, if it is in the catalog.
#[must_use]
pub fn find_region(name: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.name == name)
}

/// Whether a service endpoint for storage in the region of a network covers storage in another region, which is its pair:
/// [`SERVICE_ENDPOINT_REGIONS`](super::network::SERVICE_ENDPOINT_REGIONS). A region that is not in the catalog may be a pair.
#[must_use]
pub fn is_region_or_pair(network: &str, storage: &str) -> bool {
    let short = |name: &str| name.replace(' ', "").to_ascii_lowercase();
    let (network, storage) = (short(network), short(storage));
    network == storage || find_region(&network).is_none_or(|region| region.pair == Some(storage.as_str()))
}

/// Regions whose managed identities do not have federated credentials: [`FEDERATION_REGIONS`].
pub const REGIONS_WITHOUT_FEDERATION: [&str; 2] = ["malaysiasouth", "newzealandnorth"];

/// The availability zones of a region that has them.
pub const ZONES: [&str; 3] = ["1", "2", "3"];

const PUBLIC: &str = "AzureCloud";
const GOVERNMENT: &str = "AzureUSGovernment";
const CHINA: &str = "AzureChinaCloud";
const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);
const UNVERIFIED: Option<bool> = None;

/// A row of the catalog; the columns are the fields of [`Region`].
const fn region(
    name: &'static str,
    cloud: &'static str,
    zones: Option<bool>,
    pair: Option<&'static str>,
    document_intelligence: Option<bool>,
    document_intelligence_4: Option<bool>,
    bastion_developer: bool,
) -> Region {
    Region { name, cloud, zones, pair, document_intelligence, document_intelligence_4, bastion_developer }
}

/// Every region that the sources list.
pub const REGIONS: &[Region] = &[
    region("australiacentral", PUBLIC, NO, Some("australiacentral2"), UNVERIFIED, UNVERIFIED, true),
    region("australiacentral2", PUBLIC, NO, Some("australiacentral"), UNVERIFIED, UNVERIFIED, false),
    region("australiaeast", PUBLIC, YES, Some("australiasoutheast"), YES, YES, true),
    region("australiasoutheast", PUBLIC, NO, Some("australiaeast"), UNVERIFIED, UNVERIFIED, true),
    region("austriaeast", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("belgiumcentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("brazilsouth", PUBLIC, YES, Some("southcentralus"), YES, YES, true),
    region("brazilsoutheast", PUBLIC, NO, Some("brazilsouth"), UNVERIFIED, UNVERIFIED, false),
    region("canadacentral", PUBLIC, YES, Some("canadaeast"), YES, YES, true),
    region("canadaeast", PUBLIC, NO, Some("canadacentral"), UNVERIFIED, UNVERIFIED, true),
    region("centralindia", PUBLIC, YES, Some("southindia"), YES, YES, true),
    region("centralus", PUBLIC, YES, Some("eastus2"), YES, YES, true),
    region("centraluseuap", PUBLIC, NO, Some("eastus2euap"), UNVERIFIED, UNVERIFIED, true),
    region("chilecentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("denmarkeast", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("eastasia", PUBLIC, YES, Some("southeastasia"), YES, YES, true),
    region("eastus", PUBLIC, YES, Some("westus"), YES, YES, false),
    region("eastus2", PUBLIC, YES, Some("centralus"), YES, YES, true),
    region("eastus2euap", PUBLIC, YES, Some("centraluseuap"), UNVERIFIED, UNVERIFIED, true),
    region("francecentral", PUBLIC, YES, Some("francesouth"), YES, YES, true),
    region("francesouth", PUBLIC, NO, Some("francecentral"), UNVERIFIED, UNVERIFIED, false),
    region("germanynorth", PUBLIC, NO, Some("germanywestcentral"), UNVERIFIED, UNVERIFIED, false),
    region("germanywestcentral", PUBLIC, YES, Some("germanynorth"), UNVERIFIED, UNVERIFIED, true),
    region("indonesiacentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("israelcentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("italynorth", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, true),
    region("japaneast", PUBLIC, YES, Some("japanwest"), YES, YES, true),
    region("japanwest", PUBLIC, YES, Some("japaneast"), UNVERIFIED, UNVERIFIED, true),
    region("jioindiacentral", PUBLIC, NO, Some("jioindiawest"), UNVERIFIED, UNVERIFIED, false),
    region("jioindiawest", PUBLIC, NO, Some("jioindiacentral"), UNVERIFIED, UNVERIFIED, false),
    region("koreacentral", PUBLIC, YES, Some("koreasouth"), UNVERIFIED, UNVERIFIED, true),
    region("koreasouth", PUBLIC, NO, Some("koreacentral"), UNVERIFIED, UNVERIFIED, true),
    region("malaysiawest", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("mexicocentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, true),
    region("newzealandnorth", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("northcentralus", PUBLIC, NO, Some("southcentralus"), UNVERIFIED, UNVERIFIED, true),
    region("northeurope", PUBLIC, YES, Some("westeurope"), UNVERIFIED, UNVERIFIED, true),
    region("norwayeast", PUBLIC, YES, Some("norwaywest"), UNVERIFIED, UNVERIFIED, true),
    region("norwaywest", PUBLIC, NO, Some("norwayeast"), UNVERIFIED, UNVERIFIED, false),
    region("polandcentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("qatarcentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, false),
    region("southafricanorth", PUBLIC, YES, Some("southafricawest"), UNVERIFIED, UNVERIFIED, true),
    region("southafricawest", PUBLIC, NO, Some("southafricanorth"), UNVERIFIED, UNVERIFIED, false),
    region("southcentralus", PUBLIC, YES, Some("northcentralus"), YES, YES, false),
    region("southeastasia", PUBLIC, YES, Some("eastasia"), YES, YES, true),
    region("southindia", PUBLIC, NO, Some("centralindia"), UNVERIFIED, UNVERIFIED, true),
    region("spaincentral", PUBLIC, YES, None, UNVERIFIED, UNVERIFIED, true),
    region("swedencentral", PUBLIC, YES, Some("swedensouth"), UNVERIFIED, UNVERIFIED, true),
    region("switzerlandnorth", PUBLIC, YES, Some("switzerlandwest"), UNVERIFIED, UNVERIFIED, true),
    region("switzerlandwest", PUBLIC, NO, Some("switzerlandnorth"), UNVERIFIED, UNVERIFIED, false),
    region("uaecentral", PUBLIC, NO, Some("uaenorth"), UNVERIFIED, UNVERIFIED, false),
    region("uaenorth", PUBLIC, YES, Some("uaecentral"), UNVERIFIED, UNVERIFIED, true),
    region("uksouth", PUBLIC, YES, Some("ukwest"), YES, YES, true),
    region("ukwest", PUBLIC, NO, Some("uksouth"), UNVERIFIED, UNVERIFIED, true),
    region("westcentralus", PUBLIC, NO, Some("westus2"), UNVERIFIED, UNVERIFIED, true),
    region("westeurope", PUBLIC, YES, Some("northeurope"), YES, YES, true),
    region("westindia", PUBLIC, NO, Some("southindia"), UNVERIFIED, UNVERIFIED, false),
    region("westus", PUBLIC, NO, Some("eastus"), UNVERIFIED, UNVERIFIED, true),
    region("westus2", PUBLIC, YES, Some("westcentralus"), YES, YES, false),
    region("westus3", PUBLIC, YES, Some("eastus"), UNVERIFIED, UNVERIFIED, false),
    region("usdodcentral", GOVERNMENT, UNVERIFIED, Some("usdodeast"), UNVERIFIED, UNVERIFIED, false),
    region("usdodeast", GOVERNMENT, UNVERIFIED, Some("usdodcentral"), UNVERIFIED, UNVERIFIED, false),
    region("usgovarizona", GOVERNMENT, UNVERIFIED, Some("usgovtexas"), YES, UNVERIFIED, false),
    region("usgovtexas", GOVERNMENT, UNVERIFIED, Some("usgovvirginia"), UNVERIFIED, UNVERIFIED, false),
    region("usgovvirginia", GOVERNMENT, YES, Some("usgovtexas"), YES, UNVERIFIED, false),
    region("chinaeast", CHINA, NO, Some("chinanorth"), UNVERIFIED, UNVERIFIED, false),
    region("chinaeast2", CHINA, NO, Some("chinanorth2"), UNVERIFIED, UNVERIFIED, false),
    region("chinaeast3", CHINA, NO, Some("chinanorth3"), UNVERIFIED, UNVERIFIED, false),
    region("chinanorth", CHINA, NO, Some("chinaeast"), UNVERIFIED, UNVERIFIED, false),
    region("chinanorth2", CHINA, NO, Some("chinaeast2"), UNVERIFIED, UNVERIFIED, false),
    region("chinanorth3", CHINA, YES, Some("chinaeast3"), UNVERIFIED, UNVERIFIED, false),
];
