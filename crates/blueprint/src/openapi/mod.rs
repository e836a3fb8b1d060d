//! The OpenAPI 3.1 document of a project, from the model: the same for every stack.

mod decimal;
mod paths;
mod routes;
mod schemas;
mod values;

use serde_json::{Map, Value, json};

use crate::Model;

/// The document, printed.
pub(crate) fn document(model: &Model) -> String {
    let mut components = Map::new();
    components.insert("schemas".into(), Value::Object(schemas::all(model)));
    components.insert("responses".into(), paths::problems(model));
    let mut document = json!({
        "openapi": "3.1.0",
        "info": { "title": model.title, "version": "0.1.0", "description": description(model) },
        "paths": paths::all(model),
        "components": components,
    });
    if model.accounts {
        document["components"]["securitySchemes"] =
            json!({ "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } });
        document["security"] = json!([{ "bearer": [] }]);
    }
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn description(model: &Model) -> String {
    let labels: Vec<&str> =
        model.entities.iter().filter(|e| e.stated).map(|e| e.label_plural.as_str()).collect();
    format!("Keeps {}. Errors are application/problem+json (RFC 9457).", labels.join(", "))
}

/// The name of a schema beside those of entities: `OrderList`, unless an entity is called so.
pub(crate) fn beside(model: &Model, name: &str) -> String {
    if model.entity(name).is_some() { format!("{name}.Shape") } else { name.to_owned() }
}

pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
