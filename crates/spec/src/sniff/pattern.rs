//! An expression that is compiled when a text could match it.
//!
//! Most requests are prose: the expressions for pasted calls, tables and signatures would cost more to
//! build than the whole text to read.

use std::sync::OnceLock;

use regex::Regex;

pub struct Pattern {
    expression: &'static str,
    needs: &'static [&'static [&'static str]],
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Of each list in `needs`, one word has to be in a text that matches, in whatever ASCII case.
    pub const fn new(expression: &'static str, needs: &'static [&'static [&'static str]]) -> Self {
        Self { expression, needs, compiled: OnceLock::new() }
    }

    /// The expression, where `text` could match it.
    pub fn within(&self, text: &str) -> Option<&Regex> {
        let possible = self.needs.iter().all(|any| any.iter().any(|word| mentions(text, word)));
        if !possible {
            return None;
        }
        self.compiled.get_or_init(|| Regex::new(self.expression).ok()).as_ref()
    }
}

/// Whether the text has the word, in whatever ASCII case.
pub fn mentions(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len().max(1)).any(|window| window.eq_ignore_ascii_case(word))
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
