//! Each crate says at its top what it is for; each file should.

use super::Problem;
use crate::sources::{Sources, is_development};

/// A name alone is no description.
const LEAST: usize = 20;

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust() {
        let doc: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        if doc.trim_start_matches("//!").trim().len() >= LEAST {
            continue;
        }
        if path.ends_with("/src/lib.rs") || path.ends_with("/src/main.rs") {
            problems.push(Problem::new(path, 1, "a crate begins with `//!` and what it is for"));
        } else if !is_development(path) {
            problems.push(Problem::warning(path, 1, "begins without `//!` and what it is about"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::sources::Sources;

    #[test]
    fn a_crate_without_a_description_is_found() {
        let files = [
            ("crates/a/src/lib.rs", "//! a\n"),
            ("crates/b/src/lib.rs", "//! Reads the words of a text and counts them.\n"),
            ("crates/b/src/c.rs", "fn f() {}\n"),
        ];
        let problems = super::check(&Sources::of(&files));
        let seen: Vec<_> = problems.iter().map(|p| (p.path.as_str(), p.only_warns)).collect();
        assert_eq!(seen, [("crates/a/src/lib.rs", false), ("crates/b/src/c.rs", true)]);
    }
}
