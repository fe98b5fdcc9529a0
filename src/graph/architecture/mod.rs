//! The topology as an architecture: subscriptions and resource groups as frames, networks with their subnets, services with
//! their firewall, actors, and bundled access paths.

mod actors;
mod build;
mod bundles;
mod contents;
mod ids;
mod model;
mod networks;
mod outline;
mod services;
mod zones;

pub(in crate::graph) use model::service_word;
pub use model::{Architecture, Bundle, Firewall, Frame, Glyph, GroupFrame, Leaf, PrivateLink, SubscriptionFrame};
