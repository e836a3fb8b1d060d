//! An expression that is compiled when a text could match it.
//!
//! Most requests are prose: the expressions for pasted calls, tables and signatures would cost more to
//! build than the whole text to read.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

pub struct Pattern {
    expression: &'static str,
    needs: &'static [&'static [&'static str]],
    searched: OnceLock<Vec<AhoCorasick>>,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Of each list in `needs`, one word has to be in a text that matches, in whatever ASCII case.
    pub const fn new(expression: &'static str, needs: &'static [&'static [&'static str]]) -> Self {
        Self { expression, needs, searched: OnceLock::new(), compiled: OnceLock::new() }
    }

    /// The expression, where `text` could match it.
    pub fn within(&self, text: &str) -> Option<&Regex> {
        let searched =
            self.searched.get_or_init(|| self.needs.iter().filter_map(|any| any_of(any)).collect());
        let possible = searched.iter().all(|any| any.is_match(text));
        if !possible {
            return None;
        }
        self.compiled.get_or_init(|| Regex::new(self.expression).ok()).as_ref()
    }
}

/// Finds one of the words in whatever ASCII case.
pub fn any_of(words: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok()
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn an_expression_is_given_only_where_one_of_each_list_stands_in_the_text() {
        static CALL: Pattern = Pattern::new(r"(?i)(?:def|func)\s+\w+\(", &[&["("], &["def", "func"]]);
        assert!(CALL.within("Books have a title (required).").is_none());
        assert!(CALL.within("define a book").is_none());
        assert!(CALL.within("DEF f(x)").is_some_and(|regex| regex.is_match("DEF f(x)")));
        assert!(CALL.within("").is_none());
    }
}
