//! A resource group.

/// A resource group. Names are compared without case.
#[derive(Debug, Clone, Eq)]
pub struct ResourceGroup {
    /// Its subscription.
    pub subscription: String,
    /// Its name.
    pub name: String,
}

impl PartialEq for ResourceGroup {
    fn eq(&self, other: &Self) -> bool {
        self.subscription.eq_ignore_ascii_case(&other.subscription) && self.name.eq_ignore_ascii_case(&other.name)
    }
}
