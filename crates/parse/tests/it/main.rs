//! Behaviour of the crate from outside, one module per topic.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod complexity;
mod hostile;
mod languages;
mod rules;
mod syntax;

use domain::{
    ProjectPath,
    project::{FileKind, ProjectFile, Tree},
};

/// A tree of files from `(path, text)`.
fn tree(files: &[(&str, &str)]) -> Tree {
    files
        .iter()
        .map(|(path, text)| {
            let file = ProjectFile { content: (*text).to_owned(), kind: FileKind::Source, executable: false };
            (ProjectPath::parse(path).unwrap(), file)
        })
        .collect()
}
