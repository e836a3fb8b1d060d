//! From sample values and their key to a field.

use std::sync::LazyLock;

use domain::spec::{Field, FieldType};
use regex::Regex;
use serde_json::Value;

use crate::{
    sniff::tree::{Kind, Node},
    types,
};

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d{4}-\d{2}-\d{2}$").ok());
static DATE_TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}").ok());
static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d{2}:\d{2}(:\d{2})?$").ok());
static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[^@\s]+@[^@\s]+\.[^@\s]+$").ok());
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^https?://\S+$").ok());
static UUID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$").ok());

/// An object under this key is a value of its record, not a record of its own.
pub fn stays_inside(name: &str) -> bool {
    matches!(types::infer(name).field.ql_type, FieldType::Json | FieldType::Geo | FieldType::Text)
}

/// The field that all samples of one key fit; a `null` among them makes it optional.
pub fn field(name: &str, samples: &[&Node]) -> Field {
    let values: Vec<&Node> = samples.iter().copied().filter(|node| !is_null(node)).collect();
    let mut field = match values.split_first() {
        None => types::infer(name).field,
        Some((first, rest)) => rest.iter().fold(of_value(name, first), |so_far, node| {
            let next = of_value(name, node);
            if next.ql_type == so_far.ql_type { so_far } else { wider(name, so_far, next) }
        }),
    };
    field.required &= values.len() == samples.len();
    if field.pii.is_none() {
        field.pii = types::pii(name);
    }
    field
}

fn is_null(node: &Node) -> bool {
    matches!(node.kind, Kind::Scalar(Value::Null))
}

fn of_value(name: &str, node: &Node) -> Field {
    let inferred = types::infer(name).field;
    match &node.kind {
        Kind::Object(_) if inferred.ql_type == FieldType::Geo => inferred,
        Kind::Object(_) => types::of(FieldType::Json),
        Kind::Array(items) => of_list(items),
        Kind::Scalar(Value::Bool(_)) => types::of(FieldType::Boolean),
        Kind::Scalar(Value::Number(number)) if number.is_f64() => match inferred.ql_type {
            FieldType::Decimal | FieldType::Float => inferred,
            _ => types::of(FieldType::Decimal),
        },
        Kind::Scalar(Value::Number(_)) => match inferred.ql_type {
            FieldType::Integer | FieldType::Decimal | FieldType::Float | FieldType::Duration => inferred,
            _ => types::of(FieldType::Integer),
        },
        Kind::Scalar(Value::String(text)) => of_text(text, inferred),
        Kind::Scalar(_) => inferred,
    }
}

fn of_text(text: &str, inferred: Field) -> Field {
    let is = |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    let seen = if is(&DATE_TIME) {
        FieldType::DateTime
    } else if is(&DATE) {
        FieldType::Date
    } else if is(&TIME) {
        FieldType::Time
    } else if is(&EMAIL) {
        FieldType::Email
    } else if is(&URL) {
        FieldType::Url
    } else if is(&UUID) {
        FieldType::Uuid
    } else {
        return fitting(text, inferred);
    };
    if seen == inferred.ql_type { inferred } else { types::of(seen) }
}

/// The name decides where the sample fits it: `"price": "9.50"` is a decimal.
fn fitting(text: &str, inferred: Field) -> Field {
    let matches = |pattern: &String| Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
    let fits = match inferred.ql_type {
        FieldType::Decimal => text.parse::<f64>().is_ok(),
        FieldType::Text | FieldType::File | FieldType::Ip => true,
        FieldType::Password => text.len() >= 8,
        FieldType::String | FieldType::Slug | FieldType::Phone => {
            inferred.pattern.as_ref().is_none_or(matches)
        }
        _ => false,
    };
    let long = text.chars().count() > 255;
    match (fits, long) {
        (true, true) if inferred.ql_type == FieldType::String => types::of(FieldType::Text),
        (true, _) => inferred,
        (false, true) => types::of(FieldType::Text),
        (false, false) => types::of(FieldType::String),
    }
}

fn of_list(items: &[Node]) -> Field {
    let all = |is: fn(&Value) -> bool| {
        items.iter().all(|item| matches!(&item.kind, Kind::Scalar(value) if is(value)))
    };
    if all(Value::is_string) {
        types::of(FieldType::StringArray)
    } else if all(|value| value.is_i64() || value.is_u64()) {
        types::of(FieldType::IntegerArray)
    } else if all(Value::is_number) {
        types::of(FieldType::DecimalArray)
    } else {
        types::of(FieldType::Json)
    }
}

/// What holds both kinds of value.
fn wider(name: &str, a: Field, b: Field) -> Field {
    use FieldType as T;
    let both = |x: T, y: T| (a.ql_type == x && b.ql_type == y) || (a.ql_type == y && b.ql_type == x);
    let textual = |field: &Field| types::json_type(field.ql_type) == "string" && field.ql_type != T::Decimal;
    if both(T::Integer, T::Decimal) {
        let inferred = types::infer(name).field;
        return if inferred.ql_type == T::Decimal { inferred } else { types::of(T::Decimal) };
    }
    if both(T::IntegerArray, T::DecimalArray) {
        return types::of(T::DecimalArray);
    }
    match (textual(&a), textual(&b)) {
        (true, true) if a.ql_type == T::Text || b.ql_type == T::Text => types::of(T::Text),
        (true, true) => types::of(T::String),
        _ => types::of(T::Json),
    }
}
