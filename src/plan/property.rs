//! What is declared for a property besides its value: its display name, what a deployment does with another value, whether
//! it is part of the exposure, whether it is relevant for cost.
//!
//! All of it is declared with the field, in the `record!` of `plan::body`: `#[property(on_change(&changes::general::IMMUTABLE), exposure)]`.
//! Each keyword in the parentheses is a method of [`Property`] below, so that an unknown keyword does not compile.

use std::borrow::Cow;

use crate::catalog::changes::{ChangeRule, CostRule};

/// A field of a record.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The field, by its name in templates.
    pub field: &'static str,
    /// What a deployment does with another value; none where it is updated in place.
    pub change_rule: Option<&'static ChangeRule>,
    /// Whether it decides who can access something, or how.
    pub exposure: bool,
    /// How it changes what the topology costs, if it does.
    pub cost: Option<&'static CostRule>,
    /// Whether a comparison leaves it out: only templates use it, or another property shows the same in a better way.
    pub unreported: bool,
    /// Whether it identifies an element of a list, so that the element keeps its path when others are added before it.
    pub identifies_element: bool,
    /// Whether the order of its list has a meaning, so that the same elements in another order are another value.
    pub ordered: bool,
    /// The list of the same record that has the values when there is more than one.
    pub single_element_of: Option<&'static str>,
    /// The properties of its value, or of each element, where that is a record.
    pub parts: &'static [Property],
    name: DisplayName,
}

/// Whether a resource has a price of its own, independent of its properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billing {
    /// It has none, or its properties decide.
    ByUse,
    /// It costs money as long as it exists.
    ByExistence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DisplayName {
    OfField,
    Given(&'static str),
    OfRecord,
}

/// Two properties of a record are the same if their fields are: what is declared for them need not be compared.
impl PartialEq for Property {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.name == other.name
    }
}

impl Eq for Property {}

impl Property {
    /// A property of which only the name is declared.
    pub(super) const fn new(field: &'static str, parts: &'static [Self]) -> Self {
        Self {
            field,
            change_rule: None,
            exposure: false,
            cost: None,
            unreported: false,
            identifies_element: false,
            ordered: false,
            single_element_of: None,
            parts,
            name: DisplayName::OfField,
        }
    }

    /// Its name in output for users: the words of the field, unless another name is given.
    #[must_use]
    pub fn display_name(&self) -> Cow<'static, str> {
        self.given_name().map_or_else(|| self.path_segment(), Cow::Borrowed)
    }

    /// The given name, which replaces the whole path to it, and its part of the path to a value inside it.
    #[must_use]
    pub const fn given_name(&self) -> Option<&'static str> {
        match self.name {
            DisplayName::Given(name) => Some(name),
            DisplayName::OfField | DisplayName::OfRecord => None,
        }
    }

    /// Its part of the path to its value.
    #[must_use]
    pub fn path_segment(&self) -> Cow<'static, str> {
        match self.name {
            DisplayName::OfField => self.field.replace('_', " ").into(),
            DisplayName::Given(name) => name.into(),
            DisplayName::OfRecord => "".into(),
        }
    }
}

impl Property {
    /// Whether every change of it replaces the resource in Terraform.
    #[must_use]
    pub fn always_replaces(&self) -> bool {
        self.change_rule.is_some_and(ChangeRule::always_replaces)
    }
}

/// The keywords of `#[property(...)]`.
impl Property {
    /// A deployment does something else with another value than to update it in place.
    pub(super) const fn on_change(self, rule: &'static ChangeRule) -> Self {
        Self { change_rule: Some(rule), ..self }
    }

    /// It decides who can access something, or how.
    pub(super) const fn exposure(self) -> Self {
        Self { exposure: true, ..self }
    }

    /// It changes what the topology costs.
    pub(super) const fn cost(self, rule: &'static CostRule) -> Self {
        Self { cost: Some(rule), ..self }
    }

    /// It is left out of comparisons.
    pub(super) const fn unreported(self) -> Self {
        Self { unreported: true, ..self }
    }

    /// It identifies an element of a list.
    pub(super) const fn identifies_element(self) -> Self {
        Self { identifies_element: true, ..self }
    }

    /// The order of its list has a meaning.
    pub(super) const fn ordered(self) -> Self {
        Self { ordered: true, ..self }
    }

    /// It is the only element of a list that is another field of the record.
    pub(super) const fn single_element_of(self, field: &'static str) -> Self {
        Self { single_element_of: Some(field), ..self }
    }

    /// Its display name is not that of its field.
    pub(super) const fn named(self, name: &'static str) -> Self {
        Self { name: DisplayName::Given(name), ..self }
    }

    /// It is the main value of its record, and has no name besides that of the record.
    pub(super) const fn named_as_its_record(self) -> Self {
        Self { name: DisplayName::OfRecord, ..self }
    }
}
