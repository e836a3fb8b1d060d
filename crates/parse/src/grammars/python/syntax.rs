//! What CPython would refuse to compile, with the place where a reader has to look.

use tree_sitter::Node;

use super::{indentation, lines, refusals};
use crate::{
    file::Issue,
    grammars::Parsed,
    walk::{Descend, Visit, Visitor, walk},
};

pub fn issues(source: &Parsed<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    if let Some(byte) = source.text.find('\0') {
        issues.push(Issue { place: source.lines.at(byte), message: "source code holds a null byte".into() });
    }
    let root = source.tree.root_node();
    if root.has_error() {
        if let Some((byte, message)) = lines::mistake(source.text) {
            issues.push(Issue { place: source.lines.at(byte), message });
            return issues;
        }
        let mut errors = Errors { source, issues: &mut issues };
        walk(root, &mut errors);
        return issues;
    }
    // These read a whole tree; around an error they would only echo it.
    indentation::check(source, &mut issues);
    if let (false, Some((byte, message))) = (issues.is_empty(), lines::mistake(source.text)) {
        // The same mistake at the place where CPython points.
        issues = vec![Issue { place: source.lines.at(byte), message }];
    }
    refusals::check(source, &mut issues);
    issues
}

struct Errors<'s> {
    source: &'s Parsed<'s>,
    issues: &'s mut Vec<Issue>,
}

impl<'t> Visitor<'t> for Errors<'_> {
    fn enter(&mut self, visit: Visit<'t>) -> Descend {
        let node = visit.node;
        if node.is_missing() {
            let message = format!("invalid syntax: `{}` is missing", node.kind());
            self.issues.push(Issue { place: self.source.lines.at(node.start_byte()), message });
            return Descend::Over;
        }
        if node.is_error() {
            let place = self.source.lines.at(node.start_byte());
            self.issues.push(Issue { place, message: described(self.source, node) });
            // What lies inside is part of the same mistake.
            return Descend::Over;
        }
        if node.has_error() { Descend::Into } else { Descend::Over }
    }
}

fn described(source: &Parsed<'_>, error: Node<'_>) -> String {
    let text = source.text_of(error).trim();
    let shown: String = text.lines().next().unwrap_or("").trim().chars().take(40).collect();
    let last = source.lines.at(error.start_byte() + text.len()).0;
    let wide = last > source.lines.at(error.start_byte()).0;
    match (shown.is_empty(), wide) {
        (true, _) => "invalid syntax".into(),
        (false, false) => format!("invalid syntax near `{shown}`"),
        // The parser lost its way somewhere in here; no single place would be honest.
        (false, true) => format!("invalid syntax between here and line {last}"),
    }
}
