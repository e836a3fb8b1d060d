//! Python 3: one row of functions, a file for each thing that is read from a tree.

mod bindings;
mod complexity;
mod imports;
mod indentation;
mod lines;
mod meaning;
mod refusals;
mod smells;
mod standard;
mod syntax;

use super::Grammar;

pub const GRAMMAR: Grammar = Grammar {
    language: "python",
    load: || tree_sitter_python::LANGUAGE.into(),
    syntax: syntax::issues,
    imports: imports::names,
    metrics: complexity::measure,
    is_standard: standard::contains,
    meaning: |parsed| Box::new(meaning::PythonMeaning::of(parsed)),
};
