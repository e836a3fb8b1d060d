//! CSV: a header line with rows of samples under it, as a `.csv` file, in a fence, or as a block of lines.
//!
//! The header names the fields. Their types are guessed from the rows, so each is asked about once,
//! together, without stopping anybody.

use std::ops::Range;

use domain::spec::QuestionKind;
use serde_json::{Value, json};

use super::{
    ask,
    json::{name, values},
    lines::Line,
    sheet::Sheet,
    tree::{Kind, Node},
};
use crate::{types, words::snake};

/// Rows that are looked at; the rest is data.
const MAX_ROWS: usize = 200;
const MAX_COLUMNS: usize = 300;
const SEPARATORS: &[u8] = b",;\t";

/// A cell's text without its quotes, and where it stands.
#[derive(Debug, Clone)]
struct Cell {
    range: Range<usize>,
    text: String,
}

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let is_file = sheet.file_name.is_some_and(|name| {
        let name = name.to_lowercase();
        name.ends_with(".csv") || name.ends_with(".tsv")
    });
    let mut at = 0;
    while at < lines.len() {
        let fenced = fence(sheet.text, lines, at);
        let first = if fenced { at + 1 } else { at };
        let end = lines
            .iter()
            .skip(first)
            .position(|line| line.is_blank() || starts_fence(sheet.text, line))
            .map_or(lines.len(), |n| first + n);
        let end = if is_file { lines.len() } else { end };
        // A sentence may stand right above the header.
        for start in [first, first + 1] {
            if start < end && table(sheet, lines.get(start..end).unwrap_or_default(), is_file || fenced) {
                break;
            }
        }
        at = end.max(at + 1);
        if is_file {
            return;
        }
    }
}

fn starts_fence(text: &str, line: &Line) -> bool {
    text.get(line.range.clone()).is_some_and(|words| words.starts_with("```") || words.starts_with("~~~"))
}

fn fence(text: &str, lines: &[Line], at: usize) -> bool {
    let words =
        lines.get(at).and_then(|line| text.get(line.range.clone())).unwrap_or_default().to_lowercase();
    ["```csv", "~~~csv", "```tsv"].contains(&words.as_str())
}

/// `sure` where the place says that it is CSV; else rows must look like nothing else.
fn table(sheet: &mut Sheet<'_>, lines: &[Line], sure: bool) -> bool {
    let text = sheet.text;
    let rows: Vec<&Line> = lines.iter().filter(|line| !line.is_blank()).collect();
    let (Some(head), Some(last)) = (rows.first(), rows.last()) else { return false };
    let whole = head.range.start..last.range.end;
    if !sheet.is_free(&whole) || (!sure && rows.len() < 2) {
        return false;
    }
    let Some(separator) = separator(text, head) else { return false };
    let header = cells(text, &head.range, separator);
    let is_name = |cell: &Cell| {
        let plain = cell
            .text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '/' | '(' | ')'));
        plain && snake(&cell.text).is_some() && cell.text.split_whitespace().count() <= 4
    };
    if header.len() < 2 || header.len() > MAX_COLUMNS || !header.iter().all(is_name) {
        return false;
    }
    let samples: Vec<Vec<Cell>> =
        rows.iter().skip(1).take(MAX_ROWS).map(|row| cells(text, &row.range, separator)).collect();
    let even = samples.iter().all(|row| row.len() == header.len());
    // A list in a sentence has blanks behind its commas and no second line of the same shape.
    let tight = separator == b'\t'
        || !text.get(head.range.clone()).is_some_and(|words| words.contains(", ") || words.contains("; "));
    let fits = if sure {
        even || header.len() > 2
    } else {
        even && tight
            && header.len() > 2
            && samples.iter().flatten().any(|cell| cell.text.bytes().any(|b| b.is_ascii_digit()))
    };
    if !fits {
        return false;
    }
    sheet.take(whole.clone());
    let file = sheet.file_name.and_then(|name| name.rsplit_once('.')).filter(|_| sure).map(|(stem, _)| stem);
    let before = name::before(text, head.range.start);
    let after = || Some((name::after(text, whole.end)?, head.range.start));
    let named =
        before.clone().or_else(after).or_else(|| Some((Sheet::entity_name(file?)?, head.range.start)));
    let Some((entity, from)) = named else {
        return unnamed(sheet, whole);
    };
    if !sheet.entity(&entity, head.range.clone(), "csv.header") {
        return true;
    }
    sheet.cover(from..whole.end, format!("/entities/{entity}"));
    let ragged = rows.iter().skip(1).zip(&samples).filter(|(_, row)| row.len() != header.len());
    for (row, _) in ragged.take(20) {
        sheet.unread(row.range.clone(), "a row of the CSV has more or fewer cells than its header");
    }
    let mut guessed = Vec::new();
    for (at, cell) in header.iter().enumerate() {
        let column: Vec<&Cell> = samples.iter().filter_map(|row| row.get(at)).collect();
        guessed.extend(field(sheet, &entity, cell, &column));
    }
    types_are_guesses(sheet, &entity, &guessed, rows.get(1).map(|row| row.range.clone()));
    true
}

/// The sign that divides the header best.
fn separator(text: &str, head: &Line) -> Option<u8> {
    let words = text.get(head.range.clone())?;
    let count = |sign: &u8| words.bytes().filter(|byte| byte == sign).count();
    SEPARATORS.iter().copied().max_by_key(count).filter(|sign| count(sign) > 0)
}

/// The cells of a line; a quoted one may hold the separator, and `""` is a quote in it.
fn cells(text: &str, line: &Range<usize>, separator: u8) -> Vec<Cell> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at, mut quoted) = (line.start, line.start, false);
    let mut push = |start: usize, end: usize| {
        let raw = text.get(start..end).unwrap_or_default();
        let lead = raw.len() - raw.trim_start().len();
        let words = raw.trim();
        let plain = words
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(words)
            .replace("\"\"", "\"");
        found.push(Cell { range: start + lead..start + lead + words.len(), text: plain });
    };
    while at < line.end {
        match bytes.get(at) {
            Some(b'"') => quoted = !quoted,
            Some(byte) if *byte == separator && !quoted => {
                push(start, at);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    push(start, line.end);
    found
}

fn unnamed(sheet: &mut Sheet<'_>, whole: Range<usize>) -> bool {
    let words = sheet.text.get(whole.clone()).unwrap_or_default();
    let pointer = format!("/entities/sample-{}", ask::digest(words));
    let mut question =
        ask::question(QuestionKind::Missing, &pointer, "what do the rows of this CSV describe?");
    question.pointer = Some("/entities".into());
    question.options = vec![json!("a record to store: name it"), json!("only an example: leave it out")];
    question.blocking = true;
    sheet.ask(question, whole);
    true
}

/// The field that the cells of a column fit; its name where the type comes from the cells.
fn field(sheet: &mut Sheet<'_>, entity: &str, head: &Cell, column: &[&Cell]) -> Option<String> {
    let name = snake(&head.text)?;
    let pointer = format!("/entities/{entity}");
    match name.as_str() {
        "id" | "_id" => {
            sheet.cover(head.range.clone(), pointer);
            return None;
        }
        "created_at" | "updated_at" => {
            if let Some(known) = sheet.out.entities.get_mut(entity) {
                known.timestamps = Some(true);
            }
            sheet.cover(head.range.clone(), format!("{pointer}/timestamps"));
            return None;
        }
        _ => {}
    }
    let filled: Vec<Node> = column
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .map(|cell| Node { range: cell.range.clone(), kind: Kind::Scalar(value(&cell.text)) })
        .collect();
    let samples: Vec<&Node> = filled.iter().collect();
    let mut field = values::field(&name, &samples);
    field.required &= filled.len() == column.len();
    sheet.field(entity, &name, field, head.range.clone(), "csv.header");
    sheet.key(entity, &name, head.range.clone(), "csv.header");
    (!filled.is_empty()
        && types::infer(&name).field.ql_type != sheet.out.entities.get(entity)?.fields.get(&name)?.ql_type)
        .then_some(name)
}

/// A cell as the value that it looks like; `007` is no number.
fn value(cell: &str) -> Value {
    match cell.to_lowercase().as_str() {
        "true" | "yes" => return json!(true),
        "false" | "no" => return json!(false),
        _ => {}
    }
    let digits = cell.trim_start_matches('-');
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    match serde_json::from_str::<Value>(cell) {
        Ok(number @ Value::Number(_)) if !padded => number,
        _ => json!(cell),
    }
}

/// One question for all types that come from the rows alone.
fn types_are_guesses(sheet: &mut Sheet<'_>, entity: &str, guessed: &[String], row: Option<Range<usize>>) {
    let (Some(row), false) = (row, guessed.is_empty()) else { return };
    let pointer = format!("/entities/{entity}/fields");
    let text =
        format!("{entity}: the types of {} are guessed from the rows: are they right?", guessed.join(", "));
    let mut question = ask::question(QuestionKind::Ambiguous, &pointer, text);
    question.proposal = json!("they are right");
    question.options = vec![json!("they are right"), json!("I will state the types")];
    sheet.ask(question, row);
}
