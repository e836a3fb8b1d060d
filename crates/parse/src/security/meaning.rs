//! What a rule's conditions ask about code, answered by each language in its own way.

use tree_sitter::Node;

/// A named argument of a call.
pub enum Keyword<'t> {
    Given(Node<'t>),
    Absent,
    /// The call unpacks a mapping that may hold it.
    Unknown,
}

/// Knows the names and the local flow of values of one file.
pub trait Meaning<'t> {
    /// The full name of what an expression refers to, through imports and simple assignments:
    /// `subprocess.run` for `sp.run` after `import subprocess as sp`; `?` stands for a part that
    /// is not known.
    fn name(&self, node: Node<'t>) -> String;
    fn keyword(&self, call: Node<'t>, name: &str) -> Keyword<'t>;
    /// Whether the text is put together at run time from parts that are not constants.
    fn is_built(&self, node: Node<'t>) -> bool;
    /// Whether the value is the same in every run.
    fn is_constant(&self, node: Node<'t>) -> bool;
    /// The literal parts of a text, through simple assignments.
    fn literal_text(&self, node: Node<'t>) -> String;
    /// Whether the value comes from a request, unchecked.
    fn is_from_request(&self, node: Node<'t>) -> bool;
    /// Full names of everything called inside an expression.
    fn calls_in(&self, node: Node<'t>) -> Vec<String>;
    /// Name of the function around a node; empty outside of any.
    fn function_around(&self, node: Node<'t>) -> String;
    /// The whole text of the function around a node, or of the file.
    fn scope_text(&self, node: Node<'t>) -> &str;
}
