//! The rules of ARCHITECTURE.md that no compiler knows: one file each.

mod audit_switch;
mod edges;
mod environment;
mod error_codes;
mod features;
mod module_docs;
mod processes;
mod sizes;
mod sql;
mod unsafe_code;
mod words;

use crate::sources::Sources;

pub use error_codes::{LETTERS, codes_in};

/// Something that is not as it should be.
pub struct Problem {
    pub path: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    pub message: String,
    /// Shown, but no reason to fail.
    pub only_warns: bool,
}

impl Problem {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into(), only_warns: false }
    }

    fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { only_warns: true, ..Self::new(path, line, message) }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = if self.only_warns { "warning" } else { "error" };
        match self.line {
            0 => write!(f, "{kind}: {}: {}", self.path, self.message),
            line => write!(f, "{kind}: {}:{line}: {}", self.path, self.message),
        }
    }
}

pub struct Check {
    pub name: &'static str,
    pub run: fn(&Sources) -> Vec<Problem>,
}

pub const CHECKS: &[Check] = &[
    Check { name: "edges", run: edges::check },
    Check { name: "sql", run: sql::check },
    Check { name: "unsafe_code", run: unsafe_code::check },
    Check { name: "audit_switch", run: audit_switch::check },
    Check { name: "processes", run: processes::check },
    Check { name: "environment", run: environment::check },
    Check { name: "features", run: features::check },
    Check { name: "words", run: words::check },
    Check { name: "sizes", run: sizes::check },
    Check { name: "module_docs", run: module_docs::check },
    Check { name: "error_codes", run: error_codes::check },
];

/// Lines (from 1) of a text in which one of the words stands.
fn lines_with<'t>(text: &'t str, words: &'t [&'t str]) -> impl Iterator<Item = (usize, &'t str)> {
    text.lines().enumerate().filter_map(move |(index, line)| {
        words.iter().find(|word| line.contains(**word)).map(|word| (index + 1, *word))
    })
}

/// Checks a fixture tree: the problems as `path:line`.
#[cfg(test)]
fn places(check: fn(&Sources) -> Vec<Problem>, files: &[(&str, &str)]) -> Vec<String> {
    check(&Sources::of(files)).iter().map(|problem| format!("{}:{}", problem.path, problem.line)).collect()
}
