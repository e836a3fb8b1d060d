//! Error codes: the letter of their crate, one meaning each, and a line in the reference.

use std::collections::BTreeMap;

use super::Problem;
use crate::sources::{Keep, Sources, crate_of, is_development, product_code, stripped};

/// The letter of each crate.
pub const LETTERS: &[(&str, char)] = &[
    ("store", 'D'),
    ("backends", 'B'),
    ("spec", 'R'),
    ("blueprint", 'T'),
    ("parse", 'P'),
    ("validate", 'V'),
    ("jail", 'J'),
    ("sandbox", 'S'),
    ("capsule", 'C'),
    ("pipeline", 'L'),
    ("llm", 'M'),
    ("server", 'H'),
    ("quantumlayer", 'Q'),
];

const REFERENCE: &str = "docs/generated/errors.md";

/// The codes in a text, with their lines from 1.
pub fn codes_in(text: &str) -> Vec<(usize, String)> {
    let mut codes = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("QL-") {
            let Some(code) = line.get(at..at + 7) else { continue };
            let mut tail = code.chars().skip(3);
            let letter = tail.next().is_some_and(|c| c.is_ascii_uppercase());
            if letter && tail.all(|c| c.is_ascii_digit()) {
                codes.push((index + 1, code.to_owned()));
            }
        }
    }
    codes
}

pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut homes: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let reference = sources.files.get(REFERENCE).map_or("", String::as_str);
    for (path, text) in sources.rust().filter(|(path, _)| !is_development(path)) {
        let code = stripped(product_code(text), Keep::CodeAndStrings);
        for (line, code) in codes_in(&code) {
            let letter = LETTERS.iter().find(|(name, _)| *name == crate_of(path)).map(|(_, letter)| *letter);
            if letter.is_none() || letter != code.chars().nth(3) {
                problems.push(Problem::new(
                    path,
                    line,
                    format!("{code} does not carry the letter of its crate"),
                ));
            }
            if let Some((other, at)) = homes.get(&code) {
                problems.push(Problem::new(
                    path,
                    line,
                    format!("{code} has its meaning at {other}:{at} already"),
                ));
                continue;
            }
            if !reference.contains(&code) {
                problems.push(Problem::new(
                    path,
                    line,
                    format!("{code} is not in {REFERENCE}: run `cargo xtask codegen`"),
                ));
            }
            homes.insert(code, (path.to_owned(), line));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::places;

    #[test]
    fn codes_are_read_from_texts() {
        assert_eq!(codes_in("x\n\"QL-S004\" QL-x QL-S04"), [(2, "QL-S004".to_owned())]);
    }

    #[test]
    fn a_code_has_one_meaning_its_letter_and_a_line() {
        let reference = ("docs/generated/errors.md", "| QL-S001 | QL-P001 |");
        let a = ("crates/sandbox/src/a.rs", "\"QL-S001\"\n");
        assert_eq!(places(check, &[reference, a]), Vec::<String>::new());
        let b = ("crates/sandbox/src/b.rs", "\n\"QL-S001\"\n");
        assert_eq!(places(check, &[reference, a, b]), ["crates/sandbox/src/b.rs:2"]);
        let wrong = ("crates/sandbox/src/c.rs", "\"QL-P001\"\n");
        assert_eq!(places(check, &[reference, wrong]), ["crates/sandbox/src/c.rs:1"]);
        let unlisted = ("crates/sandbox/src/d.rs", "\"QL-S002\"\n");
        assert_eq!(places(check, &[reference, unlisted]), ["crates/sandbox/src/d.rs:1"]);
    }
}
