//! What the expressions of a Terraform module read of its resources and data sources.

use std::collections::BTreeSet;

use hcl_edit::{
    expr::{Expression, Traversal, TraversalOperator},
    structure::Body,
    visit::{Visit, visit_traversal},
};

/// An attribute that an expression reads: whether of a data source, the type, the label, and the path with indices as `[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Read {
    pub(crate) data: bool,
    pub(crate) kind: String,
    pub(crate) label: String,
    pub(crate) path: Vec<String>,
}

#[derive(Default)]
struct Collector(BTreeSet<Read>);

impl Visit for Collector {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        let mut words: Vec<String> = Vec::new();
        if let Expression::Variable(first) = &traversal.expr {
            words.push(first.as_str().to_owned());
        }
        for operator in &traversal.operators {
            match operator.value() {
                TraversalOperator::GetAttr(name) => words.push(name.as_str().to_owned()),
                _ => words.push("[0]".to_owned()),
            }
        }
        let data = words.first().is_some_and(|word| word == "data");
        let words = &words[usize::from(data)..];
        if let [kind, label, path @ ..] = words
            && kind.starts_with("azurerm_")
        {
            self.0.insert(Read { data, kind: kind.clone(), label: label.clone(), path: path.to_vec() });
        }
        visit_traversal(self, traversal);
    }
}

/// Everything that the files read, `depends_on` and `provider` aside, which name resources and read nothing.
pub(crate) fn reads<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<Read> {
    let mut collector = Collector::default();
    for text in texts {
        let body: Body = text.parse().unwrap_or_else(|error| panic!("not HCL: {error}"));
        collector.visit_body(&body);
    }
    collector.0.into_iter().filter(|read| !read.path.is_empty()).collect()
}
