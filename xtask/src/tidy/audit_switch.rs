//! Leaving a mechanism of the isolation out is for the tests' own helpers: the product never can.

use super::{Problem, lines_with};
use crate::sources::{Keep, Sources, crate_of, is_development, product_code, stripped};

const WORDS: &[&str] = &["enter_without", "leaving_out"];

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in sources.rust() {
        // Where the words are at home.
        let home = crate_of(path) == "jail" || path == "crates/sandbox/src/config.rs";
        if is_development(path) || home {
            continue;
        }
        let code = stripped(product_code(text), Keep::Code);
        for (line, word) in lines_with(&code, WORDS) {
            problems.push(Problem::new(path, line, format!("`{word}` turns isolation off: for tests only")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use crate::tidy::places;

    #[test]
    fn the_product_cannot_turn_isolation_off() {
        let text = "fn main() {\n    jail::enter_without(&[]);\n}\n";
        let found = places(super::check, &[("crates/quantumlayer/src/main.rs", text)]);
        assert_eq!(found, ["crates/quantumlayer/src/main.rs:2"]);
        let text = "fn f() {\n    config.leaving_out(around)\n}\n";
        assert_eq!(places(super::check, &[("crates/sandbox/src/local.rs", text)]).len(), 1);
        assert_eq!(places(super::check, &[("crates/jail/tests/helper/main.rs", text)]).len(), 0);
    }
}
