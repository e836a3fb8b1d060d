//! A path inside a project, checked once at the border.
//!
//! Paths come from templates, models, uploads and archives; all of them are data
//! until they passed here. The rules are those that keep a tree the same on
//! Linux, macOS and Windows and keep it inside its folder (FAULTS P1-P12, P16).

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest path in bytes: the common limit of a single name, and of ustar with prefix.
pub const MAX_BYTES: usize = 255;
/// Deepest nesting. Unpacking costs quadratic time in depth; real projects stay below 20.
pub const MAX_DEPTH: usize = 32;

/// A relative, normalised, portable path with `/` between its names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectPath(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    #[error("a path is empty")]
    Empty,
    #[error("path `{0}` is longer than {MAX_BYTES} bytes")]
    TooLong(String),
    #[error("path `{0}` is deeper than {MAX_DEPTH} folders")]
    TooDeep(String),
    #[error("path `{0}` leaves its folder")]
    Escapes(String),
    #[error("path `{0}` holds a character that is not portable")]
    Character(String),
    #[error("path `{0}` holds a name that Windows reserves")]
    Reserved(String),
}

/// A path as the least careful system sees it: macOS and Windows take `README` and `readme` for one file,
/// and macOS takes the composed and the decomposed `é` for one letter.
pub fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    // Lower case of the decomposed form, composed again. Upper case first: `ß` and `SS`, `ſ` and `s`.
    let upper: String = path.nfd().flat_map(char::to_uppercase).collect();
    upper.nfd().flat_map(char::to_lowercase).nfc().collect()
}

impl ProjectPath {
    pub fn parse(text: &str) -> Result<Self, BadPath> {
        let shown = || text.escape_debug().take(80).collect::<String>();
        if text.is_empty() {
            return Err(BadPath::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(BadPath::TooLong(shown()));
        }
        if text.starts_with('/') || text.contains('\\') || text.as_bytes().get(1) == Some(&b':') {
            return Err(BadPath::Escapes(shown()));
        }
        if text.chars().any(|c| c.is_control() || "<>:\"|?*".contains(c) || is_bidi_control(c)) {
            return Err(BadPath::Character(shown()));
        }
        let names: Vec<&str> = text.split('/').collect();
        if names.len() > MAX_DEPTH {
            return Err(BadPath::TooDeep(shown()));
        }
        for name in names {
            if name.is_empty() || name == "." || name == ".." {
                return Err(BadPath::Escapes(shown()));
            }
            if name.ends_with(['.', ' ']) || name.starts_with(' ') {
                return Err(BadPath::Character(shown()));
            }
            if is_reserved(name) {
                return Err(BadPath::Reserved(shown()));
            }
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last name.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The ending behind the last dot of the last name, if there is one.
    pub fn extension(&self) -> Option<&str> {
        self.file_name().rsplit_once('.').map(|(_, ending)| ending)
    }
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Device names that Windows answers to in every folder, with any ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit())
}

impl TryFrom<String> for ProjectPath {
    type Error = BadPath;
    fn try_from(text: String) -> Result<Self, BadPath> {
        Self::parse(&text)
    }
}

impl From<ProjectPath> for String {
    fn from(path: ProjectPath) -> String {
        path.0
    }
}

impl std::fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        for path in ["README.md", "app/main.py", ".env.example", "a-b/c_d/e.f.g", "möbel/größe.txt"] {
            assert_eq!(ProjectPath::parse(path).unwrap().as_str(), path);
        }
    }

    #[test]
    fn hostile_paths_are_refused() {
        let long = "a".repeat(300);
        let deep = "d/".repeat(40) + "f";
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../b",
            "a//b",
            "a/./b",
            "a\\b",
            "C:\\x",
            "c:x",
            "con",
            "nul.txt",
            "COM1",
            "a\nb",
            "a\u{1b}[0m",
            "x\u{202e}y",
            "a/b.",
            "a ",
            &long,
            &deep,
            "a\0b",
        ] {
            assert!(ProjectPath::parse(path).is_err(), "{path:?} passed");
        }
    }
}
