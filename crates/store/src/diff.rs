//! What differs between two drops, as a unified diff for people.
//!
//! A drop that holds a tree of files is compared file by file; other JSON is laid out first, so
//! that one changed value is one changed line; bytes that are no text are only said to differ.

use std::{collections::BTreeMap, fmt::Write};

use domain::project::Tree;
use serde_json::{Map, Value};
use similar::TextDiff;

/// Comparing takes the product of the changed lines in the worst case.
const MAX_CHANGED_LINES: usize = 20_000;
/// Lines shown around a change.
const CONTEXT: usize = 3;

/// The differences; empty where the contents are equal.
pub fn diff(old: &[u8], new: &[u8]) -> String {
    if old == new {
        return String::new();
    }
    match (Content::of(old), Content::of(new)) {
        (Some(old), Some(new)) => old.diff(&new),
        _ => format!("binary contents differ: {} and {} bytes\n", old.len(), new.len()),
    }
}

/// A drop's content as texts by name.
struct Content {
    /// Beside the files; named `content`.
    rest: String,
    files: BTreeMap<String, File>,
}

#[derive(PartialEq)]
struct File {
    text: String,
    executable: bool,
}

impl Content {
    /// None where it is not text.
    fn of(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut files = BTreeMap::new();
        let rest = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(members)) => {
                let rest = take_files(members, &mut files);
                if rest.is_empty() { String::new() } else { laid_out(&Value::Object(rest)) }
            }
            Ok(value @ Value::Array(_)) => laid_out(&value),
            // A NUL is what `git diff` and others tell binary from text by.
            Ok(_) | Err(_) if text.contains('\0') => return None,
            Ok(_) | Err(_) => text.to_owned(),
        };
        Some(Self { rest, files })
    }

    fn diff(&self, other: &Self) -> String {
        let mut out = texts("content", &self.rest, &other.rest);
        let names = self.files.keys().chain(other.files.keys());
        for name in names.collect::<std::collections::BTreeSet<_>>() {
            match (self.files.get(name), other.files.get(name)) {
                (Some(old), Some(new)) if old == new => {}
                (Some(old), Some(new)) => {
                    if old.executable != new.executable {
                        let _ = writeln!(out, "{name}: mode {} is now {}", mode(old), mode(new));
                    }
                    out += &texts(name, &old.text, &new.text);
                }
                (Some(old), None) => {
                    let _ = writeln!(out, "{name}: removed");
                    out += &texts(name, &old.text, "");
                }
                (None, Some(new)) => {
                    let _ = writeln!(out, "{name}: added, mode {}", mode(new));
                    out += &texts(name, "", &new.text);
                }
                (None, None) => {}
            }
        }
        if out.is_empty() { "the contents differ in layout only\n".to_owned() } else { out }
    }
}

/// Moves trees of files out of a document: the document itself, or members of it.
fn take_files(members: Map<String, Value>, files: &mut BTreeMap<String, File>) -> Map<String, Value> {
    let whole = Value::Object(members);
    if let Some(tree) = tree(&whole) {
        add(files, "", tree);
        return Map::new();
    }
    let Value::Object(mut members) = whole else { return Map::new() };
    members.retain(|name, value| match tree(value) {
        Some(tree) => {
            let folder = if name == "files" { String::new() } else { format!("{name}/") };
            add(files, &folder, tree);
            false
        }
        None => true,
    });
    members
}

fn tree(value: &Value) -> Option<Tree> {
    let looks_like_one = value.as_object().is_some_and(|members| {
        !members.is_empty() && members.values().all(|file| file.get("content").is_some_and(Value::is_string))
    });
    if looks_like_one { serde::Deserialize::deserialize(value).ok() } else { None }
}

fn add(files: &mut BTreeMap<String, File>, folder: &str, tree: Tree) {
    for (path, file) in tree {
        files.insert(format!("{folder}{path}"), File { text: file.content, executable: file.executable });
    }
}

fn laid_out(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn texts(name: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let (changed_old, changed_new) = changed_lines(old, new);
    if changed_old + changed_new > MAX_CHANGED_LINES {
        return format!("{name}: {changed_old} lines became {changed_new}, too many to compare\n");
    }
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(CONTEXT).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

/// Lines between the first and the last difference.
fn changed_lines(old: &str, new: &str) -> (usize, usize) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[same_start..], &new[same_start..]);
    let same_end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    (old.len() - same_end, new.len() - same_end)
}

fn mode(file: &File) -> &'static str {
    if file.executable { "0755" } else { "0644" }
}
