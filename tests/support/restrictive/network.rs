//! The network, Azure Bastion and the test VM.

use serde_json::Value;

use super::Expected::{Anything, Is, IsNot, IsOrUnset, Parameter, Set, Unset};
use super::{AZURE_FALSE, AZURERM_FALSE, Key, Setting, setting};

const TRUE: super::Expected = Is("true");
const FALSE: super::Expected = Is("false");
const IN_AN_ASSOCIATION: &str = "azurerm says it in a resource of its own, an association";
const IN_THREE_FORMS: &str =
    "azurerm says it inside the network, in a write-only argument of the subnet, or in an association";

const fn subnet(path: &'static str, value: super::Expected) -> Setting {
    setting(
        "Microsoft.Network/virtualNetworks/subnets",
        &["azurerm_subnet", "azurerm_virtual_network.subnet"],
        path,
        value,
    )
}

const fn interface(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Network/networkInterfaces", &["azurerm_network_interface"], path, value)
}

const fn link(path: &'static str, value: super::Expected) -> Setting {
    setting(
        "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        &["azurerm_private_dns_zone_virtual_network_link"],
        path,
        value,
    )
}

const fn network(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Network/virtualNetworks", &["azurerm_virtual_network"], path, value)
}

const fn address(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Network/publicIPAddresses", &["azurerm_public_ip"], path, value)
}

const fn route_table(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Network/routeTables", &["azurerm_route_table"], path, value)
}

/// In any of the tables: a test that looks at one table of several sees the value of each.
const PROPAGATION: Key = ("network.subnets.*.routeTable.disableBgpRoutePropagation", |file| {
    let subnets = file.at("/network/subnets").map(Value::to_string).unwrap_or_default();
    subnets.contains(r#""disableBgpRoutePropagation":false"#)
});

const DNS_SERVERS: Key = ("network.dnsServers", |file| {
    file.at("/network/dnsServers").and_then(Value::as_array).is_some_and(|all| !all.is_empty())
});

const DDOS_PLAN: Key = ("network.ddosPlan", |file| file.at("/network/ddosPlan").is_some());

const DELEGATION: Key = ("network.subnets.workloads[].delegation", |file| {
    let subnets = file.at("/network/subnets/workloads").and_then(Value::as_array);
    subnets.is_some_and(|subnets| subnets.iter().any(|subnet| subnet.get("delegation").is_some()))
});
/// The policy is a key, and the fallback is the default where clients of others resolve names.
const NETWORK_OF_OTHERS: Key = ("dns.resolutionPolicy", |file| {
    ["/network/existing", "/network/linkedNetworks", "/dns/resolutionPolicy"].iter().any(|key| file.at(key).is_some())
});
const NOT_BASTION: (&str, super::Expected) = ("name", IsNot(r#""AzureBastionSubnet""#));

pub(super) const NETWORK: &[Setting] = &[
    subnet("properties.defaultOutboundAccess", FALSE).azurerm("default_outbound_access_enabled", FALSE),
    subnet("properties.networkSecurityGroup.id", Set).azurerm_as_azure(IN_THREE_FORMS),
    // Required for network security groups to apply to private endpoints; Bastion's subnet contains none.
    subnet("properties.privateEndpointNetworkPolicies", Is(r#""Enabled""#))
        .azurerm("private_endpoint_network_policies", Is(r#""Enabled""#))
        .only(NOT_BASTION, NOT_BASTION),
    subnet(
        "properties.privateLinkServiceNetworkPolicies",
        IsOrUnset(r#""Enabled""#, "Enabled is the default (template reference)"),
    )
    .azurerm("private_link_service_network_policies_enabled", IsOrUnset("true", "azurerm: defaults to true")),
    subnet("properties.delegations", Unset).azurerm("delegation", Unset).opened_by(DELEGATION, Anything, Anything),
    // Routes that a gateway learns would lead traffic past those of the table.
    route_table("properties.disableBgpRoutePropagation", TRUE)
        .azurerm("bgp_route_propagation_enabled", FALSE)
        .opened_by(PROPAGATION, Anything, Anything),
    // A custom DNS server would receive every query, and would have to resolve the private names.
    network("properties.dhcpOptions.dnsServers", Is("[]")).azurerm("dns_servers", Is("[]")).opened_by(
        DNS_SERVERS,
        Anything,
        Anything,
    ),
    network("properties.enableDdosProtection", Unset)
        .azurerm("ddos_protection_plan", Unset)
        .opened_by(DDOS_PLAN, TRUE, Set)
        .left_permissive("a protection plan is paid for by the month, and shared by an organisation"),
    link("properties.registrationEnabled", FALSE).azurerm("registration_enabled", FALSE),
    // https://learn.microsoft.com/azure/dns/private-dns-fallback: NxDomainRedirect falls back to public resolution.
    link("properties.resolutionPolicy", Is(r#""Default""#)).azurerm("resolution_policy", Is(r#""Default""#)).opened_by(
        NETWORK_OF_OTHERS,
        Anything,
        Anything,
    ),
    // A public IP address with SKU Standard allows no inbound traffic without a rule.
    address("sku.name", Is(r#""Standard""#)).azurerm("sku", Is(r#""Standard""#)),
    address("properties.publicIPAllocationMethod", Is(r#""Static""#)).azurerm("allocation_method", Is(r#""Static""#)),
    interface("properties.networkSecurityGroup.id", Set).azurerm_as_azure(IN_AN_ASSOCIATION),
    interface("properties.ipConfigurations.properties.publicIPAddress", Unset)
        .azurerm("ip_configuration.public_ip_address_id", Unset),
    interface("properties.enableIPForwarding", IsOrUnset("false", AZURE_FALSE))
        .azurerm("ip_forwarding_enabled", IsOrUnset("false", AZURERM_FALSE)),
    interface("properties.dnsSettings.dnsServers", Unset).azurerm("dns_servers", Unset),
];

const fn bastion(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Network/bastionHosts", &["azurerm_bastion_host"], path, value)
}

const STANDARD: Key =
    ("testMachine.bastion.sku: Standard", |file| file.is("/testMachine/bastion/sku", r#""Standard""#));
const OFF: super::Expected = IsOrUnset("false", AZURE_FALSE);
const AZURERM_OFF: super::Expected = IsOrUnset("false", AZURERM_FALSE);

/// Which SKU has which feature: <https://learn.microsoft.com/azure/bastion/bastion-sku-comparison>, of 2025-11-24.
pub(super) const BASTION: &[Setting] = &[
    // Basic and Developer cannot disable it.
    bastion("properties.disableCopyPaste", TRUE)
        .azurerm("copy_paste_enabled", FALSE)
        .only(("sku.name", Is(r#""Standard""#)), ("sku", Is(r#""Standard""#))),
    bastion("properties.enableFileCopy", OFF).azurerm("file_copy_enabled", AZURERM_OFF),
    bastion("properties.enableIpConnect", OFF).azurerm("ip_connect_enabled", AZURERM_OFF),
    bastion("properties.enableShareableLink", OFF).azurerm("shareable_link_enabled", AZURERM_OFF),
    bastion("properties.enableKerberos", OFF).azurerm("kerberos_enabled", AZURERM_OFF),
    // The SKU is selected for its native client support.
    bastion("properties.enableTunneling", OFF)
        .azurerm("tunneling_enabled", AZURERM_OFF)
        .opened_by(STANDARD, TRUE, TRUE),
];

const MACHINES: &[&str] = &["azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"];

const fn machine(path: &'static str, value: super::Expected) -> Setting {
    setting("Microsoft.Compute/virtualMachines", MACHINES, path, value)
}

const fn linux(path: &'static str, value: super::Expected) -> Setting {
    let setting = setting("Microsoft.Compute/virtualMachines", &["azurerm_linux_virtual_machine"], path, value);
    setting.only(("properties.osProfile.linuxConfiguration", Set), ("name", Set))
}

const fn windows(path: &'static str, value: super::Expected) -> Setting {
    let setting = setting("Microsoft.Compute/virtualMachines", &["azurerm_windows_virtual_machine"], path, value);
    setting.only(("properties.osProfile.windowsConfiguration", Set), ("name", Set))
}

const HOST: Key = ("testMachine.encryptionAtHost: false", |file| file.is("/testMachine/encryptionAtHost", "false"));
const EXTENSIONS: Key = ("testMachine.extensions or allowExtensionOperations: true", |file| {
    file.has_items("/testMachine/extensions") || file.is("/testMachine/allowExtensionOperations", "true")
});
const TRUSTED_LAUNCH: Key = ("testMachine.trustedLaunch: true", |file| file.is("/testMachine/trustedLaunch", "true"));
const TRUSTED_LAUNCH_LEFT: &str = "whether the Data Science images start under trusted launch is published nowhere";

pub(super) const MACHINE: &[Setting] = &[
    linux("properties.osProfile.linuxConfiguration.disablePasswordAuthentication", TRUE)
        .azurerm("disable_password_authentication", TRUE),
    linux("properties.osProfile.linuxConfiguration.ssh.publicKeys.keyData", Set)
        .azurerm("admin_ssh_key.public_key", Set),
    linux("properties.osProfile.adminPassword", Unset).azurerm("admin_password", Unset),
    windows("properties.osProfile.adminPassword", Parameter).azurerm("admin_password", Parameter),
    windows("properties.osProfile.windowsConfiguration.enableAutomaticUpdates", TRUE)
        .azurerm("automatic_updates_enabled", TRUE),
    machine("properties.osProfile.allowExtensionOperations", FALSE)
        .azurerm("allow_extension_operations", FALSE)
        .opened_by(EXTENSIONS, TRUE, TRUE),
    machine("properties.osProfile.customData", Unset).azurerm("custom_data", Unset),
    machine("properties.securityProfile.encryptionAtHost", TRUE)
        .azurerm("encryption_at_host_enabled", TRUE)
        .opened_by(HOST, FALSE, FALSE),
    // The key makes these restrictive.
    machine("properties.securityProfile.uefiSettings.secureBootEnabled", Unset)
        .azurerm("secure_boot_enabled", Unset)
        .opened_by(TRUSTED_LAUNCH, TRUE, TRUE)
        .left_permissive(TRUSTED_LAUNCH_LEFT),
    machine("properties.securityProfile.uefiSettings.vTpmEnabled", Unset)
        .azurerm("vtpm_enabled", Unset)
        .opened_by(TRUSTED_LAUNCH, TRUE, TRUE)
        .left_permissive(TRUSTED_LAUNCH_LEFT),
];
