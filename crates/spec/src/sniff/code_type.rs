//! Types as programming languages and their users write them: `&str`, `string[]`, `list of strings`.

use domain::spec::FieldType;

pub fn named(word: &str) -> Option<FieldType> {
    use FieldType as T;
    let word = word.trim().trim_start_matches('&').trim_start_matches("mut ").trim();
    let word = word.trim_start_matches("'static ").trim_end_matches('?');
    if let Some(inner) = item_of(word) {
        return Some(match named(inner)? {
            T::Integer => T::IntegerArray,
            T::Decimal | T::Float => T::DecimalArray,
            T::String | T::Text => T::StringArray,
            _ => T::Json,
        });
    }
    if let Some(inner) = within(word, &["Option", "Optional", "Promise", "Result"]) {
        return named(inner.split(',').next().unwrap_or(inner));
    }
    // Go gives a value and an error.
    if let Some(inner) = word.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
        return named(inner.split(',').next()?);
    }
    Some(match word.to_lowercase().as_str() {
        "str" | "string" | "text" => T::String,
        "int" | "integer" | "long" | "short" | "byte" | "usize" | "isize" | "bigint" | "uint"
        | "whole number" => T::Integer,
        "i8" | "i16" | "i32" | "i64" | "i128" | "u8" | "u16" | "u32" | "u64" | "u128" | "int32" | "int64"
        | "uint32" | "uint64" => T::Integer,
        "float" | "double" | "f32" | "f64" | "float32" | "float64" | "number" => T::Float,
        "decimal" | "bigdecimal" => T::Decimal,
        "bool" | "boolean" | "true or false" | "whether" => T::Boolean,
        "date" | "localdate" => T::Date,
        "datetime" | "instant" | "localdatetime" => T::DateTime,
        "dict" | "object" | "map" | "record" | "any" | "json" => T::Json,
        "uuid" => T::Uuid,
        _ => return None,
    })
}

fn item_of(word: &str) -> Option<&str> {
    if let Some(inner) = word.strip_suffix("[]").or_else(|| word.strip_prefix("[]")) {
        return Some(inner);
    }
    for lead in ["array of ", "arrays of ", "list of ", "lists of "] {
        if let Some(inner) = word.strip_prefix(lead) {
            return Some(inner.strip_suffix('s').unwrap_or(inner));
        }
    }
    within(word, &["Vec", "list", "List", "Array", "Sequence", "Iterable", "ArrayList"])
        .or_else(|| word.strip_prefix('[').and_then(|w| w.strip_suffix(']')))
}

/// `String` of `Vec<String>` and `list[str]`.
fn within<'a>(word: &'a str, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| {
        let rest = word.strip_prefix(name)?;
        rest.strip_prefix('<')
            .and_then(|r| r.strip_suffix('>'))
            .or_else(|| rest.strip_prefix('[').and_then(|r| r.strip_suffix(']')))
    })
}
