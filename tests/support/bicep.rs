//! Reads Bicep back: tree-sitter's tree in, evaluated resources out.
//!
//! This file reads declarations (parameters, resources, modules, loops); `bicep_expression` reads values.
//! Dependencies are inferred as in Bicep: a body that refers to a symbol depends on its resource; an `existing` symbol
//! passes the dependency on to the symbols in its name, parent and scope.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use tree_sitter::{Node, Parser, Tree};

use super::azure_functions::{Place, items, text, truth};
use super::bicep_expression::Names;
use super::facts::{Declared, Deployed, resource_id, steps_of};

/// Evaluates a Bicep file with its parameter defaults, or the values given in `parameters`.
///
/// `modules` returns the text of a module by the path in its declaration.
pub(crate) fn read(main: &str, modules: &dyn Fn(&str) -> String, storage_suffix: &str, parameters: &Value) -> Deployed {
    let given = parameters.as_object().cloned().unwrap_or_default();
    let tree = parse(main);
    let file = File::new(main, &tree, modules, given, Place::target(storage_suffix));
    let declared = file.deploy();
    let steps = steps_of(&declared);
    Deployed::gather(declared, steps)
}

fn parse(source: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bicep::LANGUAGE.into()).expect("the grammar fits this tree-sitter");
    parser.parse(source, None).expect("no time limit is set")
}

/// A resource or module declaration.
#[derive(Clone, Copy)]
struct Declaration<'t> {
    /// `'Microsoft.X/y@2020-01-01'` or the path of a module.
    what: Node<'t>,
    existing: bool,
    module: bool,
    /// The object, or the `if` or loop around it.
    body: Node<'t>,
}

/// One Bicep file during evaluation.
pub(super) struct File<'t> {
    pub(super) source: &'t str,
    pub(super) place: Place,
    modules: &'t dyn Fn(&str) -> String,
    given: Map<String, Value>,
    parameters: BTreeMap<&'t str, Option<Node<'t>>>,
    variables: BTreeMap<&'t str, Node<'t>>,
    outputs: BTreeMap<&'t str, Node<'t>>,
    /// In the order of the file.
    declarations: Vec<(&'t str, Declaration<'t>)>,
    /// IDs and their declarations.
    waits: RefCell<BTreeSet<(String, String)>>,
    silent: Cell<bool>,
}

impl<'t> File<'t> {
    fn new(
        source: &'t str,
        tree: &'t Tree,
        modules: &'t dyn Fn(&str) -> String,
        given: Map<String, Value>,
        place: Place,
    ) -> File<'t> {
        let mut file = File {
            source,
            place,
            modules,
            given,
            parameters: BTreeMap::new(),
            variables: BTreeMap::new(),
            outputs: BTreeMap::new(),
            declarations: Vec::new(),
            waits: RefCell::default(),
            silent: Cell::default(),
        };
        file.refuse_errors(tree.root_node());
        for statement in children(tree.root_node()) {
            file.statement(statement);
        }
        file
    }

    fn refuse_errors(&self, node: Node) {
        if node.is_error() || node.is_missing() {
            self.fail::<()>(node, "does not parse");
        }
        if node.has_error() {
            for index in 0..node.child_count() {
                self.refuse_errors(node.child(index).expect("counted above"));
            }
        }
    }

    fn statement(&mut self, node: Node<'t>) {
        let parts = children(node);
        match node.kind() {
            "decorators" | "metadata_declaration" | "target_scope_assignment" => {}
            "parameter_declaration" => {
                self.parameters.insert(self.text_of(parts[0]), parts.get(2).copied());
            }
            "variable_declaration" => {
                self.variables.insert(self.text_of(parts[0]), parts[1]);
            }
            "output_declaration" => {
                self.outputs.insert(self.text_of(parts[0]), parts[2]);
            }
            "resource_declaration" | "module_declaration" => {
                let mut cursor = node.walk();
                let existing = node.children(&mut cursor).any(|child| child.kind() == "existing");
                let module = node.kind() == "module_declaration";
                let declaration = Declaration { what: parts[1], existing, module, body: parts[2] };
                self.declarations.push((self.text_of(parts[0]), declaration));
            }
            _ => self.fail(node, "is not a statement this reader knows"),
        }
    }

    fn deploy(&self) -> Vec<Declared> {
        let mut all = Vec::new();
        for (symbol, declaration) in self.declarations.iter().filter(|(_, declaration)| !declaration.existing) {
            for index in self.instances(*declaration) {
                all.extend(self.instance(symbol, *declaration, index));
            }
        }
        all
    }

    /// `[None]` for a single declaration, one index per iteration for a loop.
    fn instances(&self, declaration: Declaration<'t>) -> Vec<Option<usize>> {
        if declaration.body.kind() != "for_statement" {
            return vec![None];
        }
        let (list, _) = self.quietly(|| self.loop_parts(declaration.body, &Names::default()));
        (0..items(&list).len()).map(Some).collect()
    }

    /// The resources of one iteration of a declaration, with their dependencies.
    fn instance(&self, symbol: &str, declaration: Declaration<'t>, index: Option<usize>) -> Vec<Declared> {
        let outer = self.waits.take();
        let (body, names) = self.round(declaration, index);
        let mut declared = match body {
            None => Vec::new(),
            Some(body) if declaration.module => self.opened(symbol, declaration, body, &names, index),
            Some(body) => {
                let mut fields = Map::new();
                for (name, value) in self.properties(body) {
                    match name.as_str() {
                        "name" | "parent" | "scope" | "dependsOn" => {}
                        _ => drop(fields.insert(self.key(name, &names), self.value(value, &names))),
                    }
                }
                let kind = self.value(declaration.what, &Names::default());
                let version = text(&kind).split('@').nth(1).unwrap_or_default().to_owned();
                let (id, step) = (self.id(symbol, index), step(symbol, index));
                vec![Declared { id, body: fields, waits: BTreeSet::new(), version, step, after: BTreeSet::new() }]
            }
        };
        for (name, value) in body.into_iter().flat_map(|body| self.properties(body)) {
            match name.as_str() {
                "name" | "parent" | "scope" => drop(self.value(value, &names)),
                "dependsOn" => self.wait_for_all(items(&self.value(value, &names))),
                _ => {}
            }
        }
        for (wait, after) in self.waits.replace(outer) {
            for resource in &mut declared {
                resource.waits.insert(wait.clone());
                resource.after.insert(after.clone());
            }
        }
        declared
    }

    /// The resources of a module, under its name.
    fn opened(
        &self,
        symbol: &str,
        declaration: Declaration<'t>,
        body: Node<'t>,
        names: &Names,
        index: Option<usize>,
    ) -> Vec<Declared> {
        let inside = |name: &String| format!("{} > {name}", step(symbol, index));
        let mut declared = self.open(declaration, body, names, everything);
        for resource in &mut declared {
            resource.step = inside(&resource.step);
            resource.after = resource.after.iter().map(inside).collect();
        }
        declared
    }

    /// The object of one iteration, if its condition holds, and the names of the loop.
    fn round(&self, declaration: Declaration<'t>, index: Option<usize>) -> (Option<Node<'t>>, Names) {
        let (mut body, mut names) = (declaration.body, Names::default());
        if body.kind() == "for_statement" {
            let (list, inner) = self.loop_parts(body, &names);
            let index = index.unwrap_or_else(|| self.fail(body, "is a loop and needs an index"));
            let item = items(&list).get(index).cloned();
            let item = item.unwrap_or_else(|| self.fail(body, "has fewer rounds"));
            names = names.with_round(&self.loop_names(body), item, index);
            body = inner;
        }
        if body.kind() == "if_statement" {
            let [condition, object] = children(body)[..] else { self.fail(body, "is no condition") };
            if !truth(&self.value(condition, &names)) {
                return (None, names);
            }
            body = object;
        }
        (Some(body), names)
    }

    /// Evaluates something inside the file of a module.
    fn open<R>(
        &self,
        declaration: Declaration<'t>,
        body: Node<'t>,
        names: &Names,
        answer: impl FnOnce(&File) -> R,
    ) -> R {
        let path = self.value(declaration.what, &Names::default());
        let (mut given, mut place) = (Map::new(), self.place.clone());
        for (name, value) in self.properties(body) {
            match name.as_str() {
                "name" | "dependsOn" => {}
                "params" => given.clone_from(self.value(value, names).as_object().expect("params are an object")),
                "scope" => place = place.elsewhere(text(&self.value(value, names)["id"])),
                _ => self.fail(value, "is not known in a module"),
            }
        }
        let source = (self.modules)(text(&path));
        let tree = parse(&source);
        answer(&File::new(&source, &tree, self.modules, given, place))
    }

    pub(super) fn declares(&self, symbol: &str) -> bool {
        self.declarations.iter().any(|(name, _)| *name == symbol)
    }

    fn declaration(&self, symbol: &str) -> Declaration<'t> {
        let found = self.declarations.iter().find(|(name, _)| *name == symbol);
        found.unwrap_or_else(|| panic!("there is no resource `{symbol}`")).1
    }

    pub(super) fn is_loop(&self, symbol: &str) -> bool {
        self.declaration(symbol).body.kind() == "for_statement"
    }

    pub(super) fn is_module(&self, symbol: &str) -> bool {
        self.declaration(symbol).module
    }

    /// Records that the current declaration depends on this symbol.
    pub(super) fn wait_for(&self, symbol: &str, index: Option<usize>) {
        let declaration = self.declaration(symbol);
        if self.silent.get() {
        } else if declaration.existing {
            self.id(symbol, index);
        } else if declaration.module {
            let (body, names) = self.quietly(|| self.round(declaration, index));
            let Some(body) = body else { return };
            let inner = self.quietly(|| self.opened(symbol, declaration, body, &names, index));
            self.waits.borrow_mut().extend(inner.into_iter().map(|resource| (resource.id, resource.step)));
        } else if self.quietly(|| self.round(declaration, index)).0.is_some() {
            let id = self.id(symbol, index);
            self.waits.borrow_mut().insert((id, step(symbol, index)));
        }
    }

    /// `dependsOn` may refer to a whole loop; single symbols were recorded when they were evaluated.
    fn wait_for_all(&self, symbols: &[Value]) {
        for (symbol, index) in symbols.iter().filter_map(marked) {
            if index.is_none() && self.is_loop(symbol) {
                for index in self.instances(self.declaration(symbol)) {
                    self.wait_for(symbol, index);
                }
            }
        }
    }

    /// The Azure ID of a symbol. Only an existing resource passes on the dependencies of its ID.
    pub(super) fn id(&self, symbol: &str, index: Option<usize>) -> String {
        let declaration = self.declaration(symbol);
        if declaration.existing {
            self.spell_id(declaration, index)
        } else {
            self.quietly(|| self.spell_id(declaration, index))
        }
    }

    fn spell_id(&self, declaration: Declaration<'t>, index: Option<usize>) -> String {
        let kind = self.value(declaration.what, &Names::default());
        let kind = text(&kind).split('@').next().unwrap_or_default();
        let (name, parent, scope) = self.address(declaration, index);
        match (parent, scope) {
            (Some(parent), _) => {
                let own = kind.rsplit('/').next().unwrap_or_default();
                format!("{parent}/{own}/{name}")
            }
            (None, Some(scope)) => resource_id(&scope, kind, &name),
            (None, None) => resource_id(&self.place.group, kind, &name),
        }
    }

    /// Name, id of the parent, id of the scope.
    fn address(&self, declaration: Declaration<'t>, index: Option<usize>) -> (String, Option<String>, Option<String>) {
        let (body, names) = self.round(Declaration { body: without_condition(declaration.body), ..declaration }, index);
        let body = body.unwrap_or_else(|| self.fail(declaration.body, "has no body"));
        let body = without_condition(body);
        let (mut name, mut parent, mut scope) = (None, None, None);
        for (property, value) in self.properties(body) {
            let slot = match property.as_str() {
                "name" => &mut name,
                "parent" => &mut parent,
                "scope" => &mut scope,
                _ => continue,
            };
            *slot = Some(self.value(value, &names));
        }
        let name = name.unwrap_or_else(|| self.fail(body, "has no name"));
        let id_of = |value: Value| text(&self.member(&value, "id")).to_owned();
        (text(&name).to_owned(), parent.map(id_of), scope.map(id_of))
    }

    /// The last segment of a resource name, which Bicep knows before deployment.
    pub(super) fn name(&self, symbol: &str, index: Option<usize>) -> String {
        let declaration = self.declaration(symbol);
        if declaration.existing {
            self.address(declaration, index).0
        } else {
            self.quietly(|| self.address(declaration, index).0)
        }
    }

    pub(super) fn outputs_of(&self, symbol: &str, index: Option<usize>) -> Value {
        let declaration = self.declaration(symbol);
        let (body, names) = self.quietly(|| self.round(declaration, index));
        let body = body.unwrap_or_else(|| panic!("outputs of `{symbol}`, which is not deployed"));
        let outputs = |file: &File| {
            let values =
                file.outputs.iter().map(|(name, node)| ((*name).to_owned(), file.value(*node, &Names::default())));
            Value::Object(values.collect())
        };
        self.quietly(|| self.open(declaration, body, &names, outputs))
    }

    pub(super) fn variable(&self, name: &str) -> Option<Value> {
        if let Some(default) = self.parameters.get(name) {
            return Some(match (self.given.get(name), default) {
                (Some(given), _) => given.clone(),
                (None, Some(default)) => self.value(*default, &Names::default()),
                (None, None) => json!(format!("param:{name}")),
            });
        }
        self.variables.get(name).map(|node| self.value(*node, &Names::default()))
    }

    /// Looks up a value without recording a dependency.
    fn quietly<R>(&self, answer: impl FnOnce() -> R) -> R {
        let before = self.silent.replace(true);
        let found = answer();
        self.silent.set(before);
        found
    }

    pub(super) fn text_of(&self, node: Node) -> &'t str {
        &self.source[node.byte_range()]
    }

    pub(super) fn fail<R>(&self, node: Node, what: &str) -> R {
        let line = node.start_position().row + 1;
        panic!("Bicep line {line}: `{}` ({}) {what}", self.text_of(node), node.kind())
    }
}

/// The name of an iteration of a declaration.
fn step(symbol: &str, index: Option<usize>) -> String {
    index.map_or_else(|| symbol.to_owned(), |index| format!("{symbol}[{index}]"))
}

fn everything(file: &File) -> Vec<Declared> {
    file.deploy()
}

/// Named children, without comments.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    let named = node.named_children(&mut cursor);
    named.filter(|child| !child.is_extra()).collect()
}

fn without_condition(body: Node<'_>) -> Node<'_> {
    if body.kind() == "if_statement" { children(body)[1] } else { body }
}

/// An index in the notation of a symbol marker.
pub(super) fn marker(symbol: &str, index: Option<usize>) -> Value {
    match index {
        Some(index) => json!(format!("symbol:{symbol}#{index}")),
        None => json!(format!("symbol:{symbol}")),
    }
}

/// The symbol and index of a marker.
pub(super) fn marked(value: &Value) -> Option<(&str, Option<usize>)> {
    let name = value.as_str()?.strip_prefix("symbol:")?;
    match name.split_once('#') {
        Some((symbol, index)) => Some((symbol, index.parse().ok())),
        None => Some((name, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r"
param names array = [
  'a'
  'b'
]
param wanted bool = false
var spelled = [for (name, index) in names: '${index}-${name}']

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for name in names: if (name != 'b' || wanted) {
  name: name
  location: 'global'
}]

resource first 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zones[0].name
}

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: first
  name: 'link'
  tags: {
    'it\'s': 'https://a // no comment \${b} \u{41}'
    spelled: join(spelled, ',')
    missing: names.?x ?? 'none'
    text: '[bracket]'
  }
}

module inner 'inner.bicep' = {
  name: 'inner'
  params: {
    id: link.id
  }
}

resource after 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: inner.outputs.name
  dependsOn: [
    zones
  ]
}
";
    const INNER: &str = r"
param id string
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'inner-${last(split(id, '/'))}'
}
output name string = 'after-${zone.name}'
";

    #[test]
    fn loops_modules_and_strings() {
        let read = read(TEXT, &|_| INNER.to_owned(), "core.windows.net", &json!({}));
        let zone = |name: &str| format!("target/Microsoft.Network/privateDnsZones/{name}");
        let link = "target/Microsoft.Network/privateDnsZones/virtualNetworkLinks/a/link".to_owned();
        assert_eq!(
            read.resources[&link]["tags"],
            json!({
                "it's": "https://a // no comment ${b} A",
                "spelled": "0-a,1-b",
                "missing": "none",
                "text": "[bracket]",
            })
        );
        assert!(!read.resources.contains_key(&zone("b")));
        assert_eq!(read.depends[&link], BTreeSet::from([zone("a")]));
        assert_eq!(read.depends[&zone("inner-link")], BTreeSet::from([link]));
        assert_eq!(read.depends[&zone("after-inner-link")], BTreeSet::from([zone("a"), zone("inner-link")]));
    }

    #[test]
    #[should_panic(expected = "Bicep line 2: `nowhere` (identifier) is not declared")]
    fn an_unknown_name_is_refused() {
        let text = "resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {\n  name: nowhere\n}\n";
        read(text, &|_| String::new(), "core.windows.net", &json!({}));
    }
}
