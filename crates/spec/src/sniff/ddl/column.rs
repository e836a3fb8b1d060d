//! One column: its type, what it demands, what it points to.

use std::ops::Range;

use domain::spec::{Field, FieldType, OnDelete};
use indexmap::IndexMap;
use serde_json::{Number, Value as Json, json};
use sqlparser::ast::{ColumnDef, ColumnOption, DataType, ObjectName, ReferentialAction};

use super::{check, check::Demand, scan};
use crate::{
    types,
    words::{case, snake},
};

#[derive(Debug, Clone)]
pub struct Column {
    /// As the spec spells it.
    pub name: String,
    /// As the checks of the table spell it, in lower case.
    pub raw: String,
    pub range: Range<usize>,
    pub field: Field,
    pub reference: Option<Reference>,
    pub is_primary: bool,
    pub demands: Vec<Demand>,
    /// What of the column no field can hold.
    pub doubts: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Reference {
    /// The table pointed to, as written.
    pub table: String,
    pub on_delete: Option<OnDelete>,
}

/// Value lists by type name in lower case, from `CREATE TYPE … AS ENUM`.
pub type Enums = IndexMap<String, Vec<String>>;

/// `None` where the column has no name that the spec can spell.
pub fn of(definition: &ColumnDef, range: Range<usize>, enums: &Enums) -> Option<Column> {
    let name = snake(&definition.name.value)?;
    let mut column = Column {
        raw: definition.name.value.to_lowercase(),
        range,
        field: types::of(FieldType::String),
        reference: None,
        is_primary: false,
        demands: Vec::new(),
        doubts: Vec::new(),
        name,
    };
    match type_of(&definition.data_type, enums) {
        Some(field) => column.field = types::refine(&column.name, field),
        None if definition.data_type == DataType::Unspecified => {
            column.field = types::infer(&column.name).field;
        }
        None => column.doubts.push(format!("the type {}", definition.data_type)),
    }
    column.field.required = false;
    for option in &definition.options {
        read_option(&mut column, &option.option);
    }
    if column.field.default.is_some() {
        column.field.required = false;
    }
    Some(column)
}

/// The field of an SQL type, `None` where it is none that we know.
pub fn type_of(data_type: &DataType, enums: &Enums) -> Option<Field> {
    let written = data_type.to_string();
    if let Some(values) = enums.get(&scan::plain_name(&written).to_lowercase()) {
        return Some(types::choice(values.iter().cloned()));
    }
    // `public.citext` is the extension's type; `public.short` is one of the script's own.
    let extensions = ["citext", "hstore", "geometry", "geography"];
    let lower = written.to_lowercase();
    let plain = scan::plain_name(&lower);
    let lower = if extensions.contains(&plain) { plain.to_owned() } else { lower };
    let (word, unsigned) = match lower.split_once(" unsigned") {
        Some((word, _)) => (word, true),
        None => (lower.as_str(), false),
    };
    // Values of an enum keep their case.
    let word = if lower.starts_with("enum") { written.as_str() } else { word };
    let mut field = match word {
        "year" => Field { maximum: Some(Number::from(2155)), ..types::of(FieldType::Integer) },
        _ => types::of_type_word(word)?,
    };
    if unsigned || word == "year" {
        field.minimum = Some(Number::from(0));
    }
    Some(field)
}

fn read_option(column: &mut Column, option: &ColumnOption) {
    match option {
        ColumnOption::NotNull => column.field.required = true,
        ColumnOption::Unique { is_primary, .. } => {
            column.is_primary |= is_primary;
            column.field.unique = Some(true);
            column.field.required |= is_primary;
        }
        ColumnOption::ForeignKey { foreign_table, on_delete, .. } => {
            column.reference = Some(reference(foreign_table, on_delete.as_ref()));
        }
        ColumnOption::Check(expr) => match check::demands(expr) {
            Some(demands) => column.demands.extend(demands),
            None => column.doubts.push(format!("the check {expr}")),
        },
        ColumnOption::Default(expr) => match check::literal(expr) {
            Some(value) => column.field.default = Some(fitting(&column.field, value)),
            None if expr.to_string().eq_ignore_ascii_case("null") => {}
            None => {
                column.field.required = false;
                column.doubts.push(format!("the default {expr}"));
            }
        },
        ColumnOption::Comment(text) => column.field.description = Some(text.clone()),
        ColumnOption::Generated { generation_expr: Some(_), .. } => {
            column.doubts.push("a computed value".to_owned());
        }
        // Serial numbers, spellings of text and the like belong to the database.
        _ => {}
    }
}

pub fn reference(table: &ObjectName, on_delete: Option<&ReferentialAction>) -> Reference {
    let on_delete = on_delete.and_then(|action| match action {
        ReferentialAction::Restrict | ReferentialAction::NoAction => Some(OnDelete::Restrict),
        ReferentialAction::Cascade => Some(OnDelete::Cascade),
        ReferentialAction::SetNull => Some(OnDelete::SetNull),
        ReferentialAction::SetDefault => None,
    });
    Reference { table: table.to_string(), on_delete }
}

/// A default in the field's own JSON type: `0` is false for a flag, `9.50` is text for a decimal.
fn fitting(field: &Field, value: Json) -> Json {
    match (field.ql_type, &value) {
        (FieldType::Boolean, Json::Number(number)) => json!(number.as_i64() != Some(0)),
        (FieldType::Boolean, Json::String(text)) => {
            json!(text == "1" || text.to_lowercase().starts_with(['t', 'y']))
        }
        (FieldType::Decimal, Json::Number(number)) => json!(number.to_string()),
        (FieldType::Integer | FieldType::Float, Json::String(text)) => {
            text.parse::<Number>().map(Json::Number).unwrap_or(value)
        }
        _ => value,
    }
}

impl Column {
    /// The relation's key: `author` and `author_id` are both `author_id`.
    pub fn key(&self) -> String {
        if self.name.ends_with("_id") { self.name.clone() } else { format!("{}_id", self.name) }
    }

    /// The name that stands in the spec: of the key where the column is one.
    pub fn spec_name(&self) -> String {
        if self.reference.is_some() { self.key() } else { self.name.clone() }
    }

    /// `id`, or `book_id` in `books`: the key that every blueprint adds itself.
    pub fn is_own_id(&self, entity: &str) -> bool {
        if self.reference.is_some() {
            return false;
        }
        let own = case::snake(entity).is_some_and(|stem| self.name == format!("{stem}_id"));
        self.name == "id" || (own && self.is_primary) || (self.name == "uuid" && self.is_primary)
    }

    pub fn is_timestamp(&self) -> bool {
        matches!(self.name.as_str(), "created_at" | "updated_at")
    }
}
