//! Routes of their own in the document: parameters and shapes of their answers.

use domain::{
    route::{Every, Measure},
    spec::FieldType,
};
use serde_json::{Map, Value, json};

use super::{beside, paths, reference, schemas::parameter, values};
use crate::{
    Model,
    model::{
        Entity, Operation,
        routes::{Figure, Kind, Per, Route},
    },
};

pub(super) fn operation(model: &Model, entity: &Entity, op: &Operation, route: &Route) -> Value {
    let mut problems: Vec<u16> = match route.gives {
        Kind::Page | Kind::Top | Kind::Csv => vec![422],
        Kind::Figures if route.per.is_some() => vec![422],
        Kind::Figures => vec![],
        Kind::First | Kind::Record => vec![404],
        Kind::Change => vec![404, 409, 422],
        Kind::Create => vec![400, 409, 413, 415, 422],
    };
    if route.parameter.is_some() {
        problems.push(404);
    }
    if !op.access.public {
        problems.extend([401, 403]);
    }
    let record = reference(&entity.name);
    let answer = match route.gives {
        Kind::Page | Kind::Top => {
            (200, paths::success("a page", &reference(&beside(model, &format!("{}List", entity.name)))))
        }
        Kind::Csv => {
            let csv = json!({ "text/csv": { "schema": { "type": "string" } } });
            (200, json!({ "description": "a line of names, then a line for each record", "content": csv }))
        }
        Kind::Figures => (200, paths::success("the numbers", &numbers(entity, route))),
        Kind::First | Kind::Record | Kind::Change => (200, paths::success("the record", &record)),
        Kind::Create => (201, paths::created(&record)),
    };
    let mut summary = route.words.clone();
    if let Some(first) = summary.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut value = json!({ "operationId": op.id, "summary": summary, "tags": [entity.label_plural] });
    let parameters = parameters(entity, op, route);
    if !parameters.is_empty() {
        value["parameters"] = Value::Array(parameters);
    }
    if route.gives == Kind::Create {
        value["requestBody"] = paths::body(&beside(model, &format!("{}Body", route.shape)));
    }
    value["responses"] = paths::responses(answer.0, answer.1, &problems);
    if model.accounts && op.access.public { paths::open(value) } else { value }
}

fn parameters(entity: &Entity, op: &Operation, route: &Route) -> Vec<Value> {
    let mut list = Vec::new();
    match (&route.parameter, &route.by) {
        (Some(name), Some(by)) => {
            let schema = entity.field(by).map(|field| values::schema(field, values::Way::Out, false));
            list.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
        }
        (Some(_), None) => list.push(paths::id()),
        (None, _) => {}
    }
    // What has no order, filters or pages of its own is listed like the entity.
    let listed =
        if route.lists_itself { op } else { entity.operation(crate::model::Verb::List).unwrap_or(op) };
    let pages = paths::page(listed.page_default, listed.page_max);
    match route.gives {
        Kind::Page => {
            list.extend(pages);
            list.push(paths::sort(&paths::sortable(entity)));
            list.extend(paths::filters(entity, listed));
        }
        Kind::Top => {
            list.extend(pages.into_iter().take(1));
            list.extend(paths::filters(entity, listed));
        }
        Kind::Csv => {
            list.push(paths::sort(&paths::sortable(entity)));
            list.extend(paths::filters(entity, listed));
        }
        Kind::Figures if route.per.is_some() => match route.take {
            Some(n) => list.extend(paths::page(n, n).into_iter().take(1)),
            None => list.extend(paths::page(20, 100)),
        },
        Kind::Figures | Kind::First | Kind::Record | Kind::Change | Kind::Create => {}
    }
    list
}

/// One document, or a page of lines.
fn numbers(entity: &Entity, route: &Route) -> Value {
    let mut properties = Map::new();
    if let Some(per) = &route.per {
        let value = match entity.field(&per.field) {
            _ if per.every.is_some() => span(per),
            Some(field) => values::schema(field, values::Way::Out, per.nullable),
            None if per.nullable => json!({ "type": ["integer", "null"] }),
            None => parameter(entity, &per.field),
        };
        properties.insert(per.member.clone(), value);
    }
    for figure in &route.figures {
        properties.insert(figure.name.clone(), number(figure));
    }
    let required: Vec<&String> = properties.keys().collect();
    let document = json!({ "type": "object", "required": required, "properties": properties });
    if route.per.is_none() {
        return document;
    }
    json!({
        "type": "object", "required": ["items", "total", "limit", "offset"],
        "properties": {
            "items": { "type": "array", "items": document },
            "total": { "type": "integer", "minimum": 0 },
            "limit": { "type": "integer", "minimum": 1 },
            "offset": { "type": "integer", "minimum": 0 },
        },
    })
}

/// `2030-01`, as ISO 8601 writes it; the Monday of a week.
fn span(per: &Per) -> Value {
    let pattern = match per.every {
        Some(Every::Year) => "^[0-9]{4}$",
        Some(Every::Month) => "^[0-9]{4}-[0-9]{2}$",
        _ => "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    };
    let text = if per.nullable { json!(["string", "null"]) } else { json!("string") };
    json!({ "type": text, "pattern": pattern })
}

fn number(figure: &Figure) -> Value {
    let decimal = || json!({ "type": ["string", "null"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$" });
    match (figure.measure, figure.ql_type) {
        (Measure::Count, _) => json!({ "type": "integer", "minimum": 0 }),
        (Measure::Sum, Some(FieldType::Decimal)) => {
            json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })
        }
        (Measure::Sum, Some(FieldType::Float)) => json!({ "type": "number" }),
        (Measure::Sum, _) => json!({ "type": "integer" }),
        (_, Some(FieldType::Decimal)) => decimal(),
        (Measure::Average, _) | (_, Some(FieldType::Float)) => json!({ "type": ["number", "null"] }),
        (_, Some(FieldType::Date)) => json!({ "type": ["string", "null"], "format": "date" }),
        (_, Some(FieldType::DateTime)) => json!({ "type": ["string", "null"], "format": "date-time" }),
        (_, _) => json!({ "type": ["integer", "null"] }),
    }
}
