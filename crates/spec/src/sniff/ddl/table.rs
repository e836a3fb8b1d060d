//! One `CREATE TABLE`, read column by column.

use std::ops::Range;

use sqlparser::{
    ast::{Expr, IndexColumn, TableConstraint},
    dialect::{Dialect, GenericDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect},
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::{
    check::{self, Demand},
    column::{self, Column, Enums},
    scan::{self, Statement},
};
use crate::sniff::{sheet::Sheet, typed};

/// Deeper expressions than this are no checks that people write.
const MAX_DEPTH: usize = 40;

#[derive(Debug)]
pub struct Table {
    pub entity: String,
    pub table: String,
    pub whole: Range<usize>,
    pub name_range: Range<usize>,
    pub columns: Vec<Column>,
    /// Sets of columns by their spelling in the table.
    pub uniques: Vec<(Vec<String>, Range<usize>)>,
    pub checks: Vec<(Vec<Demand>, Range<usize>)>,
    /// Items that were not understood, with their words.
    pub unread: Vec<Unread>,
    pub dialect: Option<(&'static str, Range<usize>)>,
}

#[derive(Debug)]
pub struct Unread {
    pub range: Range<usize>,
    /// A constraint is a rule that stays text; a column is a question about a field.
    pub is_constraint: bool,
}

/// `None` where the parentheses hold something else than columns, as in the English sentence
/// "create table reservations (guest, date)".
pub fn read(text: &str, statement: &Statement, enums: &Enums) -> Option<Table> {
    let plain = scan::plain_name(&statement.name);
    let entity = Sheet::entity_name(plain.strip_prefix("tbl_").unwrap_or(plain))?;
    let mut table = Table {
        entity,
        table: plain.to_owned(),
        whole: typed::with_remarks(text, statement.whole.start)..statement.whole.end,
        name_range: statement.name_range.clone(),
        columns: Vec::new(),
        uniques: Vec::new(),
        checks: Vec::new(),
        unread: Vec::new(),
        dialect: dialect(text, &statement.whole),
    };
    let mut known_types = 0;
    for range in scan::items(text, statement.body.clone()) {
        known_types += usize::from(read_item(&mut table, text, range, enums));
    }
    let columns = table.columns.len() + table.unread.iter().filter(|unread| !unread.is_constraint).count();
    (known_types > 0 && known_types * 2 >= columns).then_some(table)
}

/// Adds one item of a table to it; `true` for a column of a known type.
pub fn read_item(table: &mut Table, text: &str, range: Range<usize>, enums: &Enums) -> bool {
    let item = text.get(range.clone()).unwrap_or_default();
    if is_constraint(item) {
        read_constraint(table, item, range);
        return false;
    }
    let definition = parse(item, |parser| parser.parse_column_def());
    let column = definition.as_ref().and_then(|definition| column::of(definition, range.clone(), enums));
    let has_type =
        definition.is_some_and(|definition| column::type_of(&definition.data_type, enums).is_some());
    match column {
        Some(column) => {
            table.columns.push(column);
            has_type
        }
        None => {
            table.unread.push(Unread { range, is_constraint: false });
            false
        }
    }
}

fn is_constraint(item: &str) -> bool {
    let mut words =
        item.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_lowercase();
    let second = words.next().unwrap_or_default().to_lowercase();
    match first.as_str() {
        "constraint" | "exclude" => true,
        "primary" | "foreign" => second == "key",
        "check" => item.contains('('),
        // A column may be called `key` or `index`; a constraint goes on with a name and parentheses.
        "unique" | "key" | "index" | "fulltext" | "spatial" => {
            item.trim_end().ends_with(')') && crate::types::of_type_word(&second).is_none()
        }
        _ => false,
    }
}

fn read_constraint(table: &mut Table, item: &str, range: Range<usize>) {
    let parsed = parse(item, |parser| {
        parser
            .parse_optional_table_constraint()?
            .ok_or_else(|| ParserError::ParserError("no constraint".into()))
    });
    let done = match parsed {
        Some(TableConstraint::Unique { columns, .. }) => unique(table, &columns, &range),
        Some(TableConstraint::PrimaryKey { columns, .. }) => primary(table, &columns, &range),
        Some(TableConstraint::ForeignKey { columns, foreign_table, on_delete, .. }) => {
            match columns.as_slice() {
                [only] => {
                    let wanted = only.value.to_lowercase();
                    let column = table.columns.iter_mut().find(|column| column.raw == wanted);
                    column.map(|column| {
                        column.reference = Some(column::reference(&foreign_table, on_delete.as_ref()))
                    })
                }
                _ => None,
            }
        }
        Some(TableConstraint::Check { expr, .. }) => {
            check::demands(&expr).map(|demands| table.checks.push((demands, range.clone())))
        }
        // An index makes queries fast and says nothing about values.
        Some(TableConstraint::Index { .. } | TableConstraint::FulltextOrSpatial { .. }) => Some(()),
        None => None,
    };
    if done.is_none() {
        table.unread.push(Unread { range, is_constraint: true });
    }
}

fn unique(table: &mut Table, columns: &[IndexColumn], range: &Range<usize>) -> Option<()> {
    let names: Option<Vec<String>> = columns.iter().map(name_of).collect();
    table.uniques.push((names?, range.clone()));
    Some(())
}

fn primary(table: &mut Table, columns: &[IndexColumn], range: &Range<usize>) -> Option<()> {
    let names: Option<Vec<String>> = columns.iter().map(name_of).collect();
    let names = names?;
    if let [only] = names.as_slice() {
        let column = table.columns.iter_mut().find(|column| column.raw == *only)?;
        column.is_primary = true;
        column.field.unique = Some(true);
        column.field.required = true;
        return Some(());
    }
    for column in table.columns.iter_mut().filter(|column| names.contains(&column.raw)) {
        column.field.required = true;
    }
    table.uniques.push((names, range.clone()));
    Some(())
}

fn name_of(column: &IndexColumn) -> Option<String> {
    match &column.column.expr {
        Expr::Identifier(name) => Some(name.value.to_lowercase()),
        _ => None,
    }
}

/// The first dialect that reads all of the item.
fn parse<T>(item: &str, read: impl Fn(&mut Parser<'_>) -> Result<T, ParserError>) -> Option<T> {
    let dialects: [&dyn Dialect; 4] =
        [&PostgreSqlDialect {}, &MySqlDialect {}, &SQLiteDialect {}, &GenericDialect {}];
    dialects.into_iter().find_map(|dialect| {
        let mut parser = Parser::new(dialect).with_recursion_limit(MAX_DEPTH).try_with_sql(item).ok()?;
        let parsed = read(&mut parser).ok()?;
        (parser.peek_token().token == Token::EOF).then_some(parsed)
    })
}

/// Words that only one database knows.
fn dialect(text: &str, whole: &Range<usize>) -> Option<(&'static str, Range<usize>)> {
    let statement = text.get(whole.clone())?.to_ascii_lowercase();
    let marks = [
        ("auto_increment", "mysql"),
        ("engine=", "mysql"),
        ("engine =", "mysql"),
        (" enum(", "mysql"),
        (" enum (", "mysql"),
        ("autoincrement", "sqlite"),
        ("bigserial", "postgres"),
        ("serial", "postgres"),
        ("timestamptz", "postgres"),
        ("jsonb", "postgres"),
        ("nextval(", "postgres"),
        ("::", "postgres"),
        ("timestamp with time zone", "postgres"),
    ];
    marks.iter().find_map(|(mark, name)| {
        let at = statement.find(mark)?;
        Some((*name, whole.start + at..whole.start + at + mark.len()))
    })
}

impl Table {
    /// The two keys of a table that does nothing but join: it is a relation, not an entity.
    pub fn joins(&self) -> Option<[&Column; 2]> {
        let mut own = self.columns.iter().filter(|c| !c.is_own_id(&self.entity) && !c.is_timestamp());
        let (first, second) = (own.next()?, own.next()?);
        let only_keys = own.next().is_none() && first.reference.is_some() && second.reference.is_some();
        (only_keys && self.unread.is_empty() && self.checks.is_empty()).then_some([first, second])
    }

    /// A column by its spelling in the table, as the spec names it.
    pub fn spec_name(&self, raw: &str) -> Option<String> {
        self.columns.iter().find(|column| column.raw == raw).map(Column::spec_name)
    }
}
