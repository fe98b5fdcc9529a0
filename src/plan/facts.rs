//! The facts of a resource as a tree whose leaves are expressions, for rooms that treat all kinds alike.
//!
//! The `record!` macro declares a plain struct and says how it is read as such a tree. Words are closed
//! vocabulary of di-gen and may be printed as they are; everything a user wrote is an expression.

use super::expr::{Expr, ForEach};

/// A fact, read.
#[derive(Debug)]
pub enum Fact<'a> {
    /// Not said: the template must not ask for it.
    Absent,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(i64),
    /// A word of Azure's vocabulary, never the user's.
    Word(&'static str),
    /// An expression, for a language to write.
    Expr(&'a Expr),
    /// The element of a for-each.
    Item(&'static str),
    /// Several.
    List(Vec<Fact<'a>>),
    /// Named ones.
    Record(Vec<(&'static str, Fact<'a>)>),
}

/// Anything that can be read as facts.
pub trait Facts {
    /// The facts.
    fn fact(&self) -> Fact<'_>;
    /// Visits every expression, with all inside it.
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr));
    /// Changes every expression.
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr));
}

macro_rules! leaf {
    ($($type:ty => |$value:ident| $fact:expr;)+) => {
        $(impl Facts for $type {
            fn fact(&self) -> Fact<'_> {
                let $value = self;
                $fact
            }
            fn each_expr<'a>(&'a self, _: &mut dyn FnMut(&'a Expr)) {}
            fn each_expr_mut(&mut self, _: &mut dyn FnMut(&mut Expr)) {}
        })+
    };
}

leaf! {
    bool => |value| Fact::Bool(*value);
    i64 => |value| Fact::Number(*value);
    &'static str => |value| Fact::Word(value);
}

impl Facts for Expr {
    fn fact(&self) -> Fact<'_> {
        Fact::Expr(self)
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.visit(visit);
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.visit_mut(visit);
    }
}

impl Facts for ForEach {
    fn fact(&self) -> Fact<'_> {
        Fact::Record(vec![("item", Fact::Item(self.item)), ("over", Fact::Expr(&self.over))])
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.over.visit(visit);
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.over.visit_mut(visit);
    }
}

impl<T: Facts> Facts for Option<T> {
    fn fact(&self) -> Fact<'_> {
        self.as_ref().map_or(Fact::Absent, Facts::fact)
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.iter().for_each(|value| value.each_expr(visit));
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.iter_mut().for_each(|value| value.each_expr_mut(visit));
    }
}

impl<T: Facts> Facts for Vec<T> {
    fn fact(&self) -> Fact<'_> {
        Fact::List(self.iter().map(Facts::fact).collect())
    }
    fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.iter().for_each(|value| value.each_expr(visit));
    }
    fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        self.iter_mut().for_each(|value| value.each_expr_mut(visit));
    }
}

macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl crate::plan::facts::Facts for $name {
            fn fact(&self) -> crate::plan::facts::Fact<'_> {
                crate::plan::facts::Fact::Record(vec![$((stringify!($field), self.$field.fact())),*])
            }
            fn each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a crate::plan::expr::Expr)) {
                let _ = &visit;
                $(self.$field.each_expr(visit);)*
            }
            fn each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut crate::plan::expr::Expr)) {
                let _ = &visit;
                $(self.$field.each_expr_mut(visit);)*
            }
        }
    };
}
pub(crate) use record;
