//! Word tables of `data/`: `key: word word …`, continued on indented lines, `#` for remarks.

use std::collections::HashMap;

/// Words and the key each stands under; the first entry wins.
pub struct Table(HashMap<&'static str, &'static str>);

impl Table {
    pub fn read(text: &'static str) -> Table {
        let mut words = HashMap::new();
        let mut key = "";
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let continued = line.starts_with(char::is_whitespace);
            let listed = match line.split_once(':') {
                Some((name, rest)) if !continued => {
                    key = name;
                    rest
                }
                _ => line,
            };
            for word in listed.split_whitespace() {
                words.entry(word).or_insert(key);
            }
        }
        Table(words)
    }

    /// The key of a word.
    pub fn of(&self, word: &str) -> Option<&'static str> {
        self.0.get(word).copied()
    }

    /// The key of the longest ending of a name that is listed: of `start_time`, then of `time`.
    /// An entry `=time` is the whole name or nothing.
    pub fn of_ending(&self, parts: &[String]) -> Option<&'static str> {
        let whole = self.of(&format!("={}", parts.join("_")));
        whole.or_else(|| (0..parts.len()).find_map(|from| self.of(&parts[from..].join("_"))))
    }
}
