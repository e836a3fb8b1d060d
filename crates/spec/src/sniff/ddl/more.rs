//! Statements beside the tables: indexes, additions to a table, sample rows.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    column::Enums,
    scan,
    table::{self, Table, Unread},
};

static STATEMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?im)^[ \t]*(?P<verb>create\s+(?:unique\s+)?index|alter\s+table|insert\s+into|drop\s+(?:table|type)|comment\s+on|pragma|begin|commit|set)\b[^;]*;",
    )
    .ok()
});
static INDEX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)^\s*create\s+(?P<unique>unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?\S*\s*on\s+(?P<table>\S+?)\s*(?:using\s+\w+\s*)?\((?P<columns>[^()]*)\)\s*;$",
    )
    .ok()
});
static ADDITION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)^\s*alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<table>\S+)\s+add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?(?P<item>.+);$",
    )
    .ok()
});

/// Statements longer than this are dumps of rows.
const MAX_BYTES: usize = 16 << 10;

/// What a further statement turned out to be.
pub enum More {
    /// It belongs to the table with this index and changed or only concerns it.
    Of(usize, Range<usize>),
    /// Seen and not carried over.
    Unread(Range<usize>),
}

/// Reads the statements around the tables and adds what they say to them.
pub fn read(text: &str, tables: &mut [Table], enums: &Enums) -> Vec<More> {
    let Some(regex) = STATEMENT.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    if tables.is_empty() {
        return found;
    }
    for statement in regex.captures_iter(text) {
        let (Some(all), Some(verb)) = (statement.get(0), statement.name("verb")) else { continue };
        let range = verb.start()..all.end();
        if tables.iter().any(|table| table.whole.start < range.end && range.start < table.whole.end) {
            continue;
        }
        let words = text.get(range.clone()).unwrap_or_default();
        let verb = verb.as_str().to_lowercase();
        let known = match verb.split_whitespace().next().unwrap_or_default() {
            _ if words.len() > MAX_BYTES => None,
            "create" => index(words, &range, tables),
            "alter" => addition(text, words, &range, tables, enums),
            "insert" => None,
            // How a script is run; nothing about records.
            _ => Some(0),
        };
        found.push(known.map_or(More::Unread(range.clone()), |table| More::Of(table, range)));
    }
    found
}

fn position(tables: &[Table], name: &str) -> Option<usize> {
    tables.iter().position(|table| table.table.eq_ignore_ascii_case(scan::plain_name(name)))
}

/// Only a unique index says something about values.
fn index(words: &str, range: &Range<usize>, tables: &mut [Table]) -> Option<usize> {
    let found = INDEX.as_ref()?.captures(words)?;
    let at = position(tables, found.name("table")?.as_str())?;
    if found.name("unique").is_some() {
        let names = found.name("columns")?.as_str().split(',');
        let names: Vec<String> = names
            .map(|name| scan::plain_name(name.split_whitespace().next().unwrap_or_default()).to_lowercase())
            .collect();
        let table = tables.get_mut(at)?;
        names.iter().all(|name| table.spec_name(name).is_some()).then_some(())?;
        table.uniques.push((names, range.clone()));
    }
    Some(at)
}

fn addition(
    text: &str,
    words: &str,
    range: &Range<usize>,
    tables: &mut [Table],
    enums: &Enums,
) -> Option<usize> {
    let found = ADDITION.as_ref()?.captures(words)?;
    let at = position(tables, found.name("table")?.as_str())?;
    let item = found.name("item")?;
    let table = tables.get_mut(at)?;
    table::read_item(table, text, range.start + item.start()..range.start + item.end(), enums);
    // An addition that was not understood is reported as a whole.
    let failed =
        table.unread.last().is_some_and(|unread: &Unread| unread.range.start == range.start + item.start());
    if failed {
        table.unread.pop();
        return None;
    }
    Some(at)
}
