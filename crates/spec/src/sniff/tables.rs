//! Markdown tables of fields: a header with `Field` and `Type`, a row per field.

use std::ops::Range;

use super::{
    blocks,
    lines::Line,
    phrase::{self, Style},
    routes, sections,
    sheet::Sheet,
};

/// How far above its table an entity's name may stand, in lines.
const MAX_ABOVE: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Entity,
    Field,
    Type,
    Required,
    Unique,
    Default,
    Modifiers,
    Description,
}

pub fn read(sheet: &mut Sheet<'_>, lines: &[Line]) {
    let text = sheet.text;
    let mut at = 0;
    while at + 2 < lines.len() + 1 {
        let Some((head, rule)) = lines.get(at).zip(lines.get(at + 1)) else { break };
        at += 1;
        if !sheet.is_free(&head.range) || !is_rule(text, rule) {
            continue;
        }
        let Some(columns) = columns(text, head) else { continue };
        let above = (!columns.contains(&Column::Entity)).then(|| {
            let routed =
                || routes::entity_before(text, head.range.start).map(|name| (name, head.range.clone()));
            entity_above(text, lines, at - 1).or_else(routed)
        });
        let above = above.flatten();
        let first_row = at + 1;
        let rows = lines.get(first_row..).unwrap_or_default();
        let count = rows
            .iter()
            .take_while(|row| text.get(row.range.clone()).is_some_and(|words| words.contains('|')))
            .count();
        at = first_row + count;
        if above.is_none() && !columns.contains(&Column::Entity) {
            continue;
        }
        if let Some((name, range)) = &above {
            sheet.take(range.clone());
            sheet.entity(name, range.clone(), "md.table");
            sheet.cover(head.range.clone(), format!("/entities/{name}"));
        }
        sheet.take(head.range.clone());
        sheet.take(rule.range.clone());
        if above.is_none() {
            // The head says what each column holds; that is all its words do.
            sheet.cover(head.range.clone(), "/entities");
        }
        for row in rows.iter().take(count) {
            read_row(sheet, row, &columns, above.as_ref().map(|(name, _)| name.as_str()));
        }
    }
}

/// `|---|:--:|`
fn is_rule(text: &str, line: &Line) -> bool {
    let words = text.get(line.range.clone()).unwrap_or_default();
    words.contains("--") && words.contains('|') && words.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn columns(text: &str, head: &Line) -> Option<Vec<Column>> {
    let names: Vec<Column> = cells(text, &head.range)
        .into_iter()
        .map(|cell| {
            let name = text.get(cell).unwrap_or_default().trim_matches(['*', '`', ' ', '?']).to_lowercase();
            match name.as_str() {
                "entity" | "model" | "table" | "resource" => Column::Entity,
                "field" | "name" | "column" | "attribute" | "property" | "field name" | "column name" => {
                    Column::Field
                }
                "type" | "data type" | "datatype" => Column::Type,
                "required" | "mandatory" => Column::Required,
                "unique" => Column::Unique,
                "default" => Column::Default,
                "constraints" | "constraint" | "rules" | "rule" | "validation" | "validations"
                | "modifiers" | "options" | "limits" | "limit" | "restrictions" | "restriction"
                | "checks" | "values" | "allowed" | "allowed values" => Column::Modifiers,
                _ => Column::Description,
            }
        })
        .collect();
    let has = |column| names.contains(&column);
    let says_more = has(Column::Type) || has(Column::Required) || has(Column::Modifiers);
    (has(Column::Field) && says_more).then_some(names)
}

/// The heading or the line with a colon over the table.
fn entity_above(text: &str, lines: &[Line], at: usize) -> Option<(String, Range<usize>)> {
    let above = lines.get(at.saturating_sub(MAX_ABOVE)..at)?;
    let line = above.iter().rev().find(|line| !line.is_blank())?;
    // "Sack" right above its table, as above a list.
    let named =
        text.get(line.range.clone()).is_some_and(|words| words.starts_with(|c: char| c.is_ascii_uppercase()));
    let range = sections::entity_header(text, line, named && !line.is_bullet())?.range;
    Some((Sheet::entity_name(text.get(range.clone())?)?, range))
}

fn read_row(sheet: &mut Sheet<'_>, row: &Line, columns: &[Column], above: Option<&str>) {
    let text = sheet.text;
    let cells = cells(text, &row.range);
    let words = |column: Column| {
        let at = columns.iter().position(|other| *other == column)?;
        let cell = text.get(cells.get(at)?.clone())?.trim_matches([' ', '`', '*']);
        (!cell.is_empty()).then_some(cell)
    };
    sheet.take(row.range.clone());
    let own = words(Column::Entity).and_then(Sheet::entity_name);
    let (Some(entity), Some(name)) = (own.or(above.map(str::to_owned)), words(Column::Field)) else {
        return sheet.unread(row.range.clone(), "a row of a table names no field");
    };
    if above.is_none() {
        let at = columns.iter().position(|column| *column == Column::Entity).unwrap_or_default();
        let range = cells.get(at).cloned().unwrap_or(row.range.clone());
        sheet.entity(&entity, range, "md.table");
    }
    // The row as one line of a description: the same words mean the same there.
    let mut line = format!("{name}: ");
    let yes = |cell: &str| {
        matches!(
            cell.to_lowercase().as_str(),
            "yes" | "y" | "true" | "x" | "✓" | "✔" | "✅" | "required" | "unique"
        )
    };
    let mut said: Vec<String> =
        [Column::Type, Column::Modifiers].into_iter().filter_map(words).map(str::to_owned).collect();
    if let Some(cell) = words(Column::Required) {
        said.push(if yes(cell) { "required" } else { "optional" }.to_owned());
    }
    if words(Column::Unique).is_some_and(yes) {
        said.push("unique".to_owned());
    }
    if let Some(cell) = words(Column::Default).filter(|cell| !matches!(*cell, "-" | "–" | "none" | "null"))
    {
        said.push(format!("default {cell}"));
    }
    said.retain(|words| !matches!(words.as_str(), "-" | "–" | "—"));
    // A type that is only "enum" has its values in another column.
    let is_choice = words(Column::Type).is_some_and(|cell| {
        matches!(cell.to_lowercase().as_str(), "enum" | "choice" | "enumeration" | "select")
    });
    let parts = |cell: &str| -> Vec<String> {
        cell.split([',', '/', ';'])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    };
    let is_value = |part: &String| part.split(' ').count() <= 3 && !says_modifiers(part);
    // "easy, medium, hard; default easy": the values first, then what holds for them.
    let listed = |cell: &str| {
        let parts = parts(cell);
        let values = parts.iter().take_while(|part| is_value(part)).count();
        values >= 2 && parts.iter().skip(values).all(|part| says_modifiers(part))
    };
    let told_apart = [Column::Description, Column::Modifiers]
        .into_iter()
        .filter_map(|column| words(column).filter(|cell| is_choice && listed(cell)))
        .next();
    if let Some(cell) = told_apart {
        said.retain(|words| words != cell);
        let (values, more): (Vec<String>, Vec<String>) = parts(cell).into_iter().partition(is_value);
        if let Some(first) = said.first_mut() {
            *first = format!("enum({})", values.join(", "));
        }
        said.extend(more);
    }
    line.push_str(&said.join(", "));
    // "max 150, unique" among the notes says what a column of constraints would.
    let told = words(Column::Description)
        .filter(|cell| told_apart != Some(*cell))
        .filter(|cell| says_modifiers(cell))
        .map(|cell| format!("{line}{}{cell}", if said.is_empty() { "" } else { ", " }))
        .and_then(|line| phrase::read(&line, 0..line.len(), Style::Lines));
    let is_told = told.is_some();
    let Some(mut phrase) = told.or_else(|| phrase::read(&line, 0..line.len(), Style::Lines)) else {
        return sheet.unread(row.range.clone(), "a row of a table is no field");
    };
    phrase.range = row.range.clone();
    phrase.field.description =
        words(Column::Description).filter(|cell| !is_told && told_apart != Some(*cell)).map(str::to_owned);
    blocks::field(sheet, &entity, phrase, "md.table");
}

/// Whether a note begins like a constraint rather than like prose.
fn says_modifiers(cell: &str) -> bool {
    const STARTS: &[&str] = &[
        "required", "optional", "unique", "max", "min", "at most", "at least", "default", "between", "up to",
        "not null", "nullable", "one of", "positive", "non-", ">", "<", "≥", "≤",
    ];
    // What the first part says: "1 to 50, default 4".
    let first = cell.split([',', ';']).next().unwrap_or(cell).trim();
    let low = first.to_lowercase();
    let number = || {
        low.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit())
            && low.chars().all(|c| c.is_ascii_digit() || " to-–.".contains(c))
    };
    cell.len() <= 60 && (STARTS.iter().any(|start| low.starts_with(start)) || number())
}

/// The cells of a row, without the bars.
fn cells(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let Some(words) = text.get(range.clone()) else { return Vec::new() };
    let lead = usize::from(words.starts_with('|'));
    let tail = words.len() - usize::from(words.len() > 1 && words.ends_with('|'));
    let mut start = lead;
    let mut found = Vec::new();
    for at in words
        .match_indices('|')
        .map(|(at, _)| at)
        .filter(|at| (lead..tail).contains(at))
        .chain([tail.max(lead)])
    {
        found.push(range.start + start..range.start + at);
        start = at + 1;
    }
    found
}
