//! What routes, tables and test functions are called.

use domain::spec::Entity;

/// Longest test id: `tests/test_<file>.py::<name>` stays within 120 characters.
const LONGEST_ID: usize = 120;

/// `OrderItem` → `order_item`
pub fn snake(name: &str) -> String {
    let mut text = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (i, letter) in letters.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|k| letters.get(k));
        let next = letters.get(i + 1);
        let starts = letter.is_ascii_uppercase()
            && before.is_some_and(|b| !b.is_ascii_uppercase() || next.is_some_and(char::is_ascii_lowercase));
        if starts && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// The collection's path of an operation's path: `/books/{id}/publish` → `/books`.
pub fn collection(path: &str) -> Option<String> {
    let head = path.split("/{").next()?.trim_end_matches('/');
    (head.starts_with('/') && head.len() > 1 && !head[1..].contains('/')).then(|| head.to_owned())
}

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

pub fn table(name: &str, entity: &Entity) -> String {
    entity.table.clone().unwrap_or_else(|| plural(&snake(name)))
}

/// `OrderItem` → `/order-items`
pub fn path(name: &str) -> String {
    format!("/{}", plural(&snake(name)).replace('_', "-"))
}

/// The key of a relation that has no stated name.
pub fn key(to: &str, many: bool) -> String {
    format!("{}{}", snake(to), if many { "_ids" } else { "_id" })
}

pub fn plural(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if let Some(stem) = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        return format!("{stem}ies");
    }
    if ends(&["s", "x", "z", "ch", "sh"]) { format!("{word}es") } else { format!("{word}s") }
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

    #[test]
    fn words_of_a_name_are_told_apart() {
        assert_eq!(snake("OrderItem"), "order_item");
        assert_eq!(snake("APIKey"), "api_key");
    }
}
