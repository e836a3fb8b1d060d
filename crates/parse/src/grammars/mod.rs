//! The languages that are parsed. One row here and one folder beside it add a language.

pub mod python;

use std::ops::ControlFlow;

use crate::{
    file::{Issue, Metrics, Source},
    limits,
    security::meaning::Meaning,
    walk::{Descend, Visit, Visitor, walk},
};

/// What a language brings.
pub struct Grammar {
    pub language: &'static str,
    pub load: fn() -> tree_sitter::Language,
    /// What the language's own compiler would refuse.
    pub syntax: fn(&Parsed<'_>) -> Vec<Issue>,
    /// Top-level names of imported modules, sorted; relative imports are left out.
    pub imports: fn(&Parsed<'_>) -> Vec<String>,
    pub metrics: fn(&Parsed<'_>) -> Metrics,
    /// Whether a module comes with the language itself.
    pub is_standard: fn(&str) -> bool,
    /// What the security rules may ask about the file.
    pub meaning: for<'a> fn(&'a Parsed<'a>) -> Box<dyn Meaning<'a> + 'a>,
}

pub const TABLE: &[Grammar] = &[python::GRAMMAR];

pub fn of(language: &str) -> Option<&'static Grammar> {
    TABLE.iter().find(|grammar| grammar.language == language)
}

/// A parsed file.
pub struct Parsed<'a> {
    pub source: &'a Source<'a>,
    pub tree: &'a tree_sitter::Tree,
}

impl<'a> std::ops::Deref for Parsed<'a> {
    type Target = Source<'a>;
    fn deref(&self) -> &Source<'a> {
        self.source
    }
}

/// Why there is no tree.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("too large to parse: the parser gave up after its bound of steps")]
    TooMuchWork,
    #[error("too large to parse: nested deeper than {} levels", limits::TREE_DEPTH)]
    TooDeep,
    #[error("too broken to parse: nothing could be made out of {} pieces in a row", limits::BROKEN_PIECES)]
    TooBroken,
    #[error("the grammar of this language could not be loaded")]
    NoGrammar,
}

/// Parses within the bounds of [`limits`].
pub fn parse(grammar: &Grammar, text: &str) -> Result<tree_sitter::Tree, Refused> {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&(grammar.load)()).map_err(|_| Refused::NoGrammar)?;
    let mut steps = 0;
    let bound = limits::PARSE_STEPS + text.len() / limits::BYTES_PER_STEP;
    let mut progress = |_: &tree_sitter::ParseState| {
        steps += 1;
        if steps > bound { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = tree_sitter::ParseOptions::new().progress_callback(&mut progress);
    let bytes = text.as_bytes();
    let mut read = |start: usize, _| bytes.get(start..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(options)).ok_or(Refused::TooMuchWork)?;
    let mut shape = Shape { refused: None };
    walk(tree.root_node(), &mut shape);
    match shape.refused {
        Some(refused) => Err(refused),
        None => Ok(tree),
    }
}

/// Looks for what later walks could not afford.
struct Shape {
    refused: Option<Refused>,
}

impl<'t> Visitor<'t> for Shape {
    fn enter(&mut self, visit: Visit<'t>) -> Descend {
        if visit.depth > limits::TREE_DEPTH {
            self.refused = Some(Refused::TooDeep);
        } else if visit.node.is_error() && visit.node.child_count() > limits::BROKEN_PIECES {
            self.refused = Some(Refused::TooBroken);
        }
        if self.refused.is_some() { Descend::Over } else { Descend::Into }
    }
}
