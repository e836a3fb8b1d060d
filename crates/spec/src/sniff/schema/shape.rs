//! From one property to the field that it describes.

use domain::spec::{Field, FieldType};
use serde_json::{Number, Value};

use super::document::Document;
use crate::{
    sniff::tree::{Kind, Node},
    types,
    words::snake,
};

/// What a property's values are.
pub enum Shape<'a> {
    Field(Box<Field>),
    /// One record or many of the named schema.
    Reference {
        name: String,
        is_list: bool,
        nullable: bool,
    },
    /// One record or many with members of their own.
    Inline {
        node: &'a Node,
        is_list: bool,
        nullable: bool,
    },
}

/// The shape, and the keywords of the property that no field can hold.
pub struct Read<'a> {
    pub shape: Shape<'a>,
    pub doubts: Vec<String>,
}

/// Keywords that say nothing about values.
const SILENT: &[&str] = &[
    "$ref",
    "type",
    "format",
    "title",
    "example",
    "examples",
    "deprecated",
    "nullable",
    "readOnly",
    "writeOnly",
    "description",
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "items",
    "default",
    "xml",
    "externalDocs",
    "$comment",
    "properties",
    "required",
    "allOf",
    "anyOf",
    "oneOf",
    "additionalProperties",
    "$id",
    "id",
];

/// Schemas that a reference is followed into while a type is looked for.
const MAX_HOPS: usize = 8;

/// `is_record` tells whether a named schema is one of the records.
pub fn read<'a>(
    document: &Document<'a>,
    key: &str,
    node: &'a Node,
    is_record: &dyn Fn(&str) -> bool,
) -> Read<'a> {
    let name = snake(key).unwrap_or_default();
    let mut doubts = Vec::new();
    let mut at = node;
    let mut nullable = node.get("nullable").is_some_and(Node::is_true);
    for _ in 0..MAX_HOPS {
        if let Some(target) = document.name_of(at) {
            if is_record(target) {
                return Read {
                    shape: Shape::Reference { name: target.to_owned(), is_list: false, nullable },
                    doubts,
                };
            }
            let next = document.resolved(at);
            if std::ptr::eq(next, at) {
                doubts.push(format!("the reference to {target}"));
                break;
            }
            at = next;
            continue;
        }
        let (part, null) = document.sole_part(at);
        nullable |= null;
        if std::ptr::eq(part, at) {
            break;
        }
        at = part;
    }
    let (kind, null) = type_of(at);
    nullable |= null;
    let is_object = kind == Some("object") || at.get("properties").is_some();
    if is_object && at.get("properties").is_some_and(|p| !p.members().is_empty()) {
        return Read { shape: Shape::Inline { node: at, is_list: false, nullable }, doubts };
    }
    if let Some(items) = at.get("items").filter(|_| kind.is_none_or(|kind| kind == "array")) {
        if let Some(target) = document.name_of(document.sole_part(items).0).filter(|target| is_record(target))
        {
            return Read {
                shape: Shape::Reference { name: target.to_owned(), is_list: true, nullable },
                doubts,
            };
        }
        let inner = document.resolved(items);
        if inner.get("properties").is_some_and(|p| !p.members().is_empty()) {
            return Read { shape: Shape::Inline { node: inner, is_list: true, nullable }, doubts };
        }
    }
    for member in at.members().iter().chain(node.members().iter().filter(|_| !std::ptr::eq(at, node))) {
        if !SILENT.contains(&member.key.as_str()) && !member.key.starts_with("x-") {
            doubts.push(format!("“{}”", member.key));
        }
    }
    let several =
        ["anyOf", "oneOf"].iter().any(|key| at.get(key).is_some_and(|parts| parts.items().len() > 1));
    if several {
        doubts.push("the choice of several types".to_owned());
    }
    let mut field = field(document, &name, kind, at, &mut doubts);
    describe(&mut field, node, at);
    field.required &= !nullable;
    Read { shape: Shape::Field(Box::new(field)), doubts }
}

/// `type: string`, or `type: [string, "null"]`.
fn type_of(node: &Node) -> (Option<&str>, bool) {
    let Some(stated) = node.get("type") else { return (None, false) };
    match &stated.kind {
        Kind::Array(items) => {
            let first = items.iter().filter_map(Node::text).find(|kind| *kind != "null");
            (
                first,
                items.iter().any(|item| item.text() == Some("null") || item.scalar() == Some(&Value::Null)),
            )
        }
        Kind::Object(_) | Kind::Scalar(_) => (stated.text(), false),
    }
}

fn field(
    document: &Document<'_>,
    name: &str,
    kind: Option<&str>,
    node: &Node,
    doubts: &mut Vec<String>,
) -> Field {
    let format = node.get("format").and_then(Node::text).unwrap_or_default();
    if let Some(values) = values(node) {
        if values.iter().all(Value::is_string) {
            return types::choice(values.iter().filter_map(Value::as_str).map(str::to_owned));
        }
        if values.iter().all(Value::is_i64) {
            let mut field = types::of(FieldType::Integer);
            field.values = Some(values);
            return field;
        }
        doubts.push("the list of values".to_owned());
    }
    let inferred = types::infer(name).field;
    let mut field = match kind {
        Some("string") => text_field(name, format, node),
        Some("integer") => match inferred.ql_type {
            FieldType::Duration => inferred,
            _ => types::of(FieldType::Integer),
        },
        Some("number") => match (inferred.ql_type, format) {
            // Money is never a float.
            (FieldType::Decimal, _) => inferred,
            (_, "float" | "double") => types::of(FieldType::Float),
            (FieldType::Float, _) => inferred,
            _ => types::of(FieldType::Decimal),
        },
        Some("boolean") => types::of(FieldType::Boolean),
        Some("array") => list_field(document, node, doubts),
        Some("object") => match inferred.ql_type {
            FieldType::Geo => inferred,
            _ => types::of(FieldType::Json),
        },
        // No type at all: the name decides, as it would in prose.
        None if node
            .members()
            .iter()
            .all(|m| ["description", "title", "example"].contains(&m.key.as_str())) =>
        {
            inferred
        }
        _ => types::of(FieldType::Json),
    };
    if let Some(limits) = bounded(&mut field, node) {
        doubts.push(limits);
    }
    field
}

fn text_field(name: &str, format: &str, node: &Node) -> Field {
    let word = match format {
        "date" => "date",
        "date-time" => "datetime",
        "time" => "time",
        "email" | "idn-email" => "email",
        "uri" | "url" | "uri-reference" | "iri" => "url",
        "uuid" => "uuid",
        "ipv4" | "ipv6" | "ip" => "ip",
        "password" => "password",
        "binary" | "byte" => "file",
        "decimal" => "decimal",
        "phone" => "phone",
        "duration" => "duration",
        _ => "string",
    };
    let field = types::of_type_word(word).unwrap_or_else(|| types::of(FieldType::String));
    if word != "string" {
        let contact = (word == "email").then(|| "contact".to_owned());
        return Field { pii: field.pii.clone().or_else(|| types::pii(name)).or(contact), ..field };
    }
    let inferred = types::infer(name).field;
    let free = node.get("maxLength").is_none() && inferred.ql_type == FieldType::Text;
    types::refine(name, if free { types::of(FieldType::Text) } else { field })
}

fn list_field(document: &Document<'_>, node: &Node, doubts: &mut Vec<String>) -> Field {
    let Some(items) = node.get("items") else { return types::of(FieldType::StringArray) };
    // References go on inside the document, which outlives the node.
    let named = document.name_of(items).and_then(|name| document.schemas.get(name));
    let items = named.map_or(items, |schema| schema.node);
    let held = ["type", "format", "description", "example", "title", "$ref"];
    if items.members().iter().any(|member| !held.contains(&member.key.as_str())) {
        doubts.push("what is demanded of each item".to_owned());
    }
    match type_of(items).0 {
        Some("string") => types::of(FieldType::StringArray),
        Some("integer") => types::of(FieldType::IntegerArray),
        Some("number") => types::of(FieldType::DecimalArray),
        _ => types::of(FieldType::Json),
    }
}

/// The values of an enum, without `null`.
fn values(node: &Node) -> Option<Vec<Value>> {
    let items = node.get("enum")?.items();
    let values: Vec<Value> =
        items.iter().filter_map(Node::scalar).filter(|value| !value.is_null()).cloned().collect();
    (!values.is_empty() && values.len() <= 200).then_some(values)
}

/// Writes the bounds into the field; answers with those that its type cannot hold.
fn bounded(field: &mut Field, node: &Node) -> Option<String> {
    let mut refused = Vec::new();
    let number =
        |key: &str| node.get(key).and_then(Node::scalar).and_then(|value| value.as_number().cloned());
    let count = |key: &str| node.get(key).and_then(Node::scalar).and_then(Value::as_u64);
    let numeric = types::is_number(field.ql_type);
    let textual = types::is_text(field.ql_type);
    let strict = |key: &str| node.get(key).is_some_and(Node::is_true);
    let mut set = |key: &str, holds: bool, place: &mut dyn FnMut(Number)| {
        let Some(value) = number(key) else { return };
        if holds { place(value) } else { refused.push(format!("“{key}”")) }
    };
    let (low, high) = (strict("exclusiveMinimum"), strict("exclusiveMaximum"));
    // A stated bound replaces the one that a name implies.
    set("minimum", numeric, &mut |value| {
        if low {
            (field.exclusive_minimum, field.minimum) = (Some(value), None)
        } else {
            field.minimum = Some(value)
        }
    });
    set("maximum", numeric, &mut |value| {
        if high {
            (field.exclusive_maximum, field.maximum) = (Some(value), None)
        } else {
            field.maximum = Some(value)
        }
    });
    set("exclusiveMinimum", numeric, &mut |value| {
        (field.exclusive_minimum, field.minimum) = (Some(value), None)
    });
    set("exclusiveMaximum", numeric, &mut |value| {
        (field.exclusive_maximum, field.maximum) = (Some(value), None)
    });
    set("multipleOf", numeric, &mut |value| field.multiple_of = Some(value));
    let is_list = field.max_items.is_some();
    for (key, place, holds) in [
        ("minLength", &mut field.min_length, textual),
        ("maxLength", &mut field.max_length, textual),
        ("minItems", &mut field.min_items, is_list),
        ("maxItems", &mut field.max_items, is_list),
    ] {
        match count(key) {
            Some(value) if holds => *place = Some(value),
            Some(_) => refused.push(format!("“{key}”")),
            None => {}
        }
    }
    // What a name or type implies gives way to what is stated.
    if let (Some(low), Some(high)) = (field.min_length, field.max_length)
        && low > high
    {
        if node.get("minLength").is_some() {
            field.max_length = Some(low)
        } else {
            field.min_length = Some(high)
        }
    }
    if let Some(pattern) = node.get("pattern").and_then(Node::text) {
        match portable(pattern) && textual {
            true => field.pattern = Some(pattern.to_owned()),
            false => refused.push("“pattern”".to_owned()),
        }
    }
    (!refused.is_empty()).then(|| refused.join(", "))
}

/// Only what Python, JavaScript and RE2 read alike, and only whole values.
fn portable(pattern: &str) -> bool {
    pattern.starts_with('^')
        && pattern.ends_with('$')
        && !pattern.contains("(?")
        && !pattern.contains("[:")
        && regex::Regex::new(pattern).is_ok()
}

/// Default, description and who may write it; of the property itself first.
fn describe(field: &mut Field, own: &Node, resolved: &Node) {
    let both = |key: &str| own.get(key).or_else(|| resolved.get(key));
    if let Some(value) = both("default").and_then(Node::scalar).filter(|value| !value.is_null()) {
        field.default = Some(value.clone());
        field.required = false;
    }
    let prose = both("description")
        .and_then(Node::text)
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    field.description = prose.filter(|text| !text.is_empty() && text.chars().count() <= 500);
    if both("readOnly").is_some_and(Node::is_true) {
        field.read_only = Some(true);
    }
    if both("writeOnly").is_some_and(Node::is_true) {
        field.write_only = Some(true);
    }
}
