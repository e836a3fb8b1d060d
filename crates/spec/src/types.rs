//! From a field's name, or from a stated type, to JSON Schema keywords.
//!
//! Each keyword becomes a requirement with a test of its own. So only what a program can
//! check exactly is put down, and patterns use only what Python, JavaScript and RE2 share.

mod names;
mod stated;

use domain::spec::{Field, FieldType};
use serde_json::{Number, Value, json};

pub use names::{Doubt, Inferred, infer, is_untold, pii};
pub use stated::{of_type_word, refine, stated};

/// 7 to 15 digits as people write them: E.164 and national numbers, with blanks, brackets and strokes between.
pub const PHONE: &str = "^\\+?[(]?[0-9]([ ()./-]{0,2}[0-9]){6,14}$";
pub const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
pub const ISBN: &str = "^(97[89])?[0-9]{9}[0-9Xx]$";
pub const IBAN: &str = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$";
pub const VIN: &str = "^[A-HJ-NPR-Z0-9]{17}$";
pub const CURRENCY: &str = "^[A-Z]{3}$";
pub const COUNTRY_CODE: &str = "^[A-Z]{2}$";

/// A required field of the type with the keywords that the type alone implies.
pub fn of(ql_type: FieldType) -> Field {
    let mut field = Field::of(ql_type);
    field.required = ql_type != FieldType::Boolean;
    field.json_type = Some(json!(json_type(ql_type)));
    match ql_type {
        FieldType::String => length(&mut field, 1, 255),
        FieldType::Text => length(&mut field, 1, 10_000),
        FieldType::Decimal => field.format = Some("decimal".into()),
        FieldType::Date => field.format = Some("date".into()),
        FieldType::DateTime => field.format = Some("date-time".into()),
        FieldType::Time => field.format = Some("time".into()),
        FieldType::Duration => field.minimum = Some(Number::from(0)),
        FieldType::Email => {
            field.format = Some("email".into());
            field.max_length = Some(254);
        }
        FieldType::Url => {
            field.format = Some("uri".into());
            field.max_length = Some(2048);
        }
        FieldType::Uuid => field.format = Some("uuid".into()),
        FieldType::Slug => {
            length(&mut field, 1, 255);
            field.pattern = Some(SLUG.into());
        }
        FieldType::Phone => field.pattern = Some(PHONE.into()),
        FieldType::Ip => field.max_length = Some(45),
        FieldType::Password => {
            length(&mut field, 8, 128);
            field.write_only = Some(true);
        }
        FieldType::File => length(&mut field, 1, 2048),
        FieldType::StringArray => array(&mut field, FieldType::String),
        FieldType::IntegerArray => array(&mut field, FieldType::Integer),
        FieldType::DecimalArray => array(&mut field, FieldType::Decimal),
        FieldType::Integer
        | FieldType::Float
        | FieldType::Boolean
        | FieldType::Json
        | FieldType::Geo
        | FieldType::Enum => {}
    }
    field
}

/// A choice among stated values.
pub fn choice(values: impl IntoIterator<Item = String>) -> Field {
    let mut field = of(FieldType::Enum);
    field.values = Some(values.into_iter().map(Value::String).collect());
    field
}

/// The type's name in JSON Schema. Decimals travel as strings, so that no digit is lost.
pub fn json_type(ql_type: FieldType) -> &'static str {
    match ql_type {
        FieldType::Integer | FieldType::Duration => "integer",
        FieldType::Float => "number",
        FieldType::Boolean => "boolean",
        FieldType::Json | FieldType::Geo => "object",
        FieldType::StringArray | FieldType::IntegerArray | FieldType::DecimalArray => "array",
        FieldType::String
        | FieldType::Text
        | FieldType::Decimal
        | FieldType::Date
        | FieldType::DateTime
        | FieldType::Time
        | FieldType::Email
        | FieldType::Url
        | FieldType::Uuid
        | FieldType::Slug
        | FieldType::Phone
        | FieldType::Ip
        | FieldType::Password
        | FieldType::File
        | FieldType::Enum => "string",
    }
}

/// Whether the values are free text, whose length and form may be bounded.
pub fn is_text(ql_type: FieldType) -> bool {
    use FieldType as T;
    matches!(ql_type, T::String | T::Text | T::Email | T::Url | T::Slug | T::Phone | T::Password | T::File)
}

/// Whether the values are numbers, which may have bounds.
pub fn is_number(ql_type: FieldType) -> bool {
    use FieldType as T;
    matches!(ql_type, T::Integer | T::Decimal | T::Float | T::Duration)
}

/// `0.01` for two places; places beyond 15 cannot be written as a JSON number and give `None`.
pub fn step_of(places: u32) -> Option<Number> {
    if places == 0 {
        return Some(Number::from(1));
    }
    (places <= 15).then(|| format!("1e-{places}").parse::<f64>().ok()).flatten().and_then(Number::from_f64)
}

fn length(field: &mut Field, min: u64, max: u64) {
    field.min_length = Some(min);
    field.max_length = Some(max);
}

fn array(field: &mut Field, item: FieldType) {
    let mut items = json!({ "type": json_type(item) });
    match item {
        FieldType::String => {
            items["minLength"] = json!(1);
            items["maxLength"] = json!(255);
        }
        FieldType::Decimal => items["format"] = json!("decimal"),
        _ => {}
    }
    field.items = Some(items);
    field.max_items = Some(100);
}
