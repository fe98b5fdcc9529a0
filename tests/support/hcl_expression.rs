//! Values in HCL: literals, templates, traversals, loops, calls.
//!
//! A resource or data source is represented by the marker `resource:<address>` until an attribute is evaluated, which
//! `hcl` does. A value known only to Azure is `prop:…`, as in the other readers.

use std::collections::BTreeMap;

use hcl_edit::expr::{BinaryOperator, Expression, ForExpr, Object, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::template::{Element, Template};
use serde_json::{Map, Value, json};

use super::azure_functions::{items, size, text, truth};
use super::facts::property_below;
use super::hcl::Module;
use super::hcl_functions::{self as functions, as_text};

/// The names around an expression: `each`, `count`, variables of loops and dynamic blocks.
pub(super) type Names = BTreeMap<String, Value>;

impl Module {
    pub(super) fn value(&self, expression: &Expression, names: &Names) -> Value {
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(value) => json!(*value.value()),
            Expression::Number(number) => {
                let number = number.value();
                number.as_i64().map_or_else(|| json!(number.as_f64()), |whole| json!(whole))
            }
            Expression::String(text) => json!(text.value()),
            Expression::Array(array) => array.iter().map(|item| self.value(item, names)).collect(),
            Expression::Object(object) => self.object(object, names),
            Expression::StringTemplate(_) => self.template(expression, names),
            Expression::HeredocTemplate(heredoc) => json!(self.elements(&heredoc.template, names)),
            Expression::Parenthesis(inner) => self.value(inner.inner(), names),
            Expression::Variable(name) => {
                let name = name.value().as_str();
                names.get(name).cloned().unwrap_or_else(|| panic!("`{name}` alone has no value in Terraform"))
            }
            Expression::Conditional(choice) => {
                let yes = truth(&self.value(&choice.cond_expr, names));
                self.value(if yes { &choice.true_expr } else { &choice.false_expr }, names)
            }
            Expression::FuncCall(call) => {
                let namespace = call.name.namespace.iter().map(|part| format!("{}::", part.value().as_str()));
                let name = namespace.collect::<String>() + call.name.name.value().as_str();
                let mut args: Vec<_> = call.args.iter().map(|arg| self.value(arg, names)).collect();
                if call.args.expand_final() {
                    let last = args.pop().expect("an expanded argument is an argument");
                    args.extend(items(&last).clone());
                }
                functions::call(&name, &args)
            }
            Expression::Traversal(traversal) => self.traversal(&traversal.expr, &traversal.operators, names),
            Expression::UnaryOp(operation) => match (*operation.operator.value(), self.value(&operation.expr, names)) {
                (UnaryOperator::Not, value) => json!(!truth(&value)),
                (UnaryOperator::Neg, value) => json!(-value.as_i64().unwrap_or_else(|| panic!("-{value}"))),
            },
            Expression::BinaryOp(operation) => {
                let left = self.value(&operation.lhs_expr, names);
                self.binary(&left, *operation.operator.value(), &operation.rhs_expr, names)
            }
            Expression::ForExpr(round) => self.for_expression(round, names),
        }
    }

    fn object(&self, object: &Object, names: &Names) -> Value {
        let fields = object.iter().map(|(key, value)| {
            let key = match key {
                ObjectKey::Ident(name) => name.value().as_str().to_owned(),
                ObjectKey::Expression(expression) => as_text(&self.value(expression, names)),
            };
            (key, self.value(value.expr(), names))
        });
        Value::Object(fields.collect())
    }

    fn template(&self, expression: &Expression, names: &Names) -> Value {
        let Expression::StringTemplate(template) = expression else { panic!("{expression} is not a template") };
        match template.as_single_element() {
            Some(Element::Interpolation(only)) => self.value(&only.expr, names),
            _ => json!(self.elements(template, names)),
        }
    }

    fn elements(&self, template: &Template, names: &Names) -> String {
        let parts = template.iter().map(|element| match element {
            Element::Literal(text) => text.value().clone(),
            Element::Interpolation(hole) => as_text(&self.value(&hole.expr, names)),
            Element::Directive(_) => panic!("template directives are not supported"),
        });
        parts.collect()
    }

    fn binary(&self, left: &Value, operator: BinaryOperator, right: &Expression, names: &Names) -> Value {
        match operator {
            BinaryOperator::And => return json!(truth(left) && truth(&self.value(right, names))),
            BinaryOperator::Or => return json!(truth(left) || truth(&self.value(right, names))),
            _ => {}
        }
        let right = self.value(right, names);
        if matches!(operator, BinaryOperator::Eq | BinaryOperator::NotEq) {
            return json!((*left == right) == (operator == BinaryOperator::Eq));
        }
        let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) else {
            panic!("{left} {operator} {right}: numbers expected")
        };
        match operator {
            BinaryOperator::Less => json!(left < right),
            BinaryOperator::LessEq => json!(left <= right),
            BinaryOperator::Greater => json!(left > right),
            BinaryOperator::GreaterEq => json!(left >= right),
            BinaryOperator::Plus => json!(left + right),
            BinaryOperator::Minus => json!(left - right),
            BinaryOperator::Mul => json!(left * right),
            BinaryOperator::Div => json!(left / right),
            BinaryOperator::Mod => json!(left % right),
            _ => unreachable!("handled above"),
        }
    }

    fn for_expression(&self, round: &ForExpr, names: &Names) -> Value {
        let collection = self.value(&round.intro.collection_expr, names);
        let (mut list, mut map) = (Vec::new(), Map::new());
        for (key, value) in pairs(&collection) {
            let mut inner = names.clone();
            if let Some(name) = &round.intro.key_var {
                inner.insert(name.value().as_str().to_owned(), key);
            }
            inner.insert(round.intro.value_var.value().as_str().to_owned(), value);
            if round.cond.as_ref().is_some_and(|condition| !truth(&self.value(&condition.expr, &inner))) {
                continue;
            }
            let value = self.value(&round.value_expr, &inner);
            match &round.key_expr {
                Some(key) => drop(map.insert(as_text(&self.value(key, &inner)), value)),
                None => list.push(value),
            }
        }
        assert!(!round.grouping, "grouping loops are not supported");
        if round.key_expr.is_some() { Value::Object(map) } else { Value::Array(list) }
    }

    fn traversal(
        &self,
        head: &Expression,
        operators: &[hcl_edit::Decorated<TraversalOperator>],
        names: &Names,
    ) -> Value {
        let steps: Vec<_> = operators.iter().map(hcl_edit::Decorated::value).collect();
        let Expression::Variable(name) = head else {
            return self.steps(self.value(head, names), &steps, names);
        };
        let name = name.value().as_str();
        if let Some(value) = names.get(name) {
            return self.steps(value.clone(), &steps, names);
        }
        let label = |index: usize| match steps.get(index) {
            Some(TraversalOperator::GetAttr(word)) => word.value().as_str(),
            _ => panic!("`{name}` needs a name after it"),
        };
        match name {
            "var" => self.steps(self.variable(label(0)), &steps[1..], names),
            "local" => self.steps(self.local(label(0)), &steps[1..], names),
            "data" => self.steps(self.instances_of(&format!("data.{}.{}", label(0), label(1))), &steps[2..], names),
            _ => self.steps(self.instances_of(&format!("{name}.{}", label(0))), &steps[1..], names),
        }
    }

    fn steps(&self, mut value: Value, steps: &[&TraversalOperator], names: &Names) -> Value {
        for (index, step) in steps.iter().enumerate() {
            value = match step {
                TraversalOperator::GetAttr(name) => self.member(&value, name.value().as_str()),
                TraversalOperator::Index(key) => self.element(&value, &self.value(key, names)),
                TraversalOperator::LegacyIndex(key) => self.element(&value, &json!(*key.value())),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let all = match value {
                        Value::Null => Vec::new(),
                        Value::Array(all) => all,
                        single => vec![single],
                    };
                    let rest = &steps[index + 1..];
                    return all.into_iter().map(|item| self.steps(item, rest, names)).collect();
                }
            };
        }
        value
    }

    fn member(&self, value: &Value, name: &str) -> Value {
        match value {
            Value::String(known) if known.starts_with("prop:") => json!(property_below(known, &camel(name))),
            Value::String(marker) if marker.starts_with("resource:") => {
                self.attribute(&marker["resource:".len()..], name)
            }
            _ => value.get(name).unwrap_or_else(|| panic!("no `{name}` in {value}")).clone(),
        }
    }

    fn element(&self, value: &Value, key: &Value) -> Value {
        match (value, key) {
            // `identity[0]`: Terraform's list around a single block.
            (Value::String(known), Value::Number(_)) if known.starts_with("prop:") => value.clone(),
            (Value::Object(_), _) => self.member(value, &as_text(key)),
            _ => items(value).get(size(key)).unwrap_or_else(|| panic!("no element {key} in {value}")).clone(),
        }
    }
}

/// The elements of a list, set or map for a loop.
pub(super) fn pairs(collection: &Value) -> Vec<(Value, Value)> {
    match collection {
        Value::Object(fields) => fields.iter().map(|(key, value)| (json!(key), value.clone())).collect(),
        _ => items(collection).iter().enumerate().map(|(index, value)| (json!(index), value.clone())).collect(),
    }
}

/// `principal_id` to `principalId`.
pub(super) fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |built, part| {
        let (head, tail) = part.split_at(part.len().min(1));
        built + &head.to_uppercase() + tail
    })
}

/// The text of a value that must be one.
pub(super) fn owned_text(value: &Value) -> String {
    text(value).to_owned()
}
