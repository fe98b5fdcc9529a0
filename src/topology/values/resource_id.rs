//! Azure resource IDs, with a type for each resource type.

use std::{fmt, str::FromStr};

use super::checked::{Refusal, any_case, checked, refuse_with};
use crate::diagnostic::{Code, quote};

/// `/subscriptions/S/resourceGroups/G/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME...]`, parsed into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceId {
    /// The subscription.
    pub subscription: String,
    /// The resource group.
    pub resource_group: String,
    /// The full type: `Microsoft.Network/virtualNetworks/subnets`.
    pub kind: String,
    /// The names, one per type segment.
    pub names: Vec<String>,
}

impl ResourceId {
    /// The form of an ID of the same type as a regular expression, for editors. Azure compares IDs without case.
    pub(crate) fn editor_pattern(&self) -> String {
        let (namespace, types) = self.kind.split_once('/').unwrap_or((&self.kind, ""));
        let types: String = types.split('/').map(|kind| format!("/{}/{SEGMENT_PATTERN}", any_case(kind))).collect();
        let [subscriptions, groups, providers] = ["subscriptions", "resourceGroups", "providers"].map(any_case);
        let group = format!("/{subscriptions}/{GUID_PATTERN}/{groups}/{GROUP_PATTERN}");
        format!("^{group}/{providers}/{}{types}$", any_case(namespace))
    }

    /// The last name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

/// A GUID as a regular expression.
pub(super) const GUID_PATTERN: &str = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/// The name of a resource group as a regular expression.
const GROUP_PATTERN: &str = "[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]";

/// A namespace, type or name as a regular expression.
const SEGMENT_PATTERN: &str = "[A-Za-z0-9._-]+";

impl FromStr for ResourceId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        const SHAPE: &str =
            "use the form `/subscriptions/<id>/resourceGroups/<group>/providers/<namespace>/<type>/<name>`";
        let refused = |reason: &str| refuse_with(Code::BAD_RESOURCE_ID, reason, SHAPE);
        let mut segments = text.split('/');
        if segments.next() != Some("") {
            return refused("a resource ID starts with `/subscriptions/`");
        }
        let mut next_is = |expected: &str| segments.next().is_some_and(|s| s.eq_ignore_ascii_case(expected));
        if !next_is("subscriptions") {
            return refused("a resource ID starts with `/subscriptions/`");
        }
        let subscription = segments.next().unwrap_or_default();
        if !is_guid(subscription) {
            return refused("the subscription is not a GUID");
        }
        let mut next_is = |expected: &str| segments.next().is_some_and(|s| s.eq_ignore_ascii_case(expected));
        if !next_is("resourceGroups") {
            return refused("`/resourceGroups/` must follow the subscription");
        }
        let resource_group = segments.next().unwrap_or_default();
        let good_group = (1..=90).contains(&resource_group.len())
            && resource_group.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.()".contains(&b))
            && !resource_group.ends_with('.');
        if !good_group {
            return refused("the resource group name is not valid in Azure");
        }
        let mut next_is = |expected: &str| segments.next().is_some_and(|s| s.eq_ignore_ascii_case(expected));
        if !next_is("providers") {
            return refused("`/providers/` must follow the resource group");
        }
        let rest: Vec<&str> = segments.collect();
        if rest.len() > 3 && rest.last() == Some(&"") {
            return refused("a resource ID has no `/` at its end");
        }
        if rest.contains(&"*") {
            return refused("`*` stands for several resources, and an ID names one");
        }
        if rest.len() < 3 || rest.len().is_multiple_of(2) || !rest.iter().all(|segment| is_valid_segment(segment)) {
            return refused("a namespace, a type and a name must follow `/providers/`");
        }
        let mut kind = rest[0].to_owned();
        let mut names = Vec::new();
        for pair in rest[1..].chunks(2) {
            kind.push('/');
            kind.push_str(pair[0]);
            names.push(pair[1].to_owned());
        }
        Ok(Self { subscription: subscription.to_lowercase(), resource_group: resource_group.to_owned(), kind, names })
    }
}

fn is_valid_segment(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/subscriptions/{}/resourceGroups/{}/providers/", self.subscription, self.resource_group)?;
        let mut segments = self.kind.split('/');
        f.write_str(segments.next().unwrap_or_default())?;
        for (kind, name) in segments.zip(&self.names) {
            write!(f, "/{kind}/{name}")?;
        }
        Ok(())
    }
}

macro_rules! id_of {
    ($(#[$doc:meta])* $type:ident, $format:literal, $kind:literal, $pattern:literal, $example:literal, $description:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $type(pub ResourceId);

        impl FromStr for $type {
            type Err = Refusal;

            fn from_str(text: &str) -> Result<Self, Refusal> {
                let mut id: ResourceId = text.parse()?;
                if !id.kind.eq_ignore_ascii_case($kind) {
                    return refuse_with(
                        Code::BAD_RESOURCE_ID,
                        format!("this is the ID of a {}", quote(&id.kind)),
                        concat!("use the ID of a `", $kind, "`"),
                    );
                }
                $kind.clone_into(&mut id.kind);
                Ok(Self(id))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        checked!($type, $format, $pattern, $example, $description);
    };
}

id_of!(
    /// The ID of a virtual network.
    VirtualNetworkId, "di-gen-virtual-network-id", "Microsoft.Network/virtualNetworks",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[vV]irtual[nN]etworks/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
    "The resource ID of a virtual network."
);
id_of!(
    /// The ID of a subnet.
    SubnetId, "di-gen-subnet-id", "Microsoft.Network/virtualNetworks/subnets",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[vV]irtual[nN]etworks/[^/]+/subnets/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-clients",
    "The resource ID of a subnet."
);
id_of!(
    /// The ID of a Document Intelligence or multi-service account.
    AccountId, "di-gen-account-id", "Microsoft.CognitiveServices/accounts",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[aA]ccounts/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.CognitiveServices/accounts/di-invoices",
    "The resource ID of a Document Intelligence account."
);
id_of!(
    /// The ID of a network security group.
    SecurityGroupId, "di-gen-security-group-id", "Microsoft.Network/networkSecurityGroups",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[nN]etwork[sS]ecurity[gG]roups/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/networkSecurityGroups/nsg-clients",
    "The resource ID of a network security group."
);
id_of!(
    /// The ID of a route table.
    RouteTableId, "di-gen-route-table-id", "Microsoft.Network/routeTables",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[rR]oute[tT]ables/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/routeTables/rt-clients",
    "The resource ID of a route table."
);
id_of!(
    /// The ID of a disk encryption set.
    DiskEncryptionSetId, "di-gen-disk-encryption-set-id", "Microsoft.Compute/diskEncryptionSets",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[dD]isk[eE]ncryption[sS]ets/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Compute/diskEncryptionSets/des-hub",
    "The resource ID of a disk encryption set."
);
id_of!(
    /// The ID of a NAT gateway.
    NatGatewayId, "di-gen-nat-gateway-id", "Microsoft.Network/natGateways",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[nN]at[gG]ateways/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/natGateways/ng-hub",
    "The resource ID of a NAT gateway."
);
id_of!(
    /// The ID of a storage account.
    StorageAccountId, "di-gen-storage-account-id", "Microsoft.Storage/storageAccounts",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[sS]torage[aA]ccounts/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Storage/storageAccounts/stinvoices",
    "The resource ID of a storage account."
);
id_of!(
    /// The ID of a user-assigned identity.
    IdentityId, "di-gen-identity-id", "Microsoft.ManagedIdentity/userAssignedIdentities",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[uU]ser[aA]ssigned[iI]dentities/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-invoices",
    "The resource ID of a user-assigned identity."
);
id_of!(
    /// The ID of a `DDoS` protection plan.
    DdosPlanId, "di-gen-ddos-plan-id", "Microsoft.Network/ddosProtectionPlans",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[dD]dos[pP]rotection[pP]lans/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/ddosProtectionPlans/ddos-hub",
    "The resource ID of a DDoS protection plan."
);
id_of!(
    /// The ID of a private DNS zone.
    ZoneId, "di-gen-zone-id", "Microsoft.Network/privateDnsZones",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[pP]rivate[dD]ns[zZ]ones/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net",
    "The resource ID of a private DNS zone."
);

id_of!(
    /// The ID of a key vault.
    VaultId, "di-gen-vault-id", "Microsoft.KeyVault/vaults",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[vV]aults/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.KeyVault/vaults/kv-invoices",
    "The resource ID of a key vault."
);

id_of!(
    /// The ID of a Log Analytics workspace.
    WorkspaceId, "di-gen-workspace-id", "Microsoft.OperationalInsights/workspaces",
    "^/subscriptions/[^/]+/resource[gG]roups/[^/]+/providers/[^/]+/[wW]orkspaces/[^/]+$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-hub/providers/Microsoft.OperationalInsights/workspaces/log-hub",
    "The resource ID of a Log Analytics workspace."
);

/// The ID of a resource in a resource instance rule. Some resources have no resource group: they belong to a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceId {
    text: String,
    kind: String,
    name: String,
}

impl InstanceId {
    /// The full type of the resource: `Microsoft.DataFactory/factories`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The name of the resource.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl InstanceId {
    /// The form of such an ID as a regular expression, for editors. Azure compares IDs without case.
    pub(crate) fn editor_pattern() -> String {
        let [subscriptions, groups, providers] = ["subscriptions", "resourceGroups", "providers"].map(any_case);
        let pair = format!("/{SEGMENT_PATTERN}/{SEGMENT_PATTERN}");
        let below_group = format!("/{groups}/{GROUP_PATTERN}/{providers}/{SEGMENT_PATTERN}({pair})+");
        let below_subscription = format!("/{providers}/{SEGMENT_PATTERN}{pair}");
        format!("^/{subscriptions}/{GUID_PATTERN}({below_group}|{below_subscription})$")
    }
}

impl FromStr for InstanceId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        const SHAPE: &str = "use the form `/subscriptions/<id>/resourceGroups/<group>/providers/<namespace>/<type>/<name>`, \
                             or `/subscriptions/<id>/providers/<namespace>/<type>/<name>` for a resource of a subscription";
        if let Some(id) = parse_resource_of_subscription(text) {
            return Ok(id);
        }
        if text.split('/').any(|segment| segment == "*") {
            let reason =
                "a rule for all instances (`*`) is not supported, since each resource gets access by its own ID";
            return refuse_with(Code::BAD_RESOURCE_ID, reason, "list the ID of each resource");
        }
        if text.ends_with('/') {
            return refuse_with(Code::BAD_RESOURCE_ID, "a resource ID has no `/` at its end", "remove the last `/`");
        }
        let id = text.parse::<ResourceId>().map_err(|refusal| Refusal { help: Some(SHAPE.to_owned()), ..refusal })?;
        Ok(Self { text: id.to_string(), kind: id.kind.clone(), name: id.name().to_owned() })
    }
}

/// `/subscriptions/S/providers/NAMESPACE/TYPE/NAME`.
fn parse_resource_of_subscription(text: &str) -> Option<InstanceId> {
    let segments: Vec<&str> = text.split('/').collect();
    let ["", subscriptions, subscription, providers, namespace, kind, name] = segments.as_slice() else { return None };
    let is_form = subscriptions.eq_ignore_ascii_case("subscriptions")
        && is_guid(subscription)
        && providers.eq_ignore_ascii_case("providers")
        && [namespace, kind, name].into_iter().all(|segment| is_valid_segment(segment));
    is_form.then(|| {
        let (subscription, kind) = (subscription.to_lowercase(), format!("{namespace}/{kind}"));
        InstanceId {
            text: format!("/subscriptions/{subscription}/providers/{kind}/{name}"),
            kind,
            name: (*name).to_owned(),
        }
    })
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

checked!(
    InstanceId,
    "di-gen-instance-id",
    "^/subscriptions/[^/]+(/resource[gG]roups/[^/]+)?/providers/[^/]+/[^/]+/[^/]+(/[^/]+/[^/]+)*$",
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-data/providers/Microsoft.DataFactory/factories/adf-invoices",
    "The resource ID of a resource with a managed identity."
);

/// A subscription ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionId(String);

impl SubscriptionId {
    /// The GUID in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SubscriptionId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if is_guid(text) {
            return Ok(Self(text.to_lowercase()));
        }
        refuse_with(Code::BAD_VALUE, "not a subscription ID", "use the GUID that `az account show --query id` prints")
    }
}

impl fmt::Display for SubscriptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

checked!(
    SubscriptionId,
    "di-gen-subscription",
    "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "00000000-0000-0000-0000-000000000001",
    "A subscription ID."
);

pub(super) fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 5 && parts.iter().zip(lengths).all(|(p, n)| p.len() == n && p.bytes().all(|b| b.is_ascii_hexdigit()))
}
