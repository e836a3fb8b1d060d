//! What test functions are called.

/// Longest test id: `tests/test_<file>.py::<name>` stays within 120 characters.
const LONGEST_ID: usize = 120;

/// Words for a function's name: lower-case ASCII letters and digits with single `_` between.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.trim_matches('_').to_owned()
}

/// `test_fr007_<title>`, short enough for its file and unlike the names before it.
pub fn function(
    requirement: Option<&str>,
    title: &str,
    file: &str,
    taken: &mut std::collections::BTreeSet<String>,
) -> String {
    let prefix =
        requirement.map(|id| format!("{}_", id.replace('-', "").to_ascii_lowercase())).unwrap_or_default();
    let full = format!("test_{prefix}{}", slug(title));
    let room = LONGEST_ID.saturating_sub("tests/test_.py::".len() + file.len() + 3).max(40);
    let base: String = full.chars().take(room).collect::<String>().trim_end_matches('_').to_owned();
    let mut name = base.clone();
    let mut n = 2;
    while !taken.insert(format!("{file}::{name}")) {
        name = format!("{base}_{n}");
        n += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers_that_differ() {
        let mut taken = std::collections::BTreeSet::new();
        let first = function(Some("FR-007"), "Book.title is “long” — é", "books", &mut taken);
        assert_eq!(first, "test_fr007_book_title_is_long");
        assert_eq!(
            function(Some("FR-007"), "book title is long", "books", &mut taken),
            "test_fr007_book_title_is_long_2"
        );
        assert!(function(None, &"very long ".repeat(30), "books", &mut taken).len() < 105);
    }
}
