//! What is decided about each kind of resource, typed. Azure's property names are in the templates.
//!
//! A plain struct for each kind, in the file of its subject. What else is known of a property (immutable, part of the
//! exposure, relevant for cost) is declared with its field.

mod account;
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
    property::{Billing, Cost, Property},
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
        /// The facts of a resource, by its kind.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Body {
            /// It exists already; nothing about it is written.
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
        let PropertyValue::Record(facts) = self.property_value() else { return false };
        let costs_with = |(property, fact): &(&Property, PropertyValue<'_>)| match (property.cost, fact) {
            (Some(Cost::NoneWith(free)), PropertyValue::Word(value)) => *value != free,
            _ => false,
        };
        self.billing() == Billing::ByExistence || facts.iter().any(costs_with)
    }
}

bodies! {
    /// A user-assigned identity.
    UserAssignedIdentity,
    /// Trust of a user-assigned identity in tokens of an issuer.
    FederatedCredential,
    /// A network security group.
    NetworkSecurityGroup,
    /// A virtual network.
    VirtualNetwork,
    /// A subnet.
    Subnet,
    /// A public address.
    PublicIpAddress,
    /// A NAT gateway.
    NatGateway,
    /// A Document Intelligence account.
    CognitiveAccount,
    /// The key of an account, set apart from it.
    CognitiveAccountKey,
    /// The key of a storage account, set apart from it.
    StorageAccountKey,
    /// A storage account.
    StorageAccount,
    /// The blob service of a storage account.
    BlobService,
    /// A blob container.
    BlobContainer,
    /// A key vault.
    KeyVault,
    /// What principals may do in an existing vault that keeps its own list.
    KeyVaultAccessPolicies,
    /// A key in a vault.
    KeyVaultKey,
    /// A secret in a vault.
    KeyVaultSecret,
    /// A role assignment.
    RoleAssignment,
    /// A private DNS zone.
    PrivateDnsZone,
    /// A link from a private DNS zone to a network.
    VirtualNetworkLink,
    /// A private endpoint.
    PrivateEndpoint,
    /// The zones a private endpoint writes its addresses to.
    PrivateDnsZoneGroup,
    /// A Bastion host.
    BastionHost,
    /// A network interface.
    NetworkInterface,
    /// A virtual machine.
    VirtualMachine,
    /// When a virtual machine stops.
    ShutdownSchedule,
    /// A Log Analytics workspace.
    LogAnalyticsWorkspace,
    /// Where the logs of a resource go.
    DiagnosticSetting,
    /// A lock.
    ManagementLock,
}
