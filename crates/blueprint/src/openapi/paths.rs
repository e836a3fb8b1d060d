//! Paths: every route with its parameters, bodies and all answers it can give.

use domain::spec::FieldType;
use serde_json::{Map, Value, json};

use super::{beside, reference, routes, schemas::parameter};
use crate::{
    Model,
    model::{Entity, Field, FilterKind, Operation, Verb},
};

const PROBLEMS: &[(u16, &str, &str)] = &[
    (400, "Malformed", "the body is not well-formed JSON"),
    (401, "Unauthorized", "no token, or one that is not valid"),
    (403, "Forbidden", "the account may not do this"),
    (404, "NotFound", "there is no such record"),
    (409, "Conflict", "it contradicts records that are kept, or the record's state"),
    (413, "TooLarge", "the body is too large"),
    (415, "UnsupportedMediaType", "the body is not application/json"),
    (422, "Invalid", "a value is not valid"),
];

/// The components that error answers refer to.
pub(super) fn problems(model: &Model) -> Value {
    let mut responses = Map::new();
    for (_, name, description) in PROBLEMS {
        let content =
            json!({ "application/problem+json": { "schema": reference(&beside(model, "Problem")) } });
        responses.insert((*name).into(), json!({ "description": description, "content": content }));
    }
    Value::Object(responses)
}

pub(super) fn all(model: &Model) -> Map<String, Value> {
    let mut paths = Map::new();
    let mut add = |path: &str, method: &str, operation: Value| {
        let item = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
        item[method.to_lowercase()] = operation;
    };
    let status =
        json!({ "type": "object", "required": ["status"], "properties": { "status": { "const": "ok" } } });
    add(
        "/health",
        "get",
        open(json!({
            "operationId": "health", "summary": "Whether the server works",
            "responses": { "200": success("it works", &status) },
        })),
    );
    add(
        "/openapi.json",
        "get",
        open(json!({
            "operationId": "openapi", "summary": "This document",
            "responses": { "200": success("the document", &json!({ "type": "object" })) },
        })),
    );
    if model.accounts {
        accounts(model, &mut add);
    }
    for entity in model.entities.iter().filter(|e| e.stated) {
        for op in &entity.operations {
            add(&op.path, &op.method, operation(model, entity, op));
        }
    }
    paths
}

pub(super) fn open(mut operation: Value) -> Value {
    operation["security"] = json!([]);
    operation
}

pub(super) fn success(description: &str, schema: &Value) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn with_problems(mut responses: Map<String, Value>, codes: &[u16]) -> Value {
    for (code, name, _) in PROBLEMS.iter().filter(|(code, ..)| codes.contains(code)) {
        responses.insert(code.to_string(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    Value::Object(responses)
}

pub(super) fn responses(code: u16, answer: Value, problems: &[u16]) -> Value {
    let mut map = Map::new();
    map.insert(code.to_string(), answer);
    with_problems(map, problems)
}

pub(super) fn body(schema: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference(schema) } } })
}

pub(super) fn id() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 1, "maximum": i64::MAX } })
}

fn accounts(model: &Model, add: &mut impl FnMut(&str, &str, Value)) {
    let account = reference("User");
    add(
        "/auth/register",
        "post",
        open(json!({
            "operationId": "register", "summary": "Open an account", "requestBody": body(&beside(model, "UserBody")),
            "responses": responses(201, success("the account", &account), &[400, 409, 413, 415, 422]),
        })),
    );
    add(
        "/auth/login",
        "post",
        open(json!({
            "operationId": "login", "summary": "Get a token", "requestBody": body(&beside(model, "Credentials")),
            "responses": responses(200, success("a token", &reference(&beside(model, "Token"))), &[400, 401, 413, 415, 422]),
        })),
    );
    add(
        "/auth/me",
        "get",
        json!({
            "operationId": "me", "summary": "The account behind the token",
            "responses": responses(200, success("the account", &account), &[401]),
        }),
    );
    let mut parameters = page(20, 100);
    parameters.push(sort(&["id".into(), "email".into(), "role".into()]));
    add(
        "/auth/users",
        "get",
        json!({
            "operationId": "list_accounts", "summary": "List accounts (administrators)", "parameters": parameters,
            "responses": responses(200, success("a page of accounts", &reference(&beside(model, "UserList"))), &[401, 403, 422]),
        }),
    );
    add(
        "/auth/users/{id}",
        "patch",
        json!({
            "operationId": "give_role", "summary": "Give an account a role (administrators)",
            "parameters": [id()], "requestBody": body(&beside(model, "RoleUpdate")),
            "responses": responses(200, success("the account", &account), &[400, 401, 403, 404, 409, 413, 415, 422]),
        }),
    );
}

fn operation(model: &Model, entity: &Entity, op: &Operation) -> Value {
    if let Some(route) = &op.route {
        return routes::operation(model, entity, op, route);
    }
    let record = reference(&entity.name);
    let one = domain::requirement::with_article(&entity.label);
    let mut problems: Vec<u16> = match op.verb {
        Verb::Create => vec![400, 409, 413, 415, 422],
        Verb::List => vec![422],
        Verb::Read => vec![404],
        Verb::Update | Verb::Replace => vec![400, 404, 409, 413, 415, 422],
        Verb::Delete => vec![404, 409],
        Verb::Action | Verb::Route => vec![404, 409, 422],
    };
    if !op.access.public {
        problems.push(401);
        problems.push(403);
    }
    let (summary, answer) = match op.verb {
        Verb::Create => (format!("Create {one}"), (201, created(&record))),
        Verb::List => (
            format!("List {}", entity.label_plural),
            (200, success("a page", &reference(&beside(model, &format!("{}List", entity.name))))),
        ),
        Verb::Read => (format!("Read {one}"), (200, success("the record", &record))),
        Verb::Update => (format!("Change {one} in part"), (200, success("the record", &record))),
        Verb::Replace => (format!("Change {one} as a whole"), (200, success("the record", &record))),
        Verb::Delete => (format!("Delete {one}"), (204, json!({ "description": "it is gone" }))),
        Verb::Action | Verb::Route => {
            let to = op.action.as_ref().map_or("", |a| a.to.as_str());
            (format!("Move {one} to {to}"), (200, success("the record", &record)))
        }
    };
    let mut value = json!({ "operationId": op.id, "summary": summary, "tags": [entity.label_plural] });
    let parameters = parameters(entity, op);
    if !parameters.is_empty() {
        value["parameters"] = Value::Array(parameters);
    }
    match op.verb {
        Verb::Create | Verb::Replace => {
            value["requestBody"] = body(&beside(model, &format!("{}Body", entity.name)))
        }
        Verb::Update => value["requestBody"] = body(&beside(model, &format!("{}Update", entity.name))),
        Verb::List | Verb::Read | Verb::Delete | Verb::Action | Verb::Route => {}
    }
    value["responses"] = responses(answer.0, answer.1, &problems);
    if model.accounts && op.access.public { open(value) } else { value }
}

pub(super) fn created(record: &Value) -> Value {
    let mut answer = success("the record", record);
    answer["headers"] =
        json!({ "Location": { "description": "where the record is", "schema": { "type": "string" } } });
    answer
}

fn parameters(entity: &Entity, op: &Operation) -> Vec<Value> {
    if op.verb != Verb::List {
        return if op.path.contains("{id}") { vec![id()] } else { Vec::new() };
    }
    let mut list = page(op.page_default, op.page_max);
    list.push(sort(&sortable(entity)));
    list.extend(filters(entity, op));
    list
}

/// Fields that a list can be sorted by.
pub(super) fn sortable(entity: &Entity) -> Vec<String> {
    let plain = entity.fields.iter().filter(|f| !f.write_only && is_plain(f)).map(|f| f.name.clone());
    let keys = entity.relations.iter().filter(|r| r.link.is_none()).map(|r| r.field.clone());
    entity.system.iter().map(|s| s.name.clone()).chain(plain).chain(keys).collect()
}

/// Search and filters of a list.
pub(super) fn filters(entity: &Entity, op: &Operation) -> Vec<Value> {
    let mut list = Vec::new();
    if !op.search.is_empty() {
        let description = format!("text to be found in {}, in any case", op.search.join(", "));
        let schema = json!({ "type": "string", "maxLength": 1000, "pattern": "^[^\\u0000]*$" });
        list.push(json!({ "name": "q", "in": "query", "description": description, "schema": schema }));
    }
    for filter in &op.filters {
        let schema = parameter(entity, &filter.field);
        let mut parameter = json!({ "name": filter.name, "in": "query", "schema": schema });
        if filter.kind == FilterKind::Holds {
            let items = filter.field.replace('_', " ");
            parameter["description"] =
                json!(format!("{} that have it among their {items}", entity.label_plural));
        }
        list.push(parameter);
    }
    list
}

/// Values with an order.
fn is_plain(field: &Field) -> bool {
    !matches!(
        field.ql_type,
        FieldType::File
            | FieldType::Json
            | FieldType::Geo
            | FieldType::StringArray
            | FieldType::IntegerArray
            | FieldType::DecimalArray
    )
}

pub(super) fn page(default: u32, most: u32) -> Vec<Value> {
    vec![
        json!({ "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": most, "default": default } }),
        json!({ "name": "offset", "in": "query", "schema": { "type": "integer", "minimum": 0, "maximum": 2_147_483_648_u64, "default": 0 } }),
    ]
}

pub(super) fn sort(names: &[String]) -> Value {
    let both: Vec<String> = names.iter().flat_map(|name| [name.clone(), format!("-{name}")]).collect();
    json!({ "name": "sort", "in": "query", "description": "a minus in front: descending", "schema": { "type": "string", "enum": both } })
}
