//! One field's value as a schema: its keywords, and the bounds that every value has.

use domain::spec::FieldType;
use serde_json::{Map, Value, json};

use super::decimal;
use crate::model::Field;

const NO_NUL: &str = "^[^\\u0000]*$";
/// Every white space is named: dialects of `\s` differ.
const NOT_BLANK: &str = "^[^\\u0000]*[^\\u0000\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000][^\\u0000]*$";
const JSON_BYTES: u32 = 65_536;

/// Bodies and answers differ for decimals: number or text in, text out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

pub(super) fn schema(field: &Field, way: Way, nullable: bool) -> Value {
    let mut schema = plain(field, way);
    let k = &field.keywords;
    if let Some(values) = &k.values {
        schema.insert("enum".into(), json!(values));
    }
    if way == Way::In
        && let Some(default) = &k.default
    {
        schema.insert("default".into(), default.clone());
    }
    if nullable {
        schema = or_null(schema);
    }
    if let Some(text) = &k.description {
        schema.insert("description".into(), json!(text));
    }
    Value::Object(schema)
}

fn or_null(mut schema: Map<String, Value>) -> Map<String, Value> {
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    match schema.get("type").cloned() {
        Some(kind @ Value::String(_)) => {
            schema.insert("type".into(), json!([kind, "null"]));
            schema
        }
        _ if schema.contains_key("anyOf") => {
            if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
                choices.push(json!({ "type": "null" }));
            }
            schema
        }
        // Without a type every value goes, null too.
        _ => schema,
    }
}

fn plain(field: &Field, way: Way) -> Map<String, Value> {
    let k = &field.keywords;
    let value = match field.ql_type {
        FieldType::String | FieldType::Text | FieldType::Enum => {
            let mut text = text(field);
            if let Some(format) = &k.format {
                text.insert("format".into(), json!(format));
            }
            return text;
        }
        FieldType::Email => return formatted(field, "email", Some(254)),
        FieldType::Uuid => return formatted(field, "uuid", None),
        FieldType::Url => {
            let mut url = formatted(field, "uri", None);
            url.entry("pattern").or_insert(json!(
                "^[Hh][Tt][Tt][Pp][Ss]?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\\s\\u0000]*)?$"
            ));
            return url;
        }
        FieldType::Ip => return formatted(field, k.format.as_deref().unwrap_or("ipv4"), None),
        FieldType::Slug => {
            let mut slug = text(field);
            if k.pattern.is_none() {
                slug.insert("pattern".into(), json!("^[a-z0-9]+(?:-[a-z0-9]+)*$"));
            }
            return slug;
        }
        FieldType::Phone => {
            let mut phone = text(field);
            if k.pattern.is_none() {
                phone.insert("pattern".into(), json!("^\\+?[0-9][0-9 ()./-]{4,30}$"));
            }
            return phone;
        }
        FieldType::Password => {
            let mut password = text(field);
            password.insert("format".into(), json!("password"));
            password.insert("writeOnly".into(), json!(true));
            return password;
        }
        FieldType::Integer | FieldType::Duration => return integer(field),
        FieldType::Decimal if way == Way::Out => return decimal::answered(),
        FieldType::Decimal => return decimal::taken(field),
        FieldType::Float => return bounds(field, json!({ "type": "number" })),
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        FieldType::DateTime => json!({ "type": "string", "format": "date-time" }),
        FieldType::Time => {
            json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$" })
        }
        FieldType::Json => json!({ "description": format!("any JSON value of at most {JSON_BYTES} bytes") }),
        FieldType::Geo => json!({
            "type": "object", "additionalProperties": false, "required": ["lat", "lng"],
            "properties": {
                "lat": { "type": "number", "minimum": -90, "maximum": 90 },
                "lng": { "type": "number", "minimum": -180, "maximum": 180 },
            },
        }),
        FieldType::File => json!({
            "type": "object", "additionalProperties": false, "required": ["name", "content_type", "content_base64"],
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": NO_NUL },
                "content_type": { "type": "string", "pattern": "^[a-z0-9.+-]+/[a-z0-9.+-]+$" },
                "content_base64": {
                    "type": "string", "contentEncoding": "base64",
                    "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
                },
            },
        }),
        FieldType::StringArray => return array(field, json!({ "type": "string", "pattern": NO_NUL })),
        FieldType::IntegerArray => {
            return array(field, json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }));
        }
        FieldType::DecimalArray => {
            let pattern =
                if way == Way::In { decimal::item() } else { "^-?[0-9]{1,18}(\\.[0-9]{1,18})?$".into() };
            let text = json!({ "type": "string", "pattern": pattern });
            let limit = 10_i64.pow(decimal::DIGITS);
            let number = json!({ "type": "number", "exclusiveMinimum": -limit, "exclusiveMaximum": limit });
            return array(field, if way == Way::In { json!({ "anyOf": [number, text] }) } else { text });
        }
    };
    object(value)
}

pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn text(field: &Field) -> Map<String, Value> {
    let k = &field.keywords;
    let mut schema = object(json!({ "type": "string" }));
    for (name, bound) in [("minLength", k.min_length), ("maxLength", k.max_length)] {
        if let Some(bound) = bound {
            schema.insert(name.into(), json!(bound));
        }
    }
    let blank = field.ql_type != FieldType::Password && k.min_length.unwrap_or(0) >= 1;
    let own = if blank { NOT_BLANK } else { NO_NUL };
    if k.values.is_none() {
        schema.insert("pattern".into(), json!(k.pattern.as_deref().unwrap_or(own)));
    }
    schema
}

fn formatted(field: &Field, format: &str, longest: Option<u32>) -> Map<String, Value> {
    let mut schema = text(field);
    if field.keywords.pattern.is_none() {
        schema.shift_remove("pattern");
    }
    schema.insert("format".into(), json!(format));
    if let Some(longest) = longest {
        schema.entry("maxLength").or_insert(json!(longest));
    }
    schema
}

pub(super) fn bounds(field: &Field, base: Value) -> Map<String, Value> {
    let k = &field.keywords;
    let mut schema = object(base);
    let stated = [
        ("minimum", &k.minimum),
        ("maximum", &k.maximum),
        ("exclusiveMinimum", &k.exclusive_minimum),
        ("exclusiveMaximum", &k.exclusive_maximum),
        ("multipleOf", &k.multiple_of),
    ];
    for (name, bound) in stated {
        if let Some(bound) = bound {
            schema.insert(name.into(), Value::Number(bound.clone()));
        }
    }
    schema
}

fn integer(field: &Field) -> Map<String, Value> {
    let mut schema = bounds(field, json!({ "type": "integer" }));
    let k = &field.keywords;
    if k.minimum.is_none() && k.exclusive_minimum.is_none() {
        schema.insert("minimum".into(), json!(i64::MIN));
    }
    if k.maximum.is_none() && k.exclusive_maximum.is_none() {
        schema.insert("maximum".into(), json!(i64::MAX));
    }
    schema
}

fn array(field: &Field, item: Value) -> Map<String, Value> {
    let k = &field.keywords;
    let mut items = object(item);
    if let Some(Value::Object(stated)) = &k.items {
        items.extend(
            stated.iter().filter(|(name, _)| !name.starts_with("x-ql")).map(|(n, v)| (n.clone(), v.clone())),
        );
    }
    let mut schema = object(json!({ "type": "array", "items": items }));
    for (name, bound) in [("minItems", k.min_items), ("maxItems", k.max_items)] {
        if let Some(bound) = bound {
            schema.insert(name.into(), json!(bound));
        }
    }
    schema
}
