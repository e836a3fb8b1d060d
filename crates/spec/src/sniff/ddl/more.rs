//! Statements beside the tables: indexes, additions to a table, sample rows.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    column::Enums,
    scan, script,
    table::{self, Table, Unread},
};
use crate::sniff::typed;

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

static PARTITION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?is)^alter\s+table\s+(?:only\s+)?(?P<parent>\S+)\s+attach\s+partition\s+(?P<part>\S+)|^create\s+table\s+(?:if\s+not\s+exists\s+)?(?P<new>\S+)\s+partition\s+of\s+(?P<of>\S+)",
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
pub fn read(
    text: &str,
    tables: &mut [Table],
    enums: &Enums,
    script: &[script::Statement],
    parts: &[(String, Range<usize>)],
) -> Vec<More> {
    let Some(regex) = STATEMENT.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    if tables.is_empty() {
        return found;
    }
    let outside = |at: usize| {
        let next = script.partition_point(|known| known.range.start <= at);
        next.checked_sub(1).and_then(|n| script.get(n)).is_none_or(|known| known.range.end <= at)
    };
    let listed =
        script.iter().filter(|known| known.kind == script::Kind::Other).map(|known| known.range.clone());
    let others = regex.captures_iter(text).filter_map(|all| {
        Some(all.name("verb")?.start()..all.get(0)?.end()).filter(|range| outside(range.start))
    });
    let ranges: Vec<Range<usize>> = listed.chain(others).collect();
    for range in ranges {
        let head: String = text
            .get(range.clone())
            .unwrap_or_default()
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ");
        let whole = typed::with_remarks(text, range.start)..range.end;
        let read = tables.iter().map(|table| &table.whole).chain(parts.iter().map(|(_, part)| part));
        if read.into_iter().any(|known| known.start < range.end && range.start < known.end) {
            continue;
        }
        let words = text.get(range.clone()).unwrap_or_default();
        let verb = head.to_lowercase();
        let known = match verb.split_whitespace().next().unwrap_or_default() {
            _ if words.len() > MAX_BYTES => None,
            "create" => index(words, &range, tables),
            "alter" => addition(text, words, &range, tables, enums),
            "insert" => None,
            _ if verb.starts_with("create") => None,
            // How a script is run; nothing about records.
            _ => Some(0),
        };
        found.push(known.map_or(More::Unread(whole.clone()), |table| More::Of(table, whole)));
    }
    found
}

/// Tables that are only parts of another one: they leave the list, and their text is the parent's.
pub fn partitions(
    text: &str,
    tables: &mut Vec<Table>,
    script: &[script::Statement],
) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    for statement in script.iter().filter(|statement| statement.kind == script::Kind::Partition) {
        let words = text.get(statement.range.clone()).unwrap_or_default();
        let names = PARTITION.as_ref().and_then(|regex| regex.captures(words));
        let Some(names) = names else { continue };
        let (parent, part) =
            match (names.name("parent"), names.name("part"), names.name("of"), names.name("new")) {
                (Some(parent), Some(part), _, _) | (_, _, Some(parent), Some(part)) => {
                    (parent.as_str(), part.as_str())
                }
                _ => continue,
            };
        let Some(at) = position(tables, parent) else { continue };
        let Some(entity) = tables.get(at).map(|table| table.entity.clone()) else { continue };
        if let Some(part) = position(tables, part).filter(|part| *part != at) {
            let table = tables.remove(part);
            found.push((entity.clone(), table.whole));
        }
        found.push((entity, statement.range.clone()));
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
