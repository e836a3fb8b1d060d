//! What names stand for in a Python file: imports, functions and simple assignments.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use tree_sitter::Node;

use super::refusals::parameter_name;
use crate::{
    grammars::Parsed,
    walk::{Descend, Visit, Visitor, walk},
};

/// Annotations that hold no text.
const HARMLESS_TYPES: &[&str] = &[
    "int",
    "float",
    "bool",
    "UUID",
    "uuid.UUID",
    "date",
    "datetime",
    "Decimal",
    "Session",
    "AsyncSession",
    "Request",
];

/// A scope (index of its function, or `None` for the file) and a name in it.
type Name<'a> = (Option<usize>, &'a str);

pub struct Bindings<'a> {
    parsed: &'a Parsed<'a>,
    /// Local names of imported things.
    pub imported: BTreeMap<&'a str, String>,
    /// By start; inner functions after their outer ones.
    functions: Vec<Function<'a>>,
    /// What names are given, with the place, in source order.
    values: BTreeMap<Name<'a>, Vec<(usize, Node<'a>)>>,
}

pub struct Function<'a> {
    pub name: &'a str,
    pub range: Range<usize>,
    /// Parameters that a web framework fills from the request.
    request_parameters: BTreeSet<&'a str>,
}

impl<'a> Bindings<'a> {
    pub fn of(parsed: &'a Parsed<'a>) -> Self {
        let mut bindings =
            Self { parsed, imported: BTreeMap::new(), functions: Vec::new(), values: BTreeMap::new() };
        let mut collect = Collect { bindings: &mut bindings, open: Vec::new() };
        walk(parsed.tree.root_node(), &mut collect);
        bindings
    }

    fn text(&self, node: Node<'_>) -> &'a str {
        self.parsed.source.text_of(node)
    }

    pub fn function_around(&self, byte: usize) -> Option<&Function<'a>> {
        self.function_at(byte).and_then(|index| self.functions.get(index))
    }

    /// Index of the innermost function around a byte.
    fn function_at(&self, byte: usize) -> Option<usize> {
        // Outer functions start before inner ones: the last that holds the byte is the innermost.
        let candidates = self.functions.partition_point(|function| function.range.start <= byte);
        (0..candidates)
            .rev()
            .find(|index| self.functions.get(*index).is_some_and(|f| f.range.contains(&byte)))
    }

    /// What a name was last given before it is used here: in this function, else in the file.
    pub fn values_of(&self, identifier: Node<'a>) -> Vec<Node<'a>> {
        let (name, byte) = (self.text(identifier), identifier.start_byte());
        let scope = self.function_at(byte);
        if let (Some(_), Some(values)) = (scope, self.values.get(&(scope, name))) {
            return values.iter().filter(|(start, _)| *start < byte).map(|(_, value)| *value).collect();
        }
        let values = self.values.get(&(None, name));
        values.into_iter().flatten().map(|(_, value)| *value).collect()
    }

    pub fn is_request_parameter(&self, identifier: Node<'a>) -> bool {
        let function = self.function_at(identifier.start_byte()).and_then(|index| self.functions.get(index));
        function.is_some_and(|function| function.request_parameters.contains(self.text(identifier)))
    }
}

struct Collect<'m, 'a> {
    bindings: &'m mut Bindings<'a>,
    /// Functions around the current node.
    open: Vec<usize>,
}

impl<'a> Collect<'_, 'a> {
    fn import(&mut self, node: Node<'a>) {
        let bindings = &mut *self.bindings;
        let module = node.child_by_field_name("module_name").map(|module| bindings.text(module));
        let mut cursor = node.walk();
        for name in node.children_by_field_name("name", &mut cursor) {
            let (what, alias) = match name.kind() {
                "aliased_import" => (name.child_by_field_name("name"), name.child_by_field_name("alias")),
                _ => (Some(name), None),
            };
            let Some(what) = what.map(|what| bindings.text(what)) else { continue };
            let local = alias.map(|alias| bindings.text(alias));
            match (module, local) {
                (Some(module), local) => {
                    bindings.imported.insert(local.unwrap_or(what), format!("{module}.{what}"));
                }
                (None, Some(local)) => {
                    bindings.imported.insert(local, what.to_owned());
                }
                // `import a.b` binds `a`.
                (None, None) => {
                    let first = what.split('.').next().unwrap_or(what);
                    bindings.imported.insert(first, first.to_owned());
                }
            }
        }
    }

    fn assign(&mut self, left: Option<Node<'a>>, value: Option<Node<'a>>) {
        let (Some(left), Some(value)) = (left, value) else { return };
        if left.kind() == "identifier" {
            let key = (self.open.last().copied(), self.bindings.text(left));
            self.bindings.values.entry(key).or_default().push((left.start_byte(), value));
        }
    }

    fn function(&mut self, visit: Visit<'a>) {
        let node = visit.node;
        let name = node.child_by_field_name("name").map_or("", |name| self.bindings.text(name));
        let decorated = visit.parent.filter(|parent| parent.kind() == "decorated_definition");
        let request_parameters = match decorated.is_some_and(|decorated| self.is_handler(decorated)) {
            true => self.request_parameters(node),
            false => BTreeSet::new(),
        };
        self.bindings.functions.push(Function { name, range: node.byte_range(), request_parameters });
        self.open.push(self.bindings.functions.len() - 1);
    }

    /// `@app.get("/…")`, `@router.post(…)`, `@bp.route(…)`
    fn is_handler(&self, decorated: Node<'a>) -> bool {
        let mut cursor = decorated.walk();
        decorated.named_children(&mut cursor).filter(|child| child.kind() == "decorator").any(|decorator| {
            let call = decorator.named_child(0).filter(|inner| inner.kind() == "call");
            let method = call
                .and_then(|call| call.child_by_field_name("function"))
                .and_then(|function| function.child_by_field_name("attribute"));
            method.is_some_and(|method| {
                let verbs = "route get post put patch delete head options websocket api_route";
                verbs.split(' ').any(|verb| verb == self.bindings.text(method))
            })
        })
    }

    fn request_parameters(&self, function: Node<'a>) -> BTreeSet<&'a str> {
        let Some(list) = function.child_by_field_name("parameters") else { return BTreeSet::new() };
        let mut cursor = list.walk();
        let filled = list.named_children(&mut cursor).filter(|parameter| {
            let annotation = parameter.child_by_field_name("type").map_or("", |t| self.bindings.text(t));
            let default =
                parameter.child_by_field_name("value").map_or("", |value| self.bindings.text(value));
            let base = annotation.split([' ', '|', '[']).next().unwrap_or("");
            !HARMLESS_TYPES.contains(&base)
                && !annotation.contains("Depends(")
                && !default.starts_with("Depends(")
        });
        filled
            .filter_map(parameter_name)
            .map(|name| self.bindings.text(name))
            .filter(|name| *name != "self")
            .collect()
    }
}

impl<'a> Visitor<'a> for Collect<'_, 'a> {
    fn enter(&mut self, visit: Visit<'a>) -> Descend {
        let node = visit.node;
        match node.kind() {
            "import_statement" | "import_from_statement" => self.import(node),
            "assignment" | "augmented_assignment" => {
                self.assign(node.child_by_field_name("left"), node.child_by_field_name("right"));
            }
            "named_expression" => {
                self.assign(node.child_by_field_name("name"), node.child_by_field_name("value"))
            }
            // `with open(…) as file`
            "as_pattern" => {
                let target = node.child_by_field_name("alias").and_then(|alias| alias.named_child(0));
                self.assign(target, node.named_child(0));
            }
            "function_definition" => self.function(visit),
            _ => {}
        }
        Descend::Into
    }

    fn leave(&mut self, visit: Visit<'a>) {
        if visit.node.kind() == "function_definition" {
            self.open.pop();
        }
    }
}
