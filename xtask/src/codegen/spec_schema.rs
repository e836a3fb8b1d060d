//! `spec.schema.json`: the JSON form of a spec, from the types that read and write it.
//!
//! Reads the serde attributes of `domain::spec` and `domain::route`, so that schema and code cannot differ.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::{Made, configuration::doc};
use crate::sources::Sources;

const SOURCES: [&str; 2] = ["crates/domain/src/spec.rs", "crates/domain/src/route.rs"];

pub fn make(sources: &Sources) -> Result<Made> {
    let mut items = Vec::new();
    for source in SOURCES {
        let text = sources.files.get(source).with_context(|| format!("there is no {source}"))?;
        items.extend(syn::parse_file(text).context("reading the spec's source")?.items);
    }
    let mut definitions = BTreeMap::new();
    for item in &items {
        match item {
            syn::Item::Struct(item) if item.ident == "Span" => {
                definitions.insert("Span".to_owned(), span(&doc(&item.attrs)));
            }
            syn::Item::Struct(item) if serialised(&item.attrs) => {
                definitions.insert(item.ident.to_string(), object(item)?);
            }
            syn::Item::Enum(item) if serialised(&item.attrs) => {
                definitions.insert(item.ident.to_string(), names(item)?);
            }
            _ => {}
        }
    }
    definitions.insert(
        "Sha256".into(),
        json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "A SHA-256 digest." }),
    );
    let root = definitions.remove("Spec").context("domain::spec has no `Spec`")?;
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!("QSpec 1"));
    if let Value::Object(root) = root {
        schema.extend(root);
    }
    schema.insert("$defs".into(), Value::Object(definitions.into_iter().collect()));
    Ok(Made::Text(serde_json::to_string_pretty(&Value::Object(schema))? + "\n"))
}

/// `[start, end]` or `[start, end, attachment]`: the one type with a form of its own.
fn span(description: &str) -> Value {
    let number = json!({ "type": "integer", "minimum": 0 });
    json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 3, "description": description })
}

fn serialised(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|a| a.path().is_ident("derive")).any(|a| match &a.meta {
        syn::Meta::List(list) => list.tokens.to_string().contains("Deserialize"),
        _ => false,
    })
}

/// What the serde attributes of an item or a field say: `rename`, `default`, `flatten` …
fn serde_of(attributes: &[syn::Attribute]) -> Result<BTreeMap<String, Option<String>>> {
    let mut found = BTreeMap::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            let value = match meta.input.peek(syn::Token![=]) {
                true => Some(meta.value()?.parse::<syn::LitStr>()?.value()),
                false => None,
            };
            found.insert(name, value);
            Ok(())
        })?;
    }
    Ok(found)
}

fn object(item: &syn::ItemStruct) -> Result<Value> {
    let container = serde_of(&item.attrs)?;
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut open = !container.contains_key("deny_unknown_fields");
    for field in &item.fields {
        let Some(ident) = &field.ident else { bail!("{} has fields without names", item.ident) };
        let serde = serde_of(&field.attrs)?;
        if serde.contains_key("flatten") {
            open = true;
            continue;
        }
        let name = serde.get("rename").cloned().flatten().unwrap_or_else(|| ident.to_string());
        let mut schema = of_type(&field.ty)?;
        let description = doc(&field.attrs);
        if let (Value::Object(schema), false) = (&mut schema, description.is_empty()) {
            schema.insert("description".into(), json!(description));
        }
        let optional = serde.contains_key("default") || generic(&field.ty, "Option").is_some();
        if !optional {
            required.push(name.clone());
        }
        properties.insert(name, schema);
    }
    let mut schema = Map::new();
    schema.insert("type".into(), json!("object"));
    let description = doc(&item.attrs);
    if !description.is_empty() {
        schema.insert("description".into(), json!(description));
    }
    schema.insert("properties".into(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    if !open {
        schema.insert("additionalProperties".into(), json!(false));
    }
    Ok(Value::Object(schema))
}

fn names(item: &syn::ItemEnum) -> Result<Value> {
    let style = serde_of(&item.attrs)?.remove("rename_all").flatten();
    let mut values = Vec::new();
    // A variant with a value is an object with one member: `{"top": 5}`.
    let mut objects = Vec::new();
    for variant in &item.variants {
        let renamed = serde_of(&variant.attrs)?.remove("rename").flatten();
        let plain = variant.ident.to_string();
        let name = match (renamed, style.as_deref()) {
            (Some(name), _) => name,
            (None, Some("snake_case")) => snake(&plain),
            (None, Some("lowercase")) => plain.to_lowercase(),
            (None, None) => plain,
            (None, Some(other)) => bail!("{} is renamed as {other}, which is not known here", item.ident),
        };
        match &variant.fields {
            syn::Fields::Unit => values.push(name),
            syn::Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let inner = of_type(&fields.unnamed[0].ty)?;
                objects.push(json!({
                    "type": "object", "additionalProperties": false, "required": [name],
                    "properties": { name: inner },
                }));
            }
            _ => bail!("{} has variants in a form that is not known here", item.ident),
        }
    }
    let description = doc(&item.attrs);
    if objects.is_empty() {
        return Ok(json!({ "enum": values, "description": description }));
    }
    if !values.is_empty() {
        objects.insert(0, json!({ "enum": values }));
    }
    Ok(json!({ "anyOf": objects, "description": description }))
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn of_type(ty: &syn::Type) -> Result<Value> {
    if let Some(inner) = generic(ty, "Option") {
        let inner = of_type(inner)?;
        // Anything includes null.
        let is_any = inner.as_object().is_some_and(Map::is_empty);
        return Ok(if is_any { inner } else { json!({ "anyOf": [inner, { "type": "null" }] }) });
    }
    if let Some(inner) = generic(ty, "Vec") {
        return Ok(json!({ "type": "array", "items": of_type(inner)? }));
    }
    if let Some(inner) = generic(ty, "IndexMap").or_else(|| generic(ty, "BTreeMap")) {
        return Ok(json!({ "type": "object", "additionalProperties": of_type(inner)? }));
    }
    let syn::Type::Path(path) = ty else { bail!("a type has no form in JSON here") };
    let name = path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    Ok(match name.as_str() {
        "String" => json!({ "type": "string" }),
        "bool" => json!({ "type": "boolean" }),
        "u8" | "u16" | "u32" | "u64" | "usize" => json!({ "type": "integer", "minimum": 0 }),
        "i32" | "i64" => json!({ "type": "integer" }),
        "f64" | "Number" => json!({ "type": "number" }),
        "Value" => json!({}),
        "Map" => json!({ "type": "object" }),
        other => json!({ "$ref": format!("#/$defs/{other}") }),
    })
}

/// The last type between the brackets of `Name<…>`.
fn generic<'t>(ty: &'t syn::Type, name: &str) -> Option<&'t syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_become_a_schema() {
        let text = r#"
            /// A thing.
            #[derive(Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct Spec {
                pub name: String,
                #[serde(rename = "x-kind")]
                pub kind: Kind,
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub note: Option<String>,
                #[serde(default)]
                pub counts: IndexMap<String, u32>,
            }
            #[derive(Serialize, Deserialize)]
            #[serde(rename_all = "snake_case")]
            pub enum Kind { OneTwo, #[serde(rename = "3")] Three }
        "#;
        let Made::Text(made) = make(&Sources::of(&[(SOURCES[0], text), (SOURCES[1], "")])).unwrap() else {
            panic!()
        };
        let schema: Value = serde_json::from_str(&made).unwrap();
        assert_eq!(schema["required"], json!(["name", "x-kind"]));
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["properties"]["x-kind"], json!({ "$ref": "#/$defs/Kind" }));
        assert_eq!(schema["properties"]["note"]["anyOf"][0], json!({ "type": "string" }));
        assert_eq!(schema["$defs"]["Kind"]["enum"], json!(["one_two", "3"]));
    }
}
