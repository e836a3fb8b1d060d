//! The languages that are parsed. One row here and one folder beside it add a language.

pub mod python;

use std::ops::ControlFlow;

use domain::ProjectPath;

use crate::{
    file::{Issue, Metrics},
    limits,
    place::Lines,
    walk,
};

/// What a language brings.
pub struct Grammar {
    pub language: &'static str,
    pub load: fn() -> tree_sitter::Language,
    /// What the language's own compiler would refuse.
    pub syntax: fn(&Source<'_>) -> Vec<Issue>,
    /// Top-level names of imported modules, sorted; relative imports are left out.
    pub imports: fn(&Source<'_>) -> Vec<String>,
    pub metrics: fn(&Source<'_>) -> Metrics,
    /// Whether a module comes with the language itself.
    pub is_standard: fn(&str) -> bool,
}

pub const TABLE: &[Grammar] = &[python::GRAMMAR];

pub fn of(language: &str) -> Option<&'static Grammar> {
    TABLE.iter().find(|grammar| grammar.language == language)
}

/// A parsed text.
pub struct Source<'a> {
    pub path: &'a ProjectPath,
    pub text: &'a str,
    pub lines: &'a Lines<'a>,
    pub tree: &'a tree_sitter::Tree,
}

impl<'a> Source<'a> {
    pub fn text_of(&self, node: tree_sitter::Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or("")
    }
}

/// Why there is no tree.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("too large to parse: the parser gave up after its bound of steps")]
    TooMuchWork,
    #[error("too large to parse: nested deeper than {} levels", limits::TREE_DEPTH)]
    TooDeep,
    #[error("the grammar of this language could not be loaded")]
    NoGrammar,
}

/// Parses within the bounds of [`limits`].
pub fn parse(grammar: &Grammar, text: &str) -> Result<tree_sitter::Tree, Refused> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&(grammar.load)()).map_err(|_| Refused::NoGrammar)?;
    let mut steps = 0;
    let bound = limits::PARSE_STEPS + text.len();
    let mut progress = |_: &tree_sitter::ParseState| {
        steps += 1;
        if steps > bound { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = tree_sitter::ParseOptions::new().progress_callback(&mut progress);
    let bytes = text.as_bytes();
    let mut read = |start: usize, _| bytes.get(start..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(options)).ok_or(Refused::TooMuchWork)?;
    walk::depth_within(tree.root_node(), limits::TREE_DEPTH).ok_or(Refused::TooDeep)?;
    Ok(tree)
}
