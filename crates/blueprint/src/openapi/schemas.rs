//! Component schemas: each entity as it is answered, sent whole, sent in part, and listed.

use domain::spec::FieldType;
use serde_json::{Map, Value, json};

use super::{
    beside, reference,
    values::{Way, schema},
};
use crate::{
    Model,
    model::{Entity, Field, Relation, Verb, routes::Kind},
};

pub(super) fn all(model: &Model) -> Map<String, Value> {
    let mut schemas = Map::new();
    for entity in &model.entities {
        let has = |verb| entity.operation(verb).is_some();
        schemas.insert(entity.name.clone(), read(entity));
        if has(Verb::Create) || has(Verb::Replace) || entity.account {
            schemas.insert(beside(model, &format!("{}Body", entity.name)), whole(entity));
        }
        if has(Verb::Update) {
            schemas.insert(beside(model, &format!("{}Update", entity.name)), part(entity));
        }
        let routes = entity.operations.iter().filter_map(|op| op.route.as_ref());
        let mut pages = false;
        for route in routes {
            pages |= matches!(route.gives, Kind::Page | Kind::Top);
            if let (Kind::Create, Some(scope)) = (route.gives, &route.scope) {
                let name = beside(model, &format!("{}Body", route.shape));
                schemas.insert(name, hanging(entity, &scope.key));
            }
        }
        if has(Verb::List) || entity.account || pages {
            schemas.insert(beside(model, &format!("{}List", entity.name)), list(&entity.name));
        }
    }
    if model.accounts {
        accounts(model, &mut schemas);
    }
    schemas.insert(beside(model, "Problem"), problem());
    schemas
}

fn accounts(model: &Model, schemas: &mut Map<String, Value>) {
    let text = json!({ "type": "string", "pattern": "^[^\\u0000]*$" });
    schemas.insert(
        beside(model, "Credentials"),
        json!({
            "type": "object", "additionalProperties": false, "required": ["email", "password"],
            "properties": { "email": text, "password": text },
        }),
    );
    schemas.insert(
        beside(model, "Token"),
        json!({
            "type": "object", "required": ["access_token", "token_type"],
            "properties": { "access_token": { "type": "string" }, "token_type": { "const": "bearer" } },
        }),
    );
    schemas.insert(
        beside(model, "RoleUpdate"),
        json!({
            "type": "object", "additionalProperties": false, "required": ["role"],
            "properties": { "role": { "type": "string", "enum": model.roles } },
        }),
    );
}

fn read(entity: &Entity) -> Value {
    let mut properties = Map::new();
    for field in &entity.system {
        let value = match field.name.as_str() {
            "id" => json!({ "type": "integer", "minimum": 1 }),
            _ => json!({ "type": "string", "format": "date-time" }),
        };
        properties.insert(field.name.clone(), value);
    }
    for field in entity.fields.iter().filter(|f| !f.write_only) {
        properties.insert(field.name.clone(), schema(field, Way::Out, may_lack(entity, field)));
    }
    for relation in &entity.relations {
        let value = match &relation.link {
            Some(_) => keys(relation),
            None if relation.required && !entity.account => json!({ "type": "integer", "minimum": 1 }),
            None => json!({ "type": ["integer", "null"], "minimum": 1 }),
        };
        properties.insert(relation.field.clone(), value);
    }
    let required: Vec<&String> = properties.keys().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

/// The first administrator has no profile.
fn may_lack(entity: &Entity, field: &Field) -> bool {
    field.nullable || (entity.account && !["email", "role"].contains(&field.name.as_str()))
}

fn writable(entity: &Entity) -> impl Iterator<Item = &Field> {
    entity.fields.iter().filter(|field| !field.read_only)
}

fn whole(entity: &Entity) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in writable(entity) {
        let mut value = schema(field, Way::In, field.nullable);
        let state = entity.machine.as_ref().filter(|m| m.field == field.name);
        if let Some(machine) = state {
            value["default"] = json!(machine.initial);
            value["description"] =
                json!(format!("{} on creation; changes by its own operations only", machine.initial));
        }
        properties.insert(field.name.clone(), value);
        if field.required {
            required.push(field.name.clone());
        }
    }
    for relation in entity.relations.iter().filter(|r| !r.owner) {
        properties.insert(relation.field.clone(), key(relation));
        if relation.required {
            required.push(relation.field.clone());
        }
    }
    body(properties, &required)
}

/// The whole without the key that the path gives.
fn hanging(entity: &Entity, key: &str) -> Value {
    let mut schema = whole(entity);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.shift_remove(key);
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name != key);
    }
    schema
}

fn part(entity: &Entity) -> Value {
    let mut properties = Map::new();
    for field in writable(entity) {
        let mut value = schema(field, Way::In, field.nullable);
        if let Value::Object(schema) = &mut value {
            schema.shift_remove("default");
        }
        properties.insert(field.name.clone(), value);
    }
    for relation in entity.relations.iter().filter(|r| !r.owner) {
        properties.insert(relation.field.clone(), key(relation));
    }
    body(properties, &[])
}

fn body(properties: Map<String, Value>, required: &[String]) -> Value {
    let mut schema = json!({ "type": "object", "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["properties"] = Value::Object(properties);
    schema
}

fn key(relation: &Relation) -> Value {
    match &relation.link {
        Some(_) => keys(relation),
        None if relation.required => json!({ "type": "integer", "minimum": 1 }),
        None => json!({ "type": ["integer", "null"], "minimum": 1 }),
    }
}

fn keys(relation: &Relation) -> Value {
    let mut schema = json!({ "type": "array", "items": { "type": "integer", "minimum": 1 } });
    if relation.required {
        schema["minItems"] = json!(1);
    }
    schema
}

fn list(name: &str) -> Value {
    json!({
        "type": "object", "required": ["items", "total", "limit", "offset"],
        "properties": {
            "items": { "type": "array", "items": reference(name) },
            "total": { "type": "integer", "minimum": 0 },
            "limit": { "type": "integer", "minimum": 1 },
            "offset": { "type": "integer", "minimum": 0 },
        },
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance", "trace_id", "errors"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string" },
            "trace_id": { "type": "string" },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object", "required": ["pointer", "message"],
                    "properties": {
                        "pointer": { "type": "string", "description": "a JSON pointer into the body, or ?name of a query parameter" },
                        "message": { "type": "string" },
                    },
                },
            },
        },
    })
}

/// How a query parameter that is compared with the field, or with an item of it, is written.
pub(super) fn parameter(entity: &Entity, name: &str) -> Value {
    let Some(field) = entity.field(name) else {
        return match name {
            "created_at" | "updated_at" => json!({ "type": "string", "format": "date-time" }),
            _ => json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
        };
    };
    match field.ql_type {
        FieldType::Integer | FieldType::Duration | FieldType::IntegerArray => {
            json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX })
        }
        FieldType::Decimal => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$" }),
        FieldType::Float => json!({ "type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$" }),
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        FieldType::DateTime => json!({ "type": "string", "format": "date-time" }),
        FieldType::Time => {
            json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$" })
        }
        FieldType::Enum if field.keywords.values.is_some() => {
            json!({ "type": "string", "enum": field.keywords.values })
        }
        FieldType::StringArray if field.item_choices().is_some() => {
            json!({ "type": "string", "enum": field.item_choices() })
        }
        _ => json!({ "type": "string", "pattern": "^[^\\u0000]*$" }),
    }
}
