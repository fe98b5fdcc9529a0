//! What the engines do with a resource that leaves the file, is created again or gets another name, by its kind.

use super::{Engine, Heading, Outcome};
use crate::catalog::Fact;

/// The lifecycle of a kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// What an incremental deployment does with one that is no longer in the template.
    pub removal: Removal,
    /// What its creation means.
    pub created: &'static [Meaning],
    /// What its destruction means.
    pub destroyed: &'static [Meaning],
    /// What its replacement means: it is destroyed, and created again with the same purpose.
    pub replaced: &'static [Meaning],
    /// What its replacement means besides, where the new one has the name of the old one.
    pub replaced_with_same_name: &'static [Meaning],
    /// What it means that an old one stays beside one with a new name.
    pub beside: &'static [Meaning],
    /// Why a second one cannot be created while the first exists.
    pub collisions: &'static [Collision],
    /// What happens if it is deleted while another resource uses it.
    pub deleted_in_use: Option<Outcome>,
    /// The page and the file of azurerm which show that the other properties change in place.
    pub in_place: Option<&'static Fact>,
}

/// What an incremental deployment does with a resource that is no longer in the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It stays.
    Left,
    /// It is a property of its parent, and goes with the next deployment of the parent. Where the parent is an existing
    /// resource, which is not deployed, it stays.
    WithParent,
}

/// What an effect on a resource means for a reviewer.
#[derive(Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The only engine in which it has this meaning, if not both.
    pub engine: Option<Engine>,
    /// The heading under which it is reported.
    pub heading: Heading,
    /// What it means, as a clause without a full stop.
    pub text: &'static str,
    /// Where this was read.
    pub fact: &'static Fact,
}

/// Two resources of a kind that cannot exist at once.
#[derive(Debug, PartialEq, Eq)]
pub struct Collision {
    /// Which parents the two have.
    pub parent: ParentMatch,
    /// The fields that must not all be the same in two resources with the same parent, or overlap if they are CIDR ranges;
    /// `name` is the name of the resource, and its resource group is no parent. `list.field` is a field of each element.
    pub fields: &'static [&'static str],
    /// What happens to the second one; [`When::To`](super::When::To) limits the values of the last field.
    pub outcome: Outcome,
}

/// Which parents two resources have that collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParentMatch {
    /// The same parent, or none.
    Same,
    /// Two parents with the same name.
    SameName,
    /// Any, in two subscriptions of the same cloud: the values are unique in Azure.
    Elsewhere,
}

impl Meaning {
    /// A meaning in both engines.
    pub(super) const fn new(heading: Heading, text: &'static str, fact: &'static Fact) -> Self {
        Self { engine: None, heading, text, fact }
    }

    /// The same, in Terraform only.
    pub(super) const fn in_terraform(self) -> Self {
        Self { engine: Some(Engine::Terraform), ..self }
    }
}

impl Lifecycle {
    /// A kind of which only the removal is known.
    pub(super) const fn new(removal: Removal) -> Self {
        Self {
            removal,
            created: &[],
            destroyed: &[],
            replaced: &[],
            replaced_with_same_name: &[],
            beside: &[],
            collisions: &[],
            deleted_in_use: None,
            in_place: None,
        }
    }
}
