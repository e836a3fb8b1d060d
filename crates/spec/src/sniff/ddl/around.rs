//! What a script says around its tables: remarks for columns, rows, views, routines, rights.

use std::{ops::Range, sync::LazyLock};

use domain::spec::QuestionKind;
use regex::Regex;
use serde_json::json;

use super::{
    scan,
    script::{self, Kind, Statement},
    table::Table,
};
use crate::sniff::{ask, sheet::Sheet};

static COMMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?is)^comment\s+on\s+(?P<what>table|column)\s+(?P<name>\S+)\s+is\s+(?:'(?P<text>(?:[^']|'')*)'|null)\s*;?$").ok()
});

/// Gives every byte of the region a place.
pub fn write(sheet: &mut Sheet<'_>, tables: &[Table], region: &Range<usize>, statements: &[Statement]) {
    let entity = tables.iter().find(|table| sheet.out.entities.contains_key(&table.entity));
    let Some(pointer) = entity.map(|table| format!("/entities/{}", table.entity)) else { return };
    let inside: Vec<&Statement> =
        statements.iter().filter(|s| region.start <= s.range.start && s.range.end <= region.end).collect();
    for statement in &inside {
        let range = statement.range.clone();
        match statement.kind {
            Kind::Rows => asked(sheet, "rows", "rows of the script are not carried over", range),
            Kind::View => asked(sheet, "views", "views are not carried over", range),
            Kind::Routine => asked(
                sheet,
                "routines",
                "functions, procedures, triggers and policies of the database are not carried over",
                range,
            ),
            Kind::Rights => asked(
                sheet,
                "rights",
                "rights inside the database are not carried over; say who may do what in the request",
                range,
            ),
            Kind::Type if sheet.is_free(&range) => {
                asked(sheet, "types", "types of the database's own are not carried over", range)
            }
            Kind::Comment => comment(sheet, tables, range),
            Kind::Running | Kind::Type | Kind::Partition | Kind::Other => {}
        }
    }
    for range in script::prose(sheet.text, region, statements) {
        if !sheet.is_free(&range) {
            continue;
        }
        let text = "remarks in the script are kept as notes, and no requirement is read from them: go on?";
        let mut question = ask::question(QuestionKind::Unrecognised, "/source/prose", text);
        question.proposal = json!("keep them as notes");
        question.options =
            vec![json!("keep them as notes"), json!("I will state what they demand in the request")];
        sheet.ask(question, range);
    }
    sheet.take(region.clone());
    sheet.cover(region.clone(), pointer);
}

fn asked(sheet: &mut Sheet<'_>, what: &str, says: &str, range: Range<usize>) {
    let mut question = ask::question(
        QuestionKind::Unrecognised,
        &format!("/source/not-carried/sql-{what}"),
        format!("{says}: go on without them?"),
    );
    question.proposal = json!("without them");
    question.options = vec![json!("without them"), json!("I will describe them in other words")];
    sheet.ask(question, range);
}

/// A remark on a column is its field's description.
fn comment(sheet: &mut Sheet<'_>, tables: &[Table], range: Range<usize>) {
    let words = sheet.text.get(range.clone()).unwrap_or_default();
    let Some(found) = COMMENT.as_ref().and_then(|regex| regex.captures(words)) else {
        return asked(sheet, "remarks", "some remarks are not carried over", range);
    };
    let name = &found["name"];
    let of =
        |name: &str| tables.iter().find(|table| table.table.eq_ignore_ascii_case(scan::plain_name(name)));
    if found["what"].eq_ignore_ascii_case("table") {
        if let Some(table) = of(name).filter(|table| sheet.out.entities.contains_key(&table.entity)) {
            sheet.cover(range, format!("/entities/{}", table.entity));
        }
        return;
    }
    let Some((table, column)) = name.rsplit_once('.') else { return };
    let Some(table) = of(table) else { return };
    let Some(field) = table.spec_name(&scan::plain_name(column).to_lowercase()) else { return };
    let entity = sheet.out.entities.get_mut(&table.entity);
    let Some(known) = entity.and_then(|entity| entity.fields.get_mut(&field)) else { return };
    let text = found
        .name("text")
        .map(|text| text.as_str().replace("''", "'"))
        .filter(|text| text.chars().count() <= 500);
    known.description = known.description.take().or(text);
    sheet.cover(range, format!("/entities/{}/fields/{field}", table.entity));
}
