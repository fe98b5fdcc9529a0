//! The typed properties of each kind of resource. Azure's property names are in the templates.
//!
//! Each kind has a plain struct, in the file of its subject. Whether a property is immutable, part of the exposure or
//! relevant for cost is declared with its field.

mod account;
#[cfg(test)]
mod change_tests;
#[cfg(test)]
mod changes_document;
mod encryption;
mod endpoints;
mod identity;
mod lock;
mod monitoring;
mod network;
mod storage;
#[cfg(test)]
mod tests;
mod vault;
mod vm;

use super::{
    expr::Expr,
    property::{Billing, Property},
    property_tree::{PropertyTree, PropertyValue, Record},
};

pub use account::*;
pub use encryption::*;
pub use endpoints::*;
pub use identity::*;
pub use lock::*;
pub use monitoring::*;
pub use network::*;
pub use storage::*;
pub use vault::*;
pub use vm::*;

macro_rules! bodies {
    ($($(#[$meta:meta])* $kind:ident,)+) => {
        /// The properties of a resource, by its kind.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Body {
            /// An existing resource; none of its properties are written.
            Existing,
            $($(#[$meta])* $kind($kind),)+
        }

        impl PropertyTree for Body {
            fn property_value(&self) -> PropertyValue<'_> {
                match self {
                    Self::Existing => PropertyValue::Record(Vec::new()),
                    $(Self::$kind(body) => body.property_value(),)+
                }
            }
            fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
                match self {
                    Self::Existing => {}
                    $(Self::$kind(body) => body.each_expr(visit),)+
                }
            }
            fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
                match self {
                    Self::Existing => {}
                    $(Self::$kind(body) => body.each_expr_mut(visit),)+
                }
            }
        }

        impl Body {
            /// The properties of its kind, in the order of the fields.
            #[must_use]
            pub const fn properties(&self) -> &'static [Property] {
                match self {
                    Self::Existing => &[],
                    $(Self::$kind(_) => $kind::PROPERTIES,)+
                }
            }

            const fn billing(&self) -> Billing {
                match self {
                    Self::Existing => Billing::ByUse,
                    $(Self::$kind(_) => $kind::BILLING,)+
                }
            }
        }

        /// The properties of every kind of body, by its name.
        #[cfg(test)]
        pub(crate) const BODY_KINDS: &[(&str, &[Property])] = &[$((stringify!($kind), $kind::PROPERTIES),)+];
    };
}

impl Body {
    /// Whether the resource costs money as long as it exists.
    #[must_use]
    pub fn is_billed(&self) -> bool {
        let PropertyValue::Record(values) = self.property_value() else { return false };
        let costs_with = |(property, value): &(&Property, PropertyValue<'_>)| {
            let free_value = property.cost.and_then(|rule| rule.free_with);
            matches!((free_value, value), (Some(free), PropertyValue::Word(keyword)) if *keyword != free)
        };
        self.billing() == Billing::ByExistence || values.iter().any(costs_with)
    }
}

bodies! {
    /// A user-assigned identity.
    UserAssignedIdentity,
    /// A federated credential of a user-assigned identity.
    FederatedCredential,
    /// A network security group.
    NetworkSecurityGroup,
    /// A route table.
    RouteTable,
    /// A virtual network.
    VirtualNetwork,
    /// A subnet.
    Subnet,
    /// A public IP address.
    PublicIpAddress,
    /// A NAT gateway.
    NatGateway,
    /// A Document Intelligence account.
    CognitiveAccount,
    /// The customer-managed key of an account, as a separate resource.
    CognitiveAccountKey,
    /// The customer-managed key of a storage account, as a separate resource.
    StorageAccountKey,
    /// A storage account.
    StorageAccount,
    /// The blob service of a storage account.
    BlobService,
    /// A blob container.
    BlobContainer,
    /// A key vault.
    KeyVault,
    /// Access policies that are added to an existing vault.
    KeyVaultAccessPolicies,
    /// A key in a vault.
    KeyVaultKey,
    /// A secret in a vault.
    KeyVaultSecret,
    /// A role assignment.
    RoleAssignment,
    /// A private DNS zone.
    PrivateDnsZone,
    /// A virtual network link of a private DNS zone.
    VirtualNetworkLink,
    /// A private endpoint.
    PrivateEndpoint,
    /// The private DNS zones to which a private endpoint writes its IP addresses.
    PrivateDnsZoneGroup,
    /// An Azure Bastion host.
    BastionHost,
    /// A network interface.
    NetworkInterface,
    /// A virtual machine.
    VirtualMachine,
    /// An extension of a virtual machine.
    VirtualMachineExtension,
    /// The auto-shutdown schedule of a virtual machine.
    ShutdownSchedule,
    /// A Log Analytics workspace.
    LogAnalyticsWorkspace,
    /// A diagnostic setting: where the logs of a resource are sent.
    DiagnosticSetting,
    /// A lock.
    ManagementLock,
}
