//! The properties of a resource as a tree whose leaves are expressions, for modules that treat all kinds alike.
//!
//! The `record!` macro declares a plain struct, its conversion to such a tree, and what is known of each field besides
//! its value ([`Property`]). Keywords are fixed strings of di-gen and may be printed without escaping; every string of
//! the file is an expression.

use super::{
    expr::{Expr, ForEach},
    property::{Billing, Property},
};

/// The value of a property.
#[derive(Debug)]
pub enum PropertyValue<'a> {
    /// Not set: the template must not use it.
    Absent,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(i64),
    /// A keyword of Azure, never a string from the file.
    Word(&'static str),
    /// An expression, which each language writes in its syntax.
    Expr(&'a Expr),
    /// The element of a for-each.
    Item(&'static str),
    /// A list.
    List(Vec<PropertyValue<'a>>),
    /// A record, in the order of the fields.
    Record(Vec<(&'static Property, PropertyValue<'a>)>),
}

impl<'a> PropertyValue<'a> {
    /// A record, by its properties and their values in the same order.
    pub(super) fn record<const N: usize>(properties: &'static [Property], values: [Self; N]) -> PropertyValue<'a> {
        PropertyValue::Record(properties.iter().zip(values).collect())
    }
}

/// A type with properties as a tree.
pub trait PropertyTree {
    /// Its properties, in the order of the fields; none where it is a single value.
    const PROPERTIES: &'static [Property] = &[];
    /// The value as a tree.
    fn property_value(&self) -> PropertyValue<'_>;
    /// Visits every expression, with all expressions in it.
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr));
    /// Changes every expression.
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr));
}

/// What a `record!` declares for the whole record.
pub trait Record: PropertyTree {
    /// Whether a resource with these properties has a price of its own.
    const BILLING: Billing;
}

macro_rules! leaf {
    ($($type:ty => |$value:ident| $tree:expr;)+) => {
        $(impl PropertyTree for $type {
            fn property_value(&self) -> PropertyValue<'_> {
                let $value = self;
                $tree
            }
            fn each_expr<'a>(&'a self, _: &mut dyn FnMut(&'a Expr)) {}
            fn each_expr_mut(&mut self, _: &mut dyn FnMut(&mut Expr)) {}
        })+
    };
}

leaf! {
    bool => |value| PropertyValue::Bool(*value);
    i64 => |value| PropertyValue::Number(*value);
    &'static str => |value| PropertyValue::Word(value);
}

impl PropertyTree for Expr {
    fn property_value(&self) -> PropertyValue<'_> {
        PropertyValue::Expr(self)
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.visit(visit);
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.visit_mut(visit);
    }
}

impl PropertyTree for ForEach {
    const PROPERTIES: &'static [Property] =
        &[Property::new("item", &[]), Property::new("over", &[]).named_as_its_record()];

    fn property_value(&self) -> PropertyValue<'_> {
        PropertyValue::record(Self::PROPERTIES, [PropertyValue::Item(self.item), PropertyValue::Expr(&self.over)])
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.over.visit(visit);
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.over.visit_mut(visit);
    }
}

impl<T: PropertyTree> PropertyTree for Option<T> {
    const PROPERTIES: &'static [Property] = T::PROPERTIES;

    fn property_value(&self) -> PropertyValue<'_> {
        self.as_ref().map_or(PropertyValue::Absent, PropertyTree::property_value)
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.iter().for_each(|value| value.each_expr(visit));
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.iter_mut().for_each(|value| value.each_expr_mut(visit));
    }
}

impl<T: PropertyTree> PropertyTree for Vec<T> {
    const PROPERTIES: &'static [Property] = T::PROPERTIES;

    fn property_value(&self) -> PropertyValue<'_> {
        PropertyValue::List(self.iter().map(PropertyTree::property_value).collect())
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.iter().for_each(|value| value.each_expr(visit));
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.iter_mut().for_each(|value| value.each_expr_mut(visit));
    }
}

/// A plain struct as a property tree; what is known of a field besides its value is declared with the field:
///
/// ```text
/// record!(
///     /// A storage account.
///     StorageAccount {
///         /// Whether shared key access is enabled.
///         #[property(exposure)]
///         shared_keys: bool,
///     }
/// );
/// ```
///
/// The keywords in `#[property(...)]` are methods of [`Property`]; the one in `#[billing(...)]`, before the name, is a
/// variant of [`Billing`].
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $(#[billing($billing:ident)])?
        $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $(#[property($($keyword:ident $(($argument:expr))?),+)])?
                $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl crate::plan::property_tree::Record for $name {
            const BILLING: crate::plan::property::Billing =
                [$(crate::plan::property::Billing::$billing,)? crate::plan::property::Billing::ByUse][0];
        }

        crate::plan::property_tree::fields!($name {
            $($(#[property($($keyword $(($argument))?),+)])? $field: $type,)*
        });
    };
}
pub(crate) use record;

/// The properties of a struct, field by field.
macro_rules! fields {
    ($name:ident { $($(#[property($($keyword:ident $(($argument:expr))?),+)])? $field:ident: $type:ty,)* }) => {
        impl crate::plan::property_tree::PropertyTree for $name {
            const PROPERTIES: &'static [crate::plan::property::Property] = &[$(
                crate::plan::property::Property::new(
                    stringify!($field),
                    <$type as crate::plan::property_tree::PropertyTree>::PROPERTIES,
                )$($(.$keyword($($argument)?))+)?,
            )*];

            fn property_value(&self) -> crate::plan::property_tree::PropertyValue<'_> {
                crate::plan::property_tree::PropertyValue::record(Self::PROPERTIES, [$(crate::plan::property_tree::PropertyTree::property_value(&self.$field)),*])
            }
            fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a crate::plan::expr::Expr)) {
                let _ = &visit;
                $(crate::plan::property_tree::PropertyTree::each_expr(&self.$field, visit);)*
            }
            fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut crate::plan::expr::Expr)) {
                let _ = &visit;
                $(crate::plan::property_tree::PropertyTree::each_expr_mut(&mut self.$field, visit);)*
            }
        }
    };
}
pub(crate) use fields;
