//! SQL DDL: `CREATE TABLE`, `CREATE TYPE … AS ENUM`, in the dialects of PostgreSQL, MySQL and SQLite.
//!
//! Each column and constraint is parsed on its own: one that is not understood becomes a question
//! and does not take its table with it.

mod around;
mod check;
mod column;
mod more;
mod scan;
mod script;
mod table;
mod write;

use indexmap::IndexMap;

use super::sheet::Sheet;
use table::Table;

/// More than any described system has; a script beyond it is a dump.
const MAX_TABLES: usize = 300;

pub fn read(sheet: &mut Sheet<'_>) {
    let mut found = scan::statements(sheet.text);
    if let Some(rest) = found.given_up.take() {
        sheet.unread(rest, "too many SQL statements have no end");
    }
    if let Some(first) = found.tables.get(MAX_TABLES) {
        sheet.unread(first.whole.clone(), "there are more than 300 tables");
        found.tables.truncate(MAX_TABLES);
    }
    let mut enums = IndexMap::new();
    for statement in &found.enums {
        let values = scan::string_list(sheet.text.get(statement.body.clone()).unwrap_or_default());
        if values.len() > 1 {
            enums.insert(scan::plain_name(&statement.name).to_lowercase(), values);
        }
    }
    let read = |statement| table::read(sheet.text, statement, &enums);
    let mut tables: Vec<Table> = found.tables.iter().filter_map(read).collect();
    let places: Vec<_> = tables.iter().map(|table| table.whole.clone()).collect();
    let regions = script::regions(sheet.text, sheet.file_name, &places);
    let mut statements: Vec<script::Statement> = Vec::new();
    for region in &regions {
        statements.extend(script::statements(sheet.text, region));
    }
    // Tables that a routine makes for itself are none of the project's.
    let routines = || statements.iter().filter(|statement| statement.kind == script::Kind::Routine);
    tables.retain(|table| !routines().any(|routine| routine.range.contains(&table.name_range.start)));
    let parts = more::partitions(sheet.text, &mut tables, &statements);
    let others = more::read(sheet.text, &mut tables, &enums, &statements, &parts);
    for table in &tables {
        sheet.take(table.whole.clone());
        if let (None, Some((name, range))) = (&sheet.out.storage, &table.dialect) {
            sheet.out.storage = Some(((*name).to_owned(), sheet.span(range)));
        }
    }
    let (joins, entities): (Vec<&Table>, Vec<&Table>) =
        tables.iter().partition(|table| table.joins().is_some());
    // Entities before relations, so that every target is known.
    for table in &entities {
        write::entity(sheet, table);
    }
    for table in &entities {
        write::relations(sheet, table);
        write::rules(sheet, table);
    }
    for table in joins {
        write::join(sheet, table);
    }
    for other in others {
        write::other(sheet, &tables, other);
    }
    for statement in &found.enums {
        write::enum_type(sheet, statement);
    }
    for (parent, range) in parts {
        sheet.take(range.clone());
        sheet.cover(range, format!("/entities/{parent}"));
    }
    for region in regions {
        around::write(sheet, &tables, &region, &statements);
    }
}
