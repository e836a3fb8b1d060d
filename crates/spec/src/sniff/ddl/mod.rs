//! SQL DDL: `CREATE TABLE`, `CREATE TYPE … AS ENUM`, in the dialects of PostgreSQL, MySQL and SQLite.
//!
//! Each column and constraint is parsed on its own: one that is not understood becomes a question
//! and does not take its table with it.

mod check;
mod column;
mod scan;
mod table;
mod write;

use indexmap::IndexMap;

use super::sheet::Sheet;
use table::Table;

pub fn read(sheet: &mut Sheet<'_>) {
    let found = scan::statements(sheet.text);
    if let Some(rest) = found.given_up {
        sheet.unread(rest, "too many SQL statements have no end");
    }
    let mut enums = IndexMap::new();
    for statement in &found.enums {
        let values = scan::string_list(sheet.text.get(statement.body.clone()).unwrap_or_default());
        if values.len() > 1 {
            enums.insert(scan::plain_name(&statement.name).to_lowercase(), values);
        }
    }
    let read = |statement| table::read(sheet.text, statement, &enums);
    let tables: Vec<Table> = found.tables.iter().filter_map(read).collect();
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
    for statement in &found.enums {
        write::enum_type(sheet, statement);
    }
}
