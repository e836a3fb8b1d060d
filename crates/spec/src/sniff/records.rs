//! Records as programs write them: Go and Rust structs, classes of Python, Java, Kotlin and C#, Django,
//! SQLAlchemy and Mongoose models, migrations of Rails and Laravel.
//!
//! Only what says something of the data is read: a type, whether a value may be missing, bounds, another
//! record. The rest of the code says how somebody's program works and is covered by the record.

mod members;
mod python;

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{sheet::Sheet, typed};
use members::Shape;

/// Where a record begins, and how its members are written.
struct Opening {
    shape: Shape,
    pattern: &'static LazyLock<Option<Regex>>,
}

static GO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*type[ \t]+(?P<name>[A-Z][A-Za-z0-9_]*)[ \t]+struct[ \t]*\{").ok()
});
static RUST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:#\[[^\]\n]*\][ \t]*\n[ \t]*)*pub(?:\([a-z]+\))?[ \t]+struct[ \t]+(?P<name>[A-Z][A-Za-z0-9_]*)(?:<[^>{]*>)?[ \t]*\{").ok()
});
static KOTLIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:@[A-Za-z]+(?:\([^)\n]*\))?\s+)*(?:data|open)[ \t]+class[ \t]+(?P<name>[A-Z][A-Za-z0-9_]*)[ \t]*\(").ok()
});
static RECORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:public[ \t]+)?(?:sealed[ \t]+)?record(?:[ \t]+class|[ \t]+struct)?[ \t]+(?P<name>[A-Z][A-Za-z0-9_]*)[ \t]*\(").ok()
});
static CLASS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:(?:@[A-Za-z]+(?:\([^)\n]*\))?|\[[A-Za-z]+(?:\([^)\n]*\))?\])\s+)*(?:public|internal|final|abstract|partial)(?:[ \t]+(?:final|abstract|partial|sealed|static))*[ \t]+class[ \t]+(?P<name>[A-Z][A-Za-z0-9_]*)[^{\n;]*\{").ok()
});
static MONGOOSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:export[ \t]+)?(?:const|let|var)[ \t]+(?P<name>[A-Za-z][A-Za-z0-9_]*?)_?(?:[sS]chema)?[ \t]*=[ \t]*new[ \t]+(?:mongoose\.)?Schema[ \t]*(?:<[^>]*>)?\([ \t]*\{").ok()
});
static RAILS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?m)^[ \t]*create_table[ \t(]+[:"'](?P<name>[a-z][a-z0-9_]*)["']?[^\n|]*do[ \t]*\|t\|"#)
        .ok()
});
static LARAVEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"Schema::create\([ \t]*["'](?P<name>[a-z][a-z0-9_]*)["'][ \t]*,[ \t]*(?:static[ \t]+)?function[ \t]*\([^)]*\)[^{]*\{"#).ok()
});

static OPENINGS: &[Opening] = &[
    Opening { shape: Shape::Go, pattern: &GO },
    Opening { shape: Shape::Rust, pattern: &RUST },
    Opening { shape: Shape::Kotlin, pattern: &KOTLIN },
    Opening { shape: Shape::Java, pattern: &RECORD },
    Opening { shape: Shape::Java, pattern: &CLASS },
    Opening { shape: Shape::Mongoose, pattern: &MONGOOSE },
    Opening { shape: Shape::Rails, pattern: &RAILS },
    Opening { shape: Shape::Laravel, pattern: &LARAVEL },
];

/// Longer records are dumps.
const MAX_BODY_BYTES: usize = 32 << 10;
const MAX_RECORDS: usize = 300;

/// One record of the text.
pub(in crate::sniff) struct Found {
    name: String,
    name_range: Range<usize>,
    whole: Range<usize>,
    members: Vec<members::Member>,
}

pub fn read(sheet: &mut Sheet<'_>) {
    let mut found: Vec<Found> = Vec::new();
    for opening in OPENINGS {
        let Some(pattern) = opening.pattern.as_ref() else { continue };
        for captures in pattern.captures_iter(sheet.text).take(MAX_RECORDS) {
            let (Some(all), Some(name)) = (captures.get(0), captures.name("name")) else { continue };
            let Some(body) = body(sheet.text, all.end(), opening.shape) else { continue };
            let members = members::of(sheet.text, body.clone(), opening.shape);
            if members.is_empty() {
                continue;
            }
            found.push(Found {
                name: name.as_str().to_owned(),
                name_range: name.range(),
                whole: all.start()..end_of(sheet.text, body.end, opening.shape),
                members,
            });
        }
    }
    found.extend(python::read(sheet.text));
    found.retain(|record| sheet.is_free(&record.whole));
    found.sort_by_key(|record| record.whole.start);
    let names: Vec<String> = found.iter().filter_map(|record| Sheet::entity_name(&record.name)).collect();
    let types = found
        .into_iter()
        .filter_map(|record| {
            sheet.take(record.whole.clone());
            let entity = Sheet::entity_name(&record.name)?;
            Some(typed::Type {
                members: members::typed(record.members, &names),
                entity,
                name_range: record.name_range,
                whole: record.whole,
                uniques: Vec::new(),
                table: None,
            })
        })
        .collect();
    typed::write(sheet, types, "code.record");
}

/// Between the bracket that opened the record and the one that closes it.
fn body(text: &str, from: usize, shape: Shape) -> Option<Range<usize>> {
    let limit = (from + MAX_BODY_BYTES).min(text.len());
    let bytes = text.as_bytes().get(from..limit)?;
    if shape == Shape::Rails {
        let inside = text.get(from..).map(|rest| rest.get(..limit - from).unwrap_or(rest))?;
        let end = inside.lines().scan(0, |at, line| {
            let start = *at;
            *at += line.len() + 1;
            Some((start, line))
        });
        return end.filter(|(_, line)| line.trim() == "end").map(|(at, _)| from..from + at).next();
    }
    let (open, close) = match shape {
        Shape::Kotlin => (b'(', b')'),
        _ => match text.as_bytes().get(from - 1) {
            Some(b'(') => (b'(', b')'),
            _ => (b'{', b'}'),
        },
    };
    let mut depth = 1_u32;
    let mut quoted: Option<u8> = None;
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, quoted) {
            (byte, Some(open)) if *byte == open => quoted = None,
            (_, Some(_)) => {}
            (b'"' | b'`', None) => quoted = Some(*byte),
            (byte, None) if *byte == open => depth += 1,
            (byte, None) if *byte == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(from..from + at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Behind the closing bracket and what ends the statement.
fn end_of(text: &str, close: usize, shape: Shape) -> usize {
    let rest = text.get(close..).unwrap_or_default();
    let closing = match shape {
        Shape::Rails => rest.find("end").map_or(0, |at| at + 3),
        Shape::Mongoose | Shape::Laravel => rest.find('\n').unwrap_or(rest.len()),
        _ => 1,
    };
    let mut end = (close + closing).min(text.len());
    while text.as_bytes().get(end).is_some_and(|byte| matches!(byte, b';' | b')' | b'}')) {
        end += 1;
    }
    end
}
