//! Invariant 5: the environment is read in `quantumlayer::config`; others get a value.

use super::{Problem, lines_with};
use crate::sources::{Keep, Sources, is_development, product_code, stripped};

const WORDS: &[&str] =
    &["env::var", "env::vars", "env::set_var", "env::remove_var", "env::temp_dir", "env::home_dir"];

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust() {
        if is_development(path) || path.starts_with("crates/quantumlayer/src/config") {
            continue;
        }
        let code = stripped(product_code(text), Keep::Code);
        for (line, word) in lines_with(&code, WORDS) {
            problems.push(Problem::new(
                path,
                line,
                format!("`{word}`: take it as an argument from `quantumlayer::config`"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    #[test]
    fn reading_the_environment_elsewhere_is_found() {
        let text = "std::env::args();\nstd::env::var(\"HOME\");\n";
        assert_eq!(places(super::check, &[("crates/sandbox/src/a.rs", text)]), ["crates/sandbox/src/a.rs:2"]);
        assert_eq!(places(super::check, &[("crates/quantumlayer/src/config.rs", text)]).len(), 0);
        assert_eq!(places(super::check, &[("crates/quantumlayer/src/config/file.rs", text)]).len(), 0);
        assert_eq!(places(super::check, &[("crates/quantumlayer/src/main.rs", text)]).len(), 1);
        assert_eq!(places(super::check, &[("crates/sandbox/examples/a.rs", text)]).len(), 0);
    }
}
