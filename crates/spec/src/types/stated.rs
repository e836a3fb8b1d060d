//! Types that somebody wrote down: `string(200)`, `decimal(10,2)`, `list of strings`, `email`.

use domain::spec::{Field, FieldType};
use serde_json::Number;

use crate::types;

/// The field of a stated type, in the words of English, SQL and the usual languages; `None` where
/// the word is no type. `enum(a, b)` gives the values.
pub fn of_type_word(word: &str) -> Option<Field> {
    let word = word.trim().trim_matches('`').trim();
    if word.is_empty() || word.len() > 2000 {
        return None;
    }
    if let Some(item) = array_item(word) {
        return array_of(&item);
    }
    let (name, arguments) = match word.split_once('(') {
        Some((name, rest)) => (name.trim(), Some(rest.strip_suffix(')')?.trim())),
        None => (word, None),
    };
    let name = spaced(name);
    if matches!(name.as_str(), "enum" | "choice" | "one of") {
        return choice_of(arguments?);
    }
    let mut field = plain(&name)?;
    match arguments {
        Some(arguments) => sized(&mut field, &name, arguments)?,
        None if matches!(name.as_str(), "money" | "currency amount") => field.multiple_of = types::step_of(2),
        None => {}
    }
    Some(field)
}

/// The field for a name with a type beside it, as in `price: decimal`. A bare number gets the bounds
/// that its name implies, as it would without the type; a sized one (`decimal(10,2)`) says all itself.
pub fn stated(name: &str, word: &str) -> Option<Field> {
    let stated = of_type_word(word)?;
    let inferred = types::infer(name).field;
    let bare = !word.contains('(');
    let same_kind = stated.ql_type == inferred.ql_type
        || (stated.ql_type == FieldType::Decimal
            && spaced(word.trim()) == "number"
            && matches!(inferred.ql_type, FieldType::Integer | FieldType::Float));
    if bare && same_kind && matches!(stated.ql_type, FieldType::Integer | FieldType::Decimal) {
        return Some(inferred);
    }
    Some(refine(name, stated))
}

/// What a column's type and its name give together. The stated type holds; a plain string
/// named like an e-mail address, link or password is one, and personal data is marked.
pub fn refine(name: &str, stated: Field) -> Field {
    let inferred = types::infer(name).field;
    let special = matches!(inferred.ql_type, FieldType::Email | FieldType::Url | FieldType::Password);
    let plain = matches!(stated.ql_type, FieldType::String | FieldType::Text);
    let mut field = if plain && special && stated.pattern.is_none() {
        let longest = inferred.max_length.into_iter().chain(stated.max_length).min();
        let shortest = inferred.min_length.filter(|min| longest.is_none_or(|max| *min <= max));
        Field { max_length: longest, min_length: shortest, ..inferred.clone() }
    } else {
        stated.clone()
    };
    field.required = stated.required;
    field.pii = stated.pii.or(inferred.pii);
    field
}

/// `string[]`, `[string]`, `array<string>`, `list of strings`, `array of decimals` → the item's type.
fn array_item(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if let Some(item) = lower.strip_suffix("[]") {
        return Some(item.trim().to_owned());
    }
    if let Some(item) = lower.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Some(item.trim().to_owned());
    }
    for prefix in ["array", "list", "set", "vec", "collection"] {
        let Some(rest) = lower.strip_prefix(prefix) else { continue };
        let bracketed = [('<', '>'), ('[', ']'), ('(', ')')]
            .iter()
            .find_map(|(open, close)| rest.trim().strip_prefix(*open)?.strip_suffix(*close));
        if let Some(item) = bracketed {
            return Some(item.trim().to_owned());
        }
        if let Some(item) = rest.strip_prefix(" of ") {
            return Some(crate::words::singular(item.trim()));
        }
        if rest.is_empty() {
            return Some("string".to_owned());
        }
    }
    None
}

fn array_of(item: &str) -> Option<Field> {
    let array = match of_scalar_word(item)?.ql_type {
        FieldType::Integer | FieldType::Duration => FieldType::IntegerArray,
        FieldType::Decimal | FieldType::Float => FieldType::DecimalArray,
        FieldType::String | FieldType::Text | FieldType::Slug => FieldType::StringArray,
        // Nothing in the vocabulary holds a list of these.
        _ => return None,
    };
    Some(types::of(array))
}

/// Without lists, so that `string[][]` ends here instead of going on and on.
fn of_scalar_word(word: &str) -> Option<Field> {
    let name = word.split('(').next().unwrap_or(word);
    plain(&spaced(name))
}

/// Lower case with single spaces: `Date-Time` → `date time`.
fn spaced(name: &str) -> String {
    let divided = name.to_lowercase().replace(['-', '_'], " ");
    divided.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(name: &str) -> Option<Field> {
    let ql_type = match name {
        "string" | "str" | "varchar" | "char" | "character" | "character varying" | "nvarchar" | "nchar"
        | "varchar2" | "line" | "short text" | "citext" => FieldType::String,
        "text" | "long text" | "longtext" | "mediumtext" | "tinytext" | "clob" | "textblob" | "markdown"
        | "paragraph" | "multiline text" | "textarea" => FieldType::Text,
        "int" | "integer" | "long" | "short" | "bigint" | "smallint" | "tinyint" | "mediumint" | "int2"
        | "int4" | "int8" | "int16" | "int32" | "int64" | "serial" | "bigserial" | "smallserial" | "uint"
        | "u32" | "u64" | "i32" | "i64" | "whole number" | "unsigned integer" | "year" => FieldType::Integer,
        "decimal" | "numeric" | "number" | "dec" | "bigdecimal" | "big decimal" | "money"
        | "currency amount" | "smallmoney" => FieldType::Decimal,
        "float" | "double" | "real" | "double precision" | "float4" | "float8" | "float32" | "float64"
        | "f32" | "f64" => FieldType::Float,
        "bool" | "boolean" | "flag" | "yes/no" | "true/false" | "bit" => FieldType::Boolean,
        "date" | "localdate" | "local date" => FieldType::Date,
        "datetime"
        | "date time"
        | "timestamp"
        | "timestamptz"
        | "instant"
        | "zoneddatetime"
        | "localdatetime"
        | "timestamp with time zone"
        | "timestamp without time zone"
        | "datetime2"
        | "smalldatetime"
        | "datetimeoffset"
        | "date and time" => FieldType::DateTime,
        "time" | "localtime" | "time of day" | "timetz" | "time without time zone" => FieldType::Time,
        "duration" | "interval" | "timespan" | "timedelta" => FieldType::Duration,
        "email" | "e mail" | "email address" => FieldType::Email,
        "url" | "uri" | "link" | "web address" => FieldType::Url,
        "uuid" | "guid" | "uniqueidentifier" => FieldType::Uuid,
        "slug" => FieldType::Slug,
        "phone" | "phone number" | "telephone" => FieldType::Phone,
        "ip" | "inet" | "ip address" => FieldType::Ip,
        "password" => FieldType::Password,
        "file" | "image" | "blob" | "binary" | "bytea" | "varbinary" | "photo" => FieldType::File,
        "json" | "jsonb" | "object" | "map" | "dict" | "dictionary" | "hash" | "hstore" => FieldType::Json,
        "geo" | "point" | "geopoint" | "coordinates" | "geography" | "geometry" => FieldType::Geo,
        _ => return None,
    };
    Some(types::of(ql_type))
}

/// `string(200)` is a longest length, `decimal(10,2)` digits and places.
fn sized(field: &mut Field, name: &str, arguments: &str) -> Option<()> {
    let numbers: Option<Vec<u32>> = arguments.split(',').map(|part| part.trim().parse().ok()).collect();
    match field.ql_type {
        FieldType::String | FieldType::Text => {
            let longest = match numbers.as_deref() {
                Some([longest]) if *longest > 0 => *longest,
                _ if arguments.eq_ignore_ascii_case("max") => return Some(()),
                _ => return None,
            };
            field.max_length = Some(u64::from(longest));
        }
        FieldType::Decimal => match numbers.as_deref()? {
            [digits] => fixed(field, *digits, 0),
            [digits, places] if places <= digits => fixed(field, *digits, *places),
            _ => return None,
        },
        // `int(11)`, `timestamp(6)`, `float(24)`: a display width or a precision, no constraint.
        // `tinyint(1)` is how MySQL writes a flag.
        FieldType::Integer if name == "tinyint" && arguments == "1" => *field = types::of(FieldType::Boolean),
        _ => {
            numbers?;
        }
    }
    Some(())
}

/// At most `digits` digits of which `places` stand after the point.
fn fixed(field: &mut Field, digits: u32, places: u32) {
    field.multiple_of = types::step_of(places);
    // Beyond 15 digits a JSON number could not hold the bound exactly; the digits are no limit then.
    if digits <= 15 {
        let units = 10_i64.pow(digits) - 1;
        let bound = if places == 0 {
            Some(Number::from(units))
        } else {
            let text = format!("{}e-{places}", units);
            text.parse::<f64>().ok().and_then(Number::from_f64)
        };
        let below = bound.as_ref().and_then(|bound| format!("-{bound}").parse::<Number>().ok());
        field.maximum = bound;
        field.minimum = below;
    }
}

fn choice_of(arguments: &str) -> Option<Field> {
    let value = |part: &str| part.trim().trim_matches(['\'', '"', '`']).trim().to_owned();
    let values: Vec<String> = arguments.split([',', '|', '/']).map(value).filter(|v| !v.is_empty()).collect();
    (values.len() > 1).then(|| types::choice(values))
}
