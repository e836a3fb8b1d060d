//! Invariant 2: SQL stands in `backends`.
//!
//! `spec` reads DDL, `blueprint` writes it for others and `parse` looks for it: to them it is text.

use super::{Problem, lines_with};
use crate::sources::{Keep, Sources, crate_of, is_development, product_code, stripped};

const WORDS: &[&str] = &[
    "\"SELECT ",
    "\"INSERT ",
    "\"UPDATE ",
    "\"DELETE FROM ",
    "\"CREATE TABLE",
    "\"CREATE INDEX",
    "\"PRAGMA ",
    "\"BEGIN IMMEDIATE",
    "sqlx::",
];

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust() {
        if is_development(path) || matches!(crate_of(path), "backends" | "spec" | "blueprint" | "parse") {
            continue;
        }
        let code = stripped(product_code(text), Keep::CodeAndStrings);
        for (line, word) in lines_with(&code, WORDS) {
            let word = word.trim_matches(['"', ' ']);
            problems.push(Problem::new(path, line, format!("SQL (`{word}`) stands in `backends` alone")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    #[test]
    fn statements_outside_of_backends_are_found() {
        let text = "fn f() {\n    query(\"SELECT 1\");\n}\n";
        assert_eq!(places(super::check, &[("crates/store/src/a.rs", text)]), ["crates/store/src/a.rs:2"]);
        assert_eq!(places(super::check, &[("crates/backends/src/a.rs", text)]).len(), 0);
        assert_eq!(places(super::check, &[("crates/store/tests/it/a.rs", text)]).len(), 0);
        assert_eq!(places(super::check, &[("crates/store/src/a.rs", "// \"SELECT 1\"\n")]).len(), 0);
        assert_eq!(places(super::check, &[("crates/store/src/a.rs", "use sqlx::query;\n")]).len(), 1);
    }
}
