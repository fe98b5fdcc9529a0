//! What is one resource in one language and part of another one elsewhere.

use std::sync::Arc;

use super::{Attribute, Body, Expr, LanguageFamily, Nesting, ResolvedTopology, Resource, Symbol};

impl Nesting {
    /// Whether the languages of a family write the resource as part of its parent.
    #[must_use]
    pub const fn is_inside_parent(self, family: LanguageFamily) -> bool {
        match self {
            Self::Standalone => false,
            Self::InsideParent => true,
            Self::InsideParentInTerraform => matches!(family, LanguageFamily::Terraform),
        }
    }
}

impl Resource {
    /// The resource that contains it where a language writes it inside another one: its parent, or the resource that a
    /// customer-managed key encrypts.
    #[must_use]
    pub const fn containing_resource(&self) -> Option<&Symbol> {
        let encrypted = match &self.body {
            Body::CognitiveAccountKey(key) => &key.account,
            Body::StorageAccountKey(key) => &key.account,
            _ => return self.parent.as_ref(),
        };
        match encrypted {
            Expr::Attribute(symbol, Attribute::Id) => Some(symbol),
            _ => None,
        }
    }
}

impl ResolvedTopology {
    /// The children that the languages of a family write as part of `parent`.
    pub fn nested_children<'a>(
        &'a self,
        parent: &'a Symbol,
        family: LanguageFamily,
    ) -> impl Iterator<Item = &'a Resource> {
        let resources = self.resources.iter().map(Arc::as_ref);
        resources.filter(move |r| r.nesting.is_inside_parent(family) && r.containing_resource() == Some(parent))
    }
}
