//! What is one resource in one language and part of another one elsewhere.

use std::sync::Arc;

use super::{LanguageFamily, Nesting, ResolvedTopology, Resource, Symbol};

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

impl ResolvedTopology {
    /// The children that the languages of a family write as part of `parent`.
    pub fn nested_children<'a>(
        &'a self,
        parent: &'a Symbol,
        family: LanguageFamily,
    ) -> impl Iterator<Item = &'a Resource> {
        let resources = self.resources.iter().map(Arc::as_ref);
        resources.filter(move |r| r.nesting.is_inside_parent(family) && r.parent.as_ref() == Some(parent))
    }
}
