//! The text files of the repository, read once for all checks; and Rust code without its words.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result};

/// Files by path from the root, with `/` between names.
#[derive(Default)]
pub struct Sources {
    pub files: BTreeMap<String, String>,
}

/// Folders that hold no source of ours.
const LEFT_OUT: &[&str] = &["target", ".git", "out", "node_modules", ".quantumlayer", ".venv", "__pycache__"];

impl Sources {
    pub fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let entries = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| {
            // In a linked work tree `.git` is a file that names the main one.
            let left_out = LEFT_OUT.iter().any(|name| entry.file_name() == *name);
            !(left_out && (entry.file_type().is_dir() || entry.file_name() == ".git"))
        });
        for entry in entries {
            let entry = entry.context("reading the tree")?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let name = path
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            let bytes = std::fs::read(entry.path()).with_context(|| format!("reading {name}"))?;
            // Pictures and archives have no words to check.
            if let Ok(text) = String::from_utf8(bytes) {
                files.insert(name, text);
            }
        }
        Ok(Self { files })
    }

    /// Rust files of the crates and of this tool.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        let rust =
            |path: &str| path.ends_with(".rs") && (path.starts_with("crates/") || path.starts_with("xtask/"));
        self.files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .filter(move |(path, _)| rust(path))
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }
}

/// The crate that a path belongs to.
pub fn crate_of(path: &str) -> &str {
    let mut parts = path.split('/');
    match parts.next() {
        Some("crates") => parts.next().unwrap_or(""),
        first => first.unwrap_or(""),
    }
}

/// Tests, examples and benchmarks are not part of the product.
pub fn is_development(path: &str) -> bool {
    let folders = ["/tests/", "/examples/", "/benches/"];
    folders.iter().any(|folder| path.contains(folder))
        || path.ends_with("/build.rs")
        || matches!(crate_of(path), "xtask" | "testkit")
}

/// Rust code before its test module, which stands last by our custom.
pub fn product_code(text: &str) -> &str {
    text.find("#[cfg(test)]").map_or(text, |end| &text[..end])
}

/// What of a text is left to look at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Code alone: neither comments nor what stands in quotes.
    Code,
    /// Code and what stands in quotes.
    CodeAndStrings,
}

/// Rust with comments (and strings) replaced by blanks, so that lines stay where they are.
pub fn stripped(text: &str, keep: Keep) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (length, keeps) = match c {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (comment(rest), false),
            '"' => (string(rest, 1), keep == Keep::CodeAndStrings),
            'r' | 'b' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => match raw(rest) {
                Some(length) => (length, keep == Keep::CodeAndStrings),
                None => (1, true),
            },
            '\'' => match character(rest) {
                Some(length) => (length, keep == Keep::CodeAndStrings),
                None => (1, true),
            },
            c => (c.len_utf8(), true),
        };
        let piece = &rest[..length];
        if keeps {
            out.push_str(piece);
        } else {
            out.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = &rest[length..];
    }
    out
}

/// Length of a comment that may hold others.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of a quoted string whose content begins at `from`.
fn string(text: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, c) in text[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return from + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of `r"…"`, `r#"…"#`, `b"…"` or `br"…"`.
fn raw(text: &str) -> Option<usize> {
    let after = text.strip_prefix('b').unwrap_or(text);
    let Some(hashes) = after.strip_prefix('r') else {
        return after.starts_with('"').then(|| string(text, text.len() - after.len() + 1));
    };
    let content = hashes.trim_start_matches('#');
    let count = hashes.len() - content.len();
    content.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(count));
    let start = text.len() - content.len() + 1;
    Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// Length of a character in quotes; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        let end = text[3..].find('\'')?;
        return Some(3 + end + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_go_and_lines_stay() {
        let text = "a // unsafe\nb /* x /* y */ z */ c\n\"unsafe \\\" d\" e r#\"f \" g\"# h 'i' '\\'' &'life j b\"k\"";
        let code = stripped(text, Keep::Code);
        assert_eq!(code.lines().count(), text.lines().count());
        let left: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(left, "a b c e h &'life j");
        assert!(stripped(text, Keep::CodeAndStrings).contains("f \" g"));
    }

    #[test]
    fn paths_tell_their_crate_and_purpose() {
        assert_eq!(crate_of("crates/parse/src/lib.rs"), "parse");
        assert_eq!(crate_of("xtask/src/main.rs"), "xtask");
        assert!(
            is_development("crates/parse/tests/it/main.rs") && !is_development("crates/parse/src/lib.rs")
        );
    }
}
