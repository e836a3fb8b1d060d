//! Walks a syntax tree without recursion: deep trees must not overflow the stack.

use tree_sitter::Node;

/// One node on the way through a tree.
#[derive(Clone, Copy)]
pub struct Visit<'t> {
    pub node: Node<'t>,
    /// Asking a node for its parent walks down from the root; the walk knows it anyway.
    pub parent: Option<Node<'t>>,
    /// Name of the field of its parent that the node fills, such as `body`.
    pub field: Option<&'t str>,
    pub depth: u32,
}

/// Whether a node's children are visited too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Descend {
    Into,
    Over,
}

/// Something that looks at every node: before its children, and after them.
pub trait Visitor<'t> {
    fn enter(&mut self, visit: Visit<'t>) -> Descend;
    fn leave(&mut self, _visit: Visit<'t>) {}
}

/// Every named node below `root`, in source order. Tokens such as the word `lambda` are left
/// out: they share their kind's name with the node that they begin.
pub fn walk<'t>(root: Node<'t>, visitor: &mut impl Visitor<'t>) {
    let mut cursor = root.walk();
    let mut open: Vec<Visit<'t>> = Vec::new();
    loop {
        let depth = u32::try_from(open.len()).unwrap_or(u32::MAX);
        let parent = open.last().map(|visit| visit.node);
        let visit = Visit { node: cursor.node(), parent, field: cursor.field_name(), depth };
        if visit.node.is_named() || visit.node.is_missing() {
            if visitor.enter(visit) == Descend::Into && cursor.goto_first_child() {
                open.push(visit);
                continue;
            }
            visitor.leave(visit);
        }
        while !cursor.goto_next_sibling() {
            let Some(parent) = open.pop() else { return };
            cursor.goto_parent();
            visitor.leave(parent);
        }
    }
}
