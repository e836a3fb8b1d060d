//! Top-level names of imported modules.

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::{
    grammars::Parsed,
    walk::{Descend, Visit, Visitor, walk},
};

/// Sorted, each once. `fastapi` for `fastapi.responses`; relative imports are left out.
pub fn names(source: &Parsed<'_>) -> Vec<String> {
    let mut collect = Collect { source, names: BTreeSet::new() };
    walk(source.tree.root_node(), &mut collect);
    collect.names.into_iter().collect()
}

struct Collect<'s> {
    source: &'s Parsed<'s>,
    names: BTreeSet<String>,
}

impl Collect<'_> {
    fn add(&mut self, module: Node<'_>) {
        let text = self.source.text_of(module);
        let first = text.split(['.', ' ']).next().unwrap_or("").trim();
        if !first.is_empty() {
            self.names.insert(first.to_owned());
        }
    }
}

impl<'t> Visitor<'t> for Collect<'_> {
    fn enter(&mut self, visit: Visit<'t>) -> Descend {
        let node = visit.node;
        match node.kind() {
            "import_statement" => {
                let mut cursor = node.walk();
                for name in node.children_by_field_name("name", &mut cursor) {
                    self.add(name.child_by_field_name("name").unwrap_or(name));
                }
                Descend::Over
            }
            "import_from_statement" => {
                match node.child_by_field_name("module_name") {
                    Some(module) if module.kind() == "dotted_name" => self.add(module),
                    Some(_) | None => {}
                }
                Descend::Over
            }
            "future_import_statement" => {
                self.names.insert("__future__".to_owned());
                Descend::Over
            }
            _ => Descend::Into,
        }
    }
}
