//! The configuration in a plan: what each attribute refers to. Values that are written there are not read.

use std::collections::HashMap;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    address::{split_index, steps},
    visitor::{ListOf, ObjectOf, ReadList, ReadObject, skip, text, texts},
};

/// What the configuration tells.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    pub(super) root: Module,
    /// The configurations of providers by their keys: `azurerm`, `azurerm.hub`, `module.a:azurerm`.
    pub(super) providers: HashMap<String, Provider>,
}

/// A configuration of a provider.
#[derive(Debug, Default)]
pub(super) struct Provider {
    /// The subscription, if it is written there.
    pub(super) subscription: Option<String>,
    /// What it refers to otherwise.
    pub(super) references: Vec<String>,
}

impl Configuration {
    /// The module of a module instance, as `module.a["x"].module.b`.
    pub(super) fn module(&self, instance: &str) -> Option<&Module> {
        let mut module = &self.root;
        for step in steps(instance) {
            if step != "module" {
                module = &module.calls.get(split_index(step).0)?.module;
            }
        }
        Some(module)
    }

    /// The call of a module instance, and the instance that has it.
    pub(super) fn call<'a>(&self, instance: &'a str) -> Option<(&ModuleCall, &'a str)> {
        let own = steps(instance).last()?;
        let outer = instance[..instance.len() - own.len()].trim_end_matches('.').trim_end_matches("module");
        let outer = outer.trim_end_matches('.');
        Some((self.module(outer)?.calls.get(split_index(own).0)?, outer))
    }
}

/// A module.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// By type and name.
    pub(super) resources: HashMap<String, ConfiguredResource>,
    pub(super) outputs: HashMap<String, Expression>,
    pub(super) calls: HashMap<String, ModuleCall>,
}

/// A call of a module.
#[derive(Debug, Default)]
pub(super) struct ModuleCall {
    pub(super) arguments: HashMap<String, Expression>,
    pub(super) for_each: Expression,
    pub(super) module: Module,
}

/// A resource as it is written.
#[derive(Debug, Default)]
pub(super) struct ConfiguredResource {
    /// The key of its provider.
    pub(super) provider: Option<String>,
    pub(super) arguments: Expression,
    pub(super) for_each: Expression,
}

/// An expression, or a block of arguments.
#[derive(Debug, Default)]
pub(super) struct Expression {
    /// What it refers to: `azurerm_subnet.one.id`, then `azurerm_subnet.one`.
    pub(super) references: Vec<String>,
    /// The arguments of a block.
    pub(super) arguments: HashMap<String, Expression>,
    /// The blocks of a list.
    pub(super) blocks: Vec<Expression>,
}

impl<'de> ReadObject<'de> for Configuration {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "provider_config" => entries.next_value_seed(ObjectOf(&mut Providers(self))),
            "root_module" => entries.next_value_seed(ObjectOf(&mut self.root)),
            _ => skip(entries),
        }
    }
}

struct Providers<'a>(&'a mut Configuration);

impl<'de> ReadObject<'de> for Providers<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        let mut provider = Provider::default();
        entries.next_value_seed(ObjectOf(&mut provider))?;
        self.0.providers.insert(name.to_owned(), provider);
        Ok(())
    }
}

impl<'de> ReadObject<'de> for Provider {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "expressions" => entries.next_value_seed(ObjectOf(&mut ProviderArguments(self))),
            _ => skip(entries),
        }
    }
}

struct ProviderArguments<'a>(&'a mut Provider);

impl<'de> ReadObject<'de> for ProviderArguments<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "subscription_id" => entries.next_value_seed(ObjectOf(self)),
            // Of the subscription.
            "constant_value" => text(entries).map(|value| self.0.subscription = value),
            "references" => texts(entries).map(|references| self.0.references = references),
            _ => skip(entries),
        }
    }
}

impl<'de> ReadObject<'de> for Module {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "resources" => entries.next_value_seed(ListOf(&mut Resources(self))),
            "outputs" => entries.next_value_seed(ObjectOf(&mut Outputs(self))),
            "module_calls" => entries.next_value_seed(ObjectOf(&mut Calls(self))),
            _ => skip(entries),
        }
    }
}

struct Resources<'a>(&'a mut Module);

impl<'de> ReadList<'de> for Resources<'_> {
    fn item<A: SeqAccess<'de>>(&mut self, _: usize, items: &mut A) -> Result<bool, A::Error> {
        let mut reader = ResourceReader::default();
        let is_item = items.next_element_seed(ObjectOf(&mut reader))?.is_some();
        if is_item {
            self.0.resources.insert(reader.address, reader.resource);
        }
        Ok(is_item)
    }
}

#[derive(Default)]
struct ResourceReader {
    address: String,
    resource: ConfiguredResource,
}

impl<'de> ReadObject<'de> for ResourceReader {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "address" => self.address = text(entries)?.unwrap_or_default(),
            "provider_config_key" => self.resource.provider = text(entries)?,
            "expressions" => self.resource.arguments = entries.next_value_seed(ExpressionSeed)?,
            "for_each_expression" | "count_expression" => {
                self.resource.for_each = entries.next_value_seed(ExpressionSeed)?;
            }
            _ => skip(entries)?,
        }
        Ok(())
    }
}

struct Outputs<'a>(&'a mut Module);

impl<'de> ReadObject<'de> for Outputs<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        let mut output = Output::default();
        entries.next_value_seed(ObjectOf(&mut output))?;
        self.0.outputs.insert(name.to_owned(), output.0);
        Ok(())
    }
}

#[derive(Default)]
struct Output(Expression);

impl<'de> ReadObject<'de> for Output {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "expression" => self.0 = entries.next_value_seed(ExpressionSeed)?,
            _ => skip(entries)?,
        }
        Ok(())
    }
}

struct Calls<'a>(&'a mut Module);

impl<'de> ReadObject<'de> for Calls<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        let mut call = ModuleCall::default();
        entries.next_value_seed(ObjectOf(&mut call))?;
        self.0.calls.insert(name.to_owned(), call);
        Ok(())
    }
}

impl<'de> ReadObject<'de> for ModuleCall {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, entries: &mut A) -> Result<(), A::Error> {
        match name {
            "expressions" => {
                let expression = entries.next_value_seed(ExpressionSeed)?;
                self.arguments = expression.arguments;
            }
            "for_each_expression" | "count_expression" => self.for_each = entries.next_value_seed(ExpressionSeed)?,
            "module" => entries.next_value_seed(ObjectOf(&mut self.module))?,
            _ => skip(entries)?,
        }
        Ok(())
    }
}

/// An expression; a constant is skipped.
struct ExpressionSeed;

impl<'de> DeserializeSeed<'de> for ExpressionSeed {
    type Value = Expression;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Expression, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ExpressionSeed {
    type Value = Expression;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an expression")
    }

    fn visit_unit<E: Error>(self) -> Result<Expression, E> {
        Ok(Expression::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Expression, A::Error> {
        let mut blocks = Vec::new();
        while let Some(block) = items.next_element_seed(Self)? {
            blocks.push(block);
        }
        Ok(Expression { blocks, ..Expression::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Expression, A::Error> {
        let mut expression = Expression::default();
        while let Some(name) = entries.next_key::<String>()? {
            match name.as_str() {
                // That it is set is what counts.
                "constant_value" => {
                    entries.next_value::<IgnoredAny>()?;
                }
                "references" => expression.references = texts(&mut entries)?,
                _ => {
                    let value = entries.next_value_seed(Self)?;
                    expression.arguments.insert(name, value);
                }
            }
        }
        Ok(expression)
    }
}
