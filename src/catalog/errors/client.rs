//! Answers that no service gives: what the client or the browser reports.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented};

const SECURED_ACCESS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md",
    "2025-11-18",
    READ,
);

errors! { Service::Client;
    TIMED_OUT = "connection timed out", None, [],
        "No service answered: the name resolves to an IP address that the client cannot reach. A firewall of Azure answers with an error in place of a timeout.",
        "See which address the name resolves to. A public one, from a subnet without outbound access: create the private endpoint, or check the private DNS zone and its virtual network link. A private one: check peering, routes, and the network security group of the endpoint subnet.",
        phrases: &["connection timed out", "connect timed out", "connection attempt failed because the connected party did not properly respond", "i/o timeout", "etimedout", "operation timed out"],
        keys: &["/privateEndpoints"];
    NAME_NOT_RESOLVED = "could not resolve host", None, [],
        "No service answered: the name has no IP address in the DNS that the client uses. A private DNS zone that is linked but has no record for the name gives this result.",
        "Check the record in the private DNS zone, the virtual network link, and the DNS servers of the network. In a hub that others use, the resolution policy of the link decides whether public names are asked.",
        phrases: &["could not resolve host", "name or service not known", "no such host", "getaddrinfo failed", "enotfound", "nxdomain", "temporary failure in name resolution", "name does not resolve"],
        keys: &["/dns/zones", "/network/linkedNetworks"];
    CORS = "Failed to access Blob container", None, [SECURED_ACCESS],
        "Studio sends requests to blob storage from the browser. Either storage has no CORS rule for the Studio origin, or the storage firewall refuses the browser's IP address and answers without CORS headers, which a browser reports in the same way.",
        "Add the CORS rule with `allow.studio: browser`, which covers both origins that Studio has used. Then allow the IP address of the browser in storage and account, or open Studio on a machine inside the network.",
        phrases: &["failed to access blob container", "has been blocked by cors policy", "no 'access-control-allow-origin' header"],
        service: Service::Studio, keys: &["/allow/studio", "/storage/publicNetworkAccess"];
}
